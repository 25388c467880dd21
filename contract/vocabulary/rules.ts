/** What may be set of a fault rule. */
export const ruleFields = ["on", "severity", "holdMs", "clearHoldMs", "flap", "ticket", "automatic", "limit"] as const;
export type RuleField = (typeof ruleFields)[number];

/** How a fault of a rehearsal would have been otherwise. `otherwise`: at the same times, with another severity or ticket. */
export const differences = ["new", "gone", "earlier", "later", "shorter", "longer", "otherwise"] as const;
export type Difference = (typeof differences)[number];

/** What a rehearsal cannot know, in the order in which it matters. */
export const unknownsOfRehearsal = [
  "stopped",
  "dataShort",
  "cut",
  "ticketsShared",
  "runbooks",
  "siteLost",
  "duplicateId",
  "leftOpen",
  "wearBeforeRenewal",
  "portsAsToday",
  "maintenanceSecurity",
  "restarts",
] as const;
