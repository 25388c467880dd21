import { type Static, Type } from "typebox";
import { Localized, TerminalId } from "./identifiers.ts";
import { UnixMs } from "./time.ts";
import { deviceClasses, services, severities, skills, supportLines } from "./vocabulary/index.ts";

/** A solved case: what cured a fault, said by the person who resolved the ticket or by the runbook that proved it. */
export const KnowledgeCase = Type.Object({
  id: Type.String({ description: "`ticket:<number>` or `diagnosis:<id>`" }),
  code: Type.String({ description: "fault code" }),
  model: Type.Optional(Type.String()),
  terminal: TerminalId,
  at: UnixMs,
  by: Type.String(),
  text: Localized,
  cause: Type.Optional(Localized),
  cameBack: Type.Optional(
    Type.Boolean({ description: "the ticket was opened again: it was no cure, and counts for nothing" }),
  ),
});
export type KnowledgeCase = Static<typeof KnowledgeCase>;

/** A cause, a step or a part, with how often it was what cured the fault. */
export const RankedText = Type.Object({
  text: Localized,
  cured: Type.Integer({ description: "times on this model (on all models if none is named)" }),
  elsewhere: Type.Integer({ description: "times on other models" }),
  seed: Type.Boolean({ description: "from the fault rule; else from solved cases" }),
});
export type RankedText = Static<typeof RankedText>;

export const KnowledgePage = Type.Object({
  code: Type.String(),
  title: Localized,
  symptom: Localized,
  severity: Type.Enum(severities),
  impact: Type.Array(Type.Enum(services)),
  skill: Type.Enum(skills),
  line: Type.Enum(supportLines),
  model: Type.Optional(Type.String({ description: "whose cases count in full" })),
  models: Type.Array(Type.String(), { description: "models with solved cases" }),
  causes: Type.Array(RankedText),
  steps: Type.Array(RankedText),
  parts: Type.Array(RankedText),
  cases: Type.Array(KnowledgeCase, { description: "newest first, those of the model before the others" }),
});
export type KnowledgePage = Static<typeof KnowledgePage>;

export const KnowledgeHit = Type.Object({
  code: Type.String(),
  title: Localized,
  deviceClass: Type.Enum([...deviceClasses, "any", "terminal"]),
  severity: Type.Enum(severities),
  cases: Type.Integer(),
  score: Type.Number(),
});
export type KnowledgeHit = Static<typeof KnowledgeHit>;
