import { type Static, Type } from "typebox";
import { CommandView } from "./commands.ts";
import { DiagnosisView, FaultView } from "./faults.ts";
import { DeviceId, Localized, TerminalId } from "./identifiers.ts";
import { UnixMs } from "./time.ts";
import { HistoryEntry } from "./views.ts";
import { visitStates } from "./vocabulary/index.ts";

/** The longest stretch of the past that is told at once. */
export const longestPastMs = 31 * 86_400_000;

export const PastQuery = Type.Object({
  from: Type.Optional({ ...UnixMs, description: "a day before `to` if left out" }),
  to: Type.Optional({ ...UnixMs, description: "now if left out" }),
});

/** `unobserved`: it was not connected, or nothing was known of any module. */
export const courseStates = ["up", "down", "unobserved"] as const;
export const CourseStretch = Type.Object({ from: UnixMs, to: UnixMs, state: Type.Enum(courseStates) });
export type CourseStretch = Static<typeof CourseStretch>;

/** What a terminal was, moment by moment, as the reports count it: disjoint and without holes since it was enrolled. */
export const CourseView = Type.Object({
  from: UnixMs,
  to: UnixMs,
  course: Type.Array(CourseStretch),
  planned: Type.Array(Type.Object({ from: UnixMs, to: UnixMs }), { description: "announced maintenance" }),
});
export type CourseView = Static<typeof CourseView>;

/** One occurrence of a fault; without `to` it lasts. */
export const FaultStretch = Type.Object({ from: UnixMs, to: Type.Optional(UnixMs), fault: FaultView });

/** Sales of one step that ended alike. */
export const SaleStep = Type.Object({
  from: UnixMs,
  success: Type.Integer(),
  failed: Type.Integer(),
  cancelled: Type.Integer(),
});
export type SaleStep = Static<typeof SaleStep>;

export const TimelineView = Type.Object({
  ...CourseView.properties,
  faults: Type.Array(FaultStretch),
  diagnoses: Type.Array(DiagnosisView),
  commands: Type.Array(CommandView),
  tickets: Type.Array(
    Type.Object({
      number: Type.Integer(),
      title: Localized,
      state: Type.String(),
      openedAt: UnixMs,
      closedAt: Type.Optional(UnixMs),
    }),
  ),
  visits: Type.Array(
    Type.Object({
      number: Type.Integer(),
      title: Localized,
      technician: Type.String(),
      state: Type.Enum(visitStates),
      from: UnixMs,
      to: UnixMs,
    }),
  ),
  events: Type.Array(HistoryEntry, { description: "newest first; the rest of the journal has its own lists" }),
  sales: Type.Array(SaleStep, { description: "steps in which nobody bought are left out" }),
  saleStepMs: Type.Integer(),
  cut: Type.Array(Type.Enum(["faults", "diagnoses", "commands", "tickets", "visits", "events"]), {
    description: "lists that hold the newest only",
  }),
});
export type TimelineView = Static<typeof TimelineView>;

/** A component (or, without one, the device itself) that went over into another state. */
export const HealthChange = Type.Object({
  at: UnixMs,
  device: DeviceId,
  component: Type.Optional(Type.String()),
  before: Type.String(),
  state: Type.String(),
  because: Type.Optional(Type.Object({ code: Type.String(), text: Type.String() })),
  vendorCode: Type.Optional(Type.String()),
  frame: Type.Optional(Type.String({ description: "the bytes that said so, in hex" })),
});
export type HealthChange = Static<typeof HealthChange>;
export const HealthChanges = Type.Object({
  from: UnixMs,
  to: UnixMs,
  keptSince: UnixMs,
  changes: Type.Array(HealthChange, { description: "newest first" }),
  cut: Type.Boolean({ description: "there were more: these are the newest" }),
});
export type HealthChanges = Static<typeof HealthChanges>;

export const MeasureQuery = Type.Object({
  ...PastQuery.properties,
  points: Type.Optional(Type.Integer({ minimum: 10, maximum: 2000, description: "at most so many; 600 if left out" })),
});

/** What a measure was in one step of time: least, most and last value. It is known up to `until`, and from there unknown until the next point. */
export const MeasurePoint = Type.Object({
  at: UnixMs,
  until: UnixMs,
  least: Type.Number(),
  most: Type.Number(),
  last: Type.Number(),
});
export type MeasurePoint = Static<typeof MeasurePoint>;
export const MeasureHistory = Type.Object({
  terminal: TerminalId,
  device: DeviceId,
  measure: Type.String(),
  unit: Type.Optional(Type.String({ description: "left out of a measure that the vocabulary does not know" })),
  from: UnixMs,
  to: UnixMs,
  stepMs: Type.Integer(),
  keptSince: Type.Integer({ description: "before this, readings are not kept any more" }),
  points: Type.Array(MeasurePoint),
});
export type MeasureHistory = Static<typeof MeasureHistory>;

export const Denomination = Type.Object({
  currency: Type.String(),
  value: Type.Integer({ description: "minor units" }),
  count: Type.Integer(),
});
const Money = Type.Object({ currency: Type.String(), amount: Type.Integer({ description: "minor units" }) });

/** One cash box: what its terminal counted into it note by note, what its newest reading says of it, and what was sold for cash meanwhile. */
export const CashBoxView = Type.Object({
  device: DeviceId,
  since: Type.Optional({
    ...UnixMs,
    description: "it was emptied then; left out: that was never seen, and all is a lower bound",
  }),
  heardFrom: Type.Optional({ ...UnixMs, description: "the first note of this box that is told here" }),
  removed: Type.Boolean({ description: "it is out of its place" }),
  notes: Type.Integer({ description: "told one by one" }),
  denominations: Type.Array(Denomination),
  unknownNotes: Type.Integer({ description: "of no known value" }),
  disputed: Type.Integer({ description: "notes of which nobody knows where they went" }),
  value: Type.Array(Money),
  reading: Type.Optional(
    Type.Object({
      at: UnixMs,
      stale: Type.Boolean(),
      notes: Type.Optional(Type.Integer()),
      value: Type.Optional(Type.Integer()),
      fill: Type.Optional(Type.Number()),
    }),
  ),
  agrees: Type.Optional(
    Type.Boolean({ description: "reading and notes told are the same; left out: one of them is not known" }),
  ),
});
export type CashBoxView = Static<typeof CashBoxView>;

export const CashView = Type.Object({
  terminal: TerminalId,
  boxes: Type.Array(CashBoxView),
  sales: Type.Optional(
    Type.Object(
      {
        since: UnixMs,
        count: Type.Integer(),
        withoutAmount: Type.Integer({ description: "sales for cash whose amount was never told" }),
        value: Type.Array(Money),
      },
      {
        description:
          "successful sales for cash since the boxes were emptied; left out: that moment is not known, or differs",
      },
    ),
  ),
});
export type CashView = Static<typeof CashView>;
