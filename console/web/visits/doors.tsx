import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { SightingView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { ChoiceField } from "../look/fields.tsx";
import { Moment } from "../look/moment.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { TerminalChoice } from "../look/terminal-choice.tsx";
import { useSearch } from "../look/use-search.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { term } from "../words.ts";

const dayMs = 86_400_000;
const choices = [1, 7, 30] as const;
/** More the broker does not tell at once. */
const most = 5000;

/** What moved within so many days, the newest first. */
const useDoors = (days: number, terminal: string, enabled = true) => {
  const api = useApi();
  const now = useMinute();
  return useQuery({
    queryKey: keys.doorsOf(terminal, days),
    queryFn: () => api.sightings({ from: now - days * dayMs, limit: most, ...(terminal === "" ? {} : { terminal }) }),
    select: (rows) => rows.toReversed(),
    enabled,
  });
};

const useColumns = (): RowColumn<SightingView>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return [
    { title: t("visitDesk.when"), cell: ({ at }) => <Moment at={at} /> },
    {
      title: t("form.terminal"),
      cell: ({ terminal }) => <Link to={`/terminals/${terminal}`}>{terminal}</Link>,
    },
    {
      title: t("visitDesk.moved"),
      wide: true,
      cell: ({ component, state }) =>
        t("said.state", {
          component: term(language, "components", component),
          state: term(language, "states", state),
        }),
    },
    { title: t("visitDesk.device"), cell: ({ device }) => device },
    {
      title: t("visitDesk.explainedBy"),
      cell: ({ visit, unannounced }) => {
        if (visit !== undefined) return <Link to={`/visits/${visit}`}>{t("visitDesk.one", { number: visit })}</Link>;
        if (!unannounced) return <span className="quiet">{t("visit.unannounced")}</span>;
        return (
          <span className="said visit-late">
            <i aria-hidden="true">▲</i>
            {t("visitDesk.nobody")}
          </span>
        );
      },
    },
  ];
};

const Moved = ({ rows }: { readonly rows: readonly SightingView[] }): ReactNode => {
  const { t } = useTranslation();
  const columns = useColumns();
  const parts = [
    ["unannounced", rows.filter(({ unannounced }) => unannounced)],
    ["others", rows.filter(({ unannounced }) => !unannounced)],
  ] as const;
  return (
    <>
      {parts.map(([part, list]) => (
        <section key={part} className="doors">
          <h2>
            {t(`visitDesk.doors.${part}`)} <span className="quiet">{list.length}</span>
          </h2>
          {list.length === 0 ? (
            <p className="panel quiet">{t(`visitDesk.none.${part}`)}</p>
          ) : (
            <Rows label={t(`visitDesk.doors.${part}`)} columns={columns} rows={list} idOf={({ n }) => n} />
          )}
        </section>
      ))}
    </>
  );
};

/** Doors, keys, covers and cash boxes that moved, and the visit that explains it: first what nobody had announced. */
export const Doors = (): ReactNode => {
  const { t } = useTranslation();
  const [search, set] = useSearch<"terminal" | "days">();
  const days = choices.find((one) => String(one) === search.get("days")) ?? 7;
  const terminal = search.get("terminal") ?? "";
  const all = useDoors(days, "");
  const own = useDoors(days, terminal, terminal !== "");
  const { data, error, refetch } = terminal === "" ? all : own;
  return (
    <>
      <div className="filters">
        <TerminalChoice
          value={terminal}
          set={(value) => set("terminal", value)}
          among={(all.data ?? []).map((one) => one.terminal)}
        />
        <ChoiceField
          label={t("visitDesk.lookBack")}
          value={String(days)}
          set={(value) => set("days", value)}
          choices={choices.map((one) => ({ value: String(one), label: t("visitDesk.days", { count: one }) }))}
        />
      </div>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 6 }} /> : null}
      {data?.length === 0 ? <p className="panel empty">{t("visit.noSightings")}</p> : null}
      {data && data.length > 0 ? <Moved rows={data} /> : null}
      {data?.length === most ? <p className="quiet">{t("visitDesk.doorsCut", { count: most })}</p> : null}
    </>
  );
};
