import { type Static, Type } from "typebox";
import { EvidencePart } from "./evidence.ts";
import { DeviceHealth } from "./health.ts";
import { CommandName, DeviceId, StreamId, Version } from "./identifiers.ts";
import { UnixMs } from "./time.ts";

/** Kinds this version knows. Unknown kinds are stored raw and counted, never refused. */
export const recordKinds = ["health", "event", "sale", "progress", "outcome", "gap", "evidence"] as const;
export type RecordKind = (typeof recordKinds)[number];

/** Outbox lanes: one stream each. `urgent`: changes of health, events, outcomes, gaps. `routine`: refreshes, sales, progress, evidence. */
export const lanes = ["urgent", "routine"] as const;
export type Lane = (typeof lanes)[number];

/** Something that happened at one moment and has no duration: a note stacked, a door opened, a device replaced, the agent restarted. */
export const DeviceEvent = Type.Object({
  code: Type.String({ maxLength: 64 }),
  text: Type.String({ maxLength: 500 }),
  data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
export type DeviceEvent = Static<typeof DeviceEvent>;

/** Code of the event a terminal sends when the customer has left because of whom it refused a command. */
export const terminalFree = "terminalFree";

/** One transaction of the sales application. Never card data: only its kind and how it ended. */
export const Sale = Type.Object({
  transaction: Type.String({ maxLength: 64 }),
  kind: Type.Enum(["cash", "card", "other"]),
  result: Type.Enum(["success", "failed", "cancelled"]),
  amount: Type.Optional(Type.Integer({ description: "minor units" })),
  currency: Type.Optional(Type.String({ pattern: "^[A-Z]{3}$" })),
  cause: Type.Optional(Type.String({ maxLength: 120 })),
});
export type Sale = Static<typeof Sale>;

/** States of a command on the terminal. `unknown`: the agent was killed while it ran; nobody guesses. */
export const outcomeStatuses = ["accepted", "refused", "succeeded", "failed", "expired", "unknown"] as const;
export const CommandOutcome = Type.Object({
  id: Type.String({ maxLength: 64 }),
  command: CommandName,
  status: Type.Enum(outcomeStatuses),
  reason: Type.Optional(Type.Object({ code: Type.String({ maxLength: 64 }), text: Type.String({ maxLength: 500 }) })),
  retryable: Type.Optional(
    Type.Boolean({ description: "refused for a passing reason (customer present, note in escrow): offer again later" }),
  ),
  result: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  frames: Type.Optional(
    Type.Array(Type.String({ maxLength: 600 }), { maxItems: 64, description: "`> hex` sent, `< hex` received" }),
  ),
  tookMs: Type.Optional(Type.Number({ minimum: 0 })),
});
export type CommandOutcome = Static<typeof CommandOutcome>;

/** Records given up for lack of space: so that what is missing is known. */
export const Gap = Type.Object({
  stream: StreamId,
  from: Type.Integer({ minimum: 1 }),
  to: Type.Integer({ minimum: 1 }),
  count: Type.Integer({ minimum: 1 }),
  reason: Type.String({ maxLength: 120 }),
});
export type Gap = Static<typeof Gap>;

export const WireRecord = Type.Object(
  {
    seq: Type.Integer({ minimum: 1, description: "gap-free within the stream" }),
    order: Type.Integer({ minimum: 1, description: "order of all records of the epoch, over both lanes" }),
    kind: Type.String({ maxLength: 32 }),
    device: Type.Optional(DeviceId),
    at: UnixMs,
    mono: Type.Number({ description: "ms since the agent's boot" }),
    boot: Type.Optional(Type.String({ maxLength: 40, description: "boot id, when it is not the batch's" })),
    body: Type.Unknown(),
  },
  {
    description:
      "One record. `body` is DeviceHealth, DeviceEvent, Sale, CommandOutcome, Gap or EvidencePart by `kind`.",
  },
);
export type WireRecord = Static<typeof WireRecord>;

export const maxRecordsPerBatch = 100;
/** Bytes of one MQTT payload; larger is refused and quarantined. */
export const maxPayloadBytes = 256 * 1024;

export const UpBatch = Type.Object(
  {
    v: Version,
    stream: StreamId,
    boot: Type.String({ maxLength: 40 }),
    sentAt: UnixMs,
    sentMono: Type.Number(),
    history: Type.Optional(Type.Boolean({ description: "recorded before this connection: late, not live" })),
    records: Type.Array(WireRecord, { minItems: 1, maxItems: maxRecordsPerBatch }),
  },
  { description: "Records of one stream, ascending and without holes." },
);
export type UpBatch = Static<typeof UpBatch>;

export const Ack = Type.Object(
  {
    v: Version,
    stream: StreamId,
    upTo: Type.Integer({ minimum: 0, description: "everything up to here is committed" }),
    also: Type.Array(Type.Tuple([Type.Integer(), Type.Integer()]), {
      maxItems: 32,
      description: "ranges beyond it that are committed too (newest faults come first after an outage)",
    }),
    at: UnixMs,
  },
  {
    description:
      "Sent after COMMIT, and at each birth for what is stored of its epoch; the only thing that frees an outbox. Cumulative, so a lost one costs a resend and no more.",
  },
);
export type Ack = Static<typeof Ack>;

/** Bodies by kind, for the broker's gate and the documents. */
export const recordBodies = {
  health: DeviceHealth,
  event: DeviceEvent,
  sale: Sale,
  outcome: CommandOutcome,
  gap: Gap,
  evidence: EvidencePart,
} as const;
