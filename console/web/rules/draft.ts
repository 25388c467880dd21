import type { RuleField, RuleSettings, RuleView } from "../../../contract/index.ts";
import { ruleFields } from "../../../contract/plain.ts";
import { readSpan, writeSpan } from "../../i18n/spans.ts";

/** Settings of a rule as they stand in a form. */
export interface Draft {
  readonly on: boolean;
  readonly severity: string;
  readonly holdMs: string;
  readonly clearHoldMs: string;
  readonly flapCount: string;
  readonly flapWindow: string;
  readonly ticket: boolean;
  readonly automatic: boolean;
  readonly raise: string;
  readonly clear: string;
}

export const draftOf = ({ flap, limit, ...settings }: RuleSettings): Draft => ({
  on: settings.on !== false,
  severity: settings.severity ?? "info",
  holdMs: writeSpan(settings.holdMs ?? 0),
  clearHoldMs: writeSpan(settings.clearHoldMs ?? 0),
  flapCount: flap ? String(flap.count) : "",
  flapWindow: flap ? writeSpan(flap.windowMs) : "",
  ticket: settings.ticket !== false,
  automatic: settings.automatic !== false,
  raise: limit ? String(limit.raise) : "",
  clear: limit ? String(limit.clear) : "",
});

/** Fields of the form that hold what cannot be read. */
export const unreadable = (draft: Draft, { inForce }: Pick<RuleView, "inForce">): (keyof Draft)[] => {
  const isNumber = (text: string): boolean => text.trim() !== "" && Number.isFinite(Number(text));
  const checks: readonly (readonly [keyof Draft, boolean])[] = [
    ["holdMs", readSpan(draft.holdMs) !== undefined],
    ["clearHoldMs", readSpan(draft.clearHoldMs) !== undefined],
    ["flapCount", !inForce.flap || /^\d+$/.test(draft.flapCount.trim())],
    ["flapWindow", !inForce.flap || readSpan(draft.flapWindow) !== undefined],
    ["raise", !inForce.limit || isNumber(draft.raise)],
    ["clear", !inForce.limit || isNumber(draft.clear)],
  ];
  return checks.flatMap(([field, fine]) => (fine ? [] : [field]));
};

const valuesOf = (draft: Draft, { inForce }: Pick<RuleView, "inForce">): RuleSettings => ({
  on: draft.on,
  severity: draft.severity as NonNullable<RuleSettings["severity"]>,
  holdMs: readSpan(draft.holdMs) ?? 0,
  clearHoldMs: readSpan(draft.clearHoldMs) ?? 0,
  ...(inForce.flap ? { flap: { count: Number(draft.flapCount), windowMs: readSpan(draft.flapWindow) ?? 0 } } : {}),
  ticket: draft.ticket,
  ...(inForce.automatic === undefined ? {} : { automatic: draft.automatic }),
  ...(inForce.limit ? { limit: { raise: Number(draft.raise), clear: Number(draft.clear) } } : {}),
});

const differing = (settings: RuleSettings, from: RuleSettings): RuleField[] =>
  ruleFields.filter(
    (field) => settings[field] !== undefined && JSON.stringify(settings[field]) !== JSON.stringify(from[field]),
  );

/** What the form asks for that is not as delivered. */
export const settingsIn = (draft: Draft, rule: Pick<RuleView, "inForce" | "delivered">): RuleSettings => {
  const values = valuesOf(draft, rule);
  return Object.fromEntries(differing(values, rule.delivered).map((field) => [field, values[field]])) as RuleSettings;
};

/** What would be otherwise than it is now. */
export const changedIn = (draft: Draft, rule: Pick<RuleView, "inForce">): RuleField[] =>
  differing(valuesOf(draft, rule), rule.inForce);
