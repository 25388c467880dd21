import type { DeviceClass, ModuleSummary, TerminalSummary } from "../../../contract/index.ts";
import { type Condition, deviceClasses, worstFirst } from "../../../contract/plain.ts";

/** Classes that occur, in the order of the vocabulary. */
export const classesOf = (terminals: readonly TerminalSummary[]): DeviceClass[] => {
  const found = new Set(terminals.flatMap(({ modules }) => modules.map((one) => one.deviceClass)));
  return deviceClasses.filter((one) => found.has(one));
};

/** All modules of one class in a terminal, as one cell. */
export interface Cell {
  readonly condition: Condition;
  readonly count: number;
  /** `[component, state]` of those not in their good state. */
  readonly notable: readonly (readonly [string, string])[];
}

export const cellOf = (modules: readonly ModuleSummary[], deviceClass: DeviceClass): Cell | undefined => {
  const own = modules.filter((one) => one.deviceClass === deviceClass);
  if (own.length === 0) return undefined;
  const condition = worstFirst.find((one) => own.some((module) => module.condition === one)) ?? "unknown";
  return { condition, count: own.length, notable: own.flatMap(({ notable }) => Object.entries(notable ?? {})) };
};

const naturals = new Map<string, string>();
/** `kiosk-9` stands before `kiosk-10`. Kept, as thousands of ids are compared again and again. */
const natural = (id: string): string => {
  const known = naturals.get(id);
  if (known !== undefined) return known;
  const made = id.replaceAll(/\d+/g, (digits) => digits.padStart(12, "0"));
  naturals.set(id, made);
  return made;
};

export const byName = (a: string, b: string): number => (natural(a) < natural(b) ? -1 : 1);

const severityRank: Readonly<Record<string, number>> = { critical: 0, major: 1, minor: 2, info: 3 };

/** What needs somebody first; among equals by id, so that rows do not change places without a reason. */
export const byNeed = (a: TerminalSummary, b: TerminalSummary): number =>
  worstFirst.indexOf(a.condition) - worstFirst.indexOf(b.condition) ||
  (severityRank[a.worst ?? ""] ?? 4) - (severityRank[b.worst ?? ""] ?? 4) ||
  byName(a.id, b.id);
