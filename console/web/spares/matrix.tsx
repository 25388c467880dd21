import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { StockLevel, StockPlace } from "../../../contract/index.ts";
import { partText } from "../../../contract/plain.ts";
import { usePreferences } from "../preferences.ts";
import { useNarrow } from "../shell/window.ts";
import { type SpareRow, totalsOf } from "./joins.ts";
import { ShortMark, useReasons } from "./short-mark.tsx";

interface MatrixProps {
  readonly rows: readonly SpareRow[];
  readonly places: readonly StockPlace[];
  /** With so few places there is room for serial numbers. */
  readonly serials: boolean;
}

export const partPath = (item: string): string => `/spares/parts/${encodeURIComponent(item)}`;
export const placeName = ({ id, name }: StockPlace): string => name ?? id;

const Part = ({ row }: { readonly row: SpareRow }): ReactNode => {
  const { language } = usePreferences();
  const reasons = useReasons();
  return (
    <>
      <Link to={partPath(row.item)}>{partText(row.item)[language]}</Link>
      {row.short === undefined ? null : (
        <div className="why">
          <ShortMark short={row.short} /> <span className="quiet">{reasons(row).slice(1).join(" · ")}</span>
        </div>
      )}
    </>
  );
};

/** Nothing there is quiet: what is there stands out. */
const Quantity = ({ level, serials }: { readonly level: StockLevel | undefined; readonly serials: boolean }) => {
  if (!level)
    return (
      <span className="zero">
        <span aria-hidden="true">·</span>
        <span className="only-read">0</span>
      </span>
    );
  return (
    <>
      <span title={level.serials.join(", ") || undefined}>{level.quantity}</span>
      {serials && level.serials.length > 0 ? <div className="serials">{level.serials.join(", ")}</div> : null}
    </>
  );
};

const PlaceHead = ({ place }: { readonly place: StockPlace }): ReactNode => {
  const { t } = useTranslation();
  const keeper = place.keeper === undefined ? undefined : t("spares.keptBy", { who: place.keeper });
  return (
    <th scope="col" className="place" title={[placeName(place), keeper].filter(Boolean).join(" · ")}>
      <Link to={`/spares?place=${place.id}`}>{placeName(place)}</Link>
      <span>{t(`spares.placeKind.${place.kind}`)}</span>
    </th>
  );
};

const WideRow = ({ row, places, serials }: { readonly row: SpareRow } & Omit<MatrixProps, "rows">): ReactNode => {
  const { minimum = 0, target = 0, have, onLoan } = row.sum;
  const wanted = Math.max(minimum, target);
  return (
    <tr>
      <th scope="row">
        <Part row={row} />
      </th>
      <td className="number sum">{have}</td>
      <td className="number">{wanted === 0 ? "" : wanted}</td>
      <td className="number">{row.part?.dueSoon ?? ""}</td>
      {places.map(({ id }) => (
        <td key={id} className="number">
          <Quantity level={row.levels.get(id)} serials={serials} />
        </td>
      ))}
      <td className="number">{onLoan === 0 ? "" : onLoan}</td>
    </tr>
  );
};

const Totals = ({ rows, places }: Pick<MatrixProps, "rows" | "places">): ReactNode => {
  const { t } = useTranslation();
  const totals = totalsOf(rows);
  const sum = (of: (row: SpareRow) => number): number => rows.reduce((n, row) => n + of(row), 0);
  return (
    <tfoot>
      <tr>
        <th scope="row">{t("spares.total", { count: rows.length })}</th>
        <td className="number sum">{sum(({ sum: { have } }) => have)}</td>
        <td />
        <td />
        {places.map(({ id }) => (
          <td key={id} className="number">
            {totals.get(id) ?? 0}
          </td>
        ))}
        <td className="number">{sum(({ sum: { onLoan } }) => onLoan)}</td>
      </tr>
    </tfoot>
  );
};

const Card = ({ row, places, serials }: { readonly row: SpareRow } & Omit<MatrixProps, "rows">): ReactNode => {
  const { t } = useTranslation();
  const there = places.filter(({ id }) => row.levels.has(id));
  return (
    <li className="card spare-card">
      <div>
        <Part row={row} />
      </div>
      <span className="sum">{row.sum.have}</span>
      {there.length === 0 ? null : (
        <dl>
          {there.map((place) => [
            <dt key={place.id}>{placeName(place)}</dt>,
            <dd key={`${place.id} n`}>
              <Quantity level={row.levels.get(place.id)} serials={serials} />
            </dd>,
          ])}
          {row.sum.onLoan === 0 ? null : <dt>{t("spares.onLoan")}</dt>}
          {row.sum.onLoan === 0 ? null : <dd>{row.sum.onLoan}</dd>}
        </dl>
      )}
    </li>
  );
};

/** Parts by places; on a phone a card for each part, with the places that have it. */
export const Matrix = ({ rows, places, serials }: MatrixProps): ReactNode => {
  const { t } = useTranslation();
  if (useNarrow())
    return (
      <ul className="cards" aria-label={t("spares.where")}>
        {rows.map((row) => (
          <Card key={row.item} row={row} places={places} serials={serials} />
        ))}
      </ul>
    );
  return (
    // It can be scrolled sideways, so by the keyboard, too.
    <section className="table-box spares-box" aria-label={t("spares.where")} tabIndex={0}>
      <table className="spares-table">
        <thead>
          <tr>
            <th scope="col">{t("spares.part")}</th>
            <th scope="col" className="number">
              {t("spares.have")}
            </th>
            <th scope="col" className="number" title={t("spares.wantedHint")}>
              {t("spares.wanted")}
            </th>
            <th scope="col" className="number" title={t("spares.soonHint")}>
              {t("spares.in30")}
            </th>
            {places.map((place) => (
              <PlaceHead key={place.id} place={place} />
            ))}
            <th scope="col" className="number">
              {t("spares.onLoan")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <WideRow key={row.item} row={row} places={places} serials={serials} />
          ))}
        </tbody>
        <Totals rows={rows} places={places} />
      </table>
    </section>
  );
};
