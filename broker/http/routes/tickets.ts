import { notFound } from "../errors.ts";
import { defineRoutes } from "../route.ts";
import { ticketNow } from "../views.ts";

export default defineRoutes({
  tickets: ({ query }, { store, clock }) =>
    store.read
      .tickets({
        limit: 500,
        ...(query.all ? {} : { open: true }),
        ...(query.terminal === undefined ? {} : { terminal: query.terminal }),
      })
      .map((ticket) => ticketNow(ticket, clock.now())),
  ticket: ({ params }, { store, clock }) => {
    const ticket = store.read.ticket(params.number);
    if (!ticket) throw notFound(`ticket ${params.number}`, "see `roundsman tickets --all`");
    return ticketNow(ticket, clock.now());
  },
  ticketAction: async ({ params, body, by }, { actions, clock }) =>
    ticketNow(await actions.ticketAction(params.number, body, by), clock.now()),
  audit: ({ query }, { store }) => store.read.audit({ since: query.since ?? 0, limit: query.limit ?? 200 }),
});
