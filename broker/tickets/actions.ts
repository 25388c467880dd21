import {
  AppError,
  type Localized,
  type RouteBody,
  type TicketEvent,
  type TicketState,
  type TicketView,
} from "../../contract/index.ts";
import { waitWords } from "../service-levels/words.ts";
import { append, eventOf, plain } from "./timeline.ts";

export type Action = RouteBody<"ticketAction">;
type ActionName = Action["action"];

interface Rule {
  readonly from: readonly TicketState[];
  /** Left out: the state stays. */
  readonly to?: TicketState;
  readonly kind: TicketEvent["kind"];
  readonly needs?: readonly ("text" | "reason")[];
  readonly says: Localized;
}

/** Nobody has said yet that the service is back. */
const working: readonly TicketState[] = ["new", "accepted", "remoteWork", "waiting", "dispatched", "onSite"];
const notResolved: readonly TicketState[] = [...working, "restored"];
const notClosed: readonly TicketState[] = [...notResolved, "resolved", "confirmed"];

/** Which action a ticket's state allows, and where it leads. */
const table: Readonly<Record<ActionName, Rule>> = {
  accept: { from: working, to: "accepted", kind: "accepted", says: { en: "Accepted", "zh-CN": "已受理" } },
  assign: { from: notResolved, kind: "assigned", says: { en: "Assigned to {who}", "zh-CN": "已指派给 {who}" } },
  contact: { from: notResolved, kind: "contacted", says: { en: "Site contacted", "zh-CN": "已联系现场" } },
  plan: { from: working, kind: "planned", needs: ["text"], says: { en: "Plan", "zh-CN": "处理方案" } },
  work: {
    from: working,
    to: "remoteWork",
    kind: "remoteWork",
    says: { en: "Working on it remotely", "zh-CN": "远程处理中" },
  },
  wait: { from: working, to: "waiting", kind: "waiting", needs: ["reason"], says: { en: "{why}", "zh-CN": "{why}" } },
  resume: { from: ["waiting"], to: "accepted", kind: "resumed", says: { en: "Goes on", "zh-CN": "继续处理" } },
  dispatch: {
    from: working,
    to: "dispatched",
    kind: "dispatched",
    says: { en: "{who} is on the way", "zh-CN": "{who} 已出发" },
  },
  arrive: { from: working, to: "onSite", kind: "arrived", says: { en: "{who} is on site", "zh-CN": "{who} 已到场" } },
  restore: { from: working, to: "restored", kind: "restored", says: { en: "Service is back", "zh-CN": "服务已恢复" } },
  resolve: { from: notResolved, to: "resolved", kind: "resolved", says: { en: "Resolved", "zh-CN": "已解决" } },
  confirm: {
    from: ["resolved"],
    to: "confirmed",
    kind: "confirmed",
    says: { en: "Confirmed by the customer", "zh-CN": "客户已确认" },
  },
  close: { from: notClosed, to: "closed", kind: "closed", says: { en: "Closed", "zh-CN": "已关闭" } },
  reopen: {
    from: ["restored", "resolved", "confirmed", "closed"],
    to: "accepted",
    kind: "reopened",
    says: { en: "Reopened", "zh-CN": "重新打开" },
  },
  comment: { from: [...notClosed, "closed"], kind: "comment", needs: ["text"], says: { en: "", "zh-CN": "" } },
};

/** These name a person: whom the ticket is given to, or who acts. */
const givesTo: readonly ActionName[] = ["accept", "assign", "dispatch"];

const personOf = (by: string): string => by.replace(/^(user|hook):/, "");

const filled = (template: string, who: string, why: string): string =>
  template.replace("{who}", who).replace("{why}", why);

const textOf = (action: Action, rule: Rule, who: string): Localized => {
  if (action.action === "comment") return plain(action.text ?? "");
  const why = action.reason ? waitWords[action.reason] : plain("");
  const [en, zh] = [filled(rule.says.en, who, why.en), filled(rule.says["zh-CN"], who, why["zh-CN"])];
  return action.text ? { en: `${en}: ${action.text}`, "zh-CN": `${zh}：${action.text}` } : { en, "zh-CN": zh };
};

const check = (ticket: TicketView, action: Action, rule: Rule): void => {
  if (action.version !== undefined && action.version !== ticket.version)
    throw new AppError(
      "conflict",
      `ticket ${ticket.number} was changed meanwhile (version ${ticket.version}, you saw ${action.version}): look again, then repeat it if it is still right`,
    );
  if (!rule.from.includes(ticket.state))
    throw new AppError("conflict", `ticket ${ticket.number} is ${ticket.state}: ${action.action} is not possible`);
  for (const need of rule.needs ?? [])
    if (!action[need]?.trim())
      throw new AppError("badArgs", `${action.action} needs a ${need}`, {
        issues: [{ path: `/${need}`, message: "is missing" }],
      });
};

/**
 * What a person does to a ticket. Pure. Throws `AppError`: `conflict` if its state does not allow it or if it is not the version the person saw,
 * `badArgs` for what is missing.
 */
export const applyAction = (ticket: TicketView, action: Action, by: string, now: number): TicketView => {
  const rule = table[action.action];
  check(ticket, action, rule);
  const who = action.assignee ?? (action.action === "dispatch" ? ticket.assignee : undefined) ?? personOf(by);
  const { closedAt: _closed, ...rest } = ticket;
  const state = action.action === "reopen" && ticket.assignee === undefined ? "new" : (rule.to ?? ticket.state);
  const next: TicketView = {
    ...rest,
    state,
    touched: true,
    ...(givesTo.includes(action.action) ? { assignee: who } : {}),
    ...(state === "closed" ? { closedAt: ticket.closedAt ?? now } : {}),
  };
  const reason = action.action === "wait" && action.reason ? { reason: action.reason } : {};
  return append(next, eventOf(rule.kind, now, textOf(action, rule, who), { by, ...reason }));
};
