import { AppError, type FaultView, type TicketView } from "../../contract/index.ts";
import { promisedSince } from "../service-levels/clocks.ts";
import { levelFor, type Policy } from "../service-levels/policy.ts";
import { leadOf, type Rules } from "./causes.ts";
import { levelled } from "./escalation.ts";
import { advised } from "./fault-desk.ts";
import { append, eventOf } from "./timeline.ts";

type Text = { readonly en: string; readonly "zh-CN": string };

export interface Merging {
  readonly rules: Rules;
  /** Faults of both. */
  readonly faults: readonly FaultView[];
  readonly policy: Policy;
  readonly by: string;
  readonly now: number;
  readonly text: Text;
}

/** Throws `AppError("conflict")` that says why `other` cannot go into `ticket`. */
export const mayMerge = (ticket: TicketView, other: TicketView): void => {
  const refuse = (why: string, zh: string): never => {
    throw new AppError("conflict", {
      en: `ticket ${other.number} cannot be merged into ${ticket.number}: ${why}`,
      "zh-CN": `工单 ${other.number} 不能并入 ${ticket.number}：${zh}`,
    });
  };
  if (other.number === ticket.number) refuse("it is the same", "是同一张工单");
  if (other.mergedInto !== undefined)
    refuse(`it was merged into ${other.mergedInto} already`, `它已并入 ${other.mergedInto}`);
  if (other.state === "closed") refuse("it is closed", "它已关闭");
  if (other.terminal !== ticket.terminal)
    refuse(
      `it is of ${other.terminal}, not of ${ticket.terminal}; tickets of several terminals make an incident`,
      `它属于 ${other.terminal}，不属于 ${ticket.terminal}；多台终端的工单应归为事件`,
    );
  if (ticket.incident || other.incident)
    refuse("an incident is not merged; what belongs to it is linked", "事件不能合并；属于它的工单与它关联");
};

/** The worse of two severities and levels counts from now on. */
const worsened = (ticket: TicketView, other: TicketView, { policy, faults, now }: Merging): TicketView => {
  const impact = faults.filter((fault) => fault.state !== "closed").flatMap((fault) => fault.impact);
  const reached = other.policy === ticket.policy ? policy.levels.find(({ id }) => id === other.level) : undefined;
  const own = levelled(ticket, policy, levelFor(policy, ticket.severity, impact), now);
  return reached ? levelled(own, policy, reached, now) : own;
};

/**
 * `other` goes into `ticket`: its faults and its contact. Its promises go on there, from the older beginning, so that merging never gives time away;
 * what `other` waited for excuses nothing there. Pure. Returns both, changed.
 */
export const merged = (ticket: TicketView, other: TicketView, merging: Merging): readonly [TicketView, TicketView] => {
  const { rules, faults, by, now, text } = merging;
  const { title = ticket.title, skill = ticket.skill, ...lead } = leadOf(rules, faults) ?? {};
  const since = promisedSince(other.timeline) ?? now;
  const isOlder = since < (promisedSince(ticket.timeline) ?? now);
  const contact = ticket.contact === undefined && other.contact ? { contact: other.contact } : {};
  const more = { by, tickets: [other.number], faults: other.faults, ...lead, ...contact };
  const event = eventOf("merged", now, text, { ...more, ...(isOlder ? { since } : {}) });
  const joined = worsened(append(advised({ ...ticket, title, skill }, other), event), other, merging);
  const into = { en: `Merged into ticket ${ticket.number}`, "zh-CN": `已并入工单 ${ticket.number}` };
  return [joined, append(other, eventOf("mergedInto", now, into, { by, tickets: [ticket.number] }))];
};
