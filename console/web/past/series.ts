import type { Language, MeasurePoint } from "../../../contract/index.ts";
import { measureText } from "../../i18n/said.ts";
import { duration } from "../../i18n/times.ts";

/** A measured value as people read it. */
export const valueText = (measure: string, value: number, language: Language): string =>
  measure === "uptime" ? duration(value * 1000, language) : measureText(measure, value, language);

/** Columns of a chart: seconds, and values or holes. */
export type Columns = [at: number[], least: (number | null)[], most: (number | null)[], last: (number | null)[]];

/** A value holds until the next is told; where nothing was known until then, the line is broken and not drawn on. */
export const columnsOf = (points: readonly MeasurePoint[]): Columns => {
  const [at, least, most, last]: Columns = [[], [], [], []];
  const add = (ms: number, values: readonly [number, number, number] | undefined): void => {
    at.push(ms / 1000);
    least.push(values?.[0] ?? null);
    most.push(values?.[1] ?? null);
    last.push(values?.[2] ?? null);
  };
  for (const [n, point] of points.entries()) {
    add(point.at, [point.least, point.most, point.last]);
    const next = points[n + 1];
    if (next && next.at <= point.until + 1) continue;
    add(point.until, [point.last, point.last, point.last]);
    if (next) add(point.until + 1, undefined);
  }
  return [at, least, most, last];
};

/** Of all points; nothing of none. */
export const extremes = (
  points: readonly MeasurePoint[],
): { readonly least: number; readonly most: number; readonly last: number } | undefined => {
  const last = points.at(-1)?.last;
  if (last === undefined) return undefined;
  const [least, most] = points.reduce(
    ([low, high], point) => [Math.min(low, point.least), Math.max(high, point.most)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return { least: least ?? last, most: most ?? last, last };
};
