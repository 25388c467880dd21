import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FaultExplanation, FaultView } from "../../../contract/index.ts";
import { AppError } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { keys } from "../queries.ts";
import { useMay, useSession } from "../session/session.ts";

/** What can be done about a fault from here, and whether this person may. */
export const useFaultActions = () => {
  const api = useApi();
  const queries = useQueryClient();
  const { name } = useSession();
  const mayTicket = useMay("ticket");
  const mayCommand = useMay("command");
  const refresh = (fault: FaultView): Promise<void> => queries.invalidateQueries({ queryKey: keys.explain(fault.id) });
  const acknowledge = useMutation({
    mutationFn: async (fault: FaultView) => {
      if (fault.ticket === undefined) throw new AppError("conflict", { en: "this fault has no ticket", "zh-CN": "该故障没有工单" });
      return api.ticketAction({ number: fault.ticket }, { action: "accept", assignee: name });
    },
    onSettled: (_ticket, _error, fault) => refresh(fault),
  });
  const diagnose = useMutation({
    mutationFn: ({ id, terminal, device }: FaultView) => {
      const runbook = queries.getQueryData<FaultExplanation>(keys.explain(id))?.rule.runbook;
      return api.diagnose({ terminal, device }, runbook === undefined ? {} : { runbook });
    },
    onSettled: (_diagnosis, _error, fault) => refresh(fault),
  });
  return { acknowledge, diagnose, mayTicket, mayCommand };
};
