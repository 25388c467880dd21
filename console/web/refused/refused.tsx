import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { QuarantineEntry } from "../../../contract/index.ts";
import { foreignText } from "../../i18n/foreign.ts";
import { sizeText } from "../../i18n/size.ts";
import { useApi } from "../client-context.ts";
import { mostRefused } from "../live/apply.ts";
import { Moment } from "../look/moment.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { TerminalChoice } from "../look/terminal-choice.tsx";
import { useSearch } from "../look/use-search.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { Overview } from "./overview.tsx";
import { Payload } from "./payload.tsx";
import { Sender } from "./sender.tsx";
import "./refused.css";

/** So many are drawn at a time. */
const page = 100;

const useColumns = (): RowColumn<QuarantineEntry>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return [
    { title: t("refusedDesk.when"), cell: ({ receivedAt }) => <Moment at={receivedAt} /> },
    { title: t("form.terminal"), cell: ({ terminal }) => <Sender terminal={terminal} /> },
    {
      title: t("refusedDesk.why"),
      wide: true,
      cell: (entry) => (
        <>
          {foreignText(entry.text[language])}
          <Payload entry={entry} />
        </>
      ),
    },
    { title: t("refusedDesk.size"), cell: ({ size }) => <span className="number">{sizeText(size)}</span> },
    { title: t("refusedDesk.number"), cell: ({ id }) => <span className="number">{id}</span> },
  ];
};

const List = ({ entries }: { readonly entries: readonly QuarantineEntry[] }): ReactNode => {
  const { t } = useTranslation();
  const [shown, setShown] = useState(page);
  const columns = useColumns();
  return (
    <>
      <h2>{t("refusedDesk.newestFirst")}</h2>
      <Rows label={t("refusedDesk.title")} columns={columns} rows={entries.slice(0, shown)} idOf={({ id }) => id} />
      {entries.length > shown ? (
        <div>
          <Button onClick={() => setShown(shown + page)}>{t("refusedDesk.older")}</Button>
        </div>
      ) : null}
      {entries.length === mostRefused ? (
        <p className="quiet">{t("refusedDesk.atMost", { count: mostRefused })}</p>
      ) : null}
    </>
  );
};

/** What terminals sent and the broker did not take: kept, so that somebody finds out why. */
const Refused = (): ReactNode => {
  const { t } = useTranslation();
  useTitle(t("refusedDesk.title"));
  const api = useApi();
  const [search, set] = useSearch<"terminal">();
  const only = search.get("terminal") ?? "";
  const all = useQuery({ queryKey: keys.refused, queryFn: () => api.quarantine({ limit: mostRefused }) });
  const own = useQuery({
    queryKey: keys.refusedOf(only),
    queryFn: () => api.quarantine({ terminal: only, limit: mostRefused }),
    enabled: only !== "",
  });
  const { data, error, refetch } = only === "" ? all : own;
  return (
    <div className="page">
      <h1>{t("refusedDesk.title")}</h1>
      <p className="quiet says">{t("refusedDesk.says")}</p>
      <div className="filters">
        <TerminalChoice
          value={only}
          set={(terminal) => set("terminal", terminal)}
          among={(all.data ?? []).map(({ terminal }) => terminal)}
        />
      </div>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {data?.length === 0 ? (
        <p className="panel quiet">{t(only === "" ? "refusedDesk.none" : "refusedDesk.noneOf", { terminal: only })}</p>
      ) : null}
      {data && data.length > 0 ? (
        <>
          <Overview entries={data} only={only} choose={(terminal) => set("terminal", terminal)} />
          <List key={only} entries={data} />
        </>
      ) : null}
    </div>
  );
};
export default Refused;
