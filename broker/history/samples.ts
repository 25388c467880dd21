import type { Sample, SampleRow } from "../store/history-rows.ts";

export const hourMs = 3_600_000;
export const hourOf = (at: number): number => at - (at % hourMs);

/** What a host is sampled for; their units are those of the vocabulary. */
export const sampledMeasures = ["processorLoad", "memoryUsed", "storageUsed", "temperature"] as const;

/** Two samples of the same measure as one. */
export const joined = (a: Sample | undefined, b: Sample): Sample =>
  a ? [a[0] + b[0], a[1] + b[1], Math.min(a[2], b[2]), Math.max(a[3], b[3])] : b;

/** Mean over time; undefined if nothing is known. */
export const meanOf = ([ms, sum]: Sample): number | undefined => (ms > 0 ? sum / ms : undefined);

/**
 * Counts values that held from `from` to `to` into the row of their hour. What the row has already (`upTo`) is not counted twice. Both moments must lie
 * in that hour.
 */
export const counted = (
  row: SampleRow,
  values: Readonly<Record<string, number | undefined>>,
  [from, to]: readonly [number, number],
): SampleRow => {
  const ms = to - Math.max(from, row.upTo);
  if (ms <= 0) return row;
  const measures: Record<string, Sample> = { ...row.measures };
  for (const name of sampledMeasures) {
    const value = values[name];
    if (value !== undefined) measures[name] = joined(measures[name], [ms, value * ms, value, value]);
  }
  return { ...row, upTo: to, measures };
};

/** The parts of `[from, to)` by the hour they lie in. */
export function* byHour(from: number, to: number): Generator<readonly [hour: number, from: number, to: number]> {
  for (let at = from; at < to; ) {
    const end = Math.min(to, hourOf(at) + hourMs);
    yield [hourOf(at), at, end];
    at = end;
  }
}
