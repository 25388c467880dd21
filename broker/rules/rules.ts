import { isDeepStrictEqual } from "node:util";
import {
  AppError,
  type Clock,
  changedMeanwhile,
  issueAt,
  type Localized,
  type ProposedRule,
  type RuleBrief,
  type RuleField,
  type RuleList,
  type RuleSettings,
  type RuleView,
  type SetRules,
  wrongFields,
} from "../../contract/index.ts";
import type { FaultEngine } from "../faults/engine.ts";
import type { FaultRule } from "../faults/rule.ts";
import { type AllSettings, onlyDifferent, type Settable, settingIssues, settingsOf } from "../faults/settings.ts";
import { sightsOf } from "../faults/sights.ts";
import type { Live } from "../live.ts";
import type { RuleSettingsRow } from "../store/rule-rows.ts";
import type { Readers, Store, Tx } from "../store/store.ts";
import { wearItems } from "../wear/items.ts";

export interface RulesDeps {
  readonly store: Pick<Store, "read">;
  readonly live: Pick<Live, "emit">;
  readonly clock: Clock;
  readonly faults: Pick<FaultEngine, "setRules">;
  readonly settable: Settable;
}

const countedMs = 30 * 86_400_000;
const mostRevisions = 50;

const settingsName: Localized = { en: "the settings of rules", "zh-CN": "规则设置" };
const unknownRule = (id: string): AppError =>
  new AppError("notFound", { en: `there is no rule ${id}`, "zh-CN": `没有规则 ${id}` });
const nothingChanged = (): AppError =>
  new AppError("conflict", {
    en: "nothing would change: these settings are in force already",
    "zh-CN": "没有任何改变：这些设置已经生效",
  });

/** What rules explain this one, whichever device they are on. */
const causesOf = ({ inhibitedBy = [], inhibitedAcross = [] }: FaultRule): string[] => [
  ...inhibitedBy,
  ...inhibitedAcross,
];

/** Settings of fault rules: what is in force, what may be changed, who changed it. */
export class Rules {
  readonly #deps: RulesDeps;

  constructor(deps: RulesDeps) {
    this.#deps = deps;
  }

  list(): RuleList {
    const { settable, store } = this.#deps;
    const row = store.read.ruleSettings();
    const settings = settable.fitting(row?.settings ?? {});
    const opened = this.#opened(store.read);
    return {
      revision: row?.revision ?? 0,
      holdFactor: settable.holdFactor,
      ...(row ? { changed: changeOf(row) } : {}),
      rules: [...settable.delivered.values()].map((rule) => this.#brief(rule, settings, opened)),
    };
  }

  /** Throws `AppError("notFound")`. */
  one(id: string): RuleView {
    const { settable, store } = this.#deps;
    const rule = this.#rule(id);
    const row = store.read.ruleSettings();
    const { limit, runbook, incident } = rule;
    return {
      ...this.#brief(rule, settable.fitting(row?.settings ?? {}), this.#opened(store.read)),
      revision: row?.revision ?? 0,
      holdFactor: settable.holdFactor,
      delivered: settingsOf(rule),
      impact: [...rule.impact],
      action: rule.action,
      skill: rule.skill,
      causes: [...rule.causes],
      advice: [...rule.advice],
      ...sightsOf(rule),
      ...(limit ? { limit: boundsOf(limit) } : {}),
      ordinary: rule.ordinary === true,
      explainedBy: causesOf(rule),
      hides: [...settable.delivered.values()].filter((other) => causesOf(other).includes(id)).map((other) => other.id),
      ...(runbook === undefined ? {} : { runbook }),
      ...(incident === undefined ? {} : { incident }),
      history: store.read
        .ruleSettingsOf(id, mostRevisions)
        .map((one) => ({ ...changeOf(one), settings: one.settings[id] ?? {} })),
    };
  }

  /**
   * Puts settings into force at once. Throws `notFound` for an unknown rule, `invalid` naming each field that is wrong, `conflict` if somebody was quicker or nothing
   * would change.
   */
  set(tx: Tx, { rules, why, seen }: SetRules, by: string): RuleList {
    const { settable, live, clock, faults } = this.#deps;
    const last = tx.read.ruleSettings();
    const revision = last?.revision ?? 0;
    if (seen !== undefined && seen !== revision) throw changedMeanwhile(settingsName, revision, seen);
    const before = settable.fitting(last?.settings ?? {});
    const after = this.proposed(rules, before);
    const changed = rules.map(({ rule }) => rule).filter((id) => !isDeepStrictEqual(before[id], after[id]));
    if (changed.length === 0) throw nothingChanged();
    const at = clock.now();
    const row = tx.addRuleSettings({ at, by, why, settings: after, changed });
    const text = `settings of the rule changed (revision ${row.revision}, ${by}): ${why}`;
    faults.setRules(tx, settable.inForce(changed, after), text);
    for (const id of changed) {
      const detail = { revision: row.revision, why, before: before[id] ?? {}, after: after[id] ?? {} };
      tx.addAudit({ at, actor: by, action: after[id] ? "rule.set" : "rule.reset", target: id, detail });
    }
    live.emit(tx, "rules", { revision: row.revision, rules: changed, by });
    return this.list();
  }

  /** All settings with these put into them, checked. Throws as `set`. */
  proposed(rules: readonly ProposedRule[], before: AllSettings): Record<string, RuleSettings> {
    const ids = rules.map(({ rule }) => rule);
    const twice = ids.filter((id, n) => ids.indexOf(id) !== n);
    const issues = [
      ...rules.flatMap(({ rule, settings }) => settingIssues(this.#rule(rule), settings)),
      ...twice.map((id) => issueAt(`/${id}`, { en: "is given twice", "zh-CN": "重复" })),
    ];
    if (issues.length > 0) throw wrongFields(issues);
    const after: Record<string, RuleSettings> = { ...before };
    for (const { rule, settings } of rules) {
      const different = onlyDifferent(this.#rule(rule), settings);
      if (Object.keys(different).length > 0) after[rule] = different;
      else delete after[rule];
    }
    return after;
  }

  #rule(id: string): FaultRule {
    const rule = this.#deps.settable.delivered.get(id);
    if (!rule) throw unknownRule(id);
    return rule;
  }

  #opened(read: Readers): ReadonlyMap<string, number> {
    return read.faultsSince(this.#deps.clock.now() - countedMs);
  }

  #brief(rule: FaultRule, settings: AllSettings, opened: ReadonlyMap<string, number>): RuleBrief {
    const { id, deviceClass, title } = rule;
    const own = settings[id] ?? {};
    return {
      rule: id,
      deviceClass,
      title,
      inForce: { ...settingsOf(rule), ...own },
      differs: Object.keys(own) as RuleField[],
      opened: opened.get(id) ?? 0,
    };
  }
}

const changeOf = ({ revision, at, by, why }: RuleSettingsRow): NonNullable<RuleList["changed"]> => ({
  revision,
  at,
  by,
  why,
});

const titleOf = (of: string): { readonly title?: Localized } => {
  const title = wearItems.find(({ id }) => id === of)?.title;
  return title ? { title } : {};
};

const boundsOf = ({
  of,
  kind,
  unit,
  beyond,
  least,
  most,
}: NonNullable<FaultRule["limit"]>): NonNullable<RuleView["limit"]> => ({
  of,
  kind,
  ...titleOf(of),
  unit,
  beyond,
  least,
  most,
});
