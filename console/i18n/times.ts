import type { Language } from "../../contract/index.ts";
import { systemClock } from "../../contract/plain.ts";

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];
const formats = new Map<Language, Intl.RelativeTimeFormat>();
const formatOf = (language: Language): Intl.RelativeTimeFormat => {
  const known = formats.get(language) ?? new Intl.RelativeTimeFormat(language, { numeric: "always", style: "short" });
  formats.set(language, known);
  return known;
};

const moment = { en: "just now", "zh-CN": "刚刚" } as const;

/** `3 min ago`, `in 2 hr.`; one unit only, rounded down. */
export const relative = (at: number, now: number, language: Language): string => {
  const span = at - now;
  const [unit, size] = units.find(([, ms]) => Math.abs(span) >= ms) ?? (["second", 1000] as const);
  const count = Math.trunc(span / size);
  if (count === 0) return moment[language];
  // "min." in the middle of a sentence reads like its end.
  return formatOf(language)
    .format(count, unit)
    .replace(/\b(min|hr|sec)\./, "$1");
};

/** Local date and time to the second, the same in both languages: `2026-11-21 22:04:05`. */
export const absolute = (at: number): string => {
  const d = new Date(at);
  const two = (n: number): string => String(n).padStart(2, "0");
  const date = `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
  return `${date} ${clockTime(at)}`;
};

/** Local time of day: `22:04:05`. */
export const clockTime = (at: number): string => {
  const d = new Date(at);
  return [d.getHours(), d.getMinutes(), d.getSeconds()].map((n) => String(n).padStart(2, "0")).join(":");
};

/** The same to the millisecond, for what is said on a line: `22:04:05.123`. */
export const clockTimeMs = (at: number): string =>
  `${clockTime(at)}.${String(new Date(at).getMilliseconds()).padStart(3, "0")}`;

/** True for a moment of this calendar day, local time: then its time of day is enough. */
export const isToday = (at: number, now: number = systemClock.now()): boolean =>
  new Date(at).toDateString() === new Date(now).toDateString();

const lengths = {
  en: { ms: " ms", s: " s", m: " min", h: " h", d: " d" },
  "zh-CN": { ms: " 毫秒", s: " 秒", m: " 分", h: " 小时", d: " 天" },
} as const;

/** A length of time in at most two units: `850 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`. */
export const duration = (ms: number, language: Language): string => {
  const unit = lengths[language];
  const two = (big: string, small: string, size: number): string => {
    const total = Math.floor(ms / size);
    const base = size === 1000 ? 60 : size === 60_000 ? 60 : 24;
    const rest = total % base;
    return `${Math.floor(total / base)}${big}${rest > 0 ? ` ${rest}${small}` : ""}`;
  };
  if (ms < 1000) return `${Math.round(ms)}${unit.ms}`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0).replace(".0", "")}${unit.s}`;
  if (ms < 3_600_000) return two(unit.m, unit.s, 1000);
  return ms < 86_400_000 ? two(unit.h, unit.m, 60_000) : two(unit.d, unit.h, 3_600_000);
};

/** Date and time of day in a zone, to the minute: `2026-11-23 09:00`. A zone this computer does not know is shown in its own. */
export const zoned = (at: number, zone: string): string => {
  try {
    return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(at);
  } catch {
    return absolute(at).slice(0, 16); // an old table of zones is no reason to say nothing
  }
};

/** `2026-11-23 09:00–11:00`: the hours of an appointment in a zone. */
export const hours = ({ from, to }: { readonly from: number; readonly to: number }, zone: string): string => {
  const [begin, end] = [zoned(from, zone), zoned(to, zone)];
  return `${begin}–${begin.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end}`;
};

/** `October 2026` of `2026-10`. */
export const monthName = (month: string, language: Language): string =>
  new Intl.DateTimeFormat(language, { year: "numeric", month: "long", timeZone: "UTC" }).format(Date.parse(month));

/** `October 1 – 31, 2026`: the days of a stretch that ends before `to`, in its zone. One this computer does not know is taken for its own. */
export const daysText = (
  { from, to, zone }: { readonly from: number; readonly to: number; readonly zone: string },
  language: Language,
): string => {
  const written = (timeZone?: string): string =>
    new Intl.DateTimeFormat(language, {
      year: "numeric",
      month: "long",
      day: "numeric",
      ...(timeZone ? { timeZone } : {}),
    }).formatRange(from, to - 1);
  try {
    return written(zone);
  } catch {
    return written(); // an old table of zones is no reason to say nothing
  }
};

/** A moment a person wrote: `2026-11-23T09:00` or with a space (local time), or with an offset, `2026-11-23T09:00+08:00`. */
export const readMoment = (given: string): number | undefined => {
  const text = given.trim().replace(" ", "T");
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
};
