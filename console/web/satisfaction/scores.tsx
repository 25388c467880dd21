import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Score } from "../../../contract/index.ts";
import { Moment } from "../look/moment.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { useActor, useNames } from "../people.ts";

/** The newest; who wants more chooses one of the list above, or a report. */
const mostScores = 200;

/** What was said, with the ticket it was said of: the newest first. */
export const Scores = ({ title, scores }: { readonly title: string; readonly scores: readonly Score[] }): ReactNode => {
  const { t } = useTranslation();
  const [nameOf, actorOf] = [useNames(), useActor()];
  const columns: RowColumn<Score>[] = [
    {
      title: t("satisfactionDesk.opinion"),
      cell: ({ score, points }) => (
        <span className={score === "dissatisfied" ? "wrong" : ""}>
          {t("satisfactionDesk.worth", { opinion: t(`opinion.${score}`), points })}
        </span>
      ),
    },
    {
      title: t("satisfactionDesk.ticket"),
      cell: ({ ticket, visit }) => (
        <>
          <Link to={`/tickets/${ticket}`}>{`#${ticket}`}</Link>
          {visit === undefined ? null : (
            <>
              {" · "}
              <Link to={`/visits/${visit}`}>{t("satisfactionDesk.visit", { number: visit })}</Link>
            </>
          )}
        </>
      ),
    },
    { title: t("satisfactionDesk.when"), cell: ({ at }) => <Moment at={at} /> },
    {
      title: t("satisfactionDesk.engineer"),
      cell: ({ engineer }) => (engineer === undefined ? "–" : nameOf(engineer)),
    },
    { title: t("satisfactionDesk.site"), cell: ({ site, customer }) => [customer, site].filter(Boolean).join(" · ") },
    {
      title: t("satisfactionDesk.from"),
      cell: ({ from, by }) =>
        from === "clock" ? t(`satisfaction.from.${from}`) : `${t(`satisfaction.from.${from}`)} · ${actorOf(by)}`,
    },
    { title: t("satisfactionDesk.note"), wide: true, cell: ({ note }) => note ?? null },
  ];
  const newest = scores.toSorted((a, b) => b.at - a.at || b.n - a.n).slice(0, mostScores);
  return (
    <section className="satisfaction-part">
      <h2>{title}</h2>
      <Rows label={title} rows={newest} idOf={({ n }) => n} columns={columns} />
      {scores.length > mostScores ? (
        <p className="quiet">{t("satisfactionDesk.more", { count: scores.length - mostScores })}</p>
      ) : null}
    </section>
  );
};
