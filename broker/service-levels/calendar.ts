import { Temporal } from "temporal-polyfill";

/** Part of a day by the wall clock, minutes since midnight; `to` is after `from`, at most 1440. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * When people work. All dates are of `zone` (IANA name), so that daylight saving is the zone's matter. A make-up day has its own hours though it is
 * a Sunday; a holiday has none, though it is a Monday; where a date is both, the make-up day counts.
 */
export interface Calendar {
  readonly zone: string;
  /** Seven days, Monday first. */
  readonly week: readonly (readonly Span[])[];
  readonly holidays: ReadonlyMap<string, string>;
  readonly makeUpDays: ReadonlyMap<string, readonly Span[]>;
}

const dayMinutes = 1440;
const minuteMs = 60_000;
const wholeDay: readonly Span[] = [{ from: 0, to: dayMinutes }];

/** Every hour of every day. */
export const aroundTheClock: Calendar = {
  zone: "UTC",
  week: Array.from({ length: 7 }, () => wholeDay),
  holidays: new Map(),
  makeUpDays: new Map(),
};
const never = (calendar: Calendar): boolean =>
  calendar.week.every((spans) => spans.length === 0) && calendar.makeUpDays.size === 0;

const spansOf = (calendar: Calendar, date: Temporal.PlainDate): readonly Span[] => {
  const name = date.toString();
  const extra = calendar.makeUpDays.get(name);
  if (extra) return extra;
  return calendar.holidays.has(name) ? [] : (calendar.week[date.dayOfWeek - 1] ?? []);
};

/** The moment of a wall-clock minute. One that daylight saving skips is the first after it; of one that comes twice, the first. */
const momentOf = (date: Temporal.PlainDate, minute: number, zone: string): number => {
  const [day, time] = minute === dayMinutes ? [date.add({ days: 1 }), 0] : [date, minute];
  const at = day.toPlainDateTime({ hour: Math.floor(time / 60), minute: time % 60 });
  return at.toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds;
};

const dateOf = (calendar: Calendar, at: number): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(calendar.zone).toPlainDate();

/** Working time as moments, `[from, to)`, from the day of `at` on; ends after ten years without any. */
function* workFrom(calendar: Calendar, at: number): Generator<readonly [number, number]> {
  let date = dateOf(calendar, at);
  for (let idle = 0; idle < 3660; idle++, date = date.add({ days: 1 }))
    for (const { from, to } of spansOf(calendar, date)) {
      const span = [momentOf(date, from, calendar.zone), momentOf(date, to, calendar.zone)] as const;
      if (span[1] <= span[0]) continue; // the whole span was skipped by daylight saving
      idle = 0;
      yield span;
    }
}

/** Working time as moments that lie in `[from, to)` at least in part, in order. */
export const workSpans = (calendar: Calendar, from: number, to: number): (readonly [number, number])[] => {
  if (calendar === aroundTheClock) return [[from, to]];
  const spans: (readonly [number, number])[] = [];
  for (const span of workFrom(calendar, from)) {
    if (span[0] >= to) break;
    if (span[1] > from) spans.push(span);
  }
  return spans;
};

/** Working time between two moments, ms; 0 if `to` is not after `from`. */
export const workBetween = (calendar: Calendar, from: number, to: number): number => {
  if (calendar === aroundTheClock) return Math.max(0, to - from);
  let total = 0;
  for (const [start, end] of workFrom(calendar, from)) {
    if (start >= to) break;
    total += Math.max(0, Math.min(end, to) - Math.max(start, from));
  }
  return total;
};

/** When `ms` of working time from `from` on are over; `undefined` for a calendar in which nobody ever works. */
export const afterWork = (calendar: Calendar, from: number, ms: number): number | undefined => {
  if (calendar === aroundTheClock) return from + ms;
  if (never(calendar)) return undefined;
  let left = ms;
  for (const [start, end] of workFrom(calendar, from)) {
    const begins = Math.max(start, from);
    if (end <= begins) continue;
    if (left <= end - begins) return begins + left;
    left -= end - begins;
  }
  return undefined;
};

/** Length of the week's usual working day, ms: what one workday of a promise is. */
export const usualDayMs = (calendar: Calendar): number => {
  const lengths = calendar.week.map((spans) => spans.reduce((sum, { from, to }) => sum + (to - from) * minuteMs, 0));
  const working = lengths.filter((ms) => ms > 0).sort((a, b) => a - b);
  return working[Math.floor(working.length / 2)] ?? 0;
};
