import type { DeviceIdentity } from "../../contract/index.ts";
import type { DriverEvent, DriverMemory } from "../api.ts";
import { type Book, bookFrom, toPhase } from "../cash-box/book.ts";
import type { Bill } from "../cash-box/ledger.ts";
import { entry } from "./booking.ts";
import { type Answer, commands, decode, decodeBillTable, decodeIdentification } from "./codec.ts";
import { harmlessRejects, meaningOf, type Polled } from "./status.ts";

/** How often it is noted that the unit is up, and how old that note may be for a power-up to count as unplanned: a kiosk switched off overnight is none. */
const noteUpEveryMs = 300_000;
const unplannedWithinMs = 900_000;
/** How long an event that is over after one poll stays visible as a state, so that a rule can see it. */
const lingerMs = 10_000;
/** Rejecting without a pause is a jam in all but name (§10). */
const endlessRejectMs = 60_000;

/** A request and what came back to it: our own, or one that the sales application and the unit were heard to exchange. */
export interface Exchange {
  readonly sent: Uint8Array;
  /** Left out while there is no answer. */
  readonly frame?: Uint8Array;
}

export interface When {
  /** Wall clock and monotonic time, ms. */
  readonly now: number;
  readonly mono: number;
  /** Decimals of the currency. */
  readonly minorUnitDigits: number;
}

/** What the unit said of itself, kept over restarts for the values of its bill types. */
export interface Unit {
  readonly identity: DeviceIdentity;
  readonly asset: string;
  readonly bills: readonly Bill[];
}

export interface Lingering {
  readonly by: Polled;
  readonly until: number;
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
export const isPowerUp = (code: number | undefined): boolean => code === 0x10 || code === 0x11 || code === 0x12;

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

/** Puts on the disk what must outlast a restart; call it before anything that the exchange allows is done (an ACK, a STACK). */
export const keep = (memory: DriverMemory, was: Known, is: Known): void => {
  for (const key of ["book", "unit", "upAt"] as const) if (is[key] !== was[key]) memory.set(key, is[key]);
};

const only = (known: Known): Learned => ({ known, events: [] });

type Teach = (known: Known, answer: Answer | undefined, when: When) => Learned;

/** A restart that nobody asked for, seen in the middle of work (§8), or one that caught a bill. */
const powerLoss = (known: Known, { code }: Polled, now: number): DriverEvent | undefined => {
  const last = known.polled?.code;
  const wasUp = known.upAt !== undefined && Math.abs(now - known.upAt) < unplannedWithinMs;
  const fresh = isPowerUp(code) && !isPowerUp(last) && (last !== undefined || code !== 0x10 || wasUp);
  const initialises = code === 0x13 && !known.resetAsked && last !== undefined && atWork.has(last);
  if (!fresh && !initialises) return undefined;
  const bill = code === 0x11 ? "with a bill in the head" : code === 0x12 ? "with a bill in the stacker" : undefined;
  return {
    code: "powerLoss",
    text: `the validator restarted${bill ? ` ${bill}` : ""}`,
    ...(bill ? { data: { bill: true } } : {}),
  };
};

const up = (known: Known, code: number, { now, mono }: When) =>
  atWork.has(code) && (known.notedUp === undefined || mono - known.notedUp >= noteUpEveryMs)
    ? { upAt: now, notedUp: mono }
    : {};

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
  const power = powerLoss(known, polled, when.now);
  const lingering: Lingering = { by: polled, until: when.mono + lingerMs };
  return {
    known: {
      ...known,
      ...up(known, code, when),
      book,
      polled,
      polledAt: when.mono,
      billInPath: path === "keep" ? known.billInPath : path === "occupied",
      resetAsked: known.resetAsked && code !== 0x14 && code !== 0x19,
      cheat: code === 0x45 ? lingering : known.cheat,
      restart: power || (known.restart && isPowerUp(code)) ? lingering : known.restart,
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
