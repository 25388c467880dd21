import { unknown } from "../../unknown.ts";
import { defineRoutes } from "../route.ts";
import { ticketNow } from "../views.ts";

export default defineRoutes({
  tickets: ({ query: { all, limit = 500, ...filter } }, { store, clock, levels }) => {
    const { parent, state } = filter;
    if (parent !== undefined && !store.read.ticket(parent)) throw unknown("ticket", parent);
    return store.read
      .tickets({ ...filter, limit, ...(all || state === "closed" ? {} : { open: true }) })
      .map((ticket) => ticketNow(ticket, levels, clock.now()));
  },
  ticket: ({ params }, { store, clock, levels, customers }) => {
    const ticket = store.read.ticket(params.number);
    if (!ticket) throw unknown("ticket", params.number);
    const loan = customers.charges.loan(ticket);
    return { ...ticketNow(ticket, levels, clock.now()), ...(loan ? { loan } : {}) };
  },
  openTicket: async ({ body, by }, { actions, clock, levels }) =>
    ticketNow(await actions.openTicket(body, by), levels, clock.now()),
  ticketAction: async ({ params, body, by }, { actions, clock, levels }) =>
    ticketNow(await actions.ticketAction(params.number, body, by), levels, clock.now()),
});
