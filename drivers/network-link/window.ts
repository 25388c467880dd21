/** One question to a target: how long the answer took, ms; undefined: none came. */
export interface Sample {
  readonly at: number;
  readonly ms: number | undefined;
}
export type Window = readonly Sample[];
export type Reach = "reachable" | "lossy" | "unreachable";

/** The last twenty, and none older than an hour. */
const most = 20;
const forMs = 3_600_000;
/** So many in a row without an answer are no accident. */
const goneAfter = 3;
/** Fewer say nothing of a loss. */
const enough = 6;
/** So many after a loss are looked at closely. */
const watchAfterLoss = 10;

export const isLost = (sample: Sample): boolean => sample.ms === undefined;
const lostInARow = (window: Window): number => {
  const answered = window.findLastIndex((s) => !isLost(s));
  return window.length - 1 - answered;
};

/** An outage that is over is over: what was lost in it says nothing of the line's quality. */
export const withSample = (window: Window, sample: Sample): Window => {
  if (!isLost(sample) && lostInARow(window) >= goneAfter) return [sample];
  return [...window, sample].filter((s) => s.at > sample.at - forMs).slice(-most);
};

/** Percent without an answer; undefined without a sample. */
export const lossOf = (window: Window): number | undefined =>
  window.length === 0 ? undefined : Math.round((100 * window.filter(isLost).length) / window.length);

/** Median ms of those that were answered. */
export const medianOf = (window: Window): number | undefined => {
  const times = window.flatMap((s) => s.ms ?? []).sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)];
  return median === undefined ? undefined : Math.round(median * 10) / 10;
};

/**
 * What a window says. One or two losses keep what was; from the third in a row on it is gone; a share of `lossyPercent` of at least six is lossy until it
 * has fallen under half of that. Undefined: not known yet.
 */
export const reachOf = (window: Window, was: Reach | undefined, lossyPercent: number): Reach | undefined => {
  const lost = lostInARow(window);
  if (lost >= goneAfter) return "unreachable";
  if (window.length === 0 || (lost === window.length && was === undefined)) return undefined;
  const loss = lossOf(window) ?? 0;
  if (window.length >= enough && (loss >= lossyPercent || (was === "lossy" && loss > lossyPercent / 2))) return "lossy";
  return lost > 0 && was === "unreachable" ? was : "reachable";
};

/** A loss of late: to be looked at closely. */
export const isSuspicious = (window: Window): boolean => window.slice(-watchAfterLoss).some(isLost);
