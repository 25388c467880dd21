import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { NotificationView } from "../../../contract/index.ts";
import { notificationStates } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { Moment } from "../look/moment.tsx";
import { useMore } from "../look/more.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { usePreferences } from "../preferences.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { ago, exact } from "../times.ts";
import { Channels } from "./channels.tsx";
import { messageAgainMs, messagesKey } from "./data.ts";

type State = NotificationView["state"];

/** Told apart by shape and word. */
const shapes: Readonly<Record<State, string>> = { queued: "○", sending: "➔", sent: "✓", failed: "✕" };

export const MessageMark = ({ state }: { readonly state: State }): ReactNode => {
  const { t } = useTranslation();
  return (
    <span className={`said message-${state}`}>
      <i aria-hidden="true">{shapes[state]}</i>
      {t(`notification.${state}`)}
    </span>
  );
};

const Retry = ({ view }: { readonly view: NotificationView }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: () => api.retryNotification({ id: view.id }, {}),
    // It went out, or it was given up again: either way it stands in the list.
    onSettled: () => queries.invalidateQueries({ queryKey: messagesKey }),
  });
  return (
    <>
      <Button size="small" loading={retry.isPending} onClick={() => retry.mutate()}>
        {t("onCallDesk.retry")} <span className="only-read">{view.subject}</span>
      </Button>
      {retry.error ? <Failure error={retry.error} /> : null}
    </>
  );
};

/** When it went out or was given up; of one that is owed, when it is tried next. */
const When = ({ view: { state, dueAt, finishedAt } }: { readonly view: NotificationView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  if (finishedAt !== undefined) return <Moment at={finishedAt} />;
  if (state === "sending") return t("notification.sending");
  return <span title={exact(dueAt, language)}>{t("onCallDesk.dueAt", { time: ago(dueAt, minute, language) })}</span>;
};

const useColumns = (): RowColumn<NotificationView>[] => {
  const { t } = useTranslation();
  return [
    {
      title: t("onCallDesk.message"),
      wide: true,
      cell: ({ subject, items, more, urgent }) => (
        <>
          {subject}
          {items.length + more > 1 ? (
            <span className="quiet"> {t("onCallDesk.joined", { count: items.length + more })}</span>
          ) : null}
          {urgent ? <span className="quiet"> {t("onCallDesk.urgent")}</span> : null}
        </>
      ),
    },
    { title: t("onCallDesk.state"), cell: ({ state }) => <MessageMark state={state} /> },
    { title: t("onCallDesk.to"), cell: ({ to, mention }) => [to, ...(mention ?? [])].filter(Boolean).join(t("comma")) },
    { title: t("onCallDesk.channel"), cell: ({ channel }) => channel },
    { title: t("onCallDesk.when"), cell: (view) => <When view={view} /> },
    { title: t("onCallDesk.tries"), cell: ({ tries }) => <span className="number">{tries}</span> },
    { title: t("onCallDesk.lastAnswer"), wide: true, cell: ({ error, note }) => error ?? note ?? null },
    { title: "", cell: (view) => (view.state === "failed" ? <Retry view={view} /> : null) },
  ];
};

const useMessages = (state: State | undefined, limit: number) => {
  const api = useApi();
  return useQuery({
    queryKey: [...messagesKey, "list", state, limit],
    queryFn: () => api.notifications({ limit, ...(state === undefined ? {} : { state }) }),
    refetchInterval: messageAgainMs,
    staleTime: 0,
    placeholderData: (before) => before,
  });
};

/** Messages that are owed, went out or were given up, the newest first; before them the channels they go by. */
export const Messages = (): ReactNode => {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const { limit, more } = useMore(200, 1000);
  const state = notificationStates.find((one) => one === search.get("state"));
  const { data, error, refetch } = useMessages(state, limit);
  const columns = useColumns();
  return (
    <>
      <Channels />
      <h2>{t("onCallDesk.part.messages")}</h2>
      <fieldset className="counts" aria-label={t("onCallDesk.state")}>
        {notificationStates.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === state}
            onClick={() => setSearch(one === state ? {} : { state: one }, { replace: true })}
          >
            <MessageMark state={one} />
          </button>
        ))}
      </fieldset>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {data?.length === 0 ? <p className="panel quiet">{t("notification.none")}</p> : null}
      {data && data.length > 0 ? (
        <Rows label={t("onCallDesk.part.messages")} columns={columns} rows={data} idOf={({ id }) => id} />
      ) : null}
      {more(data?.length ?? 0)}
    </>
  );
};
