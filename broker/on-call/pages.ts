import type { OnCallPage, TicketEvent, TicketView } from "../../contract/index.ts";
import type { Tx } from "../store/store.ts";

/** More pages than this no ticket has: 12 steps of 5 promises to a few people, some times over. */
const mostPages = 2000;

const personOf = (by: string): string => by.replace(/^(user|hook):/, "");

const open = (page: OnCallPage): boolean => page.endedAt === undefined;

/** Whoever took the ticket in hand ends the waiting of everybody who was told of it. */
export const acceptPages = (tx: Tx, ticket: number, { at, by }: TicketEvent): void => {
  for (const page of tx.read.onCallPages({ ticket, limit: mostPages }))
    if (open(page) && page.acceptedAt === undefined && at >= page.at)
      tx.saveOnCallPage({ ...page, acceptedAt: at, acceptedBy: personOf(by) });
};

/** The ticket is over, or an incident has taken it: how it ended stands with each page. */
export const endPages = (tx: Tx, ticket: TicketView): void => {
  const last = ticket.timeline.at(-1);
  const result = ticket.timeline.findLast(({ kind }) => ["restored", "resolved", "closed", "linked"].includes(kind));
  const at = last?.at ?? ticket.openedAt;
  for (const page of tx.read.onCallPages({ ticket: ticket.number, limit: mostPages }))
    if (open(page)) tx.saveOnCallPage({ ...page, endedAt: at, ...(result ? { result: result.text } : {}) });
};
