import type { Localized, OnCallCall, OnCallDuty, OnCallPage, TicketView } from "../../contract/index.ts";
import { namesFrom } from "../people/name.ts";
import type { Interval } from "../reports/figures/intervals.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { Readers } from "../store/store.ts";
import { Roster, unbroken } from "./roster.ts";

export interface PageFact extends OnCallPage {
  readonly about: Pick<TicketView, "terminal" | "title" | "severity" | "timeline"> | undefined;
}

/** What the on-call log is made of; the oldest first. */
export interface OnCallFacts {
  /** Of the whole fleet only: whoever is on duty is so for all of it. */
  readonly duties: readonly OnCallDuty[] | undefined;
  readonly titles: ReadonlyMap<string, Localized>;
  readonly nameOf: (person: string) => string;
  readonly pages: readonly PageFact[];
  readonly calls: readonly OnCallCall[];
}

export interface OnCallSources {
  readonly read: Readers;
  readonly levels: Pick<ServiceLevels, "standard" | "policy">;
}

const mostRows = 100_000;

/** `counts`: this terminal is in the report at that moment. */
export const onCallFacts = (
  { read, levels }: OnCallSources,
  [from, to]: Interval,
  { whole, counts }: { readonly whole: boolean; readonly counts: (terminal: string, at: number) => boolean },
): OnCallFacts => {
  const filter = { from, to, limit: mostRows };
  const pages = read.onCallPages(filter).reverse();
  const known = new Map([...new Set(pages.map(({ ticket }) => ticket))].map((n) => [n, read.ticket(n)]));
  const inScope = (ticket: number | undefined, at: number): boolean => {
    const terminal = ticket === undefined ? undefined : (known.get(ticket) ?? read.ticket(ticket))?.terminal;
    return whole || (terminal !== undefined && counts(terminal, at));
  };
  return {
    duties: whole ? dutiesOf(new Roster(levels), read, [from, to]) : undefined,
    titles: new Map(read.onCallPlans().flatMap(({ plan }) => plan.rotas.map(({ id, title }) => [id, title]))),
    nameOf: namesFrom(read),
    pages: pages
      .filter(({ ticket, at }) => inScope(ticket, at))
      .map((page) => ({ ...page, about: known.get(page.ticket) })),
    calls: read
      .onCallCalls(filter)
      .reverse()
      .filter(({ ticket, at }) => inScope(ticket, at)),
  };
};

/** By rota, so that pieces that an hour's rule cut apart stay apart, and those a plan cut are one. */
const dutiesOf = (roster: Roster, read: Readers, range: Interval): OnCallDuty[] => {
  const all = roster.duties(read, range);
  const rotas = [...new Set(all.map(({ rota }) => rota))];
  return rotas.flatMap((rota) => unbroken(all.filter((duty) => duty.rota === rota))).sort((a, b) => a.from - b.from);
};
