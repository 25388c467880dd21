import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { InspectionDue } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { useMore } from "../look/more.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { usePreferences } from "../preferences.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { ago, exact } from "../times.ts";

/** The soonest, at first. */
const step = 300;
/** As many as are told at once. */
const most = 20_000;

const When = ({ row }: { readonly row: InspectionDue }): ReactNode => {
  const { t } = useTranslation();
  const { state, days, open } = row;
  return (
    <span className={`due-${state}`}>
      {t(days < 0 ? "inspectionDesk.over" : "inspectionDesk.left", { count: Math.abs(days) })}
      {open === undefined ? null : <span className="quiet"> · {t("inspection.begun")}</span>}
    </span>
  );
};

const useColumns = (): RowColumn<InspectionDue>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  return [
    {
      title: t("inspectionDesk.terminal"),
      cell: ({ terminal, name }) => (
        <>
          <Link to={`/inspections/terminals/${terminal}`}>{terminal}</Link>
          {name === terminal ? null : <span className="quiet"> {name}</span>}
        </>
      ),
    },
    { title: t("inspectionDesk.site"), wide: true, cell: ({ site }) => site },
    {
      title: t("inspectionDesk.due"),
      cell: ({ due, zone }) => (
        <span title={zone}>
          {due} <span className="quiet">{zone}</span>
        </span>
      ),
    },
    { title: t("inspectionDesk.state"), cell: (row) => <When row={row} /> },
    {
      title: t("inspectionDesk.last"),
      cell: ({ last }) =>
        last ? (
          <Link to={`/inspections/rounds/${last.number}`} title={exact(last.at, language)}>
            {ago(last.at, minute, language)}
          </Link>
        ) : (
          <span className="quiet">{t("inspection.never")}</span>
        ),
    },
    { title: t("inspectionDesk.customer"), cell: ({ customer }) => customer ?? null },
  ];
};

export const Due = (): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const columns = useColumns();
  const { limit, more } = useMore(step, most);
  const { data, error, refetch } = useQuery({
    queryKey: ["inspections", limit],
    queryFn: () => api.inspections({ limit }),
    placeholderData: (before) => before,
  });
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (data === undefined) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (data.length === 0) return <p className="panel quiet">{t("inspection.none")}</p>;
  return (
    <>
      <Rows label={t("inspectionDesk.dueTab")} columns={columns} rows={data} idOf={({ terminal }) => terminal} />
      {more(data.length)}
    </>
  );
};
