import { useQuery } from "@tanstack/react-query";
import { Input, Radio, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReportView } from "../../../contract/index.ts";
import { systemClock } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { usePreferences } from "../preferences.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { Formats } from "./formats.tsx";
import { type Between, between, type PeriodName, periodNames } from "./period.ts";
import "./reports.css";

interface Wish {
  readonly period: PeriodName;
  readonly custom: Between;
  readonly customer: string;
  readonly site: string;
  readonly terminal: string;
}
const nothing: Wish = { period: "usual", custom: {}, customer: "", site: "", terminal: "" };

const queryOf = ({ period, custom, customer, site, terminal }: Wish): Record<string, string> => ({
  ...between(period, new Date(systemClock.now()), custom),
  customer,
  site,
  terminal,
});

const Period = ({ wish, set }: { readonly wish: Wish; readonly set: (wish: Wish) => void }): ReactNode => {
  const { t } = useTranslation();
  const { period, custom } = wish;
  return (
    <fieldset className="field">
      <legend>{t("reportDesk.period")}</legend>
      <Radio.Group
        value={period}
        onChange={({ target }) => set({ ...wish, period: target.value as PeriodName })}
        options={periodNames.map((value) => ({ value, label: t(`reportDesk.periodName.${value}`) }))}
      />
      {period === "custom" ? (
        <div className="report-days">
          {(["from", "to"] as const).map((end) => (
            <label key={end}>
              {t(`reportDesk.${end}`)}
              <Input
                type="date"
                value={custom[end] ?? ""}
                onChange={({ target }) => set({ ...wish, custom: { ...custom, [end]: target.value } })}
              />
            </label>
          ))}
        </div>
      ) : null}
    </fieldset>
  );
};

const Narrowed = ({ wish, set }: { readonly wish: Wish; readonly set: (wish: Wish) => void }): ReactNode => {
  const { t } = useTranslation();
  return (
    <div className="report-days">
      {(["customer", "site", "terminal"] as const).map((name) => (
        <label key={name}>
          {t(`reportDesk.${name}`)}
          <Input
            allowClear
            value={wish[name]}
            placeholder={t("reportDesk.every")}
            onChange={({ target }) => set({ ...wish, [name]: target.value })}
          />
        </label>
      ))}
    </div>
  );
};

const Row = ({ report, wish }: { readonly report: ReportView; readonly wish: Wish }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { id, title, summary, usual } = report;
  const complete = wish.period !== "custom" || Boolean(wish.custom.from && wish.custom.to);
  return (
    <li className="panel">
      <div>
        <h2>{title[language]}</h2>
        <p>{summary[language]}</p>
        <p className="quiet">{t("reportDesk.usual", { period: t(`reportDesk.usualName.${usual}`) })}</p>
      </div>
      <Formats id={id} name={title[language]} query={queryOf(wish)} disabled={!complete} />
    </li>
  );
};

/** Every report, for a time and a part of the fleet, in every format. */
const Reports = (): ReactNode => {
  const { t } = useTranslation();
  useTitle(t("reportDesk.title"));
  const api = useApi();
  const [wish, setWish] = useState(nothing);
  const { data, error, refetch } = useQuery({ queryKey: ["reports"], queryFn: () => api.reports() });
  return (
    <div className="page reports">
      <h1>{t("reportDesk.title")}</h1>
      <div className="panel report-wish">
        <Period wish={wish} set={setWish} />
        <Narrowed wish={wish} set={setWish} />
      </div>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      <ul className="report-list">
        {data?.map((report) => (
          <Row key={report.id} report={report} wish={wish} />
        ))}
      </ul>
    </div>
  );
};
export default Reports;
