import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { RankedRow } from "../../../contract/index.ts";
import { opinions } from "../../../contract/plain.ts";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { usePreferences } from "../preferences.ts";
import { Bar } from "./bar.tsx";

/** Of fewer who answered one bad word turns the mean over: a hint, no measure. */
const fewBelow = 5;

/** How many opinions stand behind a number, and which. */
const Opinions = ({
  row: { answers, counts },
  most,
}: {
  readonly row: RankedRow;
  readonly most: number;
}): ReactNode => {
  const { t } = useTranslation();
  const given = opinions.filter((opinion) => (counts[opinion] ?? 0) > 0);
  return (
    <div className="opinions">
      <Bar counts={counts} most={most} />
      <span>
        {t("satisfactionDesk.opinions", { count: answers })}
        {answers - (counts.noAnswer ?? 0) < fewBelow ? (
          <span className="warned"> · {t("satisfactionDesk.few")}</span>
        ) : null}
      </span>
      <span className="quiet">
        {given
          .map((opinion) =>
            t("satisfactionDesk.counted", { opinion: t(`opinion.${opinion}`), count: counts[opinion] ?? 0 }),
          )
          .join(t("comma"))}
      </span>
    </div>
  );
};

interface RankingProps {
  readonly label: string;
  readonly rows: readonly RankedRow[];
  /** What is said for the name of a row. */
  readonly nameOf: (name: string) => string;
  /** Where the opinions on one of them are. */
  readonly linkTo: (name: string) => string;
}

/** Who stands where, and how many opinions that rests on. */
export const Ranking = ({ label, rows, nameOf, linkTo }: RankingProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const number = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const share = new Intl.NumberFormat(language, { style: "percent" });
  const most = Math.max(...rows.map(({ answers }) => answers));
  const end = true as const;
  const columns: RowColumn<RankedRow>[] = [
    {
      title: label,
      wide: true,
      cell: ({ rank, name }) => (
        <span className="ranked">
          <b>{t("satisfactionDesk.rank", { rank })}</b> <Link to={linkTo(name)}>{nameOf(name)}</Link>
        </span>
      ),
    },
    { title: t("satisfactionDesk.said"), cell: (row) => <Opinions row={row} most={most} /> },
    {
      title: t("satisfactionDesk.points"),
      end,
      cell: ({ sum }) => <span className={sum < 0 ? "wrong" : ""}>{sum}</span>,
    },
    { title: t("satisfactionDesk.mean"), end, cell: ({ mean }) => number.format(mean) },
    {
      title: t("satisfactionDesk.before"),
      end,
      cell: ({ before }) => (before === undefined ? <span className="quiet">–</span> : number.format(before)),
    },
    {
      title: t("satisfactionDesk.content"),
      end,
      cell: ({ content }) => (content === undefined ? <span className="quiet">–</span> : share.format(content)),
    },
  ];
  return <Rows label={label} rows={rows} idOf={({ name }) => name} columns={columns} />;
};
