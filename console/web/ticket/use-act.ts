import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { RouteBody, TicketView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { keys } from "../queries.ts";

export type Body = RouteBody<"ticketAction">;

/** Does something to the ticket as it is shown; `done` once the broker has done it. */
export const useAct = (ticket: TicketView, done: () => void) => {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => api.ticketAction({ number: ticket.number }, { ...body, version: ticket.version }),
    onSuccess: (now) => {
      queries.setQueryData(keys.ticket(now.number), now);
      done();
    },
    // Somebody else was quicker: what is shown is not what is there.
    onError: () => queries.invalidateQueries({ queryKey: keys.ticket(ticket.number) }),
  });
};
