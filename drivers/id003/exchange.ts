import type { DeviceIdentity } from "../../contract/index.ts";
import type { DriverEvent, DriverMemory } from "../api.ts";
import type { Polled } from "../cash-box/answer.ts";
import { type Book, bookFrom } from "../cash-box/book.ts";
import { type Exchange, type Lingering, lingering, type When } from "../cash-box/heard.ts";
import type { Bill } from "../cash-box/ledger.ts";
import { entry, returnConfirmed, stackRefused, stackSent } from "./booking.ts";
import { type Answer, commands, decode, decodeCurrencies, decodeSerial, decodeVersion, overheard } from "./codec.ts";
import { isPowerUp, meaningOf, powerCodes } from "./status.ts";

/** What the unit said of itself, kept over restarts for the values of its notes. */
export interface Unit {
  readonly identity: DeviceIdentity;
  readonly bills: readonly Bill[];
}

/** Everything that the exchanges so far have told. `book`, `unit` and `upAt` outlast a restart. */
export interface Known {
  readonly book: Book;
  readonly unit: Unit;
  /** Wall clock at which it was last noted that the unit works. */
  readonly upAt: number | undefined;
  readonly notedUp: number | undefined;
  readonly polled: Polled | undefined;
  /** Monotonic time of `polled`; left out of what an earlier run heard. */
  readonly polledAt: number | undefined;
  /** Monotonic time since when it says this code. */
  readonly since: number;
  readonly billInPath: boolean;
  /** A RESET was sent, by whomever, and the unit is not back at work. */
  readonly resetAsked: boolean;
  /** It is in interrupt mode: it speaks unasked. */
  readonly interrupts: boolean;
  /** Settings that were taken since the unit last started. */
  readonly set: ReadonlySet<number>;
  /** Questions that were answered since the unit last started. */
  readonly told: ReadonlySet<number>;
  readonly cheat: Lingering | undefined;
  readonly restart: Lingering | undefined;
  readonly lastReject: Polled | undefined;
}

/** What one exchange taught. */
export interface Learned {
  readonly known: Known;
  readonly events: readonly DriverEvent[];
}

const nothing: ReadonlySet<number> = new Set();

/** What is known before the first exchange, from what an earlier session left. */
export const knownFrom = (memory: DriverMemory, now: number): Known => {
  const unit = memory.get("unit") as Unit | undefined;
  const upAt = memory.get("upAt");
  return {
    book: bookFrom(memory.get("book"), now),
    unit: { identity: unit?.identity ?? {}, bills: unit?.bills ?? [] },
    upAt: typeof upAt === "number" ? upAt : undefined,
    notedUp: undefined,
    polled: undefined,
    polledAt: undefined,
    since: 0,
    billInPath: false,
    resetAsked: false,
    interrupts: false,
    set: nothing,
    told: nothing,
    cheat: undefined,
    restart: undefined,
    lastReject: undefined,
  };
};

const only = (known: Known): Learned => ({ known, events: [] });

type Teach = (known: Known, answer: Answer | undefined, exchange: Exchange, when: When) => Learned;

const booked = (known: Known, book: Book): Learned => only(book === known.book ? known : { ...known, book });

const stack: Teach = (known, answer) =>
  booked(known, (answer?.kind === "refused" ? stackRefused : stackSent)(known.book));

const giveBack: Teach = (known, answer) =>
  booked(known, answer?.kind === "ack" ? returnConfirmed(known.book) : known.book);

const reset: Teach = (known, answer) =>
  only(
    answer?.kind === "refused"
      ? { ...known, resetAsked: false }
      : { ...known, resetAsked: true, set: nothing, told: nothing },
  );

const setting: Teach = (known, answer, { sent }) => {
  if (answer?.kind !== "set") return only(known);
  const command = sent[2] ?? 0;
  const interrupts = command === commands.mode ? sent[3] !== 0x00 : known.interrupts;
  return only({ ...known, interrupts, set: new Set([...known.set, command]) });
};

/** An answer to a question about the unit itself. */
const tells =
  (read: (unit: Unit, data: Uint8Array, when: When) => Unit): Teach =>
  (known, answer, { sent }, when) => {
    if (answer?.kind !== "data" && answer?.kind !== "refused") return only(known);
    const told = new Set([...known.told, sent[2] ?? 0]);
    if (answer.kind === "refused") return only({ ...known, told });
    const unit = read(known.unit, answer.data, when);
    const same = JSON.stringify(unit) === JSON.stringify(known.unit);
    return { known: { ...known, told, unit: same ? known.unit : unit }, events: exchanged(known.unit, unit) };
  };

/** Another serial number is another unit; its notes may be others too. */
const withSerial = (unit: Unit, serial: string): Unit => {
  const was = unit.identity.serial;
  const other = was !== undefined && was !== serial;
  return { identity: { ...unit.identity, serial }, bills: other ? [] : unit.bills };
};

const exchanged = ({ identity: { serial: was } }: Unit, { identity: { serial: is } }: Unit): DriverEvent[] =>
  was === undefined || is === undefined || was === is
    ? []
    : [{ code: "deviceExchanged", text: `validator ${was} was replaced by ${is}`, data: { was, is } }];

/** Settings and tables are asked for anew after each start (§8): a unit forgets them, or is another one. */
const afterStart = (code: number, last: number | undefined) =>
  code !== last && (isPowerUp(code) || code === 0x1b) ? { set: nothing, told: nothing } : {};

const status: Teach = (known, answer, _, when) => {
  if (answer?.kind !== "state") return only(known);
  const { code, data, frame } = answer;
  const polled: Polled = { code, data, frame };
  const last = known.polled?.code;
  const { path } = meaningOf(polled);
  const { book, events } = entry(known.book, polled, { last, bills: known.unit.bills, now: when.now });
  const power = powerCodes.loss(known, code, when.now);
  const shown = lingering(polled, when.mono);
  return {
    known: {
      ...known,
      ...afterStart(code, last),
      ...powerCodes.up(known, code, when),
      book,
      polled,
      polledAt: when.mono,
      since: code === last ? known.since : when.mono,
      billInPath: path === "keep" ? known.billInPath : path === "occupied",
      resetAsked: known.resetAsked && code !== 0x11 && code !== 0x1a,
      cheat: code === 0x48 ? shown : known.cheat,
      restart: power || (known.restart && isPowerUp(code)) ? shown : known.restart,
      lastReject: code === 0x17 ? polled : known.lastReject,
    },
    events: power ? [power, ...events] : events,
  };
};

/** ENQ: it is in interrupt mode, whatever it was set to. */
export const enquired = (known: Known): Known => ({
  ...known,
  interrupts: true,
  set: new Set([...known.set].filter((command) => command !== commands.mode)),
});

const teachings: Readonly<Record<number, Teach>> = {
  [commands.status]: status,
  [commands.stack1]: stack,
  [commands.stack2]: stack,
  [overheard.stack3]: stack,
  [overheard.giveBack]: giveBack,
  [commands.reset]: reset,
  [commands.denominations]: setting,
  [commands.mode]: setting,
  [commands.inhibit]: setting,
  [commands.version]: tells((unit, data) => ({ ...unit, identity: { ...unit.identity, ...decodeVersion(data) } })),
  [commands.serial]: tells((unit, data) => withSerial(unit, decodeSerial(data))),
  [commands.currencies]: tells((unit, data, { minorUnitDigits }) => ({
    ...unit,
    bills: decodeCurrencies(data, minorUnitDigits),
  })),
};

/**
 * What one exchange teaches: the whole meaning of the protocol, without a line, a clock or a memory. Feed it every exchange in order, once without
 * its answer when the request goes out if that matters (STACK, RESET), and once with it. A frame that answers nothing of `sent` changes nothing.
 */
export const learn = (known: Known, exchange: Exchange, when: When): Learned => {
  const answer = exchange.frame && decode(exchange.sent, exchange.frame);
  return teachings[exchange.sent[2] ?? 0]?.(known, answer, exchange, when) ?? only(known);
};
