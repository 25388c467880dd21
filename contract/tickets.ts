import { type Static, Type } from "typebox";
import { Localized, TerminalId } from "./identifiers.ts";
import { UnixMs } from "./time.ts";
import { clockNames, severities, skills, ticketStates, waitReasons } from "./vocabulary/index.ts";

/** One entry of a ticket's timeline. The timeline is the truth; the rest is derived. */
export const TicketEvent = Type.Object({
  at: UnixMs,
  by: Type.String({ description: "`broker`, `runbook:<id>`, `user:<name>`" }),
  kind: Type.Enum([
    "opened",
    "faultAdded",
    "repeated",
    "faultCleared",
    "diagnosis",
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
    "comment",
    "resolved",
    "confirmed",
    "closed",
    "reopened",
    "levelChanged",
    "escalated",
  ]),
  text: Localized,
  fault: Type.Optional(Type.String()),
  /** Of `waiting`. */
  reason: Type.Optional(Type.Enum(waitReasons)),
  /** Of `opened` and `levelChanged`: the level of the policy from then on. */
  level: Type.Optional(Type.String()),
  /** Of `escalated`: which clock has used how much of its time. */
  clock: Type.Optional(Type.Enum(clockNames)),
  percent: Type.Optional(Type.Integer()),
});
export type TicketEvent = Static<typeof TicketEvent>;

/**
 * One promise of the service level at one moment. `leftMs` is negative once it is breached. A clock that starts with another's end has no `startedAt`
 * before it; one that is paused has no `dueAt`.
 */
export const SlaClock = Type.Object({
  name: Type.Enum(clockNames),
  startedAt: Type.Optional(UnixMs),
  budgetMs: Type.Number(),
  usedMs: Type.Number(),
  pausedMs: Type.Number(),
  dueAt: Type.Optional(UnixMs),
  metAt: Type.Optional(UnixMs),
  leftMs: Type.Number(),
  breached: Type.Boolean(),
  paused: Type.Optional(Type.Enum(waitReasons)),
  text: Localized,
});
export type SlaClock = Static<typeof SlaClock>;

export const TicketView = Type.Object({
  number: Type.Integer({ minimum: 1 }),
  version: Type.Integer({ minimum: 1, description: "one more with every change" }),
  terminal: TerminalId,
  cause: Type.String({ description: "fault code that explains the others" }),
  title: Localized,
  severity: Type.Enum(severities),
  state: Type.Enum(ticketStates),
  skill: Type.Enum(skills),
  parts: Type.Array(Type.String()),
  advice: Type.Array(Localized),
  assignee: Type.Optional(Type.String()),
  faults: Type.Array(Type.String()),
  openedAt: UnixMs,
  closedAt: Type.Optional(UnixMs),
  policy: Type.String({ description: "service-level policy its clocks go by" }),
  level: Type.String({ description: "level of that policy" }),
  contract: Type.Optional(Type.String({ description: "contract of the terminal when the ticket was opened" })),
  customer: Type.Optional(Type.String()),
  touched: Type.Boolean({ description: "a person has touched it: it will not close by itself" }),
  clocks: Type.Array(SlaClock),
  timeline: Type.Array(TicketEvent),
});
export type TicketView = Static<typeof TicketView>;
