import { type Static, Type } from "typebox";
import { LoanRight } from "./customers.ts";
import { DeviceId, Localized, TerminalId } from "./identifiers.ts";
import { StockPlaceId } from "./stock.ts";
import { UnixMs } from "./time.ts";
import {
  clockNames,
  incidentKinds,
  severities,
  skills,
  ticketQueues,
  ticketStates,
  waitReasons,
} from "./vocabulary/index.ts";

/** Whom to call about a ticket. */
export const TicketContact = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80 }),
    phone: Type.Optional(Type.String({ minLength: 3, maxLength: 40, pattern: "^[+0-9][0-9 ()/.-]*$" })),
  },
  { additionalProperties: false },
);
export type TicketContact = Static<typeof TicketContact>;

/** A predicted part that the van lacks. */
export const LackingPart = Type.Object({ item: Type.String(), wanted: Type.Integer(), have: Type.Integer() });
export type LackingPart = Static<typeof LackingPart>;

/** A ticket that stands for several others: they keep their own promises, it has none. */
export const TicketIncident = Type.Object({
  kind: Type.Enum(incidentKinds),
  shared: Type.String({ description: "what its children share: a site, a carrier, a release" }),
});
export type TicketIncident = Static<typeof TicketIncident>;

const TicketNumber = Type.Integer({ minimum: 1 });

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
    "scored",
    "closed",
    "reopened",
    "levelChanged",
    "escalated",
    "attached",
    "queued",
    "stockMoved",
    "merged",
    "mergedInto",
    "split",
    "linked",
    "unlinked",
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
  attachment: Type.Optional(Type.String({ description: "of `attached`: which file" })),
  /** Of `opened` and `queued`: who has it in hand from then on. */
  queue: Type.Optional(Type.Enum(ticketQueues)),
  /** Of `assigned`, `accepted` and `dispatched`. */
  assignee: Type.Optional(Type.String()),
  /** Of `opened`, `faultAdded`, `merged` and `split`: what leads the ticket from then on. */
  severity: Type.Optional(Type.Enum(severities)),
  cause: Type.Optional(Type.String()),
  /** Of `opened`; a contact of `merged` too. */
  policy: Type.Optional(Type.String()),
  contract: Type.Optional(Type.String()),
  customer: Type.Optional(Type.String()),
  contact: Type.Optional(TicketContact),
  round: Type.Optional(Type.Integer({ description: "of `opened`: inspection round that found it" })),
  incident: Type.Optional(TicketIncident),
  /** Of `dispatched`: from which van, and what it lacks. */
  van: Type.Optional(StockPlaceId),
  lacks: Type.Optional(Type.Array(LackingPart)),
  move: Type.Optional(Type.Integer({ description: "of `stockMoved`: number of the move" })),
  /** Of `merged`, `mergedInto`, `split`, `linked`, `unlinked`, and of `opened` after a split: the other tickets. */
  tickets: Type.Optional(Type.Array(TicketNumber)),
  /** Of `merged`, `split`, and of `opened` after a split: the faults that came or went. */
  faults: Type.Optional(Type.Array(Type.String())),
  since: Type.Optional(
    Type.Integer({
      description: "of `merged`: the older promise counts, clocks that begin with the opening run from here",
    }),
  ),
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
  cause: Type.String({
    description: "fault code that explains the others; `reported`, `inspection` or `incident` where there is none",
  }),
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
  queue: Type.Enum(ticketQueues),
  queuedSince: Type.Integer({ description: "when it came into this queue" }),
  van: Type.Optional(StockPlaceId),
  contact: Type.Optional(TicketContact),
  device: Type.Optional(DeviceId),
  round: Type.Optional(Type.Integer({ description: "inspection round that found it" })),
  mergedInto: Type.Optional(TicketNumber),
  parent: Type.Optional(Type.Integer({ description: "ticket of the incident it belongs to" })),
  incident: Type.Optional(TicketIncident),
  children: Type.Optional(Type.Array(TicketNumber)),
  policy: Type.String({ description: "service-level policy its clocks go by" }),
  level: Type.String({ description: "level of that policy" }),
  contract: Type.Optional(Type.String({ description: "contract of the terminal when the ticket was opened" })),
  customer: Type.Optional(Type.String()),
  touched: Type.Boolean({ description: "a person has touched it: it will not close by itself" }),
  clocks: Type.Array(SlaClock),
  loan: Type.Optional(LoanRight),
  timeline: Type.Array(TicketEvent),
});
export type TicketView = Static<typeof TicketView>;

/** A ticket that a person opens, because somebody called. */
export const OpenTicket = Type.Object(
  {
    terminal: TerminalId,
    title: Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" }),
    severity: Type.Enum(severities),
    device: Type.Optional(DeviceId),
    skill: Type.Optional(Type.Enum(skills)),
    contact: Type.Optional(TicketContact),
    text: Type.Optional(Type.String({ maxLength: 2000 })),
  },
  { additionalProperties: false },
);
export type OpenTicket = Static<typeof OpenTicket>;
