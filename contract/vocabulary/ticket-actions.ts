import type { TicketState } from "./tickets.ts";

export interface TicketActionRule {
  /** States of the ticket in which a person may do it. */
  readonly from: readonly TicketState[];
  /** What must be said with it. */
  readonly needs?: readonly ("text" | "reason" | "queue" | "other" | "faults")[];
}

/** Nobody has said yet that the service is back. */
const working: readonly TicketState[] = ["new", "accepted", "remoteWork", "waiting", "dispatched", "onSite"];
const notResolved: readonly TicketState[] = [...working, "restored"];
const notClosed: readonly TicketState[] = [...notResolved, "resolved", "confirmed"];

/** What a person may do to a ticket in which state: the broker refuses the rest, the console offers only these. */
export const ticketActions = {
  accept: { from: working },
  assign: { from: notResolved },
  contact: { from: notResolved },
  plan: { from: working, needs: ["text"] },
  work: { from: working },
  wait: { from: working, needs: ["reason"] },
  resume: { from: ["waiting"] },
  dispatch: { from: working },
  arrive: { from: working },
  restore: { from: working },
  resolve: { from: notResolved },
  confirm: { from: ["resolved"] },
  close: { from: notClosed },
  reopen: { from: ["restored", "resolved", "confirmed", "closed"] },
  comment: { from: [...notClosed, "closed"], needs: ["text"] },
  queue: { from: notClosed, needs: ["queue"] },
  merge: { from: notClosed, needs: ["other"] },
  split: { from: notClosed, needs: ["faults"] },
  leave: { from: notClosed },
} as const satisfies Readonly<Record<string, TicketActionRule>>;
export type TicketActionName = keyof typeof ticketActions;
export const ticketActionNames = Object.keys(ticketActions) as readonly TicketActionName[];

/** Actions as a Chinese reader knows them; in English they are their own names. */
export const ticketActionWords: Readonly<Record<TicketActionName, string>> = {
  accept: "受理",
  assign: "指派",
  contact: "联系现场",
  plan: "制定方案",
  work: "远程处理",
  wait: "等待",
  resume: "继续",
  dispatch: "派工",
  arrive: "到场",
  restore: "恢复服务",
  resolve: "解决",
  confirm: "客户确认",
  close: "关闭",
  reopen: "重新打开",
  comment: "备注",
  queue: "转队列",
  merge: "并入",
  split: "拆分",
  leave: "脱离事件",
};
