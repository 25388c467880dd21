import { disables } from "./sweep.ts";
import type { Stretch, Trail, TrailFault, TrailTicket } from "./trail.ts";

/** A fault from when it was first there to when it was last gone. */
export interface Bout {
  readonly fault: TrailFault;
  readonly from: number;
  readonly to: number;
  readonly failure: boolean;
}

const thirtyDays = 30 * 86_400_000;

/** Faults that were there in the period or in the thirty days before it, by their beginning. */
export const boutsOf = ({ faults }: Trail, { from, to }: Stretch): Bout[] =>
  [...faults.values()]
    .flatMap((fault): Bout[] => {
      const seen = fault.lasted.filter((one) => one.from < to && one.to > from - thirtyDays);
      if (seen.length === 0) return [];
      return [
        {
          fault,
          from: Math.min(...seen.map((one) => one.from)),
          to: Math.max(...seen.map((one) => one.to)),
          failure: disables(fault) && !fault.hidden && !fault.maintenance,
        },
      ];
    })
    .sort((a, b) => a.from - b.from);

const placeOf = ({ fault }: Bout): string => `${fault.terminal}/${fault.device}/${fault.code}`;

/** Those that came within thirty days after the same fault of the same module was gone. */
export const againOf = (bouts: readonly Bout[]): ReadonlySet<Bout> =>
  new Set(
    bouts.filter((bout, n) => {
      const before = bouts.slice(0, n).filter((other) => placeOf(other) === placeOf(bout));
      if (before.length === 0) return false;
      const gone = Math.max(...before.map(({ to }) => to));
      return bout.from >= gone && bout.from - gone <= thirtyDays;
    }),
  );

export type Cure = "runbook" | "remote" | "visit" | "itself";

export const cureOf = ({ fault, to }: Bout, ticket: TrailTicket | undefined): Cure => {
  const before = (kind: string): boolean =>
    ticket?.timeline.some((event) => event.kind === kind && event.at <= to) ?? false;
  if (before("arrived")) return "visit";
  if (fault.cured) return "runbook";
  return before("remoteWork") ? "remote" : "itself";
};

/** What the failures among some bouts come to in a period. */
export const tally = (
  bouts: readonly Bout[],
  again: ReadonlySet<Bout>,
  { from, to }: Stretch,
  tickets: ReadonlyMap<number, TrailTicket>,
) => {
  const failures = bouts.filter(({ failure }) => failure);
  const begun = failures.filter((one) => one.from >= from && one.from < to);
  const ended = failures.filter((one) => one.to >= from && one.to < to);
  const cured: Record<Cure, number> = { runbook: 0, remote: 0, visit: 0, itself: 0 };
  for (const bout of ended)
    cured[cureOf(bout, bout.fault.ticket === undefined ? undefined : tickets.get(bout.fault.ticket))] += 1;
  return {
    failures: begun.length,
    repeats: begun.filter((one) => again.has(one)).length,
    repairs: ended.length,
    repairMs: ended.reduce((sum, one) => sum + one.to - one.from, 0),
    cured,
  };
};
