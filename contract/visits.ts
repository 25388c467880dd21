import { type Static, Type } from "typebox";
import { DeviceId, Localized, TerminalId } from "./identifiers.ts";
import { PersonId } from "./people.ts";
import { PartName, StockPlaceId } from "./stock.ts";
import { LackingPart, TicketContact } from "./tickets.ts";
import { UnixMs } from "./time.ts";
import {
  deviceClasses,
  proofSubjects,
  proofVerdicts,
  skills,
  visitActions,
  visitOutcomes,
  visitStates,
} from "./vocabulary/index.ts";

const VisitNumber = Type.Integer({ minimum: 1 });
const Zone = Type.String({ minLength: 1, maxLength: 60, description: "IANA time zone: Asia/Shanghai" });
const Serial = Type.String({ minLength: 1, maxLength: 80, pattern: "^\\S(.*\\S)?$" });
const Said = Type.String({ minLength: 1, maxLength: 2000 });
/** A phone that had no network sends what it kept under the same key until it is answered. */
const Key = Type.String({
  minLength: 8,
  maxLength: 64,
  description: "asked again with the same key, it is done once only and answered alike",
});

export const Appointment = Type.Object(
  { from: UnixMs, to: UnixMs, zone: { ...Zone, description: "zone of the site: its day is the appointment's" } },
  { additionalProperties: false },
);
export type Appointment = Static<typeof Appointment>;

/** Something to do, in order; with the device and the fault it is for. */
export const WorkTask = Type.Object({
  text: Localized,
  source: Type.Enum(["runbook", "rule", "wear", "inspection"]),
  device: Type.Optional(DeviceId),
  code: Type.Optional(Type.String({ description: "fault code, or the wearing part" })),
});
export type WorkTask = Static<typeof WorkTask>;

/** A part to take along: what was found points to it, or it is worn and due soon. */
export const PredictedPart = Type.Object({
  item: Type.String(),
  quantity: Type.Integer({ minimum: 1 }),
  why: Type.Enum(["fault", "wear"]),
  device: Type.Optional(DeviceId),
});
export type PredictedPart = Static<typeof PredictedPart>;

export const WorkOrder = Type.Object({
  title: Localized,
  skill: Type.Enum(skills),
  tasks: Type.Array(WorkTask),
  parts: Type.Array(PredictedPart),
  /** Modules of the terminal as the register had them: what stands there before anybody came. */
  modules: Type.Array(
    Type.Object({
      device: DeviceId,
      deviceClass: Type.Enum(deviceClasses),
      model: Type.Optional(Type.String()),
      serial: Type.Optional(Type.String()),
    }),
  ),
});
export type WorkOrder = Static<typeof WorkOrder>;

/** What a person said they did. `at` is when, by their word; `receivedAt` when the broker heard of it. */
export const VisitClaim = Type.Object({
  action: Type.Enum(visitActions),
  at: UnixMs,
  receivedAt: UnixMs,
  by: Type.String(),
  key: Type.Optional(Key),
  device: Type.Optional(DeviceId),
  item: Type.Optional(PartName),
  oldSerial: Type.Optional(Serial),
  newSerial: Type.Optional(Serial),
  from: Type.Optional(StockPlaceId),
  returnTo: Type.Optional(StockPlaceId),
  moves: Type.Optional(Type.Array(Type.Integer({ description: "numbers of the stock moves booked with it" }))),
  inside: Type.Optional(
    Type.Boolean({ description: "of a swap: a part in the device, whose serial number no terminal reads" }),
  ),
  renewed: Type.Optional(Type.Array(Type.String({ description: "wearing parts whose use begins anew" }))),
  seenAt: Type.Optional({ ...UnixMs, description: "of a swap: when the terminal named the new serial number" }),
  outcome: Type.Optional(Type.Enum(visitOutcomes)),
  name: Type.Optional(Type.String()),
  text: Type.Optional(Said),
  appointment: Type.Optional(Appointment),
  technician: Type.Optional(PersonId),
});
export type VisitClaim = Static<typeof VisitClaim>;

/** One thing that was claimed, or seen though nobody claimed it, and what telemetry says of it. */
export const ProofLine = Type.Object({
  subject: Type.Enum(proofSubjects),
  claim: Type.Optional(Type.Integer({ description: "place in the visit's claims, from 0" })),
  device: Type.Optional(DeviceId),
  verdict: Type.Enum(proofVerdicts),
  title: Localized,
  text: Localized,
  at: Type.Optional(UnixMs),
  record: Type.Optional(Type.String({ description: "what says so: `sighting 12`, `asset 5`, `command …`, `fault …`" })),
});
export type ProofLine = Static<typeof ProofLine>;

export const VisitProof = Type.Object({
  lines: Type.Array(ProofLine, { description: "what was claimed" }),
  unclaimed: Type.Array(ProofLine, { description: "what was seen and nobody claimed" }),
  settledAt: Type.Optional({ ...UnixMs, description: "from then on it is not judged anew" }),
});
export type VisitProof = Static<typeof VisitProof>;

export const VisitView = Type.Object({
  number: VisitNumber,
  version: Type.Integer({ minimum: 1, description: "one more with every change" }),
  terminal: TerminalId,
  terminalName: Type.String(),
  site: Type.String(),
  ticket: Type.Optional(Type.Integer({ description: "left out: an inspection round" })),
  contract: Type.Optional(Type.String()),
  customer: Type.Optional(Type.String()),
  technician: PersonId,
  technicianName: Type.Optional(Type.String()),
  technicianPhone: Type.Optional(Type.String()),
  state: Type.Enum(visitStates),
  appointment: Appointment,
  contact: Type.Optional(TicketContact),
  order: WorkOrder,
  claims: Type.Array(VisitClaim),
  signature: Type.Optional(Type.Object({ name: Type.String(), at: UnixMs, receivedAt: UnixMs })),
  plannedAt: UnixMs,
  plannedBy: Type.String(),
  lateAt: Type.Optional({ ...UnixMs, description: "when it was noted that nobody had arrived in time" }),
  reason: Type.Optional(Type.String({ description: "why it was cancelled or missed" })),
  note: Type.Optional(Type.String()),
  van: Type.Optional({ ...StockPlaceId, description: "van that the technician keeps" }),
  lacks: Type.Optional(Type.Array(LackingPart, { description: "predicted parts that this van lacks" })),
  proof: Type.Optional(VisitProof),
});
export type VisitView = Static<typeof VisitView>;

const withAppointment = {
  from: UnixMs,
  to: UnixMs,
  zone: Type.Optional(Zone),
} as const;
const Force = Type.Optional(
  Type.Boolean({ description: "also if the technician has another appointment at that time" }),
);

export const PlanVisit = Type.Object(
  {
    ticket: Type.Optional(VisitNumber),
    terminal: Type.Optional({ ...TerminalId, description: "of a visit for an inspection round; else the ticket's" }),
    technician: PersonId,
    ...withAppointment,
    contact: Type.Optional({ ...TicketContact, description: "left out: the ticket's" }),
    note: Type.Optional(Said),
    force: Force,
    key: Type.Optional(Key),
  },
  { additionalProperties: false },
);
export type PlanVisit = Static<typeof PlanVisit>;

/** What a person says of a visit. Which fields it takes depends on the action; each but `key`, `at` and `version` is refused where it means nothing. */
export const ActOnVisit = Type.Object(
  {
    action: Type.Enum(visitActions),
    key: Type.Optional(Key),
    at: Type.Optional({
      ...UnixMs,
      description: "when it happened; left out: now. Not in the future, not before the day of the appointment",
    }),
    version: Type.Optional(
      Type.Integer({ minimum: 1, description: "what you saw: refused if somebody changed the visit since" }),
    ),
    device: Type.Optional({ ...DeviceId, description: "of `swap` and `test`" }),
    item: Type.Optional({ ...PartName, description: "of `swap`: the part, as the stock calls it" }),
    oldSerial: Type.Optional(Serial),
    newSerial: Type.Optional(Serial),
    stock: Type.Optional({
      ...StockPlaceId,
      description: "of `swap`: where the part came from; left out: the technician's van",
    }),
    returnTo: Type.Optional({ ...StockPlaceId, description: "of `swap`: where the old part goes" }),
    outcome: Type.Optional(Type.Enum(visitOutcomes, { description: "of `depart`" })),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 80, description: "of `sign`: who signs for the site" })),
    text: Type.Optional(Said),
    from: Type.Optional({ ...UnixMs, description: "of `move`" }),
    to: Type.Optional({ ...UnixMs, description: "of `move`" }),
    zone: Type.Optional(Zone),
    technician: Type.Optional({ ...PersonId, description: "of `move`: who comes instead" }),
    force: Force,
  },
  { additionalProperties: false },
);
export type ActOnVisit = Static<typeof ActOnVisit>;

/** A door, a key, a cover or a cash box that moved, and the visit it belongs to. */
export const SightingView = Type.Object({
  n: Type.Integer(),
  terminal: TerminalId,
  device: DeviceId,
  component: Type.String(),
  state: Type.String(),
  at: UnixMs,
  receivedAt: UnixMs,
  visit: Type.Optional(VisitNumber),
  unannounced: Type.Optional(Type.Boolean({ description: "it was opened, and no visit explains it" })),
});
export type SightingView = Static<typeof SightingView>;
