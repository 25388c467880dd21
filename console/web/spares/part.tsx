import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { StockMove, StockPart, StockView } from "../../../contract/index.ts";
import { partText, type StockMoveKind, stockMoveKinds } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { useMore } from "../look/more.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { exact, moment } from "../times.ts";
import { rowsOf, type SpareRow } from "./joins.ts";
import { type Book, LoanRows } from "./loans.tsx";
import { placeName } from "./matrix.tsx";
import { Asked, Fits, Wears } from "./outlook.tsx";
import { ShortMark, useReasons } from "./short-mark.tsx";
import { useParts, useStock } from "./use-spares.ts";
import { WantedForm } from "./wanted-form.tsx";

/** A part that may be booked and never was: nothing is there. */
const unseen = (part: StockPart): SpareRow => ({
  item: part.item,
  part,
  short: undefined,
  levels: new Map(),
  sum: { item: part.item, have: 0, inRepair: 0, onLoan: 0, installed: 0, poolPercent: part.poolPercent ?? 0 },
});

const Head = ({ row, book }: { readonly row: SpareRow; readonly book: Book }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const reasons = useReasons();
  const administers = useMay("administer");
  const [wanting, setWanting] = useState(false);
  const { item, short, part, sum } = row;
  const possible = (kind: StockMoveKind): boolean => {
    if (kind === "receive" || kind === "return") return true;
    return kind === "loanBack" ? sum.onLoan > 0 : row.levels.size > 0;
  };
  return (
    <section className="panel part-head">
      <h2>{partText(item)[language]}</h2>
      {short === undefined ? null : <ShortMark short={short} />}
      <p>{reasons(row).join(" · ")}</p>
      <div className="buttons">
        {stockMoveKinds.filter(possible).map((kind) => (
          <Button key={kind} onClick={() => book({ kind, item })}>
            {t(`spares.do.${kind}`)}
          </Button>
        ))}
        {administers && part ? <Button onClick={() => setWanting(true)}>{t("spares.setWanted")}</Button> : null}
      </div>
      {wanting && part ? <WantedForm part={part} close={() => setWanting(false)} /> : null}
    </section>
  );
};

const There = ({ row, view }: { readonly row: SpareRow; readonly view: StockView }): ReactNode => {
  const { t } = useTranslation();
  const there = view.places.flatMap((place) => {
    const level = row.levels.get(place.id);
    return level ? [{ place, level }] : [];
  });
  return (
    <section className="panel">
      <h2>{t("spares.whereItIs")}</h2>
      {there.length === 0 ? <p className="quiet">{t("spares.nowhere")}</p> : null}
      <dl className="facts">
        {there.map(({ place, level }) => (
          <div key={place.id}>
            <dt>
              <Link to={`/spares?place=${place.id}`}>{placeName(place)}</Link>{" "}
              <span className="quiet">{t(`spares.placeKind.${place.kind}`)}</span>
            </dt>
            <dd>
              <b>{level.quantity}</b>
              {level.serials.length > 0 ? <span className="serials"> {level.serials.join(", ")}</span> : null}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
};

const Way = ({ move: { from, to, ticket, terminal } }: { readonly move: StockMove }): ReactNode => {
  const outside =
    ticket === undefined ? (
      terminal === undefined ? null : (
        <Link to={`/terminals/${terminal}`}>{terminal}</Link>
      )
    ) : (
      <Link to={`/tickets/${ticket}`}>#{ticket}</Link>
    );
  return (
    <>
      {from ?? (to === undefined ? null : outside)} {from !== undefined || outside ? "→ " : ""}
      {to ?? outside}
    </>
  );
};

const useMoveColumns = (): RowColumn<StockMove>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const who = useActor();
  const minute = useMinute();
  return [
    {
      title: t("spares.when"),
      cell: ({ at }) => <span title={exact(at, language)}>{moment(at, minute, language)}</span>,
    },
    { title: t("spares.what"), cell: ({ kind }) => t(`stock.kind.${kind}`) },
    { title: t("spares.quantity"), cell: ({ quantity }) => quantity },
    { title: t("spares.way"), cell: (move) => <Way move={move} /> },
    { title: t("spares.serial"), cell: ({ serial }) => serial ?? null },
    { title: t("spares.by"), cell: ({ by }) => who(by) },
    { title: t("spares.reason"), wide: true, cell: ({ reason }) => reason ?? null },
  ];
};

const step = 50;
/** As many as are told at once. */
const most = 5000;

const Moves = ({ item }: { readonly item: string }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { limit, more } = useMore(step, most);
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.stock, "moves", item, limit],
    queryFn: () => api.stockMoves({ item, limit }),
    placeholderData: (before) => before,
  });
  const columns = useMoveColumns();
  return (
    <section className="part-moves">
      <h2>{t("spares.moves")}</h2>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active /> : null}
      {data?.length === 0 ? <p className="panel quiet">{t("spares.noMoves")}</p> : null}
      {data && data.length > 0 ? (
        <Rows label={t("spares.moves")} columns={columns} rows={data} idOf={({ n }) => n} />
      ) : null}
      {more(data?.length ?? 0)}
    </section>
  );
};

/** One part: where it is, who asks for it, when it wears out, what it fits, and how it moved. */
export const Part = ({ item, book }: { readonly item: string; readonly book: Book }): ReactNode => {
  const { t } = useTranslation();
  const { data: view, error, refetch } = useStock();
  const parts = useParts();
  const wrong = error ?? parts.error;
  if (wrong) return <Failure error={wrong} again={() => void Promise.all([refetch(), parts.refetch()])} />;
  if (!view || !parts.data) return <Skeleton active paragraph={{ rows: 10 }} />;
  const part = parts.data.find((one) => one.item === item);
  const row = rowsOf(view, parts.data).find((one) => one.item === item) ?? (part && unseen(part));
  if (!row) return <p className="panel empty">{t("spares.noPart", { part: item })}</p>;
  const loans = view.loans.filter((loan) => loan.item === item);
  return (
    <>
      <Head row={row} book={book} />
      <div className="part-panels">
        <There row={row} view={view} />
        <Asked item={item} />
        {part ? <Wears part={part} /> : null}
        {part ? <Fits part={part} /> : null}
      </div>
      {loans.length === 0 ? null : (
        <section className="part-moves">
          <h2>{t("spares.loans")}</h2>
          <LoanRows loans={loans} book={book} />
        </section>
      )}
      <Moves item={item} />
    </>
  );
};
