import type { QueryClient } from "@tanstack/react-query";
import type { FaultView, LiveEventJson, TerminalSummary, TicketView } from "../../../contract/index.ts";
import { keys } from "../queries.ts";

/** Rows that did not change stay the same objects: only what changed is drawn anew. */
export const mergeTerminals = (queries: QueryClient, fresh: readonly TerminalSummary[]): void => {
  const byId = new Map(fresh.map((one) => [one.id, one]));
  queries.setQueryData<TerminalSummary[]>(keys.terminals, (known) => {
    if (!known) return undefined;
    const merged = known.map((one) => {
      const now = byId.get(one.id);
      byId.delete(one.id);
      return now ?? one;
    });
    return byId.size === 0 ? merged : [...merged, ...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  });
};

const mergeFault = (queries: QueryClient, fault: FaultView): void => {
  queries.setQueryData<FaultView[]>(keys.faults, (known) => {
    if (!known) return undefined;
    const others = known.filter((one) => one.id !== fault.id);
    if (fault.state === "closed") return others;
    return others.length === known.length ? [fault, ...known] : known.map((one) => (one.id === fault.id ? fault : one));
  });
  void queries.invalidateQueries({ queryKey: keys.explain(fault.id) });
};

/** The list of open tickets loses one that was closed; the list of all keeps it. */
const mergeTicket = (queries: QueryClient, ticket: TicketView): void => {
  queries.setQueryData<TicketView>(keys.ticket(ticket.number), (known) => known && ticket);
  for (const all of [false, true])
    queries.setQueryData<TicketView[]>(keys.tickets(all), (known) => {
      if (!known) return undefined;
      const others = known.filter(({ number }) => number !== ticket.number);
      return ticket.state === "closed" && !all ? others : [ticket, ...others];
    });
};

/** Takes over what an event tells. Answers the terminal whose summary it makes old. */
export const applyEvent = (queries: QueryClient, event: LiveEventJson): string | undefined => {
  switch (event.name) {
    case "fault":
      mergeFault(queries, event.fault);
      return event.fault.terminal;
    case "ticket":
      mergeTicket(queries, event.ticket);
      return event.ticket.terminal;
    case "diagnosis":
      if (event.diagnosis.fault !== undefined)
        void queries.invalidateQueries({ queryKey: keys.explain(event.diagnosis.fault) });
      void queries.invalidateQueries({ queryKey: keys.history(event.diagnosis.terminal) });
      return event.diagnosis.terminal;
    case "command":
      void queries.invalidateQueries({ queryKey: keys.history(event.command.terminal) });
      return event.command.terminal;
    case "presence":
    case "inventory":
    case "health":
      return event.terminal;
    case "event":
    case "sale":
    case "outcome":
      void queries.invalidateQueries({ queryKey: keys.history(event.terminal) });
      return undefined;
    default:
      return undefined;
  }
};
