const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const units = Object.entries(unitMs).reverse();

/** `90s`, `20m` (`20 min`), `2h`, `1d` in milliseconds; a bare `0` is at once. Nothing for anything else. */
export const readSpan = (text: string): number | undefined => {
  const [, count, unit = ""] =
    /^(\d+(?:\.\d+)?)\s*(s|m|h|d)(?:in|ec)?$/.exec(text.trim() === "0" ? "0s" : text.trim()) ?? [];
  return count === undefined ? undefined : Math.round(Number(count) * (unitMs[unit] ?? 0));
};

/** The same as people write it, in the largest unit that needs no fraction: `90 s`, `20 min`. */
export const writeSpan = (ms: number): string => {
  if (ms === 0) return "0";
  const [unit, size] = units.find(([, each]) => ms % each === 0) ?? ["s", 1000];
  return `${ms / size} ${unit === "m" ? "min" : unit}`;
};
