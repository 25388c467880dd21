import type {
  Language,
  StockLevel,
  StockLoan,
  StockMove,
  StockPart,
  StockSummary,
  StockView,
  TicketView,
  VisitView,
} from "../../../contract/index.ts";
import { partText } from "../../../contract/plain.ts";

/** Why a part is short; `soon`: more is used up in the field within 30 days than there is. */
export type Short = NonNullable<StockSummary["warning"]> | "soon";
const shorts: readonly (Short | undefined)[] = ["belowMinimum", "belowTarget", "soon", undefined];

/** One part with everything the page says of it. */
export interface SpareRow {
  readonly item: string;
  readonly sum: StockSummary;
  /** What it fits; not known yet while only the stock has answered. */
  readonly part: StockPart | undefined;
  readonly short: Short | undefined;
  /** By place. */
  readonly levels: ReadonlyMap<string, StockLevel>;
}

export const shortOf = (sum: Pick<StockSummary, "warning" | "have">, dueSoon = 0): Short | undefined =>
  sum.warning ?? (dueSoon > sum.have ? "soon" : undefined);

const byPart = (levels: readonly StockLevel[]): ReadonlyMap<string, ReadonlyMap<string, StockLevel>> => {
  const found = new Map<string, Map<string, StockLevel>>();
  for (const level of levels) {
    const places = found.get(level.item) ?? new Map<string, StockLevel>();
    found.set(level.item, places.set(level.place, level));
  }
  return found;
};

const none: ReadonlyMap<string, StockLevel> = new Map();

/** A part by its name in the reader's language. */
export const byName =
  (language: Language) =>
  (a: string, b: string): number =>
    partText(a)[language].localeCompare(partText(b)[language], language);

/** Every part of the stock: those that lack first, each kind by its name in the reader's language. */
export const rowsOf = (view: StockView, parts: readonly StockPart[] = [], language: Language = "en"): SpareRow[] => {
  const inOrder = byName(language);
  const known = new Map(parts.map((part) => [part.item, part]));
  const levels = byPart(view.levels);
  return view.items
    .map((sum): SpareRow => {
      const part = known.get(sum.item);
      const short = shortOf(sum, part?.dueSoon);
      return { item: sum.item, sum, part, short, levels: levels.get(sum.item) ?? none };
    })
    .sort((a, b) => shorts.indexOf(a.short) - shorts.indexOf(b.short) || inOrder(a.item, b.item));
};

interface SpareFilter {
  /** Words of a part in either language, or of a serial number. */
  readonly words: string;
  /** Only what lies there. */
  readonly place: string;
  readonly short: boolean;
}

const holds = ({ item, levels }: SpareRow, word: string): boolean => {
  const { en, "zh-CN": zh } = partText(item);
  return (
    `${en} ${zh}`.toLowerCase().includes(word) ||
    [...levels.values()].some(({ serials }) => serials.some((serial) => serial.toLowerCase().includes(word)))
  );
};

export const fits =
  ({ words, place, short }: SpareFilter): ((row: SpareRow) => boolean) =>
  (row) =>
    (!short || row.short !== undefined) &&
    (place === "" || row.levels.has(place)) &&
    words
      .toLowerCase()
      .split(/\s+/)
      .every((word) => holds(row, word));

/** How many units of these parts are in each place. */
export const totalsOf = (rows: readonly Pick<SpareRow, "levels">[]): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>();
  for (const { levels } of rows)
    for (const { place, quantity } of levels.values()) sums.set(place, (sums.get(place) ?? 0) + quantity);
  return sums;
};

/** The overdue first, then by the day they are due; those without a day last. */
export const loansInOrder = (loans: readonly StockLoan[]): StockLoan[] => {
  const key = ({ overdue, dueBack = "9999" }: StockLoan): string => `${overdue ? 0 : 1} ${dueBack}`;
  return loans.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.since - b.since));
};

interface Holder {
  readonly place: string;
  readonly quantity: number;
}
export interface VanNeed {
  readonly item: string;
  readonly wanted: number;
  readonly have: number;
  /** Who else has it, the fullest first. */
  readonly elsewhere: readonly Holder[];
}
export interface VanDay {
  readonly technician: string;
  readonly name: string;
  /** Left out: nobody keeps a van for them. */
  readonly van?: string;
  readonly visits: readonly VisitView[];
  /** Everything the work orders ask for; those that lack first. */
  readonly needs: readonly VanNeed[];
}

const wantedBy = (visits: readonly VisitView[]): Map<string, number> => {
  const wanted = new Map<string, number>();
  for (const { order } of visits)
    for (const { item, quantity } of order.parts) wanted.set(item, (wanted.get(item) ?? 0) + quantity);
  return wanted;
};

const needOf = (item: string, wanted: number, van: string | undefined, levels: readonly StockLevel[]): VanNeed => {
  const holders = levels.filter((level) => level.item === item);
  const elsewhere = holders
    .filter(({ place }) => place !== van)
    .map(({ place, quantity }) => ({ place, quantity }))
    .sort((a, b) => b.quantity - a.quantity);
  return { item, wanted, have: holders.find(({ place }) => place === van)?.quantity ?? 0, elsewhere };
};

const lack = ({ wanted, have }: VanNeed): number => Math.max(0, wanted - have);
export const lacks = (need: VanNeed): boolean => lack(need) > 0;

/**
 * What each technician needs for these visits against what is in their van. All visits together: two that need the same part want it twice, which no
 * visit by itself can say.
 */
export const vanDays = (visits: readonly VisitView[], levels: readonly StockLevel[]): VanDay[] => {
  const people = new Map<string, VisitView[]>();
  for (const visit of visits) {
    if (visit.state !== "planned" && visit.state !== "onTheWay") continue;
    people.set(visit.technician, [...(people.get(visit.technician) ?? []), visit]);
  }
  return [...people]
    .map(([technician, own]): VanDay => {
      const van = own[0]?.van;
      const needs = [...wantedBy(own)]
        .map(([item, wanted]) => needOf(item, wanted, van, levels))
        .sort((a, b) => lack(b) - lack(a) || (a.item < b.item ? -1 : 1));
      const name = own[0]?.technicianName ?? technician;
      return { technician, name, ...(van === undefined ? {} : { van }), visits: own, needs };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
};

/** Open tickets and visits to come that ask for a part. */
export const askedBy = (
  item: string,
  tickets: readonly TicketView[],
  visits: readonly VisitView[],
): { readonly tickets: readonly TicketView[]; readonly visits: readonly VisitView[] } => ({
  tickets: tickets.filter(({ parts }) => parts.includes(item)),
  visits: visits.filter(
    ({ state, order }) =>
      (state === "planned" || state === "onTheWay") && order.parts.some((part) => part.item === item),
  ),
});

export interface UsedOn extends Pick<StockLevel, "quantity" | "serials"> {
  readonly ticket: number;
}

/** What of a part was used on tickets and not returned, by its moves; the newest ticket first. */
export const usedOn = (moves: readonly StockMove[]): UsedOn[] => {
  const used = new Map<number, { quantity: number; serials: string[] }>();
  for (const { kind, ticket, quantity, serial } of moves.toSorted((a, b) => a.n - b.n)) {
    if (ticket === undefined || (kind !== "use" && kind !== "return")) continue;
    const was = used.get(ticket) ?? { quantity: 0, serials: [] };
    const others = was.serials.filter((one) => one !== serial);
    const into = kind === "use";
    used.set(ticket, {
      quantity: was.quantity + (into ? quantity : -quantity),
      serials: into && serial !== undefined ? [...others, serial] : others,
    });
  }
  return [...used]
    .filter(([, { quantity }]) => quantity > 0)
    .map(([ticket, left]) => ({ ticket, ...left }))
    .sort((a, b) => b.ticket - a.ticket);
};
