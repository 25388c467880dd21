import { notFound } from "../errors.ts";
import { defineRoutes } from "../route.ts";

export default defineRoutes({
  tickets: ({ query }, { store }) =>
    store.read.tickets({
      limit: 500,
      ...(query.all ? {} : { open: true }),
      ...(query.terminal === undefined ? {} : { terminal: query.terminal }),
    }),
  ticket: ({ params }, { store }) => {
    const ticket = store.read.ticket(params.number);
    if (!ticket) throw notFound(`ticket ${params.number}`, "see `roundsman tickets --all`");
    return ticket;
  },
  ticketAction: ({ params, body, by }, { actions }) => actions.ticketAction(params.number, body, by),
  audit: ({ query }, { store }) => store.read.audit({ since: query.since ?? 0, limit: query.limit ?? 200 }),
});
