import type { Language } from "../../contract/index.ts";

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

const steps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** `3 min ago`; under a minute it is "now", as no screen is exact to the second. */
export const ago = (at: number, now: number, language: Language): string => {
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  const left = at - now;
  const step = steps.find(([, ms]) => Math.abs(left) >= ms);
  return step ? words.format(Math.trunc(left / step[1]), step[0]) : words.format(0, "second");
};

/** `2 h 5 min`, `3 d`: a length, in the two greatest units it has. */
export const lasting = (ms: number, language: Language): string => {
  const units: readonly (readonly [string, number])[] = [
    ["day", 86_400_000],
    ["hour", 3_600_000],
    ["minute", 60_000],
    ["second", 1000],
  ];
  const first = units.findIndex(([, size]) => ms >= size);
  if (first < 0)
    return new Intl.NumberFormat(language, { style: "unit", unit: "second", unitDisplay: "short" }).format(0);
  let left = ms;
  const parts: string[] = [];
  for (const [unit, size] of units.slice(first, first + 2)) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0)
      parts.push(new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(count));
  }
  return parts.join(" ");
};
