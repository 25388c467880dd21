import type { DiagnosisStep } from "../../contract/index.ts";
import type { FaultRule } from "../faults/rule.ts";
import type { Finding } from "./recovery.ts";
import type { Answer, Facts } from "./runbook.ts";

type Health = Extract<Answer, { kind: "health" }>;

/** The last reading, if it was looked for after the last command: a reading from before says nothing of what the command did. */
const lastReading = (steps: readonly DiagnosisStep[]): Health | undefined => {
  const answers = steps.map((s) => s.answer as Answer | undefined);
  const health = answers.findLastIndex((a) => a?.kind === "health");
  const command = answers.findLastIndex((a) => a?.kind === "command");
  return health > command ? (answers[health] as Health) : undefined;
};

/**
 * `cured` is only said when the rules themselves call a new reading clear. A runbook that claims it without that is corrected to `cannotTell`:
 * silence, an old reading or a succeeded command prove nothing.
 */
export const provenCure = (
  facts: Facts,
  steps: readonly DiagnosisStep[],
  rules: readonly FaultRule[],
): "proven" | "notProven" => {
  const reading = lastReading(steps);
  const health = reading?.health;
  if (!reading?.fresh || !health) return "notProven";
  const view = { terminal: facts.terminal, device: facts.device.device, health, fresh: true, at: health.observedAt };
  return rules.every((rule) => rule.look(view).verdict === "clear") ? "proven" : "notProven";
};

export const corrected = (finding: Finding): Finding => ({
  ...finding,
  verdict: "cannotTell",
  cause: {
    en: `${finding.cause?.en ?? ""} No new reading proves it, so it is not called cured.`.trim(),
    "zh-CN": `${finding.cause?.["zh-CN"] ?? ""}没有新的读数可以证明，因此不判定为已修复。`,
  },
});
