import type { InspectionDue } from "../../contract/index.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { RoundRow } from "../store/inspection-rows.ts";
import type { TerminalRow } from "../store/store.ts";
import { dueAt, standardMonths } from "./schedule.ts";

/** Of a terminal: its last finished round, and the number of the one that is open. */
export interface Rounds {
  readonly last?: RoundRow | undefined;
  readonly open?: number | undefined;
}

/** A terminal's next round as it stands, or stood, at a moment. Pure. */
export const inspectionDue = (
  terminal: TerminalRow,
  { last, open }: Rounds,
  levels: Pick<ServiceLevels, "forTerminal">,
  at: number,
): InspectionDue => {
  const { policy, contract } = levels.forTerminal(terminal, at);
  const months = policy.inspectionMonths ?? standardMonths;
  const zone = contract?.zone ?? policy.calendar.zone;
  const done = last?.finished;
  const facts = {
    months,
    zone,
    startsAt: contract?.startsAt ?? terminal.createdAt,
    enrolledAt: terminal.createdAt,
    ...(done?.finishedAt === undefined ? {} : { lastAt: done.finishedAt }),
  };
  return {
    terminal: terminal.id,
    name: terminal.name,
    site: terminal.site,
    ...(contract ? { contract: contract.id, customer: contract.customer } : {}),
    months,
    zone,
    ...dueAt(facts, at),
    ...(done
      ? { last: { number: done.number, at: done.finishedAt ?? 0, by: done.finishedBy ?? "", result: done.result } }
      : {}),
    ...(open === undefined ? {} : { open }),
  };
};
