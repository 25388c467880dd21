import { type Static, Type } from "typebox";
import { DeviceHealth } from "./health.ts";
import { DeviceId, Localized, TerminalId, Version } from "./identifiers.ts";
import { DeviceIdentity } from "./inventory.ts";
import { UnixMs } from "./time.ts";
import { deviceClasses, evidenceMinutes } from "./vocabulary/index.ts";

/** Bytes of a whole bundle, compressed: what a slow mobile link carries in some seconds. */
export const maxEvidenceBytes = 256 * 1024;
/** The same as JSON text, before it is compressed: bounded first, so that a small lie cannot unfold into a large one. */
export const maxEvidenceJsonBytes = 4 * 1024 * 1024;
/** Compressed bytes of one part: as base64 it fits into one record. */
export const evidencePartBytes = 32 * 1024;
export const maxEvidenceParts = maxEvidenceBytes / evidencePartBytes;

const count = Type.Integer({ minimum: 0 });
const minutesBack = { minimum: evidenceMinutes.least, maximum: evidenceMinutes.most };

/** A part of a bundle: one record of kind `evidence`. The bundle is gzip of the JSON of an `EvidenceBundle`, cut in order. */
export const EvidencePart = Type.Object(
  {
    bundle: Type.String({ minLength: 8, maxLength: 64, description: "id of the command that asked for it" }),
    part: Type.Integer({ minimum: 1, maximum: maxEvidenceParts }),
    of: Type.Integer({ minimum: 1, maximum: maxEvidenceParts }),
    bytes: Type.Integer({ minimum: 1, maximum: maxEvidenceBytes, description: "of the whole, compressed" }),
    sha256: Type.String({ pattern: "^[A-Za-z0-9+/]{43}=$", description: "of the whole, compressed; base64" }),
    data: Type.String({
      minLength: 4,
      maxLength: Math.ceil(evidencePartBytes / 3) * 4,
      pattern: "^[A-Za-z0-9+/]+={0,2}$",
    }),
  },
  { description: "A part of an evidence bundle: gzip of JSON, cut into parts, each in base64." },
);
export type EvidencePart = Static<typeof EvidencePart>;

/** What was said at once on a line: a question, and the answer to it. One that came again with the same answer is counted, not repeated. */
export const EvidenceExchange = Type.Object({
  at: UnixMs,
  until: Type.Optional(UnixMs),
  times: Type.Optional(Type.Integer({ minimum: 2 })),
  frames: Type.Array(Type.String({ maxLength: 700 }), { maxItems: 2, description: "`> hex` sent, `< hex` received" }),
  notes: Type.Optional(
    Type.Array(Type.String({ maxLength: 200 }), { maxItems: 16, description: "in the manual's words" }),
  ),
});
export type EvidenceExchange = Static<typeof EvidenceExchange>;

/** What of a device's line is in a bundle. `never`: its frames could hold card data, so none is ever kept. `noLine`: it is on no line that we hear. */
export const heardOfLine = ["kept", "never", "noLine"] as const;

export const EvidenceDevice = Type.Object({
  device: DeviceId,
  deviceClass: Type.Enum(deviceClasses),
  driver: Type.String({ maxLength: 40 }),
  port: Type.Optional(Type.String({ maxLength: 200 })),
  identity: DeviceIdentity,
  health: Type.Optional(DeviceHealth),
  heard: Type.Enum(heardOfLine),
  exchanges: Type.Array(EvidenceExchange, { maxItems: 1000, description: "oldest first" }),
});
export type EvidenceDevice = Static<typeof EvidenceDevice>;

/** What became different in a device's health: only that. */
export const EvidenceChange = Type.Object({
  at: UnixMs,
  device: DeviceId,
  availability: Type.Optional(Type.String({ maxLength: 32 })),
  because: Type.Optional(Type.String({ maxLength: 600 })),
  money: Type.Optional(Type.String({ maxLength: 32 })),
  components: Type.Optional(
    Type.Record(Type.String(), Type.String({ maxLength: 100 }), {
      description: "state, and the device's own code for it",
    }),
  ),
});
export type EvidenceChange = Static<typeof EvidenceChange>;

export const EvidenceNote = Type.Object({
  at: UnixMs,
  device: Type.Optional(DeviceId),
  code: Type.String({ maxLength: 64 }),
  text: Type.String({ maxLength: 500 }),
});
export type EvidenceNote = Static<typeof EvidenceNote>;

export const EvidenceLogLine = Type.Object({
  at: UnixMs,
  level: Type.Enum(["info", "warn", "error"]),
  text: Type.String({ maxLength: 1000 }),
});
export type EvidenceLogLine = Static<typeof EvidenceLogLine>;

/** Older entries of the asked time that are not in the bundle: memory on the terminal is bounded, and so is a bundle. */
export const EvidenceLeftOut = Type.Object({ exchanges: count, log: count, changes: count, events: count });
export type EvidenceLeftOut = Static<typeof EvidenceLeftOut>;

/** What a terminal knew of the last minutes. Times are of the terminal's clock; `collectedAt` says how late it was there. */
export const EvidenceBundle = Type.Object(
  {
    v: Version,
    terminal: TerminalId,
    collectedAt: UnixMs,
    minutes: Type.Integer(minutesBack),
    agent: Type.Object({
      version: Type.String({ maxLength: 80 }),
      node: Type.String({ maxLength: 40 }),
      startedAt: UnixMs,
      outbox: Type.Object({ records: count, dropped: count, state: Type.String({ maxLength: 20 }) }),
    }),
    devices: Type.Array(EvidenceDevice, { maxItems: 64 }),
    changes: Type.Array(EvidenceChange, { maxItems: 2000 }),
    events: Type.Array(EvidenceNote, { maxItems: 2000 }),
    log: Type.Array(EvidenceLogLine, { maxItems: 5000 }),
    leftOut: EvidenceLeftOut,
  },
  {
    description:
      "Evidence of one moment: recent frames of devices, changes of health, events and log lines of the agent.",
  },
);
export type EvidenceBundle = Static<typeof EvidenceBundle>;

/** What `collectEvidence` answers: the bundle is on its way as `evidence` records. */
export const EvidenceReceipt = Type.Object({
  parts: Type.Integer({ minimum: 1, maximum: maxEvidenceParts }),
  bytes: Type.Integer({ minimum: 1, maximum: maxEvidenceBytes }),
  complete: Type.Boolean({ description: "nothing of the asked time was left out" }),
  leftOut: EvidenceLeftOut,
});
export type EvidenceReceipt = Static<typeof EvidenceReceipt>;

/**
 * `asked`: the terminal has not answered; `arriving`: it has, and parts are on their way; `stored`: attached to the ticket; `failed`: it did not come,
 * and `text` says why.
 */
export const evidenceStates = ["asked", "arriving", "stored", "failed"] as const;
export type EvidenceState = (typeof evidenceStates)[number];

export const EvidenceView = Type.Object(
  {
    id: Type.String({ maxLength: 64 }),
    ticket: Type.Integer({ minimum: 1 }),
    terminal: TerminalId,
    device: DeviceId,
    minutes: Type.Integer(),
    by: Type.String({ description: "`broker` if it was asked for by itself" }),
    askedAt: UnixMs,
    state: Type.Enum(evidenceStates),
    tries: Type.Integer({ minimum: 1 }),
    have: Type.Integer({ minimum: 0, description: "parts that have come" }),
    of: Type.Optional(Type.Integer({ minimum: 1 })),
    endedAt: Type.Optional(UnixMs),
    attachment: Type.Optional(Type.String()),
    complete: Type.Optional(Type.Boolean()),
    leftOut: Type.Optional(EvidenceLeftOut),
    text: Type.Optional(Localized),
  },
  { description: "Evidence that was asked of a terminal for a ticket, and what came of it." },
);
export type EvidenceView = Static<typeof EvidenceView>;

export const AskEvidence = Type.Object(
  {
    device: Type.Optional(DeviceId),
    minutes: Type.Optional(Type.Integer({ ...minutesBack, default: 15 })),
  },
  { additionalProperties: false },
);
export type AskEvidence = Static<typeof AskEvidence>;
