import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { StockLoan } from "../../../contract/index.ts";
import { partText } from "../../../contract/plain.ts";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { StateMark } from "../look/state-mark.tsx";
import { usePreferences } from "../preferences.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { ago, exact } from "../times.ts";
import type { Draft } from "./draft.ts";
import { loansInOrder } from "./joins.ts";
import { partPath } from "./matrix.tsx";
import { useStock } from "./use-spares.ts";

export type Book = (preset: Partial<Draft>) => void;

const Due = ({ loan: { dueBack, overdue } }: { readonly loan: StockLoan }): ReactNode => {
  const { t } = useTranslation();
  if (dueBack === undefined) return <span className="quiet">{t("spares.noDay")}</span>;
  if (!overdue) return dueBack;
  return (
    <span className="said short-belowMinimum">
      <StateMark state="faulty" />
      {t("spares.overdueSince", { day: dueBack })}
    </span>
  );
};

const useColumns = (book: Book): RowColumn<StockLoan>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  return [
    { title: t("spares.part"), cell: ({ item }) => <Link to={partPath(item)}>{partText(item)[language]}</Link> },
    { title: t("spares.quantity"), cell: ({ quantity }) => quantity },
    { title: t("spares.serial"), wide: true, cell: ({ serials }) => serials.join(", ") },
    { title: t("spares.terminal"), cell: ({ terminal }) => <Link to={`/terminals/${terminal}`}>{terminal}</Link> },
    {
      title: t("spares.since"),
      cell: ({ since }) => <span title={exact(since, language)}>{ago(since, minute, language)}</span>,
    },
    { title: t("spares.dueBack"), cell: (loan) => <Due loan={loan} /> },
    {
      title: "",
      cell: ({ item, terminal, serials, quantity }) => (
        <Button
          size="small"
          onClick={() =>
            book({ kind: "loanBack", item, terminal, quantity: String(quantity), serial: serials[0] ?? "" })
          }
        >
          {t("spares.do.loanBack")} <span className="only-read">{partText(item)[language]}</span>
        </Button>
      ),
    },
  ];
};

/** What is lent, the overdue first. */
export const LoanRows = ({ loans, book }: { readonly loans: readonly StockLoan[]; readonly book: Book }): ReactNode => {
  const { t } = useTranslation();
  return (
    <Rows
      label={t("spares.loans")}
      columns={useColumns(book)}
      rows={loansInOrder(loans)}
      idOf={({ move, serials }) => `${move} ${serials.join(" ")}`}
    />
  );
};

export const Loans = ({ book }: { readonly book: Book }): ReactNode => {
  const { t } = useTranslation();
  const { data, error, refetch } = useStock();
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  if (data.loans.length === 0) return <p className="panel empty">{t("spares.noLoans")}</p>;
  return <LoanRows loans={data.loans} book={book} />;
};
