import { Temporal } from "temporal-polyfill";

/** A day by the clocks of a zone. It may have 23 or 25 hours. */
export interface Day {
  /** `2026-11-23`. */
  readonly date: string;
  readonly from: number;
  readonly to: number;
}

const startOf = (date: Temporal.PlainDate, zone: string): number =>
  date.toZonedDateTime({ timeZone: zone }).epochMilliseconds;

/** So many days from `first` (`2026-11-23`) on. Throws `RangeError` for a zone this browser does not know. */
export const daysOf = (first: string, count: number, zone: string): Day[] => {
  const begin = Temporal.PlainDate.from(first);
  return Array.from({ length: count }, (_, n) => {
    const date = begin.add({ days: n });
    return { date: date.toString(), from: startOf(date, zone), to: startOf(date.add({ days: 1 }), zone) };
  });
};

export const daysLater = (date: string, days: number): string => Temporal.PlainDate.from(date).add({ days }).toString();

/** The Monday of the week that a moment lies in. */
export const mondayOf = (at: number, zone: string): string => {
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  return date.subtract({ days: date.dayOfWeek - 1 }).toString();
};

/** What stands in an address may be anything: only a date is one. */
export const dateIn = (text: string | null): string | undefined => {
  try {
    return text === null ? undefined : Temporal.PlainDate.from(text, { overflow: "reject" }).toString();
  } catch {
    return undefined; // RangeError: no such date, or not written so
  }
};

const hourMs = 3_600_000;
/** Hours of a day on which the clocks change; nothing for any other. */
export const oddHours = ({ from, to }: Day): number | undefined => {
  const hours = (to - from) / hourMs;
  return hours === 24 ? undefined : hours;
};
