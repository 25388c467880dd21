import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { AssetEvent, AssetUnit } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { exact, moment } from "../times.ts";
import { askAgainMs } from "./firmware.tsx";

export const historyPath = ({ terminal, device }: { readonly terminal: string; readonly device: string }): string =>
  `/modules/history/${terminal}/${device}`;

const unitText = (unit: AssetUnit | undefined): string =>
  unit === undefined ? "" : [unit.model, unit.serial, unit.firmware].filter(Boolean).join(" / ") || "–";

const useColumns = (): RowColumn<AssetEvent>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  return [
    {
      title: t("assetsPage.when"),
      cell: ({ at }) => <span title={exact(at, language)}>{moment(at, minute, language)}</span>,
    },
    { title: t("assetsPage.change"), cell: ({ change }) => t(`assets.change.${change}`) },
    { title: t("assetsPage.before"), wide: true, cell: ({ before }) => unitText(before) },
    { title: t("assetsPage.after"), wide: true, cell: ({ after }) => unitText(after) },
    {
      title: t("assetsPage.wasIn"),
      cell: ({ wasIn }) => (wasIn ? <Link to={historyPath(wasIn)}>{`${wasIn.terminal} ${wasIn.device}`}</Link> : null),
    },
  ];
};

/** What was in one place of a terminal, one unit after the other: exchanges, firmware, where a unit came from. */
export const UnitHistory = ({
  terminal,
  device,
}: {
  readonly terminal: string;
  readonly device: string;
}): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const columns = useColumns();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.assets, "terminal", terminal],
    queryFn: () => api.terminalAssets({ terminal }),
    refetchInterval: askAgainMs,
  });
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  const events = data.history.filter((event) => event.device === device);
  return (
    <section className="unit-history">
      <h2>
        <Link to={`/terminals/${terminal}`}>{terminal}</Link> {device}
      </h2>
      {events.length === 0 ? (
        <p className="panel empty">{t("assetsPage.noHistory")}</p>
      ) : (
        <Rows label={t("assets.history")} columns={columns} rows={events} idOf={({ n }) => n} />
      )}
    </section>
  );
};
