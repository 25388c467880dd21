import { groupBy } from "../../../contract/group-by.ts";
import type { FaultView, Service } from "../../../contract/index.ts";
import { severities } from "../../../contract/plain.ts";

/** A fault with those that it explains. */
export interface Group {
  readonly fault: FaultView;
  readonly hidden: readonly FaultView[];
}

/** Faults that another one explains stand under it; one whose cause is not in the list stands by itself. */
export const grouped = (faults: readonly FaultView[]): Group[] => {
  const ids = new Set(faults.map(({ id }) => id));
  const causeOf = ({ hiddenBy }: FaultView): string => (hiddenBy !== undefined && ids.has(hiddenBy) ? hiddenBy : "");
  const under = groupBy(faults, causeOf);
  return (under.get("") ?? []).map((fault) => ({ fault, hidden: under.get(fault.id) ?? [] }));
};

/** What a lost service weighs: a kiosk that sells nothing comes before one that takes no notes, and an opened one before that. */
const weights: Readonly<Record<Service, number>> = {
  allSales: 10,
  security: 6,
  sellByCash: 4,
  sellByCard: 4,
  receipt: 2,
  monitoring: 1,
};

/** Lost with all sales anyway. */
const ofSales: readonly Service[] = ["sellByCash", "sellByCard", "receipt"];

/** Each service once, however many faults of the group stop it. */
const lost = ({ fault, hidden }: Group): number => {
  const services = new Set([fault, ...hidden].flatMap(({ impact }) => impact));
  if (services.has("allSales")) for (const one of ofSales) services.delete(one);
  return [...services].reduce((sum, one) => sum + weights[one], 0);
};

/** By lost service, then severity, then age; a pending one is not proved yet and comes last. */
export const byLoss = (a: Group, b: Group): number =>
  Number(a.fault.state === "pending") - Number(b.fault.state === "pending") ||
  lost(b) - lost(a) ||
  severities.indexOf(a.fault.severity) - severities.indexOf(b.fault.severity) ||
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
