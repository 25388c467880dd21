import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ChargeLine, ChargeStatement } from "../../../contract/index.ts";
import { amountText, sumText } from "../../i18n/charges.ts";
import { zoned } from "../../i18n/times.ts";
import { Rows } from "../look/rows.tsx";
import { usePreferences } from "../preferences.ts";
import { useMay } from "../session/session.ts";

const Where = ({ terminal, site }: ChargeLine): ReactNode => (
  <>
    {site}
    {terminal === undefined ? null : (
      <>
        {site ? " · " : ""}
        <Link to={`/terminals/${terminal}`}>{terminal}</Link>
      </>
    )}
  </>
);

/** What a line follows from: ticket, visit, part. */
const Origin = ({ ticket, visit, move, item }: ChargeLine): ReactNode => {
  const { t } = useTranslation();
  const stock = useMay("stock");
  const links = [
    ...(ticket === undefined ? [] : [[`/tickets/${ticket}`, t("chargeDesk.ticket", { number: ticket })] as const]),
    ...(visit === undefined ? [] : [[`/visits/${visit}`, t("chargeDesk.visit", { number: visit })] as const]),
    ...(move === undefined || item === undefined || !stock
      ? []
      : [[`/spares/parts/${encodeURIComponent(item)}`, t("chargeDesk.move", { number: move })] as const]),
  ];
  return (
    <span className="charge-origin">
      {links.map(([to, text]) => (
        <Link key={to} to={to}>
          {text}
        </Link>
      ))}
    </span>
  );
};

interface AmountProps {
  readonly line: ChargeLine;
  readonly of: ChargeStatement;
}
const Amount = ({ line: { amount, free }, of }: AmountProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  if (amount === undefined) return <span className="warned">{t("chargeDesk.noPrice")}</span>;
  return <span className={free ? "quiet" : ""}>{amountText(amount, of, language)}</span>;
};

const Lines = ({ statement }: { readonly statement: ChargeStatement }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { lines, currency, zone, customer, contract } = statement;
  const columns = [
    { title: t("chargeDesk.what"), wide: true as const, cell: ({ text }: ChargeLine) => text[language] },
    { title: t("chargeDesk.day"), cell: ({ at }: ChargeLine) => zoned(at, zone).slice(0, 10) },
    {
      title: t("chargeDesk.where"),
      cell: (line: ChargeLine) => ((line.terminal ?? line.site) ? <Where {...line} /> : null),
    },
    {
      title: t("chargeDesk.from"),
      cell: (line: ChargeLine) => (line.ticket === undefined ? null : <Origin {...line} />),
    },
    {
      title: t("chargeDesk.amount", { currency }),
      end: true as const,
      cell: (line: ChargeLine) => <Amount line={line} of={statement} />,
    },
  ];
  return (
    <Rows
      label={t("charges.head", { customer, contract })}
      columns={columns}
      rows={lines.map((line, n) => ({ ...line, n }))}
      idOf={({ n }) => n}
    />
  );
};

/** What the lines come to, and how many of them are in no sum. */
const Sum = ({ statement }: { readonly statement: ChargeStatement }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { net, tax, taxPercent, total, open } = statement;
  const sum = (minor: number): string => sumText(minor, statement, language);
  return (
    <div className="panel charge-end">
      {open === 0 ? <span /> : <span className="warned">{t("charges.open", { count: open })}</span>}
      <dl className="charge-sums">
        {tax === 0 ? null : (
          <>
            <dt>{t("charges.net")}</dt>
            <dd>{sum(net)}</dd>
            <dt>{t("charges.tax", { percent: taxPercent })}</dt>
            <dd>{sum(tax)}</dd>
          </>
        )}
        <dt>{t("charges.total")}</dt>
        <dd>
          <strong>{sum(total)}</strong>
        </dd>
      </dl>
    </div>
  );
};

/** What one contract owes, line by line with the reason, and what it comes to. */
export const Statement = ({ statement }: { readonly statement: ChargeStatement }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { customer, contract, title, billing, zone, lines } = statement;
  return (
    <section className="charge-statement">
      <h2>{t("charges.head", { customer, contract })}</h2>
      <p className="quiet">
        {[title[language], t(`charges.by.${billing}`), t("chargeDesk.zone", { zone })].join(" · ")}
      </p>
      {lines.length === 0 ? <p className="panel quiet">{t("charges.noLines")}</p> : <Lines statement={statement} />}
      {lines.length === 0 ? null : <Sum statement={statement} />}
    </section>
  );
};
