import {
  AppError,
  type AssetPlace,
  aboutField,
  asRead,
  type Clock,
  fieldWord,
  type Localized,
  type MoveStock,
  partText,
  type RouteQuery,
  type StockItem,
  type StockLevel,
  type StockLoan,
  type StockMove,
  type StockPart,
  type StockPlace,
  type StockSummary,
  type StockView,
  stockMoveFields,
  stockMoveWords,
  wrongField,
} from "../../contract/index.ts";
import { dayIn, isCalendarDay } from "../assets/days.ts";
import type { FaultRule } from "../faults/rule.ts";
import type { Live } from "../live.ts";
import type { Readers, Store, Tx } from "../store/store.ts";
import { thereAre } from "../unknown.ts";
import { catalogue, type Field } from "./catalogue.ts";
import { book, type Ledger, ledgerOf, levelsOf, loansOf, type Refusal, refusal } from "./ledger.ts";
import { type MissingPart, missingFor, type PartClasses, partClasses, summaries } from "./wanted.ts";

/** What the stock asks of the register of assets. */
export interface Register {
  installedAt(serial: string, classes?: readonly string[]): AssetPlace[];
  installed(): ReadonlyMap<string, number>;
}

export interface StockDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly register: Register;
  readonly rules: ReadonlyMap<string, FaultRule>;
  /** Pool of a part in per cent of the installed units, where the part itself says nothing. */
  readonly poolPercent: number;
  /** IANA zone in which the last day of a loan ends; the computer's if left out. */
  readonly zone?: string | undefined;
}

const maxPlaces = 1000;
const maxItems = 2000;
const fields = ["from", "to", "ticket", "terminal", "reason", "dueBack"] as const;
/** A reason is welcome with every move. */
const mayBeSaid: readonly string[] = ["reason"];
const contents = ["kind", "item", "quantity", "serial", "from", "to", "ticket", "terminal", "dueBack"] as const;

const moveOf = (request: MoveStock, at: number, by: string): Omit<StockMove, "n"> => ({
  ...request,
  quantity: request.quantity ?? 1,
  at,
  by,
});

/** Throws `invalid` that names the field a move of this kind lacks, or does not take. */
const checkFields = (request: MoveStock): void => {
  const { needs, takes = [] } = stockMoveFields[request.kind];
  for (const field of fields) {
    const given = request[field] !== undefined;
    const needed = needs.includes(field);
    if (given === needed || (given && (takes.includes(field) || mayBeSaid.includes(field)))) continue;
    const kind = stockMoveWords[request.kind];
    throw wrongField(
      `body.${field}`,
      needed
        ? { en: `is needed by a move of kind ${request.kind}`, "zh-CN": `${kind}必须填写` }
        : { en: `is not taken by a move of kind ${request.kind}`, "zh-CN": `${kind}不用填写` },
    );
  }
};

const refused = (code: "conflict" | "notFound", field: keyof MoveStock, sentence: Localized): AppError =>
  aboutField(code, `body.${field}`, sentence);

const wordsOf = (name: string): string[] => name.toLowerCase().split(/\s+/);

/** Parts that share words with this one, for who wrote it otherwise; the likest first. */
const alike = (item: string, known: Iterable<string>): string[] => {
  const words = wordsOf(item);
  const shared = (name: string): number =>
    wordsOf(name).filter((word) => words.includes(word)).length / wordsOf(name).length;
  return [...new Set(known)]
    .filter((name) => shared(name) > 0)
    .sort((a, b) => shared(b) - shared(a))
    .slice(0, 5);
};

/**
 * Spare parts: where they are, who moved them and why. Moves are only ever appended; how many are where is the sum of them, kept in memory in step with
 * the transaction. Of two who take the last unit at once the second is refused: moves are booked one after the other.
 */
export class Stock {
  readonly #deps: StockDeps;
  readonly #classes: PartClasses;
  #ledger: Ledger = new Map();
  #places = new Map<string, StockPlace>();
  #items = new Map<string, StockItem>();

  constructor(deps: StockDeps) {
    this.#deps = deps;
    this.#classes = partClasses(deps.rules.values());
  }

  /** Adds up every move there ever was. */
  load(read: Readers): void {
    this.#ledger = ledgerOf(read.allStockMoves());
    this.#places = new Map(read.stockPlaces().map((place) => [place.id, place]));
    this.#items = new Map(read.stockItems().map((item) => [item.item, item]));
  }

  levels(): StockLevel[] {
    return levelsOf(this.#ledger);
  }

  /** Predicted parts that a place lacks, for who is sent from there. Throws `notFound` for a place nobody named. */
  missing(parts: readonly string[], place: string): MissingPart[] {
    this.#place(place);
    return missingFor(parts, place, this.levels());
  }

  view({ place, item, warnings }: RouteQuery<"stock"> = {}): StockView {
    if (place !== undefined) this.#place(place);
    const of = (row: { item: string }): boolean => item === undefined || row.item === item;
    const levels = this.levels().filter((level) => of(level) && (place === undefined || level.place === place));
    const there = place === undefined ? undefined : new Set(levels.map((level) => level.item));
    const items = this.#summaries().filter(
      (one) => of(one) && (there?.has(one.item) ?? true) && (!warnings || one.warning !== undefined),
    );
    const loans = this.loans().filter((loan) => of(loan) && (!warnings || loan.overdue === true));
    return { places: [...this.#places.values()], items, levels, loans: place === undefined ? loans : [] };
  }

  /** The classes of devices each part belongs to. */
  get parts(): PartClasses {
    return this.#classes;
  }

  /** Every part that may be booked, with where it fits and how many are used up soon. */
  catalogue(field: Field): StockPart[] {
    const known = this.#ledger.keys();
    const rules = this.#deps.rules.values();
    return catalogue({ ...field, known, items: [...this.#items.values()], rules, classes: this.#classes });
  }

  /** What is below its minimum or below the pool's target, the worst first. */
  warnings(): StockSummary[] {
    return this.#summaries().filter((one) => one.warning !== undefined);
  }

  /** What is lent and not back, by terminal; `overdue` once its last day is over. */
  loans(): StockLoan[] {
    const today = this.#today();
    return loansOf(this.#ledger).map((loan) =>
      loan.dueBack !== undefined && loan.dueBack < today ? { ...loan, overdue: true } : loan,
    );
  }

  #today(): string {
    const { zone = Intl.DateTimeFormat().resolvedOptions().timeZone, clock } = this.#deps;
    return dayIn(zone, clock.now());
  }

  /** Throws `invalid` for a last day that no calendar has, or that is over. */
  #checkDueBack(day: string | undefined): void {
    if (day === undefined || (isCalendarDay(day) && day >= this.#today())) return;
    throw wrongField(
      "body.dueBack",
      isCalendarDay(day)
        ? { en: `${day} is over already`, "zh-CN": `${day} 已过` }
        : { en: `no calendar has a day ${day}`, "zh-CN": `没有 ${day} 这一天` },
    );
  }

  moves(filter: RouteQuery<"stockMoves">): StockMove[] {
    return this.#deps.store.read.stockMoves({ ...filter });
  }

  /**
   * Books a move. Throws `AppError`: `invalid` (a field that is missing or not taken), `notFound` (a part, place, ticket or terminal nobody named),
   * `conflict` (not enough there, a serial number that is elsewhere or installed, a place that is closed, a key used for another move).
   */
  move(tx: Tx, request: MoveStock, by: string): StockMove {
    checkFields(request);
    const move = moveOf(request, this.#deps.clock.now(), by);
    const before = request.key === undefined ? undefined : tx.read.stockMoveByKey(request.key);
    if (before) return again(before, move);
    this.#checkDueBack(request.dueBack);
    this.#checkNames(tx.read, move);
    const why = refusal(this.#ledger, move) ?? this.#installed(tx.read, move);
    if (why) throw refused("conflict", why.field, why.text);
    const booked = tx.addStockMove(move);
    tx.afterRollback(book(this.#ledger, booked));
    const { at, by: actor, ...detail } = booked;
    tx.addAudit({ at, actor, action: `stock.${move.kind}`, target: move.item, detail });
    this.#deps.live.emit(tx, "stockMove", { move: booked });
    return booked;
  }

  /** Names a place, or changes what is said of it. Throws `conflict` if it is to be closed with something in it. */
  setPlace(tx: Tx, place: StockPlace, by: string): StockPlace {
    const before = this.#places.get(place.id);
    if (!before && this.#places.size >= maxPlaces)
      throw new AppError("refused", {
        en: `there are ${maxPlaces} places already`,
        "zh-CN": `库位已达上限 ${maxPlaces} 个`,
      });
    const left = this.levels().filter((level) => level.place === place.id);
    if (place.closed && left.length > 0)
      throw new AppError("conflict", {
        en: `${place.id} cannot be closed: ${left[0]?.quantity} of ${left[0]?.item} are in it`,
        "zh-CN": `${place.id} 不能停用：其中还有 ${left[0]?.quantity} 件${partText(left[0]?.item ?? "")["zh-CN"]}`,
      });
    tx.saveStockPlace(place);
    this.#set(tx, this.#places, place.id, place);
    tx.addAudit({ at: this.#deps.clock.now(), actor: by, action: "stock.place", target: place.id, detail: place });
    this.#deps.live.emit(tx, "stockSet", { place });
    return place;
  }

  /** Says what is wanted of a part; makes a part known that no fault rule names. */
  setItem(tx: Tx, item: StockItem, by: string): StockItem {
    if (!this.#items.has(item.item) && this.#items.size >= maxItems)
      throw new AppError("refused", {
        en: `there are ${maxItems} parts already`,
        "zh-CN": `备件种类已达上限 ${maxItems} 种`,
      });
    tx.saveStockItem(item);
    this.#set(tx, this.#items, item.item, item);
    tx.addAudit({ at: this.#deps.clock.now(), actor: by, action: "stock.item", target: item.item, detail: item });
    this.#deps.live.emit(tx, "stockSet", { item });
    return item;
  }

  #set<T>(tx: Tx, map: Map<string, T>, key: string, value: T): void {
    const before = map.get(key);
    map.set(key, value);
    tx.afterRollback(() => (before === undefined ? map.delete(key) : map.set(key, before)));
  }

  #summaries(): StockSummary[] {
    return summaries([...this.#ledger.keys(), ...this.#items.keys()], {
      places: [...this.#places.values()],
      items: [...this.#items.values()],
      levels: this.levels(),
      loans: loansOf(this.#ledger),
      classes: this.#classes,
      installed: this.#deps.register.installed(),
      poolPercent: this.#deps.poolPercent,
    });
  }

  #place(id: string): StockPlace {
    const place = this.#places.get(id);
    if (place) return place;
    const known = thereAre([...this.#places.keys()].slice(0, 20));
    throw new AppError("notFound", { en: `no place ${id}${known.en}`, "zh-CN": `没有库位 ${id}${known["zh-CN"]}` });
  }

  #checkNames(read: Readers, { item, from, to, ticket, terminal }: Omit<StockMove, "n">): void {
    if (!this.#classes.has(item) && !this.#items.has(item)) {
      const near = alike(item, [...this.#classes.keys(), ...this.#items.keys()]);
      const known = near.length > 0 ? thereAre(near) : asRead("");
      throw refused("notFound", "item", {
        en: `no part ${item}${known.en}`,
        "zh-CN": `没有备件 ${item}${known["zh-CN"]}`,
      });
    }
    if (from !== undefined) this.#place(from);
    if (to !== undefined && this.#place(to).closed)
      throw refused("conflict", "to", { en: `${to} is closed`, "zh-CN": `库位 ${to} 已停用` });
    if (ticket !== undefined && !read.ticket(ticket))
      throw refused("notFound", "ticket", { en: `no ticket ${ticket}`, "zh-CN": `没有工单 ${ticket}` });
    if (terminal !== undefined && !read.terminal(terminal))
      throw refused("notFound", "terminal", { en: `no terminal ${terminal}`, "zh-CN": `没有终端 ${terminal}` });
  }

  /** A unit that answers from a terminal is not in stock; in the very terminal it goes to it may have been put already. */
  #installed(read: Readers, { kind, item, serial, ticket, terminal }: Omit<StockMove, "n">): Refusal | undefined {
    if (serial === undefined) return undefined;
    const wish = this.#items.get(item)?.deviceClass;
    const classes = wish ? [wish] : [...(this.#classes.get(item) ?? [])];
    const goesTo = kind === "use" ? read.ticket(ticket as number)?.terminal : kind === "loanOut" ? terminal : undefined;
    const found = this.#deps.register.installedAt(serial, classes).find((place) => place.terminal !== goesTo);
    if (!found) return undefined;
    const { terminal: there, device } = found;
    const text = {
      en: `${item} ${serial} is installed: ${there} (${device}) answers with that serial number`,
      "zh-CN": `${partText(item)["zh-CN"]} ${serial} 已装机：${there} 的 ${device} 正以此序列号应答`,
    };
    return { field: "serial", text };
  }
}

/** The answer to a move that was asked for twice. Throws `conflict` if it was not the same. */
const again = (before: StockMove, asked: Omit<StockMove, "n">): StockMove => {
  const other = contents.find((field) => before[field] !== asked[field]);
  if (other === undefined) return before;
  throw new AppError("conflict", {
    en: `this key was used for another move (number ${before.n}): its ${other} differs`,
    "zh-CN": `该请求编号已用于另一笔出入库（第 ${before.n} 笔）：${fieldWord(other)}不同`,
  });
};
