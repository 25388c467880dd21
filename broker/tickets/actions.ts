import {
  AppError,
  aboutField,
  changedMeanwhile,
  fieldWord,
  type Language,
  type Localized,
  queueTitles,
  type RouteBody,
  type TicketActionRule,
  type TicketEvent,
  type TicketState,
  type TicketView,
  ticketActions,
  ticketActionWords,
  ticketStateTitles,
} from "../../contract/index.ts";
import { waitWords } from "../service-levels/words.ts";
import type { MissingPart } from "../stock/wanted.ts";
import { moved } from "./queues.ts";
import { append, eventOf, plain } from "./timeline.ts";
import { vanText } from "./van.ts";

/** `says`: the words of a room of the broker, which speaks both languages; a person's are in `text`. */
export type Action = RouteBody<"ticketAction"> & { readonly says?: Localized };
type ActionName = Action["action"];
type Need = NonNullable<TicketActionRule["needs"]>[number];

/** Which event each action is, and what it says; in which states it may be done is in the contract. */
const table: Readonly<Record<ActionName, { readonly kind: TicketEvent["kind"]; readonly says: Localized }>> = {
  accept: { kind: "accepted", says: { en: "Accepted", "zh-CN": "已受理" } },
  assign: { kind: "assigned", says: { en: "Assigned to {who}", "zh-CN": "已指派给 {who}" } },
  contact: { kind: "contacted", says: { en: "Site contacted", "zh-CN": "已联系现场" } },
  plan: { kind: "planned", says: { en: "Plan", "zh-CN": "处理方案" } },
  work: {
    kind: "remoteWork",
    says: { en: "Working on it remotely", "zh-CN": "远程处理中" },
  },
  wait: { kind: "waiting", says: { en: "{why}", "zh-CN": "{why}" } },
  resume: { kind: "resumed", says: { en: "Goes on", "zh-CN": "继续处理" } },
  dispatch: {
    kind: "dispatched",
    says: { en: "{who} is on the way", "zh-CN": "{who} 已出发" },
  },
  arrive: { kind: "arrived", says: { en: "{who} is on site", "zh-CN": "{who} 已到场" } },
  restore: { kind: "restored", says: { en: "Service is back", "zh-CN": "服务已恢复" } },
  resolve: { kind: "resolved", says: { en: "Resolved", "zh-CN": "已解决" } },
  confirm: {
    kind: "confirmed",
    says: { en: "Confirmed by the customer", "zh-CN": "客户已确认" },
  },
  close: { kind: "closed", says: { en: "Closed", "zh-CN": "已关闭" } },
  reopen: {
    kind: "reopened",
    says: { en: "Reopened", "zh-CN": "重新打开" },
  },
  comment: { kind: "comment", says: { en: "", "zh-CN": "" } },
  queue: { kind: "queued", says: { en: "{queue}", "zh-CN": "{queue}" } },
  merge: {
    kind: "merged",
    says: { en: "Ticket {other} was merged in", "zh-CN": "已并入工单 {other}" },
  },
  split: {
    kind: "split",
    says: { en: "Split off into ticket {other}", "zh-CN": "已拆分至工单 {other}" },
  },
  leave: {
    kind: "unlinked",
    says: { en: "No part of incident {other}", "zh-CN": "不属于事件 {other}" },
  },
};

/** These name a person: whom the ticket is given to, or who acts. */
const givesTo: readonly ActionName[] = ["accept", "assign", "dispatch"];

const personOf = (by: string): string => by.replace(/^(user|hook):/, "");

/** What of an action only the desk knows. */
export interface Known {
  readonly by: string;
  readonly now: number;
  readonly nameOf: (person: string) => string;
  /** Of `dispatch` from a van: predicted parts that it lacks. */
  readonly lacking?: readonly MissingPart[];
  /** Of `merge`, `split` and `leave`: the other ticket. */
  readonly other?: number;
}

/** Who goes there, or is there, is whom the ticket was given to, whoever writes it down. */
const whoOf = (ticket: TicketView, { action, assignee }: Action, by: string): string => {
  const goes = action === "dispatch" || (action === "arrive" && ticket.state === "dispatched");
  return assignee ?? (goes ? ticket.assignee : undefined) ?? personOf(by);
};

/** What an action says in words, in both languages; `who` by name. A comment is its own words. */
export const textOf = (
  action: Action,
  who: string,
  { lacking = [], other }: Pick<Known, "lacking" | "other">,
): Localized => {
  if (action.action === "comment") return action.says ?? plain(action.text ?? "");
  const { says } = table[action.action];
  const [why, queue] = [
    action.reason ? waitWords[action.reason] : plain(""),
    action.queue ? queueTitles[action.queue] : plain(""),
  ];
  const van = action.van === undefined ? plain("") : vanText(action.van, lacking);
  const filled = (language: Language): string => {
    const values: Readonly<Record<string, string>> = {
      who,
      why: why[language],
      queue: queue[language],
      other: String(other ?? ""),
    };
    const said = says[language].replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "") + van[language];
    const text = action.says?.[language] ?? action.text;
    return text ? `${said}${language === "en" ? ": " : "："}${text}` : said;
  };
  return { en: filled("en"), "zh-CN": filled("zh-CN") };
};

const stateAllows = (action: ActionName, state: TicketState): boolean =>
  (ticketActions[action] as TicketActionRule).from.includes(state);

const isMissing = (value: Action[Need]): boolean =>
  value === undefined || (typeof value === "string" && value.trim() === "");

/** Throws `AppError`: `conflict` if the ticket's state does not allow the action or if it is not the version the person saw, `badArgs` for what is missing. */
export const checkAction = (ticket: TicketView, action: Action): void => {
  const rule: TicketActionRule = ticketActions[action.action];
  if (action.version !== undefined && action.version !== ticket.version)
    throw changedMeanwhile(
      { en: `ticket ${ticket.number}`, "zh-CN": `工单 ${ticket.number}` },
      ticket.version,
      action.version,
    );
  if (ticket.mergedInto !== undefined && action.action !== "comment")
    throw new AppError("conflict", {
      en: `ticket ${ticket.number} was merged into ${ticket.mergedInto}: act there; what does not belong there is split off again`,
      "zh-CN": `工单 ${ticket.number} 已并入 ${ticket.mergedInto}：请在那里处理；不属于它的可以再拆分出来`,
    });
  if (!stateAllows(action.action, ticket.state))
    throw new AppError("conflict", {
      en: `ticket ${ticket.number} is ${ticket.state}: ${action.action} is not possible`,
      "zh-CN": `工单 ${ticket.number} ${ticketStateTitles[ticket.state]["zh-CN"]}，不能${ticketActionWords[action.action]}`,
    });
  for (const need of rule.needs ?? [])
    if (isMissing(action[need]) && !(need === "text" && action.says))
      throw aboutField("badArgs", `/${need}`, {
        en: `${action.action} needs a ${need}`,
        "zh-CN": `${ticketActionWords[action.action]}须填写${fieldWord(need)}`,
      });
};

/** True if a ticket in this state takes the action. */
export const allows = ({ state, mergedInto }: Pick<TicketView, "state" | "mergedInto">, action: ActionName): boolean =>
  stateAllows(action, state) && (mergedInto === undefined || action === "comment");

/** The event of an action. Throws as `checkAction` does. */
export const actionEvent = (ticket: TicketView, action: Action, known: Known): TicketEvent => {
  checkAction(ticket, action);
  const { by, now, nameOf, lacking = [] } = known;
  const who = whoOf(ticket, action, by);
  return eventOf(table[action.action].kind, now, textOf(action, nameOf(who), known), {
    by,
    ...(givesTo.includes(action.action) ? { assignee: who } : {}),
    ...(action.action === "wait" && action.reason ? { reason: action.reason } : {}),
    ...(action.action === "queue" && action.queue ? { queue: action.queue } : {}),
    ...(action.action === "dispatch" && action.van !== undefined ? { van: action.van } : {}),
    ...(lacking.length > 0 ? { lacks: lacking.map(({ item, wanted, have }) => ({ item, wanted, have })) } : {}),
  });
};

/** A ticket after what somebody did, in the queue where that puts it. */
export const withStep = (ticket: TicketView, event: TicketEvent): TicketView => {
  const next = append(ticket, event);
  const queued = moved(next, event);
  return queued ? append(next, queued) : next;
};
