import { type FaultView, severities, type TicketView } from "../../contract/index.ts";
import type { FaultRule } from "../faults/rule.ts";

export type Rules = ReadonlyMap<string, Pick<FaultRule, "inhibitedBy" | "incident">>;
type Place = Pick<FaultView, "terminal" | "device" | "code" | "id" | "hiddenBy">;

/** These hide others because nothing can be read, not because they are why: an empty paper roll stays a matter of its own when the printer falls silent. */
const veils = new Set(["device.silent", "port.lost", "terminal.lost", "site.lost"]);

/** True if `cause` is why `effect` is there, by the rules. */
const explains = (rules: Rules, cause: Place, effect: Place): boolean => {
  if (effect.hiddenBy === cause.id) return !veils.has(cause.code) || veils.has(effect.code);
  if (!rules.get(effect.code)?.inhibitedBy?.includes(cause.code)) return false;
  if (veils.has(cause.code)) return veils.has(effect.code);
  return cause.device === effect.device;
};

const sameIncident = (rules: Rules, a: Place, b: Place): boolean => {
  const incident = rules.get(a.code)?.incident;
  return incident !== undefined && incident === rules.get(b.code)?.incident;
};

/** The same thing at the same place, the same incident, or one of the two explains the other. */
export const sameCause = (rules: Rules, a: Place, b: Place): boolean =>
  a.terminal === b.terminal &&
  ((a.code === b.code && a.device === b.device) ||
    sameIncident(rules, a, b) ||
    explains(rules, a, b) ||
    explains(rules, b, a));

/** The ticket this fault belongs to, or none. `faultsOf` gives what a ticket holds. */
export const ticketFor = (
  rules: Rules,
  fault: FaultView,
  tickets: readonly TicketView[],
  faultsOf: (ticket: TicketView) => readonly FaultView[],
): TicketView | undefined => tickets.find((ticket) => faultsOf(ticket).some((other) => sameCause(rules, fault, other)));

const rank = (fault: Pick<FaultView, "severity">): number => severities.indexOf(fault.severity);

/** The one that names the ticket: what explains the others first, then the worst, then the oldest. */
export const leading = (rules: Rules, faults: readonly FaultView[]): FaultView | undefined =>
  faults.reduce<FaultView | undefined>((best, fault) => {
    if (!best || explains(rules, fault, best)) return fault;
    if (explains(rules, best, fault)) return best;
    return rank(fault) < rank(best) ? fault : best;
  }, undefined);

/** What a ticket goes by. */
export type Lead = Pick<FaultView, "title" | "severity" | "skill"> & { readonly cause: string };

/** By which of its faults a ticket goes, and how bad they are together; nothing without faults. */
export const leadOf = (rules: Rules, faults: readonly FaultView[]): Lead | undefined => {
  const live = faults.filter((fault) => fault.state !== "closed");
  const first = leading(rules, live.length > 0 ? live : faults);
  if (!first) return undefined;
  const { code: cause, title, skill } = first;
  const severity = live.some((fault) => fault.severity === "critical") ? "critical" : first.severity;
  return { cause, title, skill, severity };
};
