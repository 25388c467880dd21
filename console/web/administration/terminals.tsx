import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { RouteResponse, TerminalSummary } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { Beside, TextField } from "../look/fields.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { Secret } from "../look/secret.tsx";
import { LineMark } from "../look/state-mark.tsx";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { ago, exact } from "../times.ts";

/** More are found by their name; the fleet page has them all. */
const mostShown = 200;

type Enrolled = RouteResponse<"enrol">;

const EnrolForm = ({
  done,
  close,
}: {
  readonly done: (enrolled: Enrolled) => void;
  readonly close: () => void;
}): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const [draft, setDraft] = useState({ id: "", name: "", site: "" });
  const enrol = useMutation({
    mutationFn: () => {
      const [id, name, site] = [draft.id.trim(), draft.name.trim(), draft.site.trim()];
      return api.enrol({ id, ...(name ? { name } : {}), ...(site ? { site } : {}) });
    },
    onSuccess: (enrolled) => {
      done(enrolled);
      void queries.invalidateQueries({ queryKey: keys.terminals });
    },
  });
  return (
    <Dialog
      title={t("administration.enrol")}
      go={t("administration.enrol")}
      can={draft.id.trim() !== ""}
      busy={enrol.isPending}
      onGo={() => enrol.mutate()}
      onClose={close}
    >
      <div className="fields">
        <TextField
          label={t("administration.terminalId")}
          hint={t("administration.terminalHint")}
          value={draft.id}
          set={(id) => setDraft({ ...draft, id })}
          most={64}
        />
        <Beside>
          <TextField
            label={t("administration.terminalName")}
            optional
            most={80}
            value={draft.name}
            set={(name) => setDraft({ ...draft, name })}
          />
          <TextField
            label={t("administration.site")}
            optional
            most={80}
            value={draft.site}
            set={(site) => setDraft({ ...draft, site })}
          />
        </Beside>
        {enrol.error ? <Failure error={enrol.error} /> : null}
      </div>
    </Dialog>
  );
};

const useColumns = (): RowColumn<TerminalSummary>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  return [
    {
      title: t("administration.terminalId"),
      cell: ({ id }) => <Link to={`/terminals/${id}`}>{id}</Link>,
    },
    { title: t("administration.terminalName"), wide: true, cell: ({ name }) => name },
    { title: t("administration.site"), wide: true, cell: ({ site }) => site },
    {
      title: t("administration.lineState"),
      cell: ({ status }) => (
        <span className="said">
          <LineMark status={status} />
          {t(`status.${status}`)}
        </span>
      ),
    },
    {
      title: t("administration.lastHeard"),
      cell: ({ status, lastSeenAt }) =>
        status === "unknown" || lastSeenAt === 0 ? (
          <span className="quiet">{t("administration.never")}</span>
        ) : (
          <span title={exact(lastSeenAt, language)}>{ago(lastSeenAt, minute, language)}</span>
        ),
    },
  ];
};

const has = ({ id, name, site }: TerminalSummary, words: string): boolean =>
  `${id} ${name} ${site}`.toLowerCase().includes(words.trim().toLowerCase());

/** The terminals that may speak to the broker, and how one more comes in. */
export const Terminals = (): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const [words, setWords] = useState("");
  const [asking, setAsking] = useState(false);
  const [enrolled, setEnrolled] = useState<Enrolled>();
  const { data, error, refetch } = useQuery({ queryKey: keys.terminals, queryFn: () => api.terminals() });
  const columns = useColumns();
  const found = data?.filter((one) => has(one, words));
  return (
    <>
      <div className="head">
        <Input
          allowClear
          className="finder"
          value={words}
          aria-label={t("administration.find")}
          placeholder={t("administration.find")}
          onChange={({ target }) => setWords(target.value)}
        />
        <Button type="primary" onClick={() => setAsking(true)}>
          {t("administration.enrol")}
        </Button>
      </div>
      {enrolled ? (
        <Secret
          label={t("administration.passwordOfTerminal", { id: enrolled.id })}
          value={enrolled.password}
          onClose={() => setEnrolled(undefined)}
        />
      ) : null}
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active /> : null}
      {found?.length === 0 ? <p className="panel quiet">{t("administration.noTerminal")}</p> : null}
      {found && found.length > 0 ? (
        <Rows
          label={t("administration.terminals")}
          columns={columns}
          rows={found.slice(0, mostShown)}
          idOf={({ id }) => id}
        />
      ) : null}
      {found && found.length > mostShown ? (
        <p className="quiet">{t("administration.shown", { shown: mostShown, all: found.length })}</p>
      ) : null}
      {asking ? (
        <EnrolForm
          done={(fresh) => {
            setEnrolled(fresh);
            setAsking(false);
          }}
          close={() => setAsking(false)}
        />
      ) : null}
    </>
  );
};
