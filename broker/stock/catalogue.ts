import type { AssetCount, DeviceClass, StockItem, StockPart } from "../../contract/index.ts";
import type { FaultRule } from "../faults/rule.ts";
import type { PartClasses } from "./wanted.ts";

/** What is known of the field: which devices are in it, and how many of each part are used up soon. */
export interface Field {
  readonly units: readonly AssetCount[];
  readonly dueSoon: ReadonlyMap<string, number>;
}

export interface CatalogueFacts extends Field {
  /** Parts that were in stock once. */
  readonly known: Iterable<string>;
  readonly items: readonly StockItem[];
  readonly rules: Iterable<Pick<FaultRule, "id" | "title" | "parts">>;
  readonly classes: PartClasses;
}

type Model = StockPart["models"][number];

/** Devices of these classes by make, whatever their firmware; the most first. */
const modelsOf = (classes: readonly DeviceClass[], units: readonly AssetCount[]): Model[] => {
  const found = new Map<string, Model>();
  for (const { firmware: _, count, ...make } of units) {
    if (!classes.includes(make.deviceClass)) continue;
    const key = JSON.stringify([make.deviceClass, make.manufacturer, make.model]);
    found.set(key, { ...make, count: count + (found.get(key)?.count ?? 0) });
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
};

/** Every part that may be booked, by name: those that rules ask for, those that something is wanted of, those that were in stock. */
export const catalogue = ({ known, items, rules, classes, units, dueSoon }: CatalogueFacts): StockPart[] => {
  const wishes = new Map(items.map((item) => [item.item, item]));
  const asks = [...rules];
  const names = new Set([...classes.keys(), ...wishes.keys(), ...known]);
  return [...names].sort().map((item): StockPart => {
    const wish = wishes.get(item);
    const own = (wish?.deviceClass ? [wish.deviceClass] : [...(classes.get(item) ?? [])]) as DeviceClass[];
    const due = dueSoon.get(item);
    return {
      ...wish,
      item,
      faults: asks.filter(({ parts }) => parts.includes(item)).map(({ id, title }) => ({ code: id, title })),
      classes: own,
      models: modelsOf(own, units),
      ...(due === undefined ? {} : { dueSoon: due }),
    };
  });
};
