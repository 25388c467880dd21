import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import type { StockPlace } from "../../../contract/index.ts";
import { partText } from "../../../contract/plain.ts";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { StateMark } from "../look/state-mark.tsx";
import { usePreferences } from "../preferences.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { useDayName } from "../visits/day-name.ts";
import { dayOf, daysLater, within } from "../visits/days.ts";
import { Hours } from "../visits/visit-line.tsx";
import { lacks, type VanDay, type VanNeed, vanDays } from "./joins.ts";
import type { Book } from "./loans.tsx";
import { partPath, placeName } from "./matrix.tsx";
import { useStock, useVisitsAhead } from "./use-spares.ts";

interface NeedsProps {
  readonly day: VanDay;
  readonly nameOf: (place: string) => string;
  readonly book: Book;
}

const useColumns = ({ day: { van }, nameOf, book }: NeedsProps): RowColumn<VanNeed>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const load = ({ item, wanted, have, elsewhere: [first] }: VanNeed): void =>
    book({
      kind: "move",
      item,
      quantity: String(Math.max(1, Math.min(wanted - have, first?.quantity ?? 1))),
      from: first?.place ?? "",
      to: van ?? "",
    });
  return [
    { title: t("spares.part"), cell: ({ item }) => <Link to={partPath(item)}>{partText(item)[language]}</Link> },
    { title: t("spares.inVan"), cell: ({ wanted, have }) => t("spares.haveOf", { have, wanted }) },
    {
      title: t("spares.state"),
      cell: (need) => (
        <span className={`said ${lacks(need) ? "short-belowMinimum" : ""}`}>
          <StateMark state={lacks(need) ? "faulty" : "ok"} />
          {lacks(need) ? t("spares.lacks", { count: need.wanted - need.have }) : t("spares.aboard")}
        </span>
      ),
    },
    {
      title: t("spares.elsewhere"),
      wide: true,
      cell: (need) =>
        lacks(need)
          ? need.elsewhere
              .slice(0, 3)
              .map(({ place, quantity }) => t("spares.has", { place: nameOf(place), count: quantity }))
              .join(t("comma")) || t("spares.nowhere")
          : null,
    },
    {
      title: "",
      cell: (need) =>
        lacks(need) && van !== undefined && need.elsewhere.length > 0 ? (
          <Button size="small" onClick={() => load(need)}>
            {t("spares.putAboard")} <span className="only-read">{partText(need.item)[language]}</span>
          </Button>
        ) : null,
    },
  ];
};

const Van = (props: NeedsProps): ReactNode => {
  const { t } = useTranslation();
  const { day, nameOf } = props;
  const short = day.needs.filter(lacks).length;
  return (
    <section className="panel van-day">
      <h2>
        {day.name}
        <span className="quiet">{day.van === undefined ? t("spares.noVan") : nameOf(day.van)}</span>
        {short === 0 ? null : (
          <span className="said short-belowMinimum end">
            <StateMark state="faulty" /> {t("spares.lacksParts", { count: short })}
          </span>
        )}
      </h2>
      <ul className="van-visits">
        {day.visits.map((visit) => (
          <li key={visit.number}>
            <Link to={`/visits/${visit.number}`}>
              #{visit.number} {visit.terminal}
            </Link>{" "}
            <Hours visit={visit} />
          </li>
        ))}
      </ul>
      {day.needs.length === 0 ? (
        <p className="quiet">{t("spares.needsNothing")}</p>
      ) : (
        <Rows
          label={t("spares.needsOf", { name: day.name })}
          columns={useColumns(props)}
          rows={day.needs}
          idOf={({ item }) => item}
        />
      )}
    </section>
  );
};

/** Days that can be looked at: today, and the next ones. */
const daysShown = [0, 1, 2, 3] as const;

const Days = ({ chosen, set }: { readonly chosen: number; readonly set: (n: number) => void }): ReactNode => {
  const { t } = useTranslation();
  const nameOf = useDayName();
  const today = dayOf(useMinute());
  return (
    <fieldset className="counts" aria-label={t("spares.day")}>
      {daysShown.map((n) => (
        <button key={n} type="button" aria-pressed={chosen === n} onClick={() => set(n)}>
          {n === 1 ? t("spares.tomorrow", { day: nameOf(daysLater(today, n)) }) : nameOf(daysLater(today, n))}
        </button>
      ))}
    </fieldset>
  );
};

/** What each technician's van lacks for the visits of a day: of tomorrow, if no other is asked for. */
export const Vans = ({ book }: { readonly book: Book }): ReactNode => {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const asked = Number(search.get("day") ?? 1);
  const chosen = daysShown.find((n) => n === asked) ?? 1;
  const today = dayOf(useMinute());
  const { data: view, error, refetch } = useStock();
  const visits = useVisitsAhead();
  const wrong = error ?? visits.error;
  if (wrong) return <Failure error={wrong} again={() => void Promise.all([refetch(), visits.refetch()])} />;
  if (!view || !visits.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const names = new Map(view.places.map((place: StockPlace) => [place.id, placeName(place)]));
  const [from, to] = [daysLater(today, chosen), daysLater(today, chosen + 1)];
  const days = vanDays(
    visits.data.filter((visit) => within(visit, from, to)),
    view.levels,
  );
  return (
    <>
      <Days chosen={chosen} set={(n) => setSearch({ day: String(n) }, { replace: true })} />
      {days.length === 0 ? <p className="panel empty">{t("spares.noVisits")}</p> : null}
      {days.map((day) => (
        <Van key={day.technician} day={day} nameOf={(id) => names.get(id) ?? id} book={book} />
      ))}
    </>
  );
};
