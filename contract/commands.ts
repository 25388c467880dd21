import { type Static, Type } from "typebox";
import { CommandOutcome } from "./envelope.ts";
import { CommandName, DeviceId, TerminalId, Version } from "./identifiers.ts";
import { UnixMs } from "./time.ts";

export const CommandEnvelope = Type.Object(
  {
    v: Version,
    id: Type.String({ minLength: 8, maxLength: 64, description: "runs at most once per id" }),
    terminal: TerminalId,
    device: DeviceId,
    command: CommandName,
    args: Type.Record(Type.String(), Type.Unknown()),
    at: UnixMs,
    notAfter: UnixMs,
    reason: Type.String({ maxLength: 500 }),
    by: Type.String({ maxLength: 80, description: "`user:<name>` or `runbook:<id>`" }),
    nonce: Type.String({ maxLength: 64 }),
  },
  {
    description:
      "A command for one device. `at` and `notAfter` are broker time: the terminal refuses it once (notAfter - at) of its monotonic time has passed since receipt, so a wrong terminal clock neither expires nor revives it.",
  },
);
export type CommandEnvelope = Static<typeof CommandEnvelope>;

/**
 * A command as the broker knows it. `awaitingApproval`: it could move money, and a second person has not said yes. `delivered` is said only when the agent
 * said `accepted`.
 */
export const commandStates = [
  "awaitingApproval",
  "queued",
  "sent",
  "delivered",
  "succeeded",
  "failed",
  "refused",
  "expired",
  "unknown",
] as const;
export type CommandState = (typeof commandStates)[number];

export const CommandApproval = Type.Object(
  {
    askedBy: Type.String({ description: "who may not be the one to approve" }),
    until: UnixMs,
    decision: Type.Optional(Type.Enum(["approved", "declined"])),
    by: Type.Optional(Type.String()),
    at: Type.Optional(UnixMs),
  },
  {
    description:
      "of a command that could move money: it waits for a second person until then, and expires if nobody comes",
  },
);
export type CommandApproval = Static<typeof CommandApproval>;

export const CommandView = Type.Object({
  id: Type.String(),
  terminal: TerminalId,
  device: DeviceId,
  command: CommandName,
  title: Type.Optional(Type.String({ description: "what its driver called it when it was asked for" })),
  args: Type.Record(Type.String(), Type.Unknown()),
  by: Type.String(),
  reason: Type.String(),
  state: Type.Enum(commandStates),
  createdAt: UnixMs,
  notAfter: UnixMs,
  sentAt: Type.Optional(UnixMs),
  finishedAt: Type.Optional(UnixMs),
  tries: Type.Integer(),
  outcome: Type.Optional(CommandOutcome),
  approval: Type.Optional(CommandApproval),
});
export type CommandView = Static<typeof CommandView>;

/** Live tail of a running command; QoS 0, may be lost, never stored. */
export const LiveLine = Type.Object({
  v: Version,
  command: Type.String({ maxLength: 64 }),
  n: Type.Integer({ minimum: 0 }),
  text: Type.String({ maxLength: 1000 }),
});
export type LiveLine = Static<typeof LiveLine>;

/** Desired settings of a terminal, retained; the revision in force is reported in `state`. */
export const DesiredConfig = Type.Object({
  v: Version,
  rev: Type.Integer({ minimum: 0 }),
  desired: Type.Record(Type.String(), Type.Unknown()),
});
export type DesiredConfig = Static<typeof DesiredConfig>;
