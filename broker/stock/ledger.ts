import { type Localized, partText, type StockLevel, type StockLoan, type StockMove } from "../../contract/index.ts";

/**
 * Every move takes a part from one account to another, so that nothing comes from nowhere: `place:<id>`, `used:<ticket>`, `loan:<terminal>`, and the two
 * that have no bottom or no end: `outside` (suppliers) and `scrap`.
 */
export type Account = string;
const outside: Account = "outside";

/** What the ledger needs of a move. */
export type Booking = Pick<
  StockMove,
  "n" | "at" | "kind" | "item" | "quantity" | "serial" | "from" | "to" | "ticket" | "terminal" | "dueBack"
>;
/** A move that is not booked yet. */
type Asked = Omit<Booking, "n">;

interface Way {
  readonly from: (move: Asked) => Account;
  readonly to: (move: Asked) => Account;
}
const fromPlace = ({ from }: Asked): Account => `place:${from}`;
const toPlace = ({ to }: Asked): Account => `place:${to}`;
const used = ({ ticket }: Asked): Account => `used:${ticket}`;
const loan = ({ terminal }: Asked): Account => `loan:${terminal}`;

/** The ways of a part. */
export const ways: Readonly<Record<StockMove["kind"], Way>> = {
  receive: { from: () => outside, to: toPlace },
  move: { from: fromPlace, to: toPlace },
  use: { from: fromPlace, to: used },
  return: { from: used, to: toPlace },
  writeOff: { from: fromPlace, to: () => "scrap" },
  loanOut: { from: fromPlace, to: loan },
  loanBack: { from: loan, to: toPlace },
};

/** One part: how many are where, and where each known serial number is. */
interface Part {
  readonly balances: Map<Account, number>;
  readonly serials: Map<string, Account>;
  /** What is lent and not back yet, the oldest first. */
  lent: readonly Lot[];
}
type Lot = Pick<StockMove, "n" | "at" | "quantity" | "serial" | "dueBack"> & { readonly terminal: string };
/** What all moves so far come to, by part. */
export type Ledger = Map<string, Part>;

const partOf = (ledger: Ledger, item: string): Part => {
  let part = ledger.get(item);
  if (!part) ledger.set(item, (part = { balances: new Map(), serials: new Map(), lent: [] }));
  return part;
};

const put = <K>(map: Map<K, number>, key: K, change: number): void => {
  const sum = (map.get(key) ?? 0) + change;
  if (sum === 0) map.delete(key);
  else map.set(key, sum);
};

/** A unit that comes back ends its own loan; units without a serial number end the oldest loans of their like. */
const givenBack = (lent: readonly Lot[], { terminal, serial, quantity }: Booking): Lot[] => {
  let left = quantity;
  return lent.flatMap((lot): Lot[] => {
    if (left === 0 || lot.terminal !== terminal || lot.serial !== serial) return [lot];
    const taken = Math.min(left, lot.quantity);
    left -= taken;
    return taken === lot.quantity ? [] : [{ ...lot, quantity: lot.quantity - taken }];
  });
};

const lentAfter = (lent: readonly Lot[], move: Booking): readonly Lot[] => {
  if (move.kind === "loanBack") return givenBack(lent, move);
  if (move.kind !== "loanOut") return lent;
  const { n, at, quantity, serial, dueBack, terminal = "" } = move;
  const known = { ...(serial === undefined ? {} : { serial }), ...(dueBack === undefined ? {} : { dueBack }) };
  return [...lent, { n, at, quantity, terminal, ...known }];
};

/** Books a move; answers what takes it back. It must have passed `refusal`. */
export const book = (ledger: Ledger, move: Booking): (() => void) => {
  const part = partOf(ledger, move.item);
  const { balances, serials, lent } = part;
  const [from, to] = [ways[move.kind].from(move), ways[move.kind].to(move)];
  const { serial, quantity } = move;
  const was = serial === undefined ? undefined : serials.get(serial);
  put(balances, from, -quantity);
  put(balances, to, quantity);
  if (serial !== undefined) serials.set(serial, to);
  part.lent = lentAfter(lent, move);
  return () => {
    part.lent = lent;
    put(balances, to, -quantity);
    put(balances, from, quantity);
    if (serial === undefined) return;
    if (was === undefined) serials.delete(serial);
    else serials.set(serial, was);
  };
};

/** The ledger is nothing but its moves. */
export const ledgerOf = (moves: Iterable<Booking>): Ledger => {
  const ledger: Ledger = new Map();
  for (const move of moves) book(ledger, move);
  return ledger;
};

export const balance = (ledger: Ledger, account: Account, item: string): number =>
  ledger.get(item)?.balances.get(account) ?? 0;

/** Serial numbers of a part in an account, in order. */
export const serialsAt = (ledger: Ledger, account: Account, item: string): string[] =>
  [...(ledger.get(item)?.serials ?? [])]
    .filter(([, at]) => at === account)
    .map(([serial]) => serial)
    .sort();

const accountWords: readonly (readonly [start: string, en: (name: string) => string, zh: (name: string) => string])[] =
  [
    ["place:", (name) => `in ${name}`, (name) => `在 ${name}`],
    ["used:", (name) => `used on ticket ${name}`, (name) => `已用于工单 ${name}`],
    ["loan:", (name) => `on loan to ${name}`, (name) => `已借给 ${name}`],
    ["scrap", () => "written off", () => "已报废"],
  ];
/** `in van-3`, `used on ticket 41`. */
const accountText = (account: Account): Localized => {
  const same = (): string => account;
  const [start, en, zh] = accountWords.find(([s]) => account.startsWith(s)) ?? ["", same, same];
  const name = account.slice(start.length);
  return { en: en(name), "zh-CN": zh(name) };
};

const shown = (list: readonly string[]): string => `${list.slice(0, 8).join(", ")}${list.length > 8 ? ", ..." : ""}`;

/** Why a move cannot be, in a sentence, and what of it was said wrongly. */
export interface Refusal {
  readonly field: "quantity" | "serial" | "to";
  readonly text: Localized;
}
const wrongSerial = (en: string, zh: string): Refusal => ({ field: "serial", text: { en, "zh-CN": zh } });
const wrongQuantity = (en: string, zh: string): Refusal => ({ field: "quantity", text: { en, "zh-CN": zh } });

const notThere = (ledger: Ledger, from: Account, { item, serial = "" }: Asked): Refusal | undefined => {
  const at = ledger.get(item)?.serials.get(serial);
  if (at === from) return undefined;
  if (at === undefined)
    return wrongSerial(
      `no ${item} ${serial} is known in stock`,
      `库存中没有序列号为 ${serial} 的${partText(item)["zh-CN"]}`,
    );
  const where = accountText(at);
  return wrongSerial(`${item} ${serial} is ${where.en}`, `${partText(item)["zh-CN"]} ${serial} ${where["zh-CN"]}`);
};

/** A unit comes in once: it may be new, or one that was written off and repaired after all. */
const alreadyIn = (ledger: Ledger, { item, serial = "" }: Asked): Refusal | undefined => {
  const at = ledger.get(item)?.serials.get(serial);
  if (at === undefined || at === "scrap") return undefined;
  const [way, account] = at.split(":");
  const [hint, zh] =
    way === "used"
      ? [`; take it back with \`return\` of ticket ${account}`, `；请以工单 ${account} 的退回入库`]
      : ["", ""];
  const where = accountText(at);
  return wrongSerial(
    `${item} ${serial} is already ${where.en}${hint}`,
    `${partText(item)["zh-CN"]} ${serial} ${where["zh-CN"]}${zh}`,
  );
};

const tooFew = (ledger: Ledger, from: Account, { item, quantity, serial }: Asked): Refusal | undefined => {
  const there = balance(ledger, from, item);
  const { en: where, "zh-CN": zhWhere } = accountText(from);
  const part = partText(item)["zh-CN"];
  if (there === 0 && quantity > 0) return wrongQuantity(`there is no ${item} ${where}`, `没有${zhWhere}的${part}`);
  if (there < quantity)
    return wrongQuantity(
      `only ${there} of ${item} ${there === 1 ? "is" : "are"} ${where}, not ${quantity}`,
      `${zhWhere}的${part}只有 ${there} 件，不足 ${quantity} 件`,
    );
  if (serial !== undefined) return undefined;
  const known = serialsAt(ledger, from, item);
  if (there - known.length >= quantity) return undefined;
  const have = known.length === 1 ? "has a serial number" : "have serial numbers";
  return wrongSerial(
    `${item} ${where} ${have}: say which (${shown(known)})`,
    `${zhWhere}的${part}有序列号，请指明是哪一件（${shown(known)}）`,
  );
};

/** Why a move cannot be; undefined if it can. The ledger alone is asked: what is installed the register knows. */
export const refusal = (ledger: Ledger, move: Asked): Refusal | undefined => {
  const [from, to] = [ways[move.kind].from(move), ways[move.kind].to(move)];
  if (from === to)
    return {
      field: "to",
      text: {
        en: `${move.item} would move from ${move.from} to ${move.to}: that is the same place`,
        "zh-CN": `${move.from} 与 ${move.to} 是同一库位`,
      },
    };
  if (move.serial !== undefined && move.quantity !== 1)
    return wrongQuantity(
      `a serial number names one unit, not ${move.quantity}: move them one by one`,
      `一个序列号只对应一件，不能是 ${move.quantity} 件：请逐件登记`,
    );
  if (from === outside) return move.serial === undefined ? undefined : alreadyIn(ledger, move);
  const absent = move.serial === undefined ? undefined : notThere(ledger, from, move);
  return absent ?? tooFew(ledger, from, move);
};

const byName = (a: readonly [string, string], b: readonly [string, string]): number =>
  a[0] === b[0] ? (a[1] < b[1] ? -1 : 1) : a[0] < b[0] ? -1 : 1;

/** What is in places, by place and part. */
export const levelsOf = (ledger: Ledger): StockLevel[] =>
  [...ledger]
    .flatMap(([item, { balances }]) =>
      [...balances]
        .filter(([account]) => account.startsWith("place:"))
        .map(([account, quantity]) => ({
          place: account.slice("place:".length),
          item,
          quantity,
          serials: serialsAt(ledger, account, item),
        })),
    )
    .sort((a, b) => byName([a.place, a.item], [b.place, b.item]));

/** What is on loan, by terminal and part, the longest lent first. */
export const loansOf = (ledger: Ledger): StockLoan[] =>
  [...ledger]
    .flatMap(([item, { lent }]) =>
      lent.map(({ n, at, terminal, quantity, serial, dueBack }) => ({
        terminal,
        item,
        quantity,
        serials: serial === undefined ? [] : [serial],
        move: n,
        since: at,
        ...(dueBack === undefined ? {} : { dueBack }),
      })),
    )
    .sort((a, b) => byName([a.terminal, a.item], [b.terminal, b.item]) || a.since - b.since);
