/** Numbers `from` to `to`, both included. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** What of `low..high` none of `taken` covers, ascending. `taken` may overlap and be in any order. */
export const gapsBetween = (taken: readonly Interval[], low: number, high: number): Interval[] => {
  const free: Interval[] = [];
  let at = low;
  for (const { from, to } of [...taken].sort((a, b) => a.from - b.from)) {
    if (from > high) break;
    if (from > at) free.push({ from: at, to: from - 1 });
    at = Math.max(at, to + 1);
  }
  if (at <= high) free.push({ from: at, to: high });
  return free;
};
