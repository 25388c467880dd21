import type { TicketEvent } from "../../contract/index.ts";
import type { AuditRow } from "../store/store.ts";
import { type Told, untold } from "./derive.ts";
import { append } from "./timeline.ts";

/** A ticket as its entries in the audit log tell it. */
export interface RecordedTicket extends Told {
  readonly number: number;
  readonly version: number;
  readonly terminal: string;
  readonly timeline: TicketEvent[];
}

const prefix = "ticket.";

interface Detail extends Omit<TicketEvent, "kind" | "by"> {
  readonly number: number;
  readonly version: number;
  readonly by?: string;
}

const isDetail = (detail: unknown): detail is Detail =>
  typeof detail === "object" && detail !== null && "number" in detail && "version" in detail && "text" in detail;

/**
 * Tickets told again from the audit log alone, by number: timeline, state, level, queue, faults and how they hang together. Clocks follow by
 * `clocksOf`. Pure. Entries of before the desk wrote every event (no `version` in them) are passed over. The order is that of the log.
 */
export const ticketsFromAudit = (
  rows: Iterable<Pick<AuditRow, "actor" | "action" | "target" | "detail">>,
): Map<number, RecordedTicket> => {
  const tickets = new Map<number, RecordedTicket>();
  for (const { actor, action, target, detail } of rows) {
    if (!action.startsWith(prefix) || !isDetail(detail)) continue;
    const { number, version, by = actor, ...said } = detail;
    const before = tickets.get(number) ?? { ...untold, number, version, terminal: target, timeline: [] };
    const event: TicketEvent = { ...said, by, kind: action.slice(prefix.length) as TicketEvent["kind"] };
    tickets.set(number, append({ ...before, version }, event));
  }
  return tickets;
};
