import { expect } from "vitest";
import { ticketsFromAudit } from "../../broker/tickets/from-audit.ts";
import type { TicketView } from "../../contract/index.ts";
import type { ServiceDesk } from "./service-desk.ts";

/** What a ticket's events do not tell: what rules and runbooks say of it, and figures reckoned for a moment. */
const toldElsewhere = ["title", "skill", "device", "parts", "advice", "clocks"] as const;

const comparable = (ticket: TicketView): Record<string, unknown> => {
  const copy: Record<string, unknown> = { ...ticket };
  for (const key of toldElsewhere) delete copy[key];
  return copy;
};

/** Every ticket of the store is what the audit log alone tells of it, with its clocks. */
export const expectToldByAudit = ({ store, levels, clock }: Pick<ServiceDesk, "store" | "levels" | "clock">): void => {
  const told = ticketsFromAudit(store.read.audit({ limit: 1_000_000 }));
  const stored = store.read.tickets({ limit: 100_000 });
  expect([...told.keys()].sort((a, b) => b - a)).toEqual(stored.map(({ number }) => number));
  for (const ticket of stored) {
    const again = told.get(ticket.number);
    expect(again).toEqual(comparable(ticket));
    expect(levels.clocks(again as TicketView, clock.now())).toEqual(levels.clocks(ticket, clock.now()));
  }
};
