import { Temporal } from "temporal-polyfill";
import { AppError, isMissing, wrongField } from "../../contract/index.ts";
import type { Usual } from "./report.ts";

/** `[from, to)` as moments, and the time zone whose days and hours are meant. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly zone: string;
}

type Span = readonly [from: Temporal.ZonedDateTime, to: Temporal.ZonedDateTime];

const day = (text: string, zone: string): Temporal.ZonedDateTime =>
  Temporal.PlainDate.from(text, { overflow: "reject" }).toZonedDateTime(zone);

/** What may be written, and what stretch of time it names. A moment names none: it begins and ends at once. */
const shapes: readonly (readonly [RegExp, (text: string, zone: string) => Span])[] = [
  [/^\d{4}$/, (text, zone) => whole(day(`${text}-01-01`, zone), { years: 1 })],
  [/^\d{4}-Q[1-4]$/i, (text, zone) => whole(quarterStart(text, zone), { months: 3 })],
  [/^\d{4}-\d{2}$/, (text, zone) => whole(day(`${text}-01`, zone), { months: 1 })],
  [/^\d{4}-\d{2}-\d{2}$/, (text, zone) => whole(day(text, zone), { days: 1 })],
  [
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/,
    (text, zone) => {
      const at = Temporal.PlainDateTime.from(text, { overflow: "reject" }).toZonedDateTime(zone);
      return [at, at];
    },
  ],
];
const whole = (from: Temporal.ZonedDateTime, length: Temporal.DurationLike): Span => [from, from.add(length)];
const quarterStart = (text: string, zone: string): Temporal.ZonedDateTime =>
  day(`${text.slice(0, 4)}-${String((Number(text.at(-1)) - 1) * 3 + 1).padStart(2, "0")}-01`, zone);

const wrong = (field: string, en: string, zh: string): AppError => wrongField(field, { en, "zh-CN": zh });

const spanOf = (field: string, text: string, zone: string): Span => {
  const shape = shapes.find(([pattern]) => pattern.test(text));
  if (!shape)
    throw wrong(
      field,
      "must be a day (2026-07-01), a month (2026-07), a quarter (2026-Q3), a year or a moment (2026-07-01T08:00)",
      "应为日（2026-07-01）、月（2026-07）、季度（2026-Q3）、年或时刻（2026-07-01T08:00）",
    );
  try {
    return shape[1](text, zone);
  } catch {
    throw wrong(field, `${text} is no date`, `${text} 不是日期`); // Temporal says RangeError of a 31st of February
  }
};

export const isZone = (zone: string): boolean => {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone) !== undefined;
  } catch {
    return false; // RangeError: no such zone
  }
};

const usualStart: Readonly<Record<Usual, (now: Temporal.ZonedDateTime) => Temporal.ZonedDateTime>> = {
  day: (now) => now.startOfDay().subtract({ days: 1 }),
  month: (now) => now.startOfDay().with({ day: 1 }).subtract({ months: 1 }),
  quarter: (now) =>
    now
      .startOfDay()
      .with({ day: 1 })
      .subtract({ months: ((now.month - 1) % 3) + 3 }),
};
const usualLength: Readonly<Record<Usual, Temporal.DurationLike>> = {
  day: { days: 1 },
  month: { months: 1 },
  quarter: { months: 3 },
};

/**
 * The same days by the calendar of another zone: what begins with a day of the one begins with that day of the other. A moment within a day stays the
 * moment it is.
 */
export const sameDaysIn = (zone: string, { from, to, zone: asked }: Range): Range => {
  const moved = (at: number): number => {
    const here = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(asked);
    return here.equals(here.startOfDay()) ? here.toPlainDate().toZonedDateTime(zone).epochMilliseconds : at;
  };
  return { from: moved(from), to: moved(to), zone };
};

export interface Asked {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * The range that is meant. A day, month, quarter or year as `to` is meant to its end; `from` alone means the whole of it, or from that moment until now;
 * neither: the last whole day, month or quarter. Never beyond `now`. Throws `AppError("invalid")` naming the field.
 */
export const rangeOf = (
  { from, to }: Asked,
  { zone, usual, now }: { readonly zone: string; readonly usual: Usual; readonly now: number },
): Range => {
  if (!isZone(zone)) throw wrong("query.zone", `there is no time zone ${zone}`, `没有时区 ${zone}`);
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  if (from === undefined && to !== undefined) throw wrongField("query.from", isMissing);
  const begin = from === undefined ? usualStart[usual](here) : spanOf("query.from", from, zone)[0];
  const end = (): Temporal.ZonedDateTime => {
    if (to !== undefined) return spanOf("query.to", to, zone)[1];
    if (from === undefined) return begin.add(usualLength[usual]);
    const [start, stop] = spanOf("query.from", from, zone);
    return stop.epochMilliseconds === start.epochMilliseconds ? here : stop;
  };
  const range = { from: begin.epochMilliseconds, to: Math.min(now, end().epochMilliseconds), zone };
  if (range.from >= now) throw wrong("query.from", "lies in the future", "在将来");
  if (range.to <= range.from) throw wrong("query.to", "is not after from", "不晚于开始");
  return range;
};

/** Beginnings of the range's days in its zone, the first one that of the range; with the end of each. */
export const daysOf = ({ from, to, zone }: Range): readonly Stretch[] => {
  const days: { from: number; to: number }[] = [];
  let start = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  while (start.epochMilliseconds < to) {
    const next = start.startOfDay().add({ days: 1 });
    days.push({ from: start.epochMilliseconds, to: Math.min(to, next.epochMilliseconds) });
    start = next;
  }
  return days;
};

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

const hoursOf = ({ from, to }: Range): readonly Stretch[] =>
  Array.from({ length: Math.ceil((to - from) / 3_600_000) }, (_, n) => {
    const at = from + n * 3_600_000;
    return { from: at, to: Math.min(to, at + 3_600_000) };
  });

/** Up to so long a range is told by hours. */
const mostHours = 50;

/** Hours of a range of two days, else its days. */
export const finestSteps = (range: Range): readonly Stretch[] =>
  range.to - range.from <= mostHours * 3_600_000 ? hoursOf(range) : daysOf(range);

/** Steps of the range for a chart or a log: hours up to two days, else days up to half a year, else months. */
export const stepsOf = (range: Range): readonly (Stretch & { readonly label: string })[] => {
  const { from, to, zone } = range;
  const days = finestSteps(range);
  if (to - from <= mostHours * 3_600_000)
    return days.map((one) => ({ ...one, label: clockText(one.from, zone).slice(11, 16) }));
  if (days.length <= 184) return days.map((one) => ({ ...one, label: clockText(one.from, zone).slice(5, 10) }));
  return monthsOf(range);
};

/** Months of the zone that the range touches, the first and last as far as they lie in it. */
export const monthsOf = (range: Range): readonly (Stretch & { readonly label: string })[] => {
  const months = new Map<string, { from: number; to: number; label: string }>();
  for (const { from, to } of daysOf(range)) {
    const label = clockText(from, range.zone).slice(0, 7);
    const known = months.get(label);
    if (known) known.to = to;
    else months.set(label, { from, to, label });
  }
  return [...months.values()];
};

/** `2026-11-22 02:09:32`, by the clocks of the zone. */
export const clockText = (at: number, zone: string): string => {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return local.toPlainDateTime().toString({ smallestUnit: "second" }).replace("T", " ");
};
/** `2026-11-22`. */
export const dayText = (at: number, zone: string): string => clockText(at, zone).slice(0, 10);
