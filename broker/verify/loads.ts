import type { Stretch, Trail } from "./trail.ts";

const hourMs = 3_600_000;

/** How long a measure was known, what it was times how long, and the most it was. */
export interface Load {
  ms: number;
  sum: number;
  most: number;
}
export const meanOf = (load: Load | undefined): number | null => (load && load.ms > 0 ? load.sum / load.ms : null);

/** What hosts measured, by terminal, measure and step; a part of an hour belongs to the step in which the hour began. */
export const loadsOf = (
  { readings }: Trail,
  measures: readonly string[],
  steps: readonly Stretch[],
): ReadonlyMap<string, ReadonlyMap<string, readonly (Load | undefined)[]>> => {
  const all = new Map<string, Map<string, (Load | undefined)[]>>();
  for (const [key, list] of readings) {
    const terminal = key.split("/")[0] ?? "";
    for (const [n, { at, health }] of list.entries()) {
      const next = list[n + 1];
      if (health.deviceClass !== "host" || !next) continue;
      const until = Math.min(next.at, at + health.freshForMs);
      for (let from = at; from < until; ) {
        const hour = from - (from % hourMs);
        const to = Math.min(until, hour + hourMs);
        const step = steps.findIndex((one) => hour >= one.from && hour < one.to);
        if (step >= 0)
          for (const measure of measures) {
            const value = health.measures[measure];
            if (value === undefined) continue;
            const ofTerminal = all.get(terminal) ?? new Map<string, (Load | undefined)[]>();
            all.set(terminal, ofTerminal);
            const list = ofTerminal.get(measure) ?? steps.map(() => undefined);
            ofTerminal.set(measure, list);
            const load = (list[step] ??= { ms: 0, sum: 0, most: Number.NEGATIVE_INFINITY });
            load.ms += to - from;
            load.sum += value * (to - from);
            load.most = Math.max(load.most, value);
          }
        from = to;
      }
    }
  }
  return all;
};

export const together = (loads: Iterable<Load | undefined>): Load | undefined => {
  let sum: Load | undefined;
  for (const load of loads)
    if (load)
      sum = {
        ms: load.ms + (sum?.ms ?? 0),
        sum: load.sum + (sum?.sum ?? 0),
        most: Math.max(load.most, sum?.most ?? load.most),
      };
  return sum;
};
