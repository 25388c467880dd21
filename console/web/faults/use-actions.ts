import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { FaultExplanation, FaultView, RunbookView } from "../../../contract/index.ts";
import { AppError } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { keys } from "../queries.ts";
import { useMay, useSession } from "../session/session.ts";

/** A runbook that disturbs: it waits for a yes. */
export interface AskedRun {
  readonly n: number;
  readonly fault: FaultView;
  readonly runbook: RunbookView;
}

/** What can be done about a fault from here, and whether this person may. */
export const useFaultActions = () => {
  const api = useApi();
  const queries = useQueryClient();
  const { name } = useSession();
  const mayTicket = useMay("ticket");
  const mayCommand = useMay("command");
  const refresh = (fault: FaultView): Promise<void> => queries.invalidateQueries({ queryKey: keys.explain(fault.id) });
  /** What somebody has begun to see to stays before them, also once it is cured and has left the queue. */
  const [acted, setActed] = useState<string>();
  const begin = { onMutate: ({ id }: FaultView) => setActed(id) };
  const acknowledge = useMutation({
    ...begin,
    mutationFn: async (fault: FaultView) => {
      if (fault.ticket === undefined)
        throw new AppError("conflict", { en: "this fault has no ticket", "zh-CN": "该故障没有工单" });
      return api.ticketAction({ number: fault.ticket }, { action: "accept", assignee: name });
    },
    onSettled: (_ticket, _error, fault) => refresh(fault),
  });
  const [asked, setAsked] = useState<AskedRun>();
  /** The runbook of a fault, which may be one that nobody has looked at yet. */
  const runbookOf = async ({ id }: FaultView): Promise<RunbookView> => {
    const [{ rule }, runbooks] = await Promise.all([
      queries.ensureQueryData({ queryKey: keys.explain(id), queryFn: () => api.explain({ id }) }),
      queries.ensureQueryData({ queryKey: keys.runbooks, queryFn: () => api.runbooks() }),
    ]);
    const found = runbooks.find((one) => one.id === rule.runbook);
    if (!found)
      throw new AppError("conflict", { en: "no runbook handles this fault", "zh-CN": "没有处理此故障的流程" });
    return found;
  };
  const diagnose = useMutation({
    mutationFn: ({ id, terminal, device }: FaultView) => {
      const runbook = queries.getQueryData<FaultExplanation>(keys.explain(id))?.rule.runbook;
      return api.diagnose({ terminal, device }, runbook === undefined ? {} : { runbook });
    },
    onSettled: (_diagnosis, _error, fault) => refresh(fault),
  });
  /** What disturbs nothing runs at once; before anything else somebody must say yes. */
  const ask = useMutation({
    ...begin,
    mutationFn: runbookOf,
    onSuccess: (runbook, fault) =>
      runbook.disturbs === "nothing"
        ? diagnose.mutate(fault)
        : setAsked((before) => ({ fault, runbook, n: (before?.n ?? 0) + 1 })),
  });
  /** A question that has just been closed says so a moment later: by then the next one may have been asked. */
  const answer = (to: AskedRun, yes: boolean): void => {
    setAsked((now) => (now === to ? undefined : now));
    if (yes) diagnose.mutate(to.fault);
  };
  return { acknowledge, diagnose, ask, asked, answer, acted, mayTicket, mayCommand };
};
