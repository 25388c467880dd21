import { type Static, Type } from "typebox";
import { DeviceId, Localized, TerminalId } from "./identifiers.ts";
import { UnixMs } from "./time.ts";
import { actionClasses, services, severities, skills } from "./vocabulary/index.ts";

/** `pending`: seen, its hold time is running. `open`. `clearing`: gone, its clear-hold is running. `closed`. */
export const faultStates = ["pending", "open", "clearing", "closed"] as const;

export const Evidence = Type.Object({
  at: UnixMs,
  text: Type.String({ maxLength: 1000 }),
  frames: Type.Optional(Type.Array(Type.String(), { maxItems: 64 })),
  data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
export type Evidence = Static<typeof Evidence>;

export const verdicts = ["cured", "confirmed", "cannotTell"] as const;

/** What a runbook found. */
export const Conclusion = Type.Object({
  verdict: Type.Enum(verdicts),
  cause: Type.Optional(Localized),
  advice: Type.Array(Localized),
  parts: Type.Array(Type.String()),
  evidence: Type.Array(Evidence),
});
export type Conclusion = Static<typeof Conclusion>;

export const FaultView = Type.Object({
  id: Type.String(),
  terminal: TerminalId,
  device: DeviceId,
  code: Type.String({ description: "`<deviceClass>.<component>.<problem>`; also the id of the rule that raised it" }),
  title: Localized,
  severity: Type.Enum(severities),
  impact: Type.Array(Type.Enum(services)),
  action: Type.Enum(actionClasses),
  skill: Type.Enum(skills),
  state: Type.Enum(faultStates),
  since: UnixMs,
  phaseAt: Type.Optional(
    Type.Integer({ description: "when the present state began: its hold or clear-hold runs from here" }),
  ),
  onsets: Type.Optional(
    Type.Array(UnixMs, { maxItems: 64, description: "when the condition came back of late: what flapping is told by" }),
  ),
  openedAt: Type.Optional(UnixMs),
  closedAt: Type.Optional(UnixMs),
  occurrences: Type.Integer({ minimum: 1 }),
  flapping: Type.Boolean(),
  hiddenBy: Type.Optional(Type.String({ description: "id of the fault that explains this one" })),
  maintenance: Type.Boolean(),
  ticket: Type.Optional(Type.Integer()),
  evidence: Type.Array(Evidence),
  conclusion: Type.Optional(Conclusion),
});
export type FaultView = Static<typeof FaultView>;

/** One step of a diagnosis, as stored and as replayed after a restart. */
export const DiagnosisStep = Type.Object({
  n: Type.Integer({ minimum: 0 }),
  at: UnixMs,
  ask: Type.String({ description: "`command reset`, `wait 5000 ms`, `health`, `history`" }),
  title: Type.Optional(Type.String({ description: "what the driver calls the command that is asked for" })),
  answer: Type.Optional(Type.Unknown()),
  answeredAt: Type.Optional(UnixMs),
});
export type DiagnosisStep = Static<typeof DiagnosisStep>;

export const DiagnosisView = Type.Object({
  id: Type.String(),
  runbook: Type.String(),
  title: Localized,
  fault: Type.Optional(Type.String()),
  terminal: TerminalId,
  device: DeviceId,
  by: Type.String(),
  state: Type.Enum(["running", "concluded", "abandoned"]),
  startedAt: UnixMs,
  finishedAt: Type.Optional(UnixMs),
  steps: Type.Array(DiagnosisStep),
  conclusion: Type.Optional(Conclusion),
});
export type DiagnosisView = Static<typeof DiagnosisView>;
