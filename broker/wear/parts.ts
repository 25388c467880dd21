import type { FaultRule } from "../faults/rule.ts";
import { type WearItem, wearItems } from "./items.ts";
import type { Forecast } from "./wear.ts";

const dayMs = 86_400_000;
/** What is used up within so long is looked after now: renewed while somebody is there, kept in stock. */
export const soonMs = 30 * dayMs;
const worn = 0.9;

/** A part that is nearly worn, or used up soon. */
export const isDueSoon = ({ dueAt, share, item }: Forecast, now: number): boolean =>
  item.kind === "wear" && ((share ?? 0) >= worn || (dueAt !== undefined && dueAt <= now + soonMs));

type Rules = ReadonlyMap<string, Pick<FaultRule, "deviceClass" | "look" | "parts">>;

const ofRule = (rules: Rules, { id, deviceClass }: WearItem): readonly string[] => {
  const health = {
    deviceClass,
    availability: "online",
    components: {},
    measures: {},
    observedAt: 0,
    freshForMs: 1,
  } as const;
  const view = { terminal: "", device: "", health, fresh: true, at: 0 };
  const rule = [...rules.values()].find(
    (one) =>
      one.deviceClass === deviceClass &&
      one.look({ ...view, worn: (item) => (item === id ? 1 : undefined) }).verdict === "fault",
  );
  return rule?.parts ?? [];
};

/** Spare parts by what wears: a supply names its own; else those of the rule that says when it is due, which is asked itself. */
export const wearParts = (rules: Rules): ReadonlyMap<string, readonly string[]> =>
  new Map(wearItems.map((item) => [item.id, item.spare === undefined ? ofRule(rules, item) : [item.spare]]));

type Use = Pick<Forecast, "item" | "dueAt" | "share" | "perDay" | "end"> & {
  readonly usage: { readonly terminal: string; readonly device: string };
};

/** How often it has to be renewed until then: once when it is due, and once more after each further life at the same use. */
const renewals = ({ item, dueAt, share = 0, perDay = 0, end }: Use, now: number, until: number): number => {
  if (dueAt === undefined) return item.kind === "wear" && share >= worn ? 1 : 0;
  if (dueAt > until) return 0;
  const lifeMs = item.kind === "wear" && perDay > 0 ? (end / perDay) * dayMs : Number.POSITIVE_INFINITY;
  return 1 + Math.floor((until - Math.max(dueAt, now)) / lifeMs);
};

/**
 * How many of each spare part are used up in the field until then. Two measures of one device that tell of the same part (a printer that counts lines and
 * paper) are one part: the greater counts. A part whose use nobody measured is not in it.
 */
export const wantedUntil = (
  forecasts: readonly Use[],
  parts: ReadonlyMap<string, readonly string[]>,
  { now, until }: { readonly now: number; readonly until: number },
): ReadonlyMap<string, number> => {
  const byUnit = new Map<string, { readonly part: string; readonly count: number }>();
  for (const use of forecasts) {
    const part = parts.get(use.item.id)?.[0];
    if (part === undefined) continue;
    const unit = `${use.usage.terminal}/${use.usage.device} ${part}`;
    byUnit.set(unit, { part, count: Math.max(byUnit.get(unit)?.count ?? 0, renewals(use, now, until)) });
  }
  const sums = new Map<string, number>();
  for (const { part, count } of byUnit.values()) sums.set(part, (sums.get(part) ?? 0) + count);
  return sums;
};
