import type { OnCallCall, OnCallDuty, TicketEvent } from "../../../contract/index.ts";
import type { OnCallFacts, PageFact } from "../../on-call/facts.ts";

/** One ticket on its way along a path, from the first person told to the one who accepted. */
export interface Case {
  readonly ticket: number;
  readonly pages: readonly PageFact[];
  readonly firstAt: number;
  readonly acceptedAt?: number;
  readonly acceptedBy?: string;
}

/** A case that was not solved when the duty of whoever was told of it ended. */
export interface Unsolved {
  readonly page: PageFact;
  readonly dutyEnds: number;
  /** What they did for it after their duty. */
  readonly done: number;
  readonly endedAt?: number;
  readonly endedBy?: string;
}

export interface PersonLog {
  readonly person: string;
  readonly duties: number;
  readonly onDutyMs: number;
  readonly pages: number;
  readonly accepted: number;
  readonly acceptMs: number | null;
  readonly calls: number;
  readonly minutes: number;
  readonly outsideHours: number;
  readonly unsolved: number;
}

/** The middle one; between the two middle ones of an even number. `null` of none. */
export const median = (values: readonly number[]): number | null => {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
};

/** Pages by ticket, queue and round, as they stood at `to`. */
export const casesOf = (pages: readonly PageFact[], to: number): Case[] => {
  const groups = new Map<string, PageFact[]>();
  for (const page of pages) {
    const key = `${page.ticket}/${page.queue}/${page.round}`;
    groups.set(key, [...(groups.get(key) ?? []), page]);
  }
  return [...groups.values()].flatMap((some): Case[] => {
    const [first] = some;
    if (!first) return [];
    const accepted = some.find(({ acceptedAt }) => acceptedAt !== undefined && acceptedAt < to);
    return [
      {
        ticket: first.ticket,
        pages: some,
        firstAt: first.at,
        ...(accepted?.acceptedAt === undefined ? {} : { acceptedAt: accepted.acceptedAt }),
        ...(accepted?.acceptedBy === undefined ? {} : { acceptedBy: accepted.acceptedBy }),
      },
    ];
  });
};

const ends: readonly TicketEvent["kind"][] = ["restored", "resolved", "closed"];
const personOf = (by: string): string => by.replace(/^(user|hook):/, "");

/** One row for each person and case; the first page of it says by which duty. */
export const unsolvedOf = (cases: readonly Case[], to: number): Unsolved[] =>
  cases.flatMap(({ pages }) => {
    const firsts = pages.filter((page, n) => pages.findIndex(({ person }) => person === page.person) === n);
    return firsts.flatMap((page): Unsolved[] => {
      const timeline = page.about?.timeline ?? [];
      const end = timeline.find((event) => ends.includes(event.kind) && event.at >= page.at && event.at < to);
      const { dutyEnds } = page;
      if (dutyEnds === undefined || dutyEnds >= to || (end && end.at <= dutyEnds)) return [];
      const after = timeline.filter(({ at, by }) => at >= dutyEnds && at < to && by === `user:${page.person}`);
      return [{ page, dutyEnds, done: after.length, ...(end ? { endedAt: end.at, endedBy: personOf(end.by) } : {}) }];
    });
  });

const sum = <T>(rows: readonly T[], of: (row: T) => number): number => rows.reduce((all, row) => all + of(row), 0);

/** Each person who was on duty, was told, accepted or telephoned; by name. */
export const peopleOf = (
  { duties = [], pages, calls }: OnCallFacts,
  cases: readonly Case[],
  to: number,
): PersonLog[] => {
  const unsolved = unsolvedOf(cases, to);
  const ids = new Set([
    ...duties.map(({ person }) => person),
    ...pages.map(({ person }) => person),
    ...cases.flatMap(({ acceptedBy }) => acceptedBy ?? []),
    ...calls.map(({ person }) => person),
  ]);
  return [...ids].sort().map((person) => {
    const mine = <T extends { readonly person: string }>(rows: readonly T[]): T[] =>
      rows.filter((row) => row.person === person);
    const accepted = cases.filter(({ acceptedBy }) => acceptedBy === person);
    const [on, told, spoke]: [OnCallDuty[], PageFact[], OnCallCall[]] = [mine(duties), mine(pages), mine(calls)];
    return {
      person,
      duties: on.length,
      onDutyMs: sum(on, (duty) => duty.to - duty.from),
      pages: told.length,
      accepted: accepted.length,
      acceptMs: median(accepted.map(({ acceptedAt = 0, firstAt }) => acceptedAt - firstAt)),
      calls: spoke.length,
      minutes: sum(spoke, (call) => call.minutes),
      outsideHours: [...told, ...spoke].filter(({ outsideHours }) => outsideHours).length,
      unsolved: unsolved.filter(({ page }) => page.person === person).length,
    };
  });
};
