import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CashBoxView, CashView } from "../../../contract/index.ts";
import { moneyText } from "../../i18n/past.ts";
import { measureText } from "../../i18n/said.ts";
import { useApi } from "../client-context.ts";
import { StateMark } from "../look/state-mark.tsx";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { ago, exact } from "../times.ts";

type Money = CashBoxView["value"][number];
const useMoney = (): ((money: readonly Money[]) => string) => {
  const { language } = usePreferences();
  return (money) => money.map((one) => moneyText(one, language)).join(" + ") || "–";
};

const Notes = ({ box }: { readonly box: CashBoxView }): ReactNode => {
  const { t } = useTranslation();
  const money = useMoney();
  if (box.notes === 0) return <p className="quiet">{t("cash.noNotes")}</p>;
  return (
    <table className="reading">
      <thead>
        <tr>
          {["note", "count", "sum"].map((name) => (
            <th key={name} scope="col" className="number">
              {t(`terminalCash.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {box.denominations.map(({ currency, value, count }) => (
          <tr key={`${currency} ${value}`}>
            <td className="number">{money([{ currency, amount: value }])}</td>
            <td className="number">{count}</td>
            <td className="number">{money([{ currency, amount: value * count }])}</td>
          </tr>
        ))}
        {box.unknownNotes === 0 ? null : (
          <tr>
            <td className="number">{t("cash.unknownValue")}</td>
            <td className="number">{box.unknownNotes}</td>
            <td className="number">{t("terminalCash.unknown")}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
};

const Agreement = ({ agrees }: Pick<CashBoxView, "agrees">): ReactNode => {
  const { t } = useTranslation();
  const [mark, words] =
    agrees === undefined
      ? (["unknown", "cannotTell"] as const)
      : agrees
        ? (["ok", "agrees"] as const)
        : (["faulty", "differs"] as const);
  return (
    <p className="cash-agrees">
      <StateMark state={mark} /> {t(`cash.${words}`)}
    </p>
  );
};

/** What was told note by note, what the machine says, what was sold: side by side. */
const Compared = ({ box, sales }: { readonly box: CashBoxView; readonly sales: CashView["sales"] }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const money = useMoney();
  const { reading } = box;
  const unknown = t("terminalCash.unknown");
  const value = reading?.value === undefined ? unknown : measureText("cashBoxValue", reading.value, language);
  const fill = reading?.fill === undefined ? "" : t("terminalCash.fill", { percent: Math.round(reading.fill) });
  return (
    <table className="reading">
      <thead>
        <tr>
          <th scope="col">{t("terminalCash.source")}</th>
          <th scope="col" className="number">
            {t("terminalCash.count")}
          </th>
          <th scope="col" className="number">
            {t("terminalCash.sum")}
          </th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td>{t("terminalCash.told")}</td>
          <td className="number">{box.notes}</td>
          <td className="number">{money(box.value)}</td>
        </tr>
        <tr>
          <td>
            {t("terminalCash.machine")} <span className="quiet">{fill}</span>
            {reading?.stale ? (
              <span className="stale"> {t("terminalCash.old", { time: exact(reading.at, language) })}</span>
            ) : null}
          </td>
          <td className="number">{reading?.notes ?? unknown}</td>
          <td className="number">{value}</td>
        </tr>
        <tr>
          <td>
            {t("terminalCash.sold")}
            {sales !== undefined && sales.withoutAmount > 0 ? (
              <span className="quiet"> {t("terminalCash.without", { count: sales.withoutAmount })}</span>
            ) : null}
          </td>
          <td className="number">{sales ? t("terminalCash.sales", { count: sales.count }) : unknown}</td>
          <td className="number">{sales ? money(sales.value) : unknown}</td>
        </tr>
      </tbody>
    </table>
  );
};

const Box = ({ box, sales }: { readonly box: CashBoxView; readonly sales: CashView["sales"] }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  const { device, since, removed, disputed } = box;
  return (
    <section className="panel cash-box" aria-label={device}>
      <h3>
        {device}{" "}
        <span className="quiet" title={since === undefined ? undefined : exact(since, language)}>
          {since === undefined ? t("cash.neverEmptied") : t("cash.since", { time: ago(since, minute, language) })}
        </span>
      </h3>
      {removed ? <p className="stale">{t("cash.removed")}</p> : null}
      <div className="cash-tables">
        <Notes box={box} />
        <Compared box={box} sales={sales} />
      </div>
      {disputed === 0 ? null : <p className="stale">{t("cash.disputed", { count: disputed })}</p>}
      <Agreement {...(box.agrees === undefined ? {} : { agrees: box.agrees })} />
      <p className="quiet small">{t("terminalCash.why")}</p>
    </section>
  );
};

/** Cash boxes of a terminal that has any: what is in them, and whether everybody says the same. */
export const Cash = ({ terminal }: { readonly terminal: string }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.past(terminal), "cash"],
    queryFn: () => api.cash({ terminal }),
  });
  if (data?.boxes.length === 0) return null;
  return (
    <section className="cash" aria-labelledby="cash">
      <h2 id="cash">{t("terminalCash.title")}</h2>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data?.boxes.map((box) => (
        <Box key={box.device} box={box} sales={data.sales} />
      ))}
    </section>
  );
};
