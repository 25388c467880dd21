import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { type ReactNode, useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { AssetView } from "../../../contract/index.ts";
import { deviceClasses } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { StateMark } from "../look/state-mark.tsx";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { exact, moment } from "../times.ts";
import { term } from "../words.ts";
import { askAgainMs } from "./firmware.tsx";
import { historyPath } from "./unit-history.tsx";
import { SetWarranty, useWarrantyText } from "./warranty.tsx";

export interface Wish {
  readonly words: string;
  readonly deviceClass: string;
  /** Units that are in two places at one time. */
  readonly conflict: boolean;
  /** Those that no inventory names any more, too. */
  readonly gone: boolean;
}
/** More than that nobody reads: words find the others. */
const mostShown = 200;

const Remark = ({ view }: { readonly view: AssetView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  const { conflict, present, goneAt = 0, alsoIn, unit, told } = view;
  const places = alsoIn.map(({ terminal, device }) => `${terminal} ${device}`).join(t("comma"));
  if (conflict)
    return (
      <span className="said warned">
        <StateMark state="faulty" />
        {t("assets.conflict", { places })}
      </span>
    );
  if (!present) return <span className="quiet">{t("assets.gone", { time: moment(goneAt, minute, language) })}</span>;
  if (places !== "") return <span className="warned">{t("assets.alsoIn", { places })}</span>;
  return unit.serial !== undefined && !told ? <span className="quiet">{t("assets.untold")}</span> : null;
};

const hasRemark = ({ conflict, present, alsoIn, unit, told }: AssetView): boolean =>
  conflict || !present || alsoIn.length > 0 || (unit.serial !== undefined && !told);

const useColumns = (): RowColumn<AssetView>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  const warrantyText = useWarrantyText();
  return [
    {
      title: t("assetsPage.terminal"),
      cell: ({ terminal, device }) => (
        <>
          <Link to={`/terminals/${terminal}`}>{terminal}</Link> <span className="quiet">{device}</span>
        </>
      ),
    },
    { title: t("assetsPage.class"), cell: ({ unit }) => term(language, "deviceClasses", unit.deviceClass) },
    {
      title: t("assetsPage.model"),
      cell: ({ unit: { manufacturer, model } }) => [manufacturer, model].filter(Boolean).join(" ") || null,
    },
    {
      title: t("assetsPage.serial"),
      cell: ({ unit: { serial } }) =>
        serial === undefined ? <span className="quiet">{t("assets.unknown")}</span> : <code>{serial}</code>,
    },
    { title: t("assetsPage.firmware"), cell: ({ unit: { firmware } }) => firmware ?? null },
    {
      title: t("assetsPage.since"),
      cell: ({ since }) => <span title={exact(since, language)}>{moment(since, minute, language)}</span>,
    },
    {
      title: t("assetsPage.warranty"),
      cell: ({ warranty }) =>
        warranty ? (
          <span className={warranty.holds ? "" : "quiet"} title={warranty.note}>
            {warrantyText(warranty, minute, "short")}
          </span>
        ) : null,
    },
    {
      title: t("assetsPage.remark"),
      wide: true,
      cell: (view) => (hasRemark(view) ? <Remark view={view} /> : null),
    },
    {
      title: "",
      cell: (view) => (
        <span className="assets-ways">
          <Link to={historyPath(view)} aria-label={t("assetsPage.historyOf", view)}>
            {t("assetsPage.history")}
          </Link>
          <SetWarranty place={{ ...view, serial: view.unit.serial }} />
        </span>
      ),
    },
  ];
};

/** Modules that hold the words. */
export const Modules = ({ wish }: { readonly wish: Wish }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const columns = useColumns();
  const words = useDeferredValue(wish.words.trim());
  const { conflict, gone } = wish;
  const deviceClass = deviceClasses.find((one) => one === wish.deviceClass);
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.assets, "list", { words, deviceClass, conflict, gone }],
    queryFn: () =>
      api.assets({
        limit: mostShown,
        ...(words === "" ? {} : { words }),
        ...(deviceClass ? { deviceClass } : {}),
        ...(conflict ? { conflict } : {}),
        ...(gone ? {} : { present: true }),
      }),
    placeholderData: (before) => before,
    refetchInterval: askAgainMs,
  });
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />;
  if (data.length === 0) return <p className="panel empty">{t("assetsPage.none")}</p>;
  return (
    <>
      <Rows
        label={t("assetsPage.modules")}
        columns={columns}
        rows={data}
        idOf={({ terminal, device }) => `${terminal} ${device}`}
      />
      <p className="quiet" role="status">
        {t(data.length === mostShown ? "assetsPage.first" : "assetsPage.shown", { count: data.length })}
      </p>
    </>
  );
};
