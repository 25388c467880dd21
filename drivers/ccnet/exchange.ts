import type { DeviceIdentity } from "../../contract/index.ts";
import type { DriverEvent, DriverMemory } from "../api.ts";
import type { Polled } from "../cash-box/answer.ts";
import { type Book, bookFrom, toPhase } from "../cash-box/book.ts";
import { type Exchange, type Lingering, lingering, powerOf, type When } from "../cash-box/heard.ts";
import type { Bill } from "../cash-box/ledger.ts";
import { entry } from "./booking.ts";
import { type Answer, commands, decode, decodeBillTable, decodeIdentification } from "./codec.ts";
import { harmlessRejects, meaningOf } from "./status.ts";

/** Rejecting without a pause is a jam in all but name (§10). */
const endlessRejectMs = 60_000;

/** What the unit said of itself, kept over restarts for the values of its bill types. */
export interface Unit {
  readonly identity: DeviceIdentity;
  readonly asset: string;
  readonly bills: readonly Bill[];
}

/** Everything that the exchanges so far have told. `book`, `unit` and `upAt` outlast a restart. */
export interface Known {
  readonly book: Book;
  readonly unit: Unit | undefined;
  /** Wall clock at which it was last noted that the unit works, and when that was. */
  readonly upAt: number | undefined;
  readonly notedUp: number | undefined;
  readonly polled: Polled | undefined;
  /** Monotonic time of `polled`. */
  readonly polledAt: number | undefined;
  readonly billInPath: boolean;
  /** A RESET was sent, by whomever, and the unit is not back at work. */
  readonly resetAsked: boolean;
  readonly cheat: Lingering | undefined;
  readonly restart: Lingering | undefined;
  readonly lastReject: Polled | undefined;
  readonly rejectingSince: number | undefined;
}

/** What one exchange taught. */
export interface Learned {
  readonly known: Known;
  readonly events: readonly DriverEvent[];
}

/** States from which a unit does not initialise unless its power was cut (§8). */
const atWork: ReadonlySet<number> = new Set([0x14, 0x15, 0x17, 0x18, 0x19, 0x1a, 0x1c, 0x80, 0x81, 0x82]);
const powerCodes = powerOf({
  powerUp: 0x10,
  inHead: 0x11,
  head: "head",
  inStacker: 0x12,
  initialising: 0x13,
  atWork,
});
export const { isPowerUp } = powerCodes;

/** What is known before the first exchange, from what an earlier session left. */
export const knownFrom = (memory: DriverMemory, now: number): Known => {
  const upAt = memory.get("upAt");
  return {
    book: bookFrom(memory.get("book"), now),
    unit: memory.get("unit") as Unit | undefined,
    upAt: typeof upAt === "number" ? upAt : undefined,
    notedUp: undefined,
    polled: undefined,
    polledAt: undefined,
    billInPath: false,
    resetAsked: false,
    cheat: undefined,
    restart: undefined,
    lastReject: undefined,
    rejectingSince: undefined,
  };
};

const only = (known: Known): Learned => ({ known, events: [] });

type Teach = (known: Known, answer: Answer | undefined, when: When) => Learned;

const state: Teach = (known, answer, when) => {
  if (answer?.kind !== "state") return only(known);
  const { code, data, frame } = answer;
  const polled: Polled = { code, data, frame };
  const { path } = meaningOf(polled);
  const { book, events } = entry(known.book, polled, {
    last: known.polled?.code,
    bills: known.unit?.bills ?? [],
    now: when.now,
    counts: (reason) => reason === undefined || !harmlessRejects.has(reason),
  });
  const power = powerCodes.loss(known, code, when.now);
  const shown = lingering(polled, when.mono);
  return {
    known: {
      ...known,
      ...powerCodes.up(known, code, when),
      book,
      polled,
      polledAt: when.mono,
      billInPath: path === "keep" ? known.billInPath : path === "occupied",
      resetAsked: known.resetAsked && code !== 0x14 && code !== 0x19,
      cheat: code === 0x45 ? shown : known.cheat,
      restart: power || (known.restart && isPowerUp(code)) ? shown : known.restart,
      lastReject: code === 0x1c ? polled : known.lastReject,
      rejectingSince: code === 0x1c ? (known.rejectingSince ?? when.mono) : undefined,
    },
    events: power ? [power, ...events] : events,
  };
};

/** From now on the note may be on its way, whether an answer comes or not. */
const stack: Teach = (known) =>
  only(known.book.cycle.phase === "escrow" ? { ...known, book: toPhase(known.book, "stacking") } : known);

const reset: Teach = (known, answer) => only({ ...known, resetAsked: answer?.kind !== "illegal" });

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Another serial number is another unit; its bill types may be others too. */
const name: Teach = (known, answer) => {
  const said = answer?.kind === "data" ? decodeIdentification(answer.data) : undefined;
  if (!said) return only(known);
  const was = known.unit?.identity.serial;
  const is = said.serial;
  const exchanged = was !== undefined && was !== is;
  const bills = exchanged ? [] : (known.unit?.bills ?? []);
  const unit: Unit = { identity: { model: said.part, serial: is }, asset: said.asset, bills };
  if (same(unit, known.unit)) return only(known);
  const text = `validator ${was} was replaced by ${is}`;
  return { known: { ...known, unit }, events: exchanged ? [{ code: "deviceExchanged", text, data: { was, is } }] : [] };
};

const table: Teach = (known, answer, { minorUnitDigits }) => {
  if (answer?.kind !== "data") return only(known);
  const bills = decodeBillTable(answer.data, minorUnitDigits);
  if (bills.length === 0 || same(bills, known.unit?.bills)) return only(known);
  return only({ ...known, unit: { ...(known.unit ?? { identity: {}, asset: "" }), bills } });
};

const teachings: Readonly<Record<number, Teach>> = {
  [commands.poll]: state,
  [commands.stack]: stack,
  [commands.reset]: reset,
  [commands.identify]: name,
  [commands.billTable]: table,
};

/**
 * What one exchange teaches: the whole meaning of the protocol, without a line, a clock or a memory. Feed it every exchange in order, once without
 * its answer when the request goes out if that matters (STACK, RESET), and once with it. A frame that answers nothing of `sent` changes nothing.
 */
export const learn = (known: Known, { sent, frame }: Exchange, when: When): Learned => {
  const answer = frame && decode(sent, frame);
  return teachings[sent[3] ?? 0]?.(known, answer, when) ?? only(known);
};

/** The rejection that stands for a reader which rejects everything, if it does. */
export const endlessRejects = (known: Known, mono: number, limit: number): Polled | undefined => {
  const endless = known.rejectingSince !== undefined && mono - known.rejectingSince >= endlessRejectMs;
  if (!endless && known.book.rejectStreak < limit) return undefined;
  return known.lastReject ?? { code: 0x1c, data: undefined, frame: new Uint8Array(0) };
};
