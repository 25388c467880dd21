import { isDeepStrictEqual } from "node:util";
import { type Issue, issueAt, type RuleSettings, ruleFields } from "../../contract/index.ts";
import { indexRules, type RuleIndex } from "./load-rules.ts";
import type { FaultRule, Limit } from "./rule.ts";
import { flapOf } from "./stages/flap.ts";

/** What of a rule may be set, as the rule has it. */
export const settingsOf = (rule: FaultRule): RuleSettings => ({
  on: rule.off !== true,
  severity: rule.severity,
  holdMs: rule.holdMs,
  clearHoldMs: rule.clearHoldMs,
  ...(rule.ordinary ? {} : { flap: flapOf(rule) }),
  ticket: rule.ticket,
  ...(rule.runbook === undefined ? {} : { automatic: rule.automatic !== false }),
  ...(rule.limit ? { limit: { raise: rule.limit.raise, clear: rule.limit.clear } } : {}),
});

/** Settings without what is as delivered anyway. */
export const onlyDifferent = (rule: FaultRule, settings: RuleSettings): RuleSettings => {
  const delivered = settingsOf(rule);
  const kept = ruleFields.filter(
    (field) => settings[field] !== undefined && !isDeepStrictEqual(settings[field], delivered[field]),
  );
  return Object.fromEntries(kept.map((field) => [field, settings[field]]));
};

type Says = (field: string, en: string, zh: string) => void;

const checkLimit = (limit: Limit, { raise, clear }: NonNullable<RuleSettings["limit"]>, say: Says): void => {
  const { least, most, unit } = limit;
  for (const [field, value] of Object.entries({ raise, clear }))
    if (value < least || value > most)
      say(
        `limit/${field}`,
        `${value} is not between ${least} and ${most} (${unit})`,
        `${value} 不在 ${least} 到 ${most} 之间（${unit}）`,
      );
  const crossed = limit.beyond === "above" ? clear > raise : clear < raise;
  const side = limit.beyond === "above" ? (["at or below", "不高于"] as const) : (["at or above", "不低于"] as const);
  if (crossed) say("limit/clear", `must be ${side[0]} raise (${raise})`, `须${side[1]} raise（${raise}）`);
};

/** What is wrong with settings for this rule, by field; beyond what their schema says. */
export const settingIssues = (rule: FaultRule, settings: RuleSettings): Issue[] => {
  const issues: Issue[] = [];
  const say: Says = (field, en, zh) => void issues.push(issueAt(`/${rule.id}/${field}`, { en, "zh-CN": zh }));
  if (settings.limit && !rule.limit) say("limit", "this rule has no limit", "该规则没有限值");
  if (settings.limit && rule.limit) checkLimit(rule.limit, settings.limit, say);
  if (settings.flap && rule.ordinary)
    say("flap", "its coming and going is ordinary work: it never flaps", "其反复出现属于正常工作，不判定为时有时无");
  if (settings.automatic !== undefined && rule.runbook === undefined)
    say("automatic", "this rule has no runbook", "该规则没有处置流程");
  return issues;
};

/** The rule with these settings. Bounds are not checked here. */
export const withSettings = (rule: FaultRule, settings: RuleSettings): FaultRule => {
  const { on = true, automatic = true, limit, severity, holdMs, clearHoldMs, flap, ticket } = settings;
  return {
    ...rule,
    severity: severity ?? rule.severity,
    holdMs: holdMs ?? rule.holdMs,
    clearHoldMs: clearHoldMs ?? rule.clearHoldMs,
    ticket: ticket ?? rule.ticket,
    ...(flap ? { flap } : {}),
    ...(on ? {} : { off: true }),
    ...(automatic ? {} : { automatic }),
    ...(limit && rule.limit ? { limit: { ...rule.limit, ...limit }, look: rule.limit.look(limit) } : {}),
  };
};

/** Hold times longer or shorter by a factor, for demonstrations and tests. */
const hastened = (rule: FaultRule, factor: number): FaultRule =>
  factor === 1 ? rule : { ...rule, holdMs: rule.holdMs * factor, clearHoldMs: rule.clearHoldMs * factor };

/** Settings by rule. */
export type AllSettings = Readonly<Record<string, RuleSettings>>;

/** Rules as they are delivered, and as they count with an operator's settings. */
export class Settable {
  readonly delivered: ReadonlyMap<string, FaultRule>;
  readonly holdFactor: number;

  /** `holdFactor` presses hold times together for demonstrations and tests; 1 in service. */
  constructor({ byId }: Pick<RuleIndex, "byId">, holdFactor = 1) {
    this.delivered = byId;
    this.holdFactor = holdFactor;
  }

  /** Those that fit the rules of this version: a rule may have gone, or have other bounds. The rest does not count. */
  fitting(settings: AllSettings): AllSettings {
    const fits = ([id, own]: [string, RuleSettings]): boolean => {
      const rule = this.delivered.get(id);
      return rule !== undefined && settingIssues(rule, own).length === 0;
    };
    return Object.fromEntries(Object.entries(settings).filter(fits));
  }

  /** Rules in force with fitting settings, by id; those that there are. */
  inForce(ids: Iterable<string>, settings: AllSettings): FaultRule[] {
    return [...ids].flatMap((id) => {
      const rule = this.delivered.get(id);
      return rule ? [hastened(withSettings(rule, settings[id] ?? {}), this.holdFactor)] : [];
    });
  }

  /** All of them. */
  allInForce(settings: AllSettings): RuleIndex {
    const rules = this.inForce(this.delivered.keys(), this.fitting(settings));
    return indexRules(new Map(rules.map((rule) => [rule.id, rule])));
  }
}
