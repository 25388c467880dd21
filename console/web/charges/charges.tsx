import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ChargeStatement, ChargesView } from "../../../contract/index.ts";
import { sumText } from "../../i18n/charges.ts";
import { useApi } from "../client-context.ts";
import { ChoiceField } from "../look/fields.tsx";
import { Rows } from "../look/rows.tsx";
import { useSearch } from "../look/use-search.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { AsReport } from "../reports/formats.tsx";
import { Days, MonthField } from "../reports/month-field.tsx";
import { monthIn } from "../reports/period.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { useNarrow } from "../shell/window.ts";
import { Statement } from "./statement.tsx";
import { sumsOf } from "./sums.ts";
import "./charges.css";

/** More lines than this are shown contract by contract. */
const mostLines = 500;

const Sums = ({ statements }: Pick<ChargesView, "statements">): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return (
    <ul className="charge-totals">
      {sumsOf(statements).map((sum) => (
        <li key={sum.currency} className="panel">
          <strong>{sumText(sum.total, sum, language)}</strong>
          <span className="quiet">
            {t("chargeDesk.ofContracts", { count: sum.contracts })}
            {sum.tax === 0 ? "" : ` · ${t("chargeDesk.withTax", { tax: sumText(sum.tax, sum, language) })}`}
          </span>
          {sum.open === 0 ? null : <span className="warned">{t("charges.open", { count: sum.open })}</span>}
        </li>
      ))}
    </ul>
  );
};

interface OverviewProps extends Pick<ChargesView, "statements"> {
  readonly month: string;
}
const Overview = ({ statements, month }: OverviewProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const only = (contract: string): string =>
    `?${new URLSearchParams({ ...(month === "" ? {} : { month }), contract }).toString()}`;
  const taxed = statements.some(({ tax }) => tax > 0);
  const money = (name: "net" | "tax" | "total") => ({
    title: t(`chargeDesk.${name}`),
    end: true as const,
    cell: (one: ChargeStatement) => sumText(one[name], one, language),
  });
  return (
    <Rows
      label={t("chargeDesk.byContract")}
      rows={statements}
      idOf={({ contract }) => contract}
      columns={[
        { title: t("chargeDesk.contract"), cell: ({ contract }) => <Link to={only(contract)}>{contract}</Link> },
        { title: t("chargeDesk.customer"), cell: ({ customer }) => customer },
        { title: t("chargeDesk.fees"), wide: true, cell: ({ title }) => title[language] },
        { title: t("chargeDesk.billing"), cell: ({ billing }) => t(`charges.by.${billing}`) },
        { title: t("chargeDesk.lines"), end: true, cell: ({ lines }) => lines.length },
        ...(taxed ? [money("net"), money("tax")] : []),
        money("total"),
      ]}
    />
  );
};

/** Nothing to show, and what would have to be done. */
const Nothing = ({ without }: Pick<ChargesView, "without">): ReactNode => {
  const { t } = useTranslation();
  return (
    <section className="panel">
      <h2>{t(without.length === 0 ? "charges.none" : "chargeDesk.noFees")}</h2>
      <p>{t(without.length === 0 ? "chargeDesk.addContract" : "chargeDesk.addFees")}</p>
      <p>
        <Link to="/policies">{t("chargeDesk.checkFile")}</Link>
      </p>
    </section>
  );
};

interface ViewProps {
  readonly view: ChargesView;
  readonly month: string;
  readonly contract: string;
}
const View = ({ view, month, contract }: ViewProps): ReactNode => {
  const { t } = useTranslation();
  // On a phone the sums below say the same.
  const narrow = useNarrow();
  const { statements, without } = view;
  const shown = statements.filter((one) => contract === "" || one.contract === contract);
  const tooMany = contract === "" && shown.reduce((sum, { lines }) => sum + lines.length, 0) > mostLines;
  // Where one contract is asked for, it is told of even if it owes nothing.
  const told = shown.filter(({ lines }) => contract !== "" || lines.length > 0);
  const idle = shown.filter((one) => !told.includes(one)).map((one) => one.contract);
  if (statements.length === 0) return <Nothing without={without} />;
  return (
    <>
      <Sums statements={statements} />
      {statements.length > 1 && (tooMany || !narrow) ? <Overview statements={statements} month={month} /> : null}
      {without.length === 0 ? null : (
        <p className="quiet charge-without">{t("charges.without", { list: without.join(t("comma")) })}</p>
      )}
      {tooMany ? <p className="panel">{t("chargeDesk.tooMany")}</p> : null}
      {idle.length === 0 ? null : (
        <p className="quiet charge-without">{t("chargeDesk.idle", { list: idle.join(t("comma")) })}</p>
      )}
      {tooMany ? null : told.map((one) => <Statement key={one.contract} statement={one} />)}
    </>
  );
};

/** What customers owe by contract and fee schedule for a month, line by line with the reason. */
const Charges = (): ReactNode => {
  const { t } = useTranslation();
  useTitle(t("chargeDesk.title"));
  const api = useApi();
  const [search, set] = useSearch<"month" | "contract">();
  const [month, contract] = [monthIn(search.get("month")), search.get("contract") ?? ""];
  const { data, error, refetch } = useQuery({
    queryKey: keys.charges(month),
    queryFn: () => api.charges(month === "" ? {} : { from: month }),
    staleTime: 0,
  });
  const contracts = data?.statements.map((one) => ({
    value: one.contract,
    label: t("charges.head", { customer: one.customer, contract: one.contract }),
  }));
  return (
    <div className="page">
      <div className="head">
        <h1>{t("chargeDesk.title")}</h1>
        <AsReport id="charges" name={t("chargeDesk.title")} query={{ from: month, to: month, contract }} />
      </div>
      <div className="filters">
        <MonthField value={month} set={(value) => set("month", value)} />
        <ChoiceField
          label={t("chargeDesk.lines")}
          none={t("chargeDesk.every")}
          value={contract}
          set={(value) => set("contract", value)}
          choices={contracts ?? []}
        />
        {data ? <Days of={data} /> : null}
      </div>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {data ? <View view={data} month={month} contract={contract} /> : null}
    </div>
  );
};
export default Charges;
