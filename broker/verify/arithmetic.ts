import type { Num } from "./question.ts";
import type { Stretch } from "./trail.ts";

/** `null` of nothing. */
export const ratio = (part: number, whole: number): Num => (whole > 0 ? part / whole : null);

/** Items by a key, in the order in which keys are met. */
export const grouped = <T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
};

export const within = (at: number, { from, to }: Stretch): boolean => at >= from && at < to;
/** Beginning of the hour. */
export const hourOf = (at: number): number => at - (at % 3_600_000);
