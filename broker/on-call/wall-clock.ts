import { Temporal } from "temporal-polyfill";
import { wrongField } from "../../contract/index.ts";

/**
 * The moment at which the clocks of a zone show a time. Of one that daylight saving skips, the first moment after it; of one that comes twice, the first.
 * So later times never come before earlier ones.
 */
export const momentOf = (local: Temporal.PlainDateTime, zone: string): number => {
  const found = local.toZonedDateTime(zone, { disambiguation: "earlier" });
  if (found.toPlainDateTime().equals(local)) return found.epochMilliseconds;
  return (found.getTimeZoneTransition("next") ?? found).epochMilliseconds;
};

export const localOf = (at: number, zone: string): Temporal.PlainDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();

/** `09:30` as minutes since midnight. */
export const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
};

/** A date at so many minutes after its midnight; 1440 and more lie on the days after. */
export const dateAt = (date: Temporal.PlainDate, minutes: number): Temporal.PlainDateTime =>
  date.toPlainDateTime().add({ minutes });

/**
 * A moment as people write it: `2026-12-24T18:00` and `2026-12-24` by the clocks of `zone` (a day as an `end` is meant as a whole), or with an offset.
 * Throws `AppError("invalid")` naming the field.
 */
export const readMoment = (field: string, text: string, zone: string, end = false): number => {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
      const day = Temporal.PlainDate.from(text, { overflow: "reject" });
      return momentOf((end ? day.add({ days: 1 }) : day).toPlainDateTime(), zone);
    }
    if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text))
      return momentOf(Temporal.PlainDateTime.from(text, { overflow: "reject" }), zone);
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    // RangeError: no such date, or not written so
    throw wrongField(field, {
      en: `${text} is no moment: write 2026-12-24T18:00 (by the clocks of ${zone}), 2026-12-24, or with an offset`,
      "zh-CN": `${text} 不是时间：请写 2026-12-24T18:00（按 ${zone} 的时间）、2026-12-24，或带时差的时间`,
    });
  }
};
