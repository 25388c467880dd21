import { AppError } from "../../contract/index.ts";
import { discover } from "../discovery.ts";
import type { FaultRule } from "./rule.ts";

/** Rules by id, and by the class of device they look at (`any` rules are in every list). */
export interface RuleIndex {
  readonly byId: ReadonlyMap<string, FaultRule>;
  forClass(deviceClass: string): readonly FaultRule[];
}

const hiders = ({ inhibitedBy = [], inhibitedAcross = [] }: FaultRule): readonly string[] => [
  ...inhibitedBy,
  ...inhibitedAcross,
];

/** A chain of ids that inhibit each other in a ring, or nothing. */
export const inhibitionCycle = (rules: ReadonlyMap<string, FaultRule>): string[] | undefined => {
  const done = new Set<string>();
  const visit = (id: string, path: string[]): string[] | undefined => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (done.has(id)) return undefined;
    const rule = rules.get(id);
    for (const cause of rule ? hiders(rule) : []) {
      const ring = visit(cause, [...path, id]);
      if (ring) return ring;
    }
    done.add(id);
    return undefined;
  };
  for (const id of rules.keys()) {
    const ring = visit(id, []);
    if (ring) return ring;
  }
  return undefined;
};

/** Throws `AppError("rules")` for an id that is not the file's name, an unknown inhibitor, or rules that hide each other in a ring. */
export const indexRules = (found: ReadonlyMap<string, FaultRule>): RuleIndex => {
  for (const [name, rule] of found) {
    if (rule.id !== name) throw new AppError("rules", `rule ${rule.id} must be in a file of that name, not ${name}`);
    for (const cause of hiders(rule))
      if (!found.has(cause)) throw new AppError("rules", `rule ${rule.id}: no rule ${cause} to be inhibited by`);
  }
  const ring = inhibitionCycle(found);
  if (ring) throw new AppError("rules", `rules hide each other in a ring: ${ring.join(" <- ")}`);
  const lists = new Map<string, readonly FaultRule[]>();
  return {
    byId: found,
    forClass(deviceClass) {
      let list = lists.get(deviceClass);
      if (!list) {
        list = [...found.values()].filter((r) => r.deviceClass === deviceClass || r.deviceClass === "any");
        lists.set(deviceClass, list);
      }
      return list;
    },
  };
};

/** All rules of `faults/rules/`, as they are delivered. */
export const loadRules = async (): Promise<RuleIndex> =>
  indexRules(await discover<FaultRule>(new URL("./rules/", import.meta.url)));
