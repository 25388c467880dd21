import { type Static, Type } from "typebox";
import { DeviceId, Localized, TerminalId } from "./identifiers.ts";
import { UnixMs } from "./time.ts";
import {
  actionClasses,
  differences,
  ruleFields,
  services,
  severities,
  skills,
  unknownsOfRehearsal,
} from "./vocabulary/index.ts";

const strict = { additionalProperties: false } as const;
const dayMs = 86_400_000;

/** Id of a fault rule, which is the code of its faults. */
export const RuleId = Type.String({ pattern: "^[A-Za-z]+(\\.[A-Za-z]+){1,3}$", maxLength: 80 });

const Hold = Type.Integer({ minimum: 0, maximum: 7 * dayMs });

/** More openings than `count` within `windowMs` are one flapping fault. */
const Flap = Type.Object(
  {
    count: Type.Integer({ minimum: 1, maximum: 60 }),
    windowMs: Type.Integer({ minimum: 60_000, maximum: dayMs }),
  },
  strict,
);

/** `raise`: from where on it is a fault. `clear`: from where on it is none again; in between it stays as it was. */
const Thresholds = Type.Object({ raise: Type.Number(), clear: Type.Number() }, strict);

/** What may be set of a fault rule without code; what is left out is as it was delivered. */
export const RuleSettings = Type.Object(
  {
    on: Type.Optional(Type.Boolean({ description: "false: it does not look, and its faults are closed" })),
    severity: Type.Optional(Type.Enum(severities)),
    holdMs: Type.Optional({ ...Hold, description: "the condition must last so long before the fault opens" }),
    clearHoldMs: Type.Optional({ ...Hold, description: "and must be gone so long before it closes" }),
    flap: Type.Optional(Flap),
    ticket: Type.Optional(Type.Boolean({ description: "false: shown, and nobody is called" })),
    automatic: Type.Optional(Type.Boolean({ description: "false: its runbook waits for a person to start it" })),
    limit: Type.Optional(Thresholds),
  },
  strict,
);
export type RuleSettings = Static<typeof RuleSettings>;

/** What a rule measures, and between which bounds its limits may stand. */
const RuleLimit = Type.Object({
  of: Type.String({ description: "a measure, a part that wears, or `linkErrorShare`" }),
  kind: Type.Enum(["measure", "wear", "line"]),
  title: Type.Optional(Localized),
  unit: Type.String(),
  beyond: Type.Enum(["above", "below"], { description: "which side of `raise` is a fault" }),
  least: Type.Number(),
  most: Type.Number(),
});

const RuleChange = Type.Object({
  revision: Type.Integer({ minimum: 1 }),
  at: UnixMs,
  by: Type.String(),
  why: Type.String(),
});

/** One rule in the list. */
export const RuleBrief = Type.Object({
  rule: RuleId,
  deviceClass: Type.String({
    description: "a device class, `any`, or `terminal` for what is said of a whole terminal",
  }),
  title: Localized,
  inForce: RuleSettings,
  differs: Type.Array(Type.Enum(ruleFields), { description: "what is not as it was delivered" }),
  opened: Type.Integer({ minimum: 0, description: "times it opened in the last 30 days" }),
});
export type RuleBrief = Static<typeof RuleBrief>;

export const RuleList = Type.Object({
  revision: Type.Integer({ minimum: 0, description: "of all settings together; 0: everything as delivered" }),
  changed: Type.Optional(RuleChange),
  holdFactor: Type.Number({ description: "hold times are pressed together by this, for demonstrations; 1 in service" }),
  rules: Type.Array(RuleBrief),
});
export type RuleList = Static<typeof RuleList>;

/** One rule with everything that can be said of it. */
export const RuleView = Type.Object({
  ...RuleBrief.properties,
  revision: Type.Integer({ minimum: 0 }),
  holdFactor: Type.Number(),
  delivered: RuleSettings,
  impact: Type.Array(Type.Enum(services)),
  action: Type.Enum(actionClasses),
  skill: Type.Enum(skills),
  causes: Type.Array(Localized),
  advice: Type.Array(Localized),
  states: Type.Array(Type.Object({ component: Type.String(), state: Type.String() }), {
    description: "states of the device that raise it",
  }),
  availabilities: Type.Array(Type.String(), { description: "how a device is there that raises it" }),
  limit: Type.Optional(RuleLimit),
  ordinary: Type.Boolean({ description: "part of ordinary work while it is short: it never flaps" }),
  explainedBy: Type.Array(RuleId, { description: "faults that hide this one while they last" }),
  hides: Type.Array(RuleId),
  runbook: Type.Optional(Type.String()),
  incident: Type.Optional(Type.String()),
  history: Type.Array(Type.Object({ ...RuleChange.properties, settings: RuleSettings }), {
    description: "its settings as they were set, newest first",
  }),
});
export type RuleView = Static<typeof RuleView>;

const ofRules = { rule: RuleId, settings: RuleSettings } as const;
const Proposed = Type.Array(Type.Object(ofRules, strict), { minItems: 1, maxItems: 20 });
export type ProposedRule = Static<typeof Proposed>[number];

/** Puts settings into force: all that differs from delivery is named, the rest goes back to it. */
export const SetRules = Type.Object(
  {
    rules: Proposed,
    why: Type.String({ minLength: 3, maxLength: 500, pattern: "\\S" }),
    seen: Type.Optional(Type.Integer({ minimum: 0, description: "revision you saw: refused if somebody was quicker" })),
  },
  strict,
);
export type SetRules = Static<typeof SetRules>;

export const RehearseRules = Type.Object(
  {
    rules: Proposed,
    days: Type.Integer({ minimum: 1, maximum: 90, description: "back from now" }),
    site: Type.Optional(Type.String({ minLength: 1, maxLength: 120, description: "terminals of this site only" })),
    terminal: Type.Optional(TerminalId),
  },
  strict,
);
export type RehearseRules = Static<typeof RehearseRules>;

/** One opening of a fault in a rehearsal. Without an end it lasts to the end of the stretch. */
const Opening = Type.Object({
  from: UnixMs,
  to: Type.Optional(UnixMs),
  severity: Type.Enum(severities),
  ticket: Type.Boolean({ description: "it asks for somebody, unless a runbook cures it first" }),
});
export type RehearsedOpening = Static<typeof Opening>;

/** One fault that would have been otherwise. */
const RehearsedDifference = Type.Object({
  difference: Type.Enum(differences),
  rule: RuleId,
  terminal: TerminalId,
  device: DeviceId,
  byMs: Type.Optional(Type.Integer({ description: "so much earlier, later, shorter or longer" })),
  today: Type.Optional(Opening),
  proposed: Type.Optional(Opening),
});
export type RehearsedDifference = Static<typeof RehearsedDifference>;

const Tally = Type.Object({ faults: Type.Integer(), tickets: Type.Integer() });

export const RehearsalResult = Type.Object({
  from: UnixMs,
  to: UnixMs,
  dataFrom: Type.Optional(UnixMs),
  terminals: Type.Integer({ description: "of which readings were looked at" }),
  readings: Type.Integer(),
  same: Type.Integer({ description: "faults that would have been the same" }),
  today: Tally,
  proposed: Tally,
  counts: Type.Record(Type.Enum(differences), Type.Integer()),
  differences: Type.Array(RehearsedDifference),
  notKnown: Type.Array(Type.Enum(unknownsOfRehearsal)),
  revision: Type.Integer({ description: "of the settings it was held against" }),
});
export type RehearsalResult = Static<typeof RehearsalResult>;

export const RehearsalView = Type.Object({
  id: Type.String(),
  by: Type.String(),
  asked: RehearseRules,
  state: Type.Enum(["running", "done", "cancelled", "failed"]),
  startedAt: UnixMs,
  finishedAt: Type.Optional(UnixMs),
  progress: Type.Object({ terminals: Type.Integer(), of: Type.Integer(), readings: Type.Integer() }),
  error: Type.Optional(Localized),
  result: Type.Optional(RehearsalResult),
});
export type RehearsalView = Static<typeof RehearsalView>;
