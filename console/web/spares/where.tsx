import { Input, Skeleton } from "antd";
import { type ReactNode, useDeferredValue, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { StockPlace, StockView } from "../../../contract/index.ts";
import { ChoiceField } from "../look/fields.tsx";
import { StateMark } from "../look/state-mark.tsx";
import { useSearch } from "../look/use-search.ts";
import { usePreferences } from "../preferences.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { fits, rowsOf, type SpareRow } from "./joins.ts";
import { Matrix, placeName } from "./matrix.tsx";
import { useParts, useStock } from "./use-spares.ts";

const useFilter = () => {
  const [search, set] = useSearch<"q" | "place" | "short">();
  const words = search.get("q") ?? "";
  return { words, place: search.get("place") ?? "", short: search.get("short") === "1", set };
};
type Filter = ReturnType<typeof useFilter>;

const Overdue = ({ view }: { readonly view: StockView }): ReactNode => {
  const { t } = useTranslation();
  const count = view.loans.filter(({ overdue }) => overdue).length;
  if (count === 0) return null;
  return (
    <Link className="said overdue-line" to="/spares/loans">
      <StateMark state="faulty" />
      {t("spares.overdueLoans", { count })}
    </Link>
  );
};

const Filters = ({
  filter,
  view,
  places,
  rows,
}: {
  readonly filter: Filter;
  readonly view: StockView;
  readonly places: readonly StockPlace[];
  readonly rows: readonly SpareRow[];
}): ReactNode => {
  const { t } = useTranslation();
  const { words, place, short, set } = filter;
  const counts = [
    { value: "", name: t("spares.all"), count: rows.length },
    { value: "1", name: t("spares.onlyShort"), count: rows.filter((row) => row.short !== undefined).length },
  ];
  return (
    <div className="spares-filters">
      <fieldset className="counts" aria-label={t("spares.which")}>
        {counts.map(({ value, name, count }) => (
          <button key={name} type="button" aria-pressed={short === (value !== "")} onClick={() => set("short", value)}>
            {name} <b>{count}</b>
          </button>
        ))}
      </fieldset>
      <Input
        allowClear
        className="finder"
        aria-label={t("spares.find")}
        placeholder={t("spares.find")}
        value={words}
        spellCheck={false}
        onChange={({ target }) => set("q", target.value)}
      />
      <ChoiceField
        label={t("spares.place")}
        none={t("spares.everywhere")}
        value={place}
        set={(id) => set("place", id)}
        choices={places.map((one) => ({ value: one.id, label: placeName(one) }))}
      />
      <Overdue view={view} />
    </div>
  );
};

const Empty = (): ReactNode => {
  const { t } = useTranslation();
  const administers = useMay("administer");
  return (
    <div className="panel empty">
      <p>{t("spares.noPlaces")}</p>
      {administers ? (
        <Link to="/spares/places">{t("spares.toPlaces")}</Link>
      ) : (
        <p className="quiet">{t("spares.askAdministrator")}</p>
      )}
    </div>
  );
};

/** What is where, the short ones first. */
export const Where = (): ReactNode => {
  const { t } = useTranslation();
  const { data: view, error, refetch } = useStock();
  const { data: parts } = useParts();
  const filter = useFilter();
  const words = useDeferredValue(filter.words);
  const { place, short } = filter;
  const { language } = usePreferences();
  const rows = useMemo(() => (view ? rowsOf(view, parts, language) : []), [view, parts, language]);
  const shown = useMemo(() => rows.filter(fits({ words, place, short })), [rows, words, place, short]);
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!view) return <Skeleton active paragraph={{ rows: 10 }} />;
  if (view.places.length === 0) return <Empty />;
  const used = new Set(view.levels.map((level) => level.place));
  const open = view.places.filter(({ id, closed }) => !closed || used.has(id));
  const places = place === "" ? open : open.filter(({ id }) => id === place);
  return (
    <>
      <Filters filter={filter} view={view} places={open} rows={rows} />
      <p className="only-read" role="status">
        {t("spares.shown", { shown: shown.length, all: rows.length })}
      </p>
      {shown.length > 0 ? (
        <Matrix rows={shown} places={places} serials={place !== ""} />
      ) : (
        <p className="panel empty">{t(rows.length === 0 ? "spares.nothingYet" : "spares.noneFits")}</p>
      )}
    </>
  );
};
