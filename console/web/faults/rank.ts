import type { FaultView } from "../../../contract/index.ts";
import { severities } from "../../../contract/plain.ts";

/** A fault with those that it explains. */
export interface Group {
  readonly fault: FaultView;
  readonly hidden: readonly FaultView[];
}

/** Faults that another one explains stand under it; one whose cause is not in the list stands by itself. */
export const grouped = (faults: readonly FaultView[]): Group[] => {
  const ids = new Set(faults.map(({ id }) => id));
  const isHidden = ({ hiddenBy }: FaultView): boolean => hiddenBy !== undefined && ids.has(hiddenBy);
  return faults
    .filter((fault) => !isHidden(fault))
    .map((fault) => ({ fault, hidden: faults.filter(({ hiddenBy }) => hiddenBy === fault.id) }));
};

/** Services lost weigh most: a kiosk that sells nothing comes before one that prints no receipts, whatever it is called. */
const lost = ({ impact }: FaultView): number => (impact.includes("allSales") ? 10 : impact.length);

/** By lost service, then severity, then age; a pending one is not proved yet and comes last. */
export const byLoss = (a: Group, b: Group): number =>
  Number(a.fault.state === "pending") - Number(b.fault.state === "pending") ||
  severities.indexOf(a.fault.severity) - severities.indexOf(b.fault.severity) ||
  lost(b.fault) - lost(a.fault) ||
  a.fault.since - b.fault.since ||
  (a.fault.id < b.fault.id ? -1 : 1);

/** Those known before keep their places; what is new comes after them, by rank. Nothing moves under a cursor. */
export const keepingPlaces = (ranked: readonly Group[], known: readonly string[]): Group[] => {
  const place = new Map(known.map((id, n) => [id, n]));
  const at = ({ fault }: Group): number => place.get(fault.id) ?? Number.MAX_SAFE_INTEGER;
  return [...ranked].sort((a, b) => at(a) - at(b));
};

/** How many would stand elsewhere if the list were sorted anew. */
export const displaced = (shown: readonly Group[], ranked: readonly Group[]): number =>
  shown.filter((group, n) => group.fault.id !== ranked[n]?.fault.id).length;
