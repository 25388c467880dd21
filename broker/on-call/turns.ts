import { Temporal } from "temporal-polyfill";
import { momentOf } from "./wall-clock.ts";

/** How people take turns, by the clocks of a zone. */
export interface Rotation {
  readonly zone: string;
  readonly people: readonly string[];
  /** `hours` divide a day. */
  readonly shift: { readonly unit: "day" | "week" | "month" } | { readonly unit: "hours"; readonly hours: number };
  /** The first turn begins. */
  readonly begins: Temporal.PlainDateTime;
  /** 1 Monday to 7 Sunday, of weeks; 1 to 28, of months. */
  readonly handoverDay: number;
  /** Nobody is on duty from then on. */
  readonly ends?: Temporal.PlainDateTime;
}

type Starts = (rotation: Rotation, n: number) => Temporal.PlainDateTime;

const weekStart: Starts = ({ begins, handoverDay }, n) => {
  const days = (handoverDay - begins.dayOfWeek + 7) % 7 || 7;
  return begins.add({ days: days + (n - 1) * 7 });
};
const monthStart: Starts = ({ begins, handoverDay }, n) =>
  begins.with({ day: handoverDay }).add({ months: begins.day < handoverDay ? n - 1 : n });

/** When the n-th turn begins by the wall clock. The first is cut short if `begins` is no day of handover. */
const starts: Readonly<Record<Rotation["shift"]["unit"], Starts>> = {
  day: ({ begins }, n) => begins.add({ days: n }),
  week: weekStart,
  month: monthStart,
  hours: ({ begins, shift }, n) => begins.add({ hours: n * (shift.unit === "hours" ? shift.hours : 24) }),
};

const startOf = (rotation: Rotation, n: number): Temporal.PlainDateTime =>
  n <= 0 ? rotation.begins : starts[rotation.shift.unit](rotation, n);

const usualMs = { day: 86_400_000, week: 7 * 86_400_000, month: 30.44 * 86_400_000, hours: 3_600_000 } as const;

const usualLength = ({ shift }: Rotation): number => usualMs[shift.unit] * (shift.unit === "hours" ? shift.hours : 1);

export interface TurnSpan {
  readonly person: string;
  readonly from: number;
  readonly to: number;
}

const endOf = ({ ends, zone }: Rotation): number =>
  ends === undefined ? Number.POSITIVE_INFINITY : momentOf(ends, zone);

const turn = (rotation: Rotation, n: number): TurnSpan => ({
  person: rotation.people[n % rotation.people.length] as string,
  from: momentOf(startOf(rotation, n), rotation.zone),
  to: Math.min(endOf(rotation), momentOf(startOf(rotation, n + 1), rotation.zone)),
});

/** Number of the turn that a moment lies in; below 0 before the first. */
const turnAt = (rotation: Rotation, at: number): number => {
  const begins = momentOf(rotation.begins, rotation.zone);
  if (at < begins) return -1;
  const from = (n: number): number => momentOf(startOf(rotation, n), rotation.zone);
  let n = Math.max(0, Math.floor((at - begins) / usualLength(rotation)));
  while (n > 0 && from(n) > at) n -= 1;
  while (from(n + 1) <= at) n += 1;
  return n;
};

/** The turns that lie in `[from, to)` at least in part, whole, in order. A turn that daylight saving makes empty is left out. */
export function* turnsBetween(rotation: Rotation, from: number, to: number): Generator<TurnSpan> {
  const end = Math.min(to, endOf(rotation));
  for (let n = Math.max(0, turnAt(rotation, from)); ; n++) {
    const next = turn(rotation, n);
    if (next.from >= end) return;
    if (next.to > Math.max(next.from, from)) yield next;
  }
}
