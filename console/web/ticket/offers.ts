import type { TicketView } from "../../../contract/index.ts";
import { type TicketActionName, ticketActions } from "../../../contract/plain.ts";

export type Field = "text" | "assignee" | "reason" | "queue" | "van" | "other";

export interface Offer {
  readonly action: TicketActionName;
  /** What may be said with it; what must be is in the contract's table. */
  readonly asks: readonly Field[];
  /** The usual next step in these states. */
  readonly usual?: readonly TicketView["state"][];
  /** Seldom wanted where it is not the usual next step: it stands behind "more". */
  readonly rare?: true;
}

/** What the page offers, in the order in which work goes. Splitting wants a choice of faults: the command line has it. */
const offers: readonly Offer[] = [
  { action: "accept", asks: [], usual: ["new"] },
  { action: "contact", asks: ["text"], usual: ["accepted"] },
  { action: "plan", asks: ["text"], usual: ["accepted", "remoteWork"] },
  { action: "work", asks: ["text"] },
  { action: "wait", asks: ["reason", "text"] },
  { action: "resume", asks: [], usual: ["waiting"] },
  { action: "assign", asks: ["assignee"] },
  { action: "dispatch", asks: ["assignee", "van"] },
  { action: "arrive", asks: [], usual: ["dispatched"], rare: true },
  { action: "restore", asks: ["text"], usual: ["onSite"], rare: true },
  { action: "resolve", asks: ["text"], usual: ["restored", "onSite"] },
  { action: "confirm", asks: ["text"], usual: ["resolved"] },
  { action: "close", asks: ["text"], usual: ["confirmed"], rare: true },
  { action: "reopen", asks: ["text"] },
  { action: "queue", asks: ["queue"], rare: true },
  { action: "merge", asks: ["other"], rare: true },
  { action: "leave", asks: [], rare: true },
];

/** The usual next step, unless its promise is kept already. */
export const isUsual = (ticket: TicketView, { action, usual = [] }: Offer): boolean =>
  usual.includes(ticket.state) && !ticket.clocks.some(({ name, metAt }) => name === action && metAt !== undefined);

/** What can be done with a ticket as it stands: what is often wanted, and what seldom is. */
export const offersOf = (ticket: TicketView): { readonly often: Offer[]; readonly seldom: Offer[] } => {
  const possible = offers.filter(
    ({ action }) =>
      (ticketActions[action].from as readonly string[]).includes(ticket.state) &&
      (action !== "leave" || ticket.parent !== undefined),
  );
  const isRare = (offer: Offer): boolean => offer.rare === true && !isUsual(ticket, offer);
  return { often: possible.filter((offer) => !isRare(offer)), seldom: possible.filter(isRare) };
};

/** What must be said with it. */
export const needsOf = (action: TicketActionName): readonly string[] => {
  const rule = ticketActions[action];
  return "needs" in rule ? rule.needs : [];
};
