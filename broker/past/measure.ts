import { type MeasureHistory, type MeasurePoint, measures } from "../../contract/index.ts";
import type { TimeRange } from "../store/history-rows.ts";
import type { Readers } from "../store/store.ts";
import { readingsOf } from "./readings.ts";

export interface MeasureWish extends TimeRange {
  readonly terminal: string;
  readonly device: string;
  readonly measure: string;
  readonly points: number;
}

/** A value, or that there was none, from one moment to when it was too old. */
export interface Told {
  readonly at: number;
  readonly until: number;
  readonly value: number | undefined;
}

/** Each is known until the next is told, or it is too old: `unknown` in between stays a hole. */
const known = (told: readonly Told[]): Told[] =>
  told.map((one, n) => ({ ...one, until: Math.min(one.until, told[n + 1]?.at ?? Number.POSITIVE_INFINITY) }));

/** One point for each step in which something was told: no peak is lost, however long the stretch. */
export const pointsOf = (told: readonly Told[], { from, to }: TimeRange, stepMs: number): MeasurePoint[] => {
  const points: MeasurePoint[] = [];
  let step = -1;
  for (const { at: toldAt, until, value } of known(told)) {
    if (value === undefined || until <= from || toldAt >= to) continue;
    const at = Math.max(from, toldAt);
    const end = Math.min(to, until);
    const now = Math.floor((at - from) / stepMs);
    const last = now === step ? points.pop() : undefined;
    step = now;
    points.push({
      at: last?.at ?? at,
      until: end,
      least: Math.min(last?.least ?? value, value),
      most: Math.max(last?.most ?? value, value),
      last: value,
    });
  }
  return points;
};

const unitOf = (measure: string): Pick<MeasureHistory, "unit"> => {
  const unit = (measures as Readonly<Record<string, { readonly unit: string }>>)[measure]?.unit;
  return unit === undefined ? {} : { unit };
};

/** The history of one measure of one device, from the stored batches. */
export const measureHistory = (read: Readers, wish: MeasureWish): MeasureHistory => {
  const { terminal, device, measure, from, to, points } = wish;
  const stepMs = Math.max(1, Math.ceil((to - from) / points));
  const told = readingsOf(read, terminal, wish, ({ at, device: of, health }) =>
    of === device ? { at, until: at + health.freshForMs, value: health.measures[measure] } : undefined,
  );
  return {
    terminal,
    device,
    measure,
    from,
    to,
    stepMs,
    ...unitOf(measure),
    keptSince: read.oldestChunkAt(),
    points: pointsOf(told, wish, stepMs),
  };
};
