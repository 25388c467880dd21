import { type Static, Type } from "typebox";
import { Localized, TerminalId } from "./identifiers.ts";
import { UnixMs } from "./time.ts";
import { severities, skills } from "./vocabulary/index.ts";

export const ticketStates = ["open", "assigned", "resolved", "closed"] as const;
export type TicketState = (typeof ticketStates)[number];

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
    "comment",
    "resolved",
    "closed",
    "reopened",
  ]),
  text: Localized,
  fault: Type.Optional(Type.String()),
});
export type TicketEvent = Static<typeof TicketEvent>;

/** One promise of the service level. `leftMs` is negative once it is breached. */
export const SlaClock = Type.Object({
  name: Type.Enum(["respond", "resolve"]),
  startedAt: UnixMs,
  dueAt: UnixMs,
  metAt: Type.Optional(UnixMs),
  leftMs: Type.Number(),
  breached: Type.Boolean(),
});
export type SlaClock = Static<typeof SlaClock>;

export const TicketView = Type.Object({
  number: Type.Integer({ minimum: 1 }),
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
  touched: Type.Boolean({ description: "a person has touched it: it will not close by itself" }),
  clocks: Type.Array(SlaClock),
  timeline: Type.Array(TicketEvent),
});
export type TicketView = Static<typeof TicketView>;
