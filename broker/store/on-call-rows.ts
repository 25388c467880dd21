import type { OnCallCall, OnCallChange, OnCallPage, OnCallPlan, TicketQueue } from "../../contract/index.ts";

/** A plan as it was set; it counts from `at` until the next. */
export interface OnCallPlanRow {
  readonly version: number;
  readonly at: number;
  readonly by: string;
  readonly plan: OnCallPlan;
}

/** How far a ticket's escalation path has come. Begun anew when the ticket is reopened or goes to another queue. */
export interface OnCallCaseRow {
  readonly ticket: number;
  readonly queue: TicketQueue;
  /** How often the path had begun anew. */
  readonly round: number;
  /** `contact:70`: the promise and the step that were told. */
  readonly told: readonly string[];
  /** Somebody has accepted it, or it is over: the clock for acceptance is off. */
  readonly settled: boolean;
  /** When the next step is told if nobody accepts. */
  readonly nextAt?: number;
}

/** A calendar that somebody subscribed to; its secret is kept as a hash. */
export interface OnCallFeedRow {
  readonly hash: string;
  readonly person: string;
  readonly createdAt: number;
  readonly createdBy: string;
}

/** What calendars were last told of an event: `hash` is of its content. */
export interface CalendarEventRow {
  readonly uid: string;
  readonly sequence: number;
  readonly changedAt: number;
  readonly hash: string;
}

export interface OnCallFilter {
  readonly ticket?: number;
  readonly person?: string;
  readonly from?: number;
  readonly to?: number;
  readonly limit?: number;
}

export interface OnCallReaders {
  /** Every plan there was, the oldest first. */
  onCallPlans(): OnCallPlanRow[];
  /** The one in force at a moment. */
  onCallPlanAt(at: number): OnCallPlanRow | undefined;
  /** Overrides and swaps that reach beyond `endAfter`, the oldest first; cancelled ones too. */
  onCallChanges(filter: { rota?: string; endAfter?: number }): OnCallChange[];
  onCallChange(n: number): OnCallChange | undefined;
  /** So many overrides, swaps and cancellations of a rota there were. */
  onCallVersion(rota: string): number;
  /** Newest first. */
  onCallPages(filter: OnCallFilter): OnCallPage[];
  onCallCalls(filter: OnCallFilter): OnCallCall[];
  onCallCase(ticket: number): OnCallCaseRow | undefined;
  /** Cases in which the next step is told if nobody accepts. */
  waitingOnCallCases(): OnCallCaseRow[];
  onCallFeed(hash: string): OnCallFeedRow | undefined;
  onCallFeeds(): OnCallFeedRow[];
  calendarEvent(uid: string): CalendarEventRow | undefined;
}

export interface OnCallWriters {
  addOnCallPlan(row: Omit<OnCallPlanRow, "version">): OnCallPlanRow;
  addOnCallChange(change: Omit<OnCallChange, "n">): OnCallChange;
  /** Nothing else of a change is ever changed. */
  cancelOnCallChange(n: number, at: number, by: string): void;
  addOnCallPage(page: Omit<OnCallPage, "n">): OnCallPage;
  /** Who accepted it when, how it ended. */
  saveOnCallPage(page: OnCallPage): void;
  addOnCallCall(call: Omit<OnCallCall, "n">): OnCallCall;
  saveOnCallCase(row: OnCallCaseRow): void;
  saveOnCallFeed(row: OnCallFeedRow): void;
  /** False if there was none. */
  dropOnCallFeeds(person: string): boolean;
  saveCalendarEvent(row: CalendarEventRow): void;
}
