/** The sequence numbers of one stream that are committed: all of 1..upTo, and ranges beyond it, ascending, disjoint, not touching. */
export interface Intervals {
  upTo: number;
  also: [number, number][];
}

/** True if `seq` is in the set. */
export const hasSeq = (set: Intervals, seq: number): boolean => {
  if (seq <= set.upTo) return true;
  for (const [from, to] of set.also) if (seq >= from && seq <= to) return true;
  return false;
};

/** True if no number of from..to is in the set. */
export const isFresh = (set: Intervals, from: number, to: number): boolean => {
  if (from <= set.upTo) return false;
  for (const [a, b] of set.also) if (from <= b && to >= a) return false;
  return true;
};

const swallow = (set: Intervals): void => {
  while (set.also.length > 0 && (set.also[0] as [number, number])[0] <= set.upTo + 1) {
    const [, to] = set.also.shift() as [number, number];
    if (to > set.upTo) set.upTo = to;
  }
};

/** Adds from..to (from >= 1, from <= to), merging what touches. The common case, the next number in line, costs nothing. */
export const addRange = (set: Intervals, from: number, to: number): void => {
  if (from <= set.upTo + 1) {
    if (to > set.upTo) set.upTo = to;
    if (set.also.length > 0) swallow(set);
    return;
  }
  let low = from;
  let high = to;
  const rest: [number, number][] = [];
  for (const range of set.also) {
    if (range[1] + 1 < low || range[0] > high + 1) rest.push(range);
    else {
      low = Math.min(low, range[0]);
      high = Math.max(high, range[1]);
    }
  }
  rest.push([low, high]);
  set.also = rest.sort((a, b) => a[0] - b[0]);
};

/** How many numbers below the highest known one are missing. */
export const missingCount = (set: Intervals): number => {
  let missing = 0;
  let last = set.upTo;
  for (const [from, to] of set.also) {
    missing += from - last - 1;
    last = to;
  }
  return missing;
};
