import type { Stretch, TrailTicket } from "./trail.ts";

/** Pairs of tickets that were one case when the period ended: merged, or of one incident. */
const pairsOf = ({ number, timeline }: TrailTicket, end: number): [number, number][] => {
  const others = new Set<number>();
  for (const { at, kind, tickets = [] } of timeline) {
    if (at >= end) break;
    for (const other of tickets)
      if (kind === "linked" || kind === "mergedInto") others.add(other);
      else if (kind === "unlinked") others.delete(other);
  }
  return [...others].map((other) => [number, other]);
};

/** Cases that began in the period: whatever hangs together counts once, from its first ticket on. */
export const casesIn = (tickets: ReadonlyMap<number, TrailTicket>, { from, to }: Stretch): number => {
  const pairs = [...tickets.values()].flatMap((ticket) => pairsOf(ticket, to));
  const around = (number: number): number[] =>
    pairs.flatMap(([a, b]) => (a === number ? [b] : b === number ? [a] : []));
  const seen = new Set<number>();
  let count = 0;
  for (const start of tickets.keys()) {
    if (seen.has(start)) continue;
    const together = [start];
    seen.add(start);
    for (const one of together)
      for (const next of around(one))
        if (!seen.has(next)) {
          seen.add(next);
          together.push(next);
        }
    const first = Math.min(
      ...together.map((number) => tickets.get(number)?.timeline[0]?.at ?? Number.POSITIVE_INFINITY),
    );
    if (first >= from && first < to) count += 1;
  }
  return count;
};
