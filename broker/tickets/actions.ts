import { AppError, type Localized, type RouteBody, type TicketState, type TicketView } from "../../contract/index.ts";
import { append, eventOf, plain } from "./timeline.ts";

export type Action = RouteBody<"ticketAction">;

interface Rule {
  readonly from: readonly TicketState[];
  readonly to?: TicketState;
  readonly kind: "assigned" | "comment" | "resolved" | "closed" | "reopened";
}

/** Which action a ticket's state allows, and where it leads. */
const table: Readonly<Record<Action["action"], Rule>> = {
  assign: { from: ["open", "assigned", "resolved"], to: "assigned", kind: "assigned" },
  comment: { from: ["open", "assigned", "resolved", "closed"], kind: "comment" },
  resolve: { from: ["open", "assigned"], to: "resolved", kind: "resolved" },
  close: { from: ["open", "assigned", "resolved"], to: "closed", kind: "closed" },
  reopen: { from: ["resolved", "closed"], to: "open", kind: "reopened" },
};

const textOf = (action: Action, assignee: string): Localized => {
  if (action.action === "comment") return plain(action.text ?? "");
  const note = action.text ? `: ${action.text}` : "";
  const words: Record<Exclude<Action["action"], "comment">, Localized> = {
    assign: { en: `Assigned to ${assignee}${note}`, "zh-CN": `已指派给 ${assignee}${note}` },
    resolve: { en: `Resolved${note}`, "zh-CN": `已解决${note}` },
    close: { en: `Closed${note}`, "zh-CN": `已关闭${note}` },
    reopen: { en: `Reopened${note}`, "zh-CN": `重新打开${note}` },
  };
  return words[action.action];
};

const personOf = (by: string): string => by.replace(/^user:/, "");

/** What a person does to a ticket. Pure. Throws `AppError`: `conflict` if its state does not allow it, `badArgs` for a comment without text. */
export const applyAction = (ticket: TicketView, action: Action, by: string, now: number): TicketView => {
  const rule = table[action.action];
  if (!rule.from.includes(ticket.state))
    throw new AppError("conflict", `ticket ${ticket.number} is ${ticket.state}: ${action.action} is not possible`);
  if (action.action === "comment" && !action.text?.trim())
    throw new AppError("badArgs", "a comment needs a text", { issues: [{ path: "/text", message: "is missing" }] });
  const assignee = action.assignee ?? personOf(by);
  const { closedAt: _closed, ...rest } = ticket;
  const state = rule.to ?? ticket.state;
  const next: TicketView = {
    ...rest,
    state,
    touched: true,
    ...(action.action === "assign" ? { assignee } : {}),
    ...(state === "closed" ? { closedAt: ticket.closedAt ?? now } : {}),
  };
  return append(next, eventOf(rule.kind, now, textOf(action, assignee), { by }));
};
