/** `[from, to)` in ms. Sets of them are ascending, disjoint, and do not touch. */
export type Interval = readonly [from: number, to: number];

/** The same moments as a set. Empty ones (`to` not after `from`) are left out. */
export const union = (intervals: Iterable<Interval>): Interval[] => {
  const sorted = [...intervals].filter(([from, to]) => to > from).sort((a, b) => a[0] - b[0]);
  const set: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = set.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else set.push([from, to]);
  }
  return set;
};

/** Moments that are in both sets. */
export const common = (a: readonly Interval[], b: readonly Interval[]): Interval[] => {
  const found: Interval[] = [];
  for (let i = 0, k = 0; i < a.length && k < b.length; ) {
    const [x, y] = [a[i] as Interval, b[k] as Interval];
    const [from, to] = [Math.max(x[0], y[0]), Math.min(x[1], y[1])];
    if (to > from) found.push([from, to]);
    if (x[1] < y[1]) i += 1;
    else k += 1;
  }
  return found;
};

/** Moments of `[from, to)` that are not in the set. */
export const outside = (set: readonly Interval[], [from, to]: Interval): Interval[] => {
  const gaps: Interval[] = [];
  let at = from;
  for (const [start, end] of set) {
    if (start >= to) break;
    if (start > at) gaps.push([at, start]);
    at = Math.max(at, end);
  }
  if (at < to) gaps.push([at, to]);
  return gaps;
};

export const holds = (set: readonly Interval[], at: number): boolean => set.some(([from, to]) => at >= from && at < to);

/** Moments of `a` that are not in `b`. */
export const without = (a: readonly Interval[], b: readonly Interval[]): Interval[] =>
  a.flatMap((interval) => outside(b, interval));

export const clipped = (set: readonly Interval[], range: Interval): Interval[] => common(set, union([range]));

/** Length of a set, ms. */
export const total = (set: readonly Interval[]): number => set.reduce((sum, [from, to]) => sum + to - from, 0);
