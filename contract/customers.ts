import { type Static, Type } from "typebox";
import { Localized, TerminalId } from "./identifiers.ts";
import { FileIssue } from "./policies.ts";
import { UnixMs } from "./time.ts";
import {
  billings,
  chargeKinds,
  complaintActions,
  complaintClocks,
  complaintKinds,
  complaintStates,
  complaintVerdicts,
  opinionSources,
  opinions,
} from "./vocabulary/index.ts";

const TicketNumber = Type.Integer({ minimum: 1 });
const VisitNumber = Type.Integer({
  minimum: 1,
  maximum: 10_000,
  description: "number of a planned visit; left out: the last one of the ticket",
});
const Name = Type.String({ minLength: 1, maxLength: 80, pattern: "^\\S(.*\\S)?$" });
const Customer = Type.String({ minLength: 1, maxLength: 120 });
const strict = { additionalProperties: false } as const;

/** What a customer said of a ticket's work. */
export const ScoreTicket = Type.Object(
  {
    score: Type.Enum(opinions),
    visit: Type.Optional(VisitNumber),
    from: Type.Optional(Type.Enum(opinionSources, { description: "callBack if left out" })),
    engineer: Type.Optional({ ...Name, description: "who did the work; left out: as the ticket says" }),
    note: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  strict,
);
export type ScoreTicket = Static<typeof ScoreTicket>;

/** One opinion as it was written down. Never changed: a correction is another one (`corrects`), and the last counts. */
export const Score = Type.Object({
  n: Type.Integer(),
  ticket: TicketNumber,
  visit: Type.Optional(VisitNumber),
  terminal: TerminalId,
  site: Type.String(),
  customer: Type.Optional(Type.String()),
  contract: Type.Optional(Type.String()),
  engineer: Type.Optional(Type.String({ description: "id of the person; absent: nobody is known to have done it" })),
  score: Type.Enum(opinions),
  points: Type.Integer(),
  from: Type.Enum([...opinionSources, "clock"], { description: "clock: nobody answered in time" }),
  note: Type.Optional(Type.String()),
  by: Type.String(),
  at: UnixMs,
  firstAt: UnixMs,
  corrects: Type.Optional(Type.Integer({ description: "the one it stands for now" })),
});
export type Score = Static<typeof Score>;

/** Who stands where: by the sum of points, then by their mean; who has the same of both shares a rank. */
export const RankedRow = Type.Object({
  rank: Type.Integer({ minimum: 1 }),
  name: Type.String({ description: "empty: not known" }),
  answers: Type.Integer({ description: "opinions that count, `noAnswer` among them" }),
  sum: Type.Integer(),
  mean: Type.Number(),
  counts: Type.Record(Type.Enum(opinions), Type.Integer()),
  content: Type.Optional(
    Type.Number({ description: "satisfied and better, of those who answered; absent: nobody did" }),
  ),
  before: Type.Optional(Type.Number({ description: "mean of the time of the same length before" })),
});
export type RankedRow = Static<typeof RankedRow>;

export const SatisfactionView = Type.Object({
  from: UnixMs,
  to: UnixMs,
  zone: Type.String(),
  engineers: Type.Array(RankedRow),
  customers: Type.Array(RankedRow),
  sites: Type.Array(RankedRow),
  scores: Type.Array(Score, { description: "what was counted, the oldest first" }),
});
export type SatisfactionView = Static<typeof SatisfactionView>;

/** A promise to who complained, at one moment. `leftMs` is negative once it is broken. */
export const ComplaintClock = Type.Object({
  name: Type.Enum(complaintClocks),
  startedAt: UnixMs,
  budgetMs: Type.Number(),
  usedMs: Type.Number(),
  leftMs: Type.Number(),
  dueAt: Type.Optional(UnixMs),
  metAt: Type.Optional(UnixMs),
  breached: Type.Boolean(),
  text: Localized,
});
export type ComplaintClock = Static<typeof ComplaintClock>;

export const ComplaintEvent = Type.Object({
  at: UnixMs,
  by: Type.String(),
  kind: Type.Enum(complaintKinds),
  text: Localized,
  /** Of `escalated`: which clock has used how much of its time. */
  clock: Type.Optional(Type.Enum(complaintClocks)),
  percent: Type.Optional(Type.Integer()),
});
export type ComplaintEvent = Static<typeof ComplaintEvent>;

/** Valid complaints counted, and how many end a contract. Shown and warned of, never acted on. */
export const ComplaintStanding = Type.Object({
  valid: Type.Integer(),
  limit: Type.Integer(),
  warning: Type.Optional(Localized),
});
export type ComplaintStanding = Static<typeof ComplaintStanding>;

export const ComplaintView = Type.Object({
  number: Type.Integer({ minimum: 1 }),
  version: Type.Integer({ minimum: 1 }),
  customer: Customer,
  contract: Type.Optional(Type.String()),
  terminal: Type.Optional(TerminalId),
  ticket: Type.Optional(TicketNumber),
  from: Type.String({ description: "who complained" }),
  text: Type.String(),
  policy: Type.String({ description: "service-level policy whose calendar its clocks go by" }),
  receivedAt: UnixMs,
  state: Type.Enum(complaintStates),
  verdict: Type.Optional(Type.Enum(complaintVerdicts)),
  about: Type.Optional(Type.String({ description: "whom it is about" })),
  closedAt: Type.Optional(UnixMs),
  clocks: Type.Array(ComplaintClock),
  standing: Type.Optional(ComplaintStanding),
  timeline: Type.Array(ComplaintEvent),
});
export type ComplaintView = Static<typeof ComplaintView>;

export const NewComplaint = Type.Object(
  {
    customer: Type.Optional({ ...Customer, description: "left out: that of the ticket or of the terminal's contract" }),
    terminal: Type.Optional(TerminalId),
    ticket: Type.Optional(TicketNumber),
    from: Name,
    text: Type.String({ minLength: 1, maxLength: 4000, pattern: "\\S" }),
    receivedAt: Type.Optional({ ...UnixMs, description: "when it came, if that was before now" }),
    key: Type.Optional(
      Type.String({
        minLength: 8,
        maxLength: 64,
        description: "asked again with the same key, it is written down once",
      }),
    ),
  },
  strict,
);
export type NewComplaint = Static<typeof NewComplaint>;

export const ComplaintAction = Type.Object(
  {
    action: Type.Enum(complaintActions),
    text: Type.Optional(Type.String({ maxLength: 4000 })),
    verdict: Type.Optional(Type.Enum(complaintVerdicts, { description: "of `close`" })),
    about: Type.Optional({ ...Name, description: "of `close`: whose work it was about" }),
    version: Type.Optional(Type.Integer({ minimum: 1, description: "what you saw: refused if it was changed since" })),
  },
  strict,
);
export type ComplaintAction = Static<typeof ComplaintAction>;

const Amount = Type.Integer({ description: "minor units of the currency" });

/** One charge, or why there is none. `amount` is absent where the price is not known: then it is not in the sums. */
export const ChargeLine = Type.Object({
  kind: Type.Enum(chargeKinds),
  at: UnixMs,
  amount: Type.Optional(Amount),
  free: Type.Boolean({ description: "costs nothing, for the reason its text says" }),
  text: Localized,
  quantity: Type.Integer({ minimum: 0 }),
  each: Type.Optional(Amount),
  zone: Type.Optional(Type.String()),
  terminal: Type.Optional(TerminalId),
  site: Type.Optional(Type.String()),
  ticket: Type.Optional(TicketNumber),
  visit: Type.Optional(Type.Integer()),
  move: Type.Optional(Type.Integer({ description: "number of the stock move" })),
  item: Type.Optional(Type.String()),
});
export type ChargeLine = Static<typeof ChargeLine>;

/** What one contract owes for a stretch of time. */
export const ChargeStatement = Type.Object({
  contract: Type.String(),
  customer: Type.String(),
  schedule: Type.String(),
  title: Localized,
  billing: Type.Enum(billings),
  currency: Type.String({ description: "ISO 4217" }),
  digits: Type.Integer({ description: "digits behind the point of its minor unit" }),
  from: UnixMs,
  to: UnixMs,
  zone: Type.String(),
  lines: Type.Array(ChargeLine),
  net: Amount,
  tax: Amount,
  taxPercent: Type.String(),
  total: Amount,
  open: Type.Integer({ description: "lines whose price is not known: they are in no sum" }),
});
export type ChargeStatement = Static<typeof ChargeStatement>;

export const ChargesView = Type.Object({
  from: UnixMs,
  to: UnixMs,
  zone: Type.String(),
  statements: Type.Array(ChargeStatement),
  without: Type.Array(Type.String(), { description: "contracts that name no fee schedule" }),
});
export type ChargesView = Static<typeof ChargesView>;

/** What a fee schedule's file would be, or what is wrong with it. */
export const CheckedFees = Type.Object({
  issues: Type.Array(FileIssue),
  fees: Type.Optional(
    Type.Object({
      id: Type.String(),
      title: Localized,
      currency: Type.String(),
      zones: Type.Array(Type.String()),
      classes: Type.Array(Type.String(), { description: "of the yearly fee" }),
    }),
  ),
});
export type CheckedFees = Static<typeof CheckedFees>;

/** Whether the customer is entitled to a loan unit while a ticket's repair lasts. */
export const LoanRight = Type.Object({
  entitled: Type.Boolean(),
  from: Type.Optional({ ...UnixMs, description: "from when on, if the repair lasts until then" }),
  text: Localized,
});
export type LoanRight = Static<typeof LoanRight>;
