import { Temporal } from "temporal-polyfill";
import type { Quiet } from "./settings.ts";

const minuteOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * 60 + minutes;
};

const zoned = (at: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);

/** True while the clock on the wall shows a time from `from` (included) to `to` (not included), over midnight if `to` is the earlier. */
export const isQuiet = (quiet: Quiet, zone: string, at: number): boolean => {
  const { hour, minute } = zoned(at, zone);
  const [now, from, to] = [hour * 60 + minute, minuteOf(quiet.from), minuteOf(quiet.to)];
  return from <= to ? now >= from && now < to : now >= from || now < to;
};

/** The moments at which quiet hours may end after `at`: the clock shows `to` (once, or twice in the hour that is repeated), or it is changed. */
const candidates = (quiet: Quiet, zone: string, at: number): number[] => {
  const start = zoned(at, zone);
  const to = minuteOf(quiet.to);
  const time = { hour: Math.floor(to / 60), minute: to % 60 };
  const ends = [0, 1, 2].flatMap((days) => {
    const date = start.toPlainDate().add({ days }).toPlainDateTime(time);
    return (["earlier", "later"] as const).map(
      (disambiguation) => date.toZonedDateTime(zone, { disambiguation }).epochMilliseconds,
    );
  });
  const change = start.getTimeZoneTransition("next")?.epochMilliseconds;
  return [...ends, ...(change === undefined ? [] : [change])].filter((end) => end > at).sort((a, b) => a - b);
};

/**
 * When the quiet hours that `at` lies in are over; `undefined` if it lies in none. They go by the clock on the wall of `zone`: what daylight saving
 * skips is not waited for, and an hour it repeats counts each time.
 */
export const quietUntil = (quiet: Quiet, zone: string, at: number): number | undefined =>
  isQuiet(quiet, zone, at) ? candidates(quiet, zone, at).find((end) => !isQuiet(quiet, zone, end)) : undefined;
