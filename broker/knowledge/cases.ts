import {
  type DiagnosisView,
  type FaultView,
  type KnowledgeCase,
  type Localized,
  type TicketView,
  ticketCauses,
} from "../../contract/index.ts";
import type { Readers } from "../store/store.ts";

type Look = Pick<Readers, "fault" | "terminal">;

/** Model of a device as its terminal announced it. */
const modelOf = (read: Look, fault: FaultView | undefined): { model?: string } => {
  const devices = fault && read.terminal(fault.terminal)?.inventory?.devices;
  const model = devices?.find(({ device }) => device === fault?.device)?.identity.model;
  return model === undefined ? {} : { model };
};

/** There is no page for what no fault rule opened. */
const notOfFaults: readonly string[] = ticketCauses;

/** A person's own words behind `Resolved: `; nothing if there were none. */
const wordsOf = ({ en }: Localized): string => /^[^:]{1,30}: (.+)$/s.exec(en)?.[1]?.trim() ?? "";

/** What the resolution of a ticket says of the fault that caused it; nothing if nobody said how. */
export const caseOfTicket = (read: Look, ticket: TicketView): KnowledgeCase | undefined => {
  const event = ticket.timeline.findLast(({ kind }) => kind === "resolved");
  const words = event ? wordsOf(event.text) : "";
  if (!event || words === "" || notOfFaults.includes(ticket.cause)) return undefined;
  const faults = ticket.faults.flatMap((id) => read.fault(id) ?? []);
  return {
    id: `ticket:${ticket.number}`,
    code: ticket.cause,
    ...modelOf(read, faults.find(({ code }) => code === ticket.cause) ?? faults[0]),
    terminal: ticket.terminal,
    at: event.at,
    by: event.by,
    text: { en: words, "zh-CN": words },
  };
};

/** What a runbook did that cured its fault, and why it was there as far as it found out. */
export const caseOfDiagnosis = (read: Look, diagnosis: DiagnosisView): KnowledgeCase | undefined => {
  const fault = diagnosis.fault === undefined ? undefined : read.fault(diagnosis.fault);
  const { conclusion, state } = diagnosis;
  if (!fault || state !== "concluded" || conclusion?.verdict !== "cured") return undefined;
  return {
    id: `diagnosis:${diagnosis.id}`,
    code: fault.code,
    ...modelOf(read, fault),
    terminal: diagnosis.terminal,
    at: diagnosis.finishedAt ?? diagnosis.startedAt,
    by: `runbook:${diagnosis.runbook}`,
    text: diagnosis.title,
    ...(conclusion.cause ? { cause: conclusion.cause } : {}),
  };
};
