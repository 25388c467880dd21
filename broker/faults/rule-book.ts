import type { RuleIndex } from "./load-rules.ts";
import type { FaultRule } from "./rule.ts";

/** The rules in force. One map for its life, so that whoever holds it sees each change at once. */
export class RuleBook {
  readonly #rules: Map<string, FaultRule>;
  readonly #lists = new Map<string, readonly FaultRule[]>();

  constructor({ byId }: Pick<RuleIndex, "byId">) {
    this.#rules = new Map(byId);
  }

  get byId(): ReadonlyMap<string, FaultRule> {
    return this.#rules;
  }

  /** Those that look at devices of this class; none that was turned off. */
  forClass(deviceClass: string): readonly FaultRule[] {
    let list = this.#lists.get(deviceClass);
    if (!list) {
      const fits = (rule: FaultRule): boolean => rule.deviceClass === deviceClass || rule.deviceClass === "any";
      list = [...this.#rules.values()].filter((rule) => fits(rule) && !rule.off);
      this.#lists.set(deviceClass, list);
    }
    return list;
  }

  put(rules: readonly FaultRule[]): void {
    for (const rule of rules) this.#rules.set(rule.id, rule);
    this.#lists.clear();
  }
}
