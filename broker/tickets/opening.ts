import type { FaultView, TicketEvent, TicketView } from "../../contract/index.ts";
import { levelFor } from "../service-levels/policy.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { TerminalRow } from "../store/store.ts";
import { untold } from "./derive.ts";
import { firstQueue } from "./queues.ts";
import { append } from "./timeline.ts";

/** What a ticket is of, beside what its first event says. */
export interface Subject extends Pick<TicketView, "terminal" | "title" | "skill"> {
  readonly device?: string;
}

/** Under which promise a ticket is opened. */
export type Terms = Required<Pick<TicketEvent, "policy" | "level" | "severity">> &
  Pick<TicketEvent, "contract" | "customer">;

/** The promise in force for a terminal at a moment. */
export const termsFor = (
  levels: ServiceLevels,
  place: Pick<TerminalRow, "id" | "site">,
  trouble: Pick<FaultView, "severity" | "impact">,
  at: number,
): Terms => {
  const { policy, contract } = levels.forTerminal(place, at);
  return {
    policy: policy.id,
    level: levelFor(policy, trouble.severity, trouble.impact).id,
    severity: trouble.severity,
    ...(contract ? { contract: contract.id, customer: contract.customer } : {}),
  };
};

/** The person on site or a technician has to go: so a runbook found out. */
export const needsVisit = ({ conclusion, action }: Pick<FaultView, "conclusion" | "action">): boolean =>
  conclusion?.verdict === "confirmed" && (action === "clearOnSite" || action === "engineer");

/** A ticket with its first event, which says in which queue it is. It has no number yet. */
export const newTicket = (subject: Subject, opened: TicketEvent, visit = false): TicketView => {
  const queue = opened.queue ?? firstQueue(opened, { skill: subject.skill, visit });
  const { device, ...of } = subject;
  const blank: TicketView = {
    ...untold,
    ...of,
    ...(device === undefined ? {} : { device }),
    number: 0,
    version: 0,
    parts: [],
    advice: [],
    clocks: [],
    timeline: [],
  };
  return append(blank, { ...opened, queue });
};
