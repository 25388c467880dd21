import type { Language } from "../../contract/index.ts";
import { clockTime, duration, isToday, relative } from "../i18n/times.ts";

export { duration as lasting } from "../i18n/times.ts";

const cached = new Map<string, Intl.DateTimeFormat>();
const format = (language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${language} ${JSON.stringify(options)}`;
  const known = cached.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language, options);
  cached.set(key, made);
  return made;
};

/** `14:03`, in the viewer's zone. */
export const timeOfDay = (at: number, language: Language): string =>
  format(language, { hour: "2-digit", minute: "2-digit", hour12: false }).format(at);

/** Day and time with seconds and the viewer's zone. */
export const exact = (at: number, language: Language): string =>
  format(language, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
    timeZoneName: "short",
  }).format(at);

/** `05:59:42` of today, else with its day: what stands in a list. The exact moment belongs into its title. */
export const moment = (at: number, now: number, language: Language): string =>
  isToday(at, now)
    ? clockTime(at)
    : format(language, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false }).format(
        at,
      );

const minuteMs = 60_000;

/** `3 min ago`. Within a minute it is "just now": a page that is drawn once a minute is not more exact. */
export const ago = (at: number, now: number, language: Language): string =>
  relative(Math.abs(at - now) < minuteMs ? now : at, now, language);

const secondMs = 1000;

/** `25 s`, `3 min`, `2 h 5 min`: how long it has lasted, in whole minutes once it is one. */
export const lastingSince = (at: number, now: number, language: Language): string => {
  const ms = Math.max(now - at, secondMs);
  return duration(ms - (ms % (ms < minuteMs ? secondMs : minuteMs)), language);
};
