import type { StockItem, StockLevel, StockLoan, StockPlace, StockSummary } from "../../contract/index.ts";

/** The classes of devices each part belongs to, by the words that fault rules use. A part of any device, or of a terminal as a whole, belongs to none. */
export type PartClasses = ReadonlyMap<string, ReadonlySet<string>>;

/** Every part that a rule names. */
export const partClasses = (rules: Iterable<{ deviceClass: string; parts: readonly string[] }>): PartClasses => {
  const found = new Map<string, Set<string>>();
  for (const { deviceClass, parts } of rules)
    for (const part of parts) {
      const classes = found.get(part) ?? new Set();
      found.set(part, classes);
      if (deviceClass !== "any" && deviceClass !== "terminal") classes.add(deviceClass);
    }
  return found;
};

export interface Wanting {
  readonly places: readonly StockPlace[];
  readonly items: readonly StockItem[];
  readonly levels: readonly StockLevel[];
  readonly loans: readonly Pick<StockLoan, "item" | "quantity">[];
  readonly classes: PartClasses;
  /** Devices in the register, by class. */
  readonly installed: ReadonlyMap<string, number>;
  readonly poolPercent: number;
}

const sum = (rows: readonly { quantity: number }[]): number => rows.reduce((n, row) => n + row.quantity, 0);

/** Of a part with a pool: so many per cent of the installed units, rounded up. None without installed units or with a pool of 0 %. */
export const targetOf = (installed: number, poolPercent: number): number | undefined =>
  // Of 7 % of 100 a computer makes a little more than 7.
  installed > 0 && poolPercent > 0 ? Math.ceil((installed * poolPercent) / 100 - 1e-9) : undefined;

const warningOf = (have: number, minimum = 0, target = 0): StockSummary["warning"] =>
  have < minimum ? "belowMinimum" : have < target ? "belowTarget" : undefined;

const summaryOf = (item: string, all: Wanting): StockSummary => {
  const wish = all.items.find((one) => one.item === item);
  const inRepairPlaces = new Set(all.places.filter((place) => place.kind === "repair").map((place) => place.id));
  const levels = all.levels.filter((level) => level.item === item);
  const classes = wish?.deviceClass ? [wish.deviceClass] : [...(all.classes.get(item) ?? [])];
  const installed = classes.reduce((n, one) => n + (all.installed.get(one) ?? 0), 0);
  const poolPercent = wish?.poolPercent ?? all.poolPercent;
  const have = sum(levels.filter(({ place }) => !inRepairPlaces.has(place)));
  const target = targetOf(installed, poolPercent);
  const warning = warningOf(have, wish?.minimum, target);
  return {
    item,
    have,
    inRepair: sum(levels) - have,
    onLoan: sum(all.loans.filter((loan) => loan.item === item)),
    installed,
    ...(wish?.minimum === undefined ? {} : { minimum: wish.minimum }),
    poolPercent,
    ...(target === undefined ? {} : { target }),
    ...(warning ? { warning } : {}),
  };
};

/** Every part that is named (`known`: it was in stock once, or something is wanted of it), those that lack first. */
export const summaries = (known: Iterable<string>, all: Wanting): StockSummary[] => {
  const rank = { belowMinimum: 0, belowTarget: 1, none: 2 };
  return [...new Set(known)]
    .map((item) => summaryOf(item, all))
    .sort((a, b) => rank[a.warning ?? "none"] - rank[b.warning ?? "none"] || (a.item < b.item ? -1 : 1));
};

/** A predicted part that a place has not, or not enough of. */
export interface MissingPart {
  readonly item: string;
  readonly wanted: number;
  readonly have: number;
  /** Other places that have it, the fullest first. */
  readonly elsewhere: readonly { readonly place: string; readonly quantity: number }[];
}

/** What of these parts (one that is named twice is wanted twice) a place lacks, and who has it. */
export const missingFor = (
  parts: readonly string[],
  place: string,
  levels: readonly Pick<StockLevel, "place" | "item" | "quantity">[],
): MissingPart[] =>
  [...new Set(parts)].flatMap((item) => {
    const wanted = parts.filter((part) => part === item).length;
    const holders = levels.filter((level) => level.item === item);
    const have = sum(holders.filter((level) => level.place === place));
    if (have >= wanted) return [];
    const elsewhere = holders
      .filter((level) => level.place !== place)
      .map((level) => ({ place: level.place, quantity: level.quantity }))
      .sort((a, b) => b.quantity - a.quantity);
    return [{ item, wanted, have, elsewhere }];
  });
