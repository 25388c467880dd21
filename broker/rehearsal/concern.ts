import type { FaultRule } from "../faults/rule.ts";

type Rules = ReadonlyMap<string, FaultRule>;

const causesOf = (rule: FaultRule | undefined): readonly string[] => [
  ...(rule?.inhibitedBy ?? []),
  ...(rule?.inhibitedAcross ?? []),
];

export interface Concern {
  /** Rules whose faults can come out otherwise: the proposed ones, and those that they hide. */
  readonly watched: ReadonlySet<string>;
  /** These, and whatever can hide them. */
  readonly needed: ReadonlySet<string>;
}

/** What must be replayed to see what other settings of these rules would do. */
export const concernOf = (rules: Rules, proposed: Iterable<string>): Concern => {
  const asked = new Set(proposed);
  const hidden = [...rules.values()].filter((rule) => causesOf(rule).some((cause) => asked.has(cause)));
  const watched = new Set([...asked, ...hidden.map(({ id }) => id)]);
  const needed = new Set(watched);
  // A set that grows while it is walked is walked to its end.
  for (const id of needed) for (const cause of causesOf(rules.get(id))) needed.add(cause);
  return { watched, needed };
};

/** Is a device of this class of any interest? */
export const looksAt = (rules: Rules, { watched, needed }: Concern): ((deviceClass: string) => boolean) => {
  const all = [...watched].some((id) => rules.get(id)?.deviceClass === "any");
  const classes = new Set([...needed].map((id) => rules.get(id)?.deviceClass));
  return (deviceClass) => all || classes.has(deviceClass as FaultRule["deviceClass"]);
};
