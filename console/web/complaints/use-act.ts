import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ComplaintView, RouteBody } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { keys } from "../queries.ts";

export type Body = RouteBody<"complaintAction">;

/** Does something to the complaint as it is shown; `done` once the broker has done it. */
export const useAct = ({ number, version }: ComplaintView, done: () => void) => {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => api.complaintAction({ number }, { ...body, version }),
    onSuccess: (now) => {
      queries.setQueryData(keys.complaint(number), now);
      void queries.invalidateQueries({ queryKey: keys.complaints });
      done();
    },
    // Somebody else was quicker: what is shown is not what is there.
    onError: () => queries.invalidateQueries({ queryKey: keys.complaint(number) }),
  });
};
