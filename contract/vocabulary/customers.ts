import type { TicketState } from "./tickets.ts";

/** What a customer says of work that was done, the best first. `noAnswer`: asked, and nothing was said. */
export const opinions = ["verySatisfied", "satisfied", "average", "noAnswer", "dissatisfied"] as const;
export type Opinion = (typeof opinions)[number];
/** Points of each opinion: service practice of the trade. */
export const opinionPoints: Readonly<Record<Opinion, number>> = {
  verySatisfied: 5,
  satisfied: 3,
  average: 2,
  noAnswer: 1,
  dissatisfied: -5,
};
/** Where an opinion comes from: the signed work order, the call-back, or (nobody answered in time) the clock. */
export const opinionSources = ["signature", "callBack"] as const;
/** States of a ticket in which its work can be judged; before them only a visit that is over can be. */
export const judgedStates: readonly TicketState[] = ["restored", "resolved", "confirmed", "closed"];

/** The way of a complaint. */
export const complaintStates = ["received", "acknowledged", "answered", "closed"] as const;
export type ComplaintState = (typeof complaintStates)[number];
export const complaintActions = ["acknowledge", "answer", "close", "reopen", "comment"] as const;

interface ComplaintActionRule {
  /** States of the complaint in which a person may do it. */
  readonly from: readonly ComplaintState[];
  /** What must be said with it. */
  readonly needs: readonly ("text" | "verdict")[];
}
/** What a person may do to a complaint in which state: the broker refuses the rest, the console offers only these. Nothing is closed that was not answered. */
export const complaintActionRules: Readonly<Record<(typeof complaintActions)[number], ComplaintActionRule>> = {
  acknowledge: { from: ["received"], needs: [] },
  answer: { from: ["received", "acknowledged"], needs: ["text"] },
  close: { from: ["answered"], needs: ["verdict"] },
  reopen: { from: ["answered", "closed"], needs: ["text"] },
  comment: { from: complaintStates, needs: ["text"] },
};
/** What stands in a complaint's timeline. */
export const complaintKinds = [
  "received",
  "acknowledged",
  "answered",
  "closed",
  "reopened",
  "comment",
  "escalated",
] as const;
/** What a complaint's customer is promised. */
export const complaintClocks = ["acknowledge", "answer"] as const;
export const complaintVerdicts = ["valid", "notValid"] as const;

/** How a customer pays after warranty. */
export const billings = ["visit", "year"] as const;
export type Billing = (typeof billings)[number];
/** What a line of a statement of charges is for. */
export const chargeKinds = ["visit", "transport", "part", "year", "minimum"] as const;

/** Actions on a complaint as a Chinese reader knows them; in English they are their own names. */
export const complaintActionWords: Readonly<Record<(typeof complaintActions)[number], string>> = {
  acknowledge: "受理",
  answer: "答复",
  close: "结案",
  reopen: "重新处理",
  comment: "备注",
};
