import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { InspectionRound } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { useMore } from "../look/more.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { Failure } from "../shell/failure.tsx";
import { exact } from "../times.ts";
import { ResultMark } from "./result-mark.tsx";

const useColumns = (): RowColumn<InspectionRound>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const who = useActor();
  return [
    {
      title: t("inspectionDesk.round"),
      cell: ({ number, terminal }) => (
        <>
          <Link to={`/inspections/rounds/${number}`}>#{number}</Link> {terminal}
        </>
      ),
    },
    { title: t("inspectionDesk.result"), cell: ({ result }) => <ResultMark result={result} /> },
    { title: t("inspectionDesk.finished"), cell: ({ finishedAt = 0 }) => exact(finishedAt, language) },
    { title: t("inspectionDesk.by"), cell: ({ finishedBy = "" }) => who(finishedBy) },
    {
      title: t("inspectionDesk.wrong"),
      wide: true,
      cell: ({ items }) =>
        items
          .filter(({ result }) => result === "notOk")
          .map(({ title }) => title[language])
          .join(t("comma")),
    },
  ];
};

/** Finished rounds, the newest first. */
export const Rounds = (): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const columns = useColumns();
  const { limit, more } = useMore(100, 500);
  const { data, error, refetch } = useQuery({
    queryKey: ["rounds", limit],
    queryFn: () => api.rounds({ limit }),
    placeholderData: (before) => before,
  });
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (data === undefined) return <Skeleton active />;
  if (data.length === 0) return <p className="panel quiet">{t("inspection.noneDone")}</p>;
  return (
    <>
      <Rows label={t("inspectionDesk.doneTab")} columns={columns} rows={data} idOf={({ number }) => number} />
      {more(data.length)}
    </>
  );
};
