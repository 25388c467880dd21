import { AppError, aboutField, type FaultView, type TicketEvent, type TicketView } from "../../contract/index.ts";
import { promisedSince } from "../service-levels/clocks.ts";
import { levelFor, type Policy } from "../service-levels/policy.ts";
import { leadOf, type Rules } from "./causes.ts";
import { newTicket } from "./opening.ts";
import { append, eventOf } from "./timeline.ts";

export interface Splitting {
  readonly rules: Rules;
  readonly policy: Policy;
  readonly by: string;
  readonly now: number;
}

/** The ticket's faults that these beginnings of ids name. Throws `AppError`: `badArgs` for none or several, `conflict` if nothing would be left. */
export const faultsNamed = (ticket: TicketView, beginnings: readonly string[]): string[] => {
  const found = beginnings.map((start, n) => {
    const fits = ticket.faults.filter((id) => id.startsWith(start));
    if (fits.length === 1) return fits[0] as string;
    throw aboutField(
      "badArgs",
      `/faults/${n}`,
      fits.length === 0
        ? { en: `ticket ${ticket.number} has no fault ${start}`, "zh-CN": `工单 ${ticket.number} 没有故障 ${start}` }
        : { en: `${start} names several faults`, "zh-CN": `${start} 对应多个故障` },
    );
  });
  if (new Set(found).size >= ticket.faults.length)
    throw new AppError("conflict", {
      en: `ticket ${ticket.number} would be left without a fault`,
      "zh-CN": `工单 ${ticket.number} 将不再有故障，不能全部拆出`,
    });
  return [...new Set(found)];
};

/** What was done on the old ticket counts for the new one too: it stands where the old one stands. */
const inherited: readonly TicketEvent["kind"][] = [
  "assigned",
  "accepted",
  "contacted",
  "planned",
  "remoteWork",
  "waiting",
  "resumed",
  "dispatched",
  "arrived",
  "restored",
  "resolved",
  "confirmed",
  "reopened",
  "escalated",
  "queued",
];

/**
 * A ticket of its own for some faults. Its clocks run from the moment at which the first of them opened, or from the old ticket's beginning if that is
 * later, and what was done and waited for since counts: splitting neither gives time away nor takes it. Its level is that of its own faults. Pure.
 */
export const splitOff = (ticket: TicketView, faults: readonly FaultView[], splitting: Splitting): TicketView => {
  const { rules, policy, by, now } = splitting;
  const opened = Math.min(...faults.map((fault) => fault.openedAt ?? fault.since));
  const since = Math.min(now, Math.max(opened, promisedSince(ticket.timeline) ?? opened));
  const { title, skill, severity, cause } = leadOf(rules, faults) ?? ticket;
  const level = levelFor(
    policy,
    severity,
    faults.flatMap((fault) => fault.impact),
  ).id;
  const { contract, customer } = ticket;
  const first = eventOf("opened", since, title, {
    by,
    faults: faults.map(({ id }) => id),
    tickets: [ticket.number],
    level,
    severity,
    cause,
    policy: ticket.policy,
    ...(contract === undefined ? {} : { contract }),
    ...(customer === undefined ? {} : { customer }),
  });
  const done = ticket.timeline.filter((event) => event.at >= since && inherited.includes(event.kind));
  const text = { en: `Split off from ticket ${ticket.number}`, "zh-CN": `由工单 ${ticket.number} 拆分` };
  const device = faults[0]?.device;
  const fresh = newTicket({ terminal: ticket.terminal, title, skill, ...(device ? { device } : {}) }, first);
  return append(done.reduce(append, fresh), eventOf("split", now, text, { by, tickets: [ticket.number] }));
};

/** The old ticket with what is left. `event` says what went. Pure. */
export const splitRest = (
  ticket: TicketView,
  event: TicketEvent,
  left: readonly FaultView[],
  rules: Rules,
): TicketView => {
  const { title = ticket.title, skill = ticket.skill, ...lead } = leadOf(rules, left) ?? {};
  return append({ ...ticket, title, skill }, { ...event, ...lead });
};
