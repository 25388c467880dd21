import type { RuleSettings } from "../../contract/index.ts";

/** All settings of fault rules from `at` until the next revision. */
export interface RuleSettingsRow {
  readonly revision: number;
  readonly at: number;
  readonly by: string;
  readonly why: string;
  /** By rule; those that are as delivered are left out. */
  readonly settings: Readonly<Record<string, RuleSettings>>;
  /** Rules this revision changed. */
  readonly changed: readonly string[];
}

export interface RuleReaders {
  /** The newest revision; `undefined`: everything is as delivered. */
  ruleSettings(): RuleSettingsRow | undefined;
  /** Revisions that changed a rule, the newest first. */
  ruleSettingsOf(rule: string, limit: number): RuleSettingsRow[];
  /** Times faults began since a moment, by code. */
  faultsSince(at: number): ReadonlyMap<string, number>;
}

export interface RuleWriters {
  /** Gives the next revision. */
  addRuleSettings(row: Omit<RuleSettingsRow, "revision">): RuleSettingsRow;
}
