import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { type ComponentProps, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { NotificationView, NotifyChannelView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { TextField } from "../look/fields.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { StateMark } from "../look/state-mark.tsx";
import { usePreferences } from "../preferences.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { ago } from "../times.ts";
import { messageAgainMs, messagesKey } from "./data.ts";

/** One that never sent anything is not known to work. */
const conditionOf = ({ failures, sent }: NotifyChannelView): ComponentProps<typeof StateMark>["state"] =>
  failures > 0 ? "faulty" : sent > 0 ? "ok" : "unknown";

const State = ({ channel }: { readonly channel: NotifyChannelView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  const { failures, error = "", nextTryAt } = channel;
  const condition = conditionOf(channel);
  return (
    <>
      <span className="said">
        <StateMark state={condition} />
        {t(condition === "ok" ? "notification.well" : `onCallDesk.channelIs.${condition}`, { count: failures })}
      </span>
      {failures > 0 ? (
        <div className="channel-error">
          {error}
          {nextTryAt === undefined ? null : (
            <span className="quiet"> {t("notification.next", { time: ago(nextTryAt, minute, language) })}</span>
          )}
        </div>
      ) : null}
    </>
  );
};

const Outcome = ({
  view: { channel, state, to = "", note = "", error = "", id },
}: {
  readonly view: NotificationView;
}) => {
  const { t } = useTranslation();
  const word = state === "sent" ? "arrived" : state === "failed" ? "refused" : "underWay";
  return (
    <p role="status" className={state === "failed" ? "nobody" : ""}>
      {t(`onCallDesk.test.${word}`, { channel, to, note, error, id }).trim()}
    </p>
  );
};

const TestForm = ({
  channel,
  close,
}: {
  readonly channel: NotifyChannelView;
  readonly close: () => void;
}): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const [to, setTo] = useState("");
  const test = useMutation({
    mutationFn: () => api.testChannel({ id: channel.name }, to.trim() === "" ? {} : { to: to.trim() }),
    onSettled: () => queries.invalidateQueries({ queryKey: messagesKey }),
  });
  return (
    <Dialog
      title={t("onCallDesk.testOf", { channel: channel.name })}
      go={t("onCallDesk.sendTest")}
      can
      busy={test.isPending}
      onGo={() => test.mutate()}
      onClose={close}
    >
      <div className="fields">
        <TextField
          label={t("onCallDesk.to")}
          optional
          hint={t("onCallDesk.testHint")}
          most={200}
          value={to}
          set={setTo}
        />
        {test.error ? <Failure error={test.error} /> : null}
        {test.data ? <Outcome view={test.data} /> : null}
      </div>
    </Dialog>
  );
};

const useColumns = (test: (channel: NotifyChannelView) => void): RowColumn<NotifyChannelView>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const may = useMay("administer");
  const number = (count: number): ReactNode => <span className="number">{count}</span>;
  return [
    {
      title: t("onCallDesk.channel"),
      cell: ({ name, kind }) => (
        <>
          <strong>{name}</strong> {kind === name ? null : <span className="quiet">{kind}</span>}
        </>
      ),
    },
    { title: t("onCallDesk.state"), wide: true, cell: (channel) => <State channel={channel} /> },
    { title: t("notification.queued"), cell: ({ queued }) => number(queued) },
    { title: t("notification.sent"), cell: ({ sent }) => number(sent) },
    {
      title: t("notification.failed"),
      cell: ({ failed }) => (failed > 0 ? <span className="warned">{failed}</span> : number(failed)),
    },
    { title: t("onCallDesk.promise"), wide: true, cell: ({ promise }) => promise[language] },
    {
      title: "",
      cell: (channel) =>
        may ? (
          <Button size="small" onClick={() => test(channel)}>
            {t("onCallDesk.sendTest")} <span className="only-read">{channel.name}</span>
          </Button>
        ) : null,
    },
  ];
};

/** The ways messages go out, and how they do. */
export const Channels = (): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const [testing, setTesting] = useState<NotifyChannelView>();
  const columns = useColumns(setTesting);
  const { data, error, refetch } = useQuery({
    queryKey: [...messagesKey, "channels"],
    queryFn: () => api.notifyChannels(),
    refetchInterval: messageAgainMs,
    staleTime: 0,
  });
  return (
    <>
      <h2>{t("onCallDesk.channels")}</h2>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 2 }} /> : null}
      {data?.length === 0 ? <p className="panel quiet">{t("onCallDesk.noChannels")}</p> : null}
      {data && data.length > 0 ? (
        <Rows label={t("onCallDesk.channels")} columns={columns} rows={data} idOf={({ name }) => name} />
      ) : null}
      {testing ? <TestForm channel={testing} close={() => setTesting(undefined)} /> : null}
    </>
  );
};
