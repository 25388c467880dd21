import type { DeviceIdentity } from "../../contract/index.ts";
import type { DriverEvent } from "../api.ts";
import { type Book, bookFrom, notHeard, rejected } from "../cash-box/book.ts";
import type { Bill } from "../cash-box/ledger.ts";
import { sameBytes } from "../wire/fields.ts";
import { entry } from "./booking.ts";
import {
  type Counters,
  commands,
  decodeCounters,
  decodeLevels,
  decodeSerial,
  decodeSetup,
  type Exchange,
  type Level,
  ok,
  sealed,
} from "./codec.ts";
import { eventsOf, type PollAnswer } from "./events.ts";
import { type By, fraudRejects, harmlessRejects, meanings, rejectText, unitTypes, vendorCode } from "./status.ts";

/** What the unit said of itself; kept over restarts for the values of its channels. */
export interface Unit {
  readonly identity: DeviceIdentity;
  readonly unitType: number;
  /** Protocol version it speaks, as its setup says. */
  readonly version: number;
  readonly bills: readonly Bill[];
  /** It has said `note path open` before, so its silence means closed. */
  readonly tellsCover?: true;
}

/** A poll answer with the frame it came in. */
export interface Polled extends PollAnswer {
  readonly frame: Uint8Array;
}

export interface Lingering {
  readonly by: By;
  /** Monotonic, ms. */
  readonly until: number;
}

/** Everything the conversation so far says. `book` and `unit` are what must survive a restart. */
export interface Heard {
  readonly book: Book;
  readonly unit: Unit | undefined;
  /** Protocol version agreed on; undefined until it was. */
  readonly version: number | undefined;
  /** The exchange before this one, to know a retransmission; undefined after SYNC. */
  readonly last: Exchange | undefined;
  /** The newest poll answer, and why there is none: refused, or encrypted with a key that is not ours. */
  readonly polled: Polled | undefined;
  /** When POLL was answered last, whatever the answer; monotonic, ms. */
  readonly polledAt: number | undefined;
  readonly refusal: By | undefined;
  readonly unreadable: By | undefined;
  /** Codes of the newest poll answer. */
  readonly before: ReadonlySet<number>;
  readonly noteInPath: boolean;
  readonly lastCredit: number | undefined;
  /** Why no notes are taken, while none are. */
  readonly disabled: By | undefined;
  /** ENABLE or SET INHIBITS was accepted since, and no poll answer so far. */
  readonly enabling: boolean;
  /** `seen`: how many poll answers said so; a unit that repeats it closes by leaving it out. */
  readonly cover: { readonly by: By; readonly seen: number } | undefined;
  readonly bag: By | undefined;
  readonly store: { readonly state: string; readonly by: By } | undefined;
  readonly softwareError: By | undefined;
  readonly fraud: Lingering | undefined;
  readonly restart: Lingering | undefined;
  readonly resetAsked: boolean;
  readonly rejectingSince: number | undefined;
  /** A rejection whose reason was not read so far. */
  readonly rejection: By | undefined;
  readonly rejectBy: By | undefined;
  /** POLL WITH ACK: what was said is repeated until EVENT ACK. */
  readonly unconfirmed: boolean;
  readonly counters: Counters | undefined;
  readonly levels: readonly Level[] | undefined;
}

export const nothingHeard = (stored: { readonly book: unknown; readonly unit: unknown }, now: number): Heard => ({
  book: bookFrom(stored.book, now),
  unit: unitFrom(stored.unit),
  version: undefined,
  last: undefined,
  polled: undefined,
  polledAt: undefined,
  refusal: undefined,
  unreadable: undefined,
  before: new Set(),
  noteInPath: false,
  lastCredit: undefined,
  disabled: undefined,
  enabling: false,
  cover: undefined,
  bag: undefined,
  store: undefined,
  softwareError: undefined,
  fraud: undefined,
  restart: undefined,
  resetAsked: false,
  rejectingSince: undefined,
  rejection: undefined,
  rejectBy: undefined,
  unconfirmed: false,
  counters: undefined,
  levels: undefined,
});

const unitFrom = (stored: unknown): Unit | undefined => {
  if (typeof stored !== "object" || stored === null) return undefined;
  const { identity, unitType, version, bills } = stored as Partial<Unit>;
  const sound = typeof identity === "object" && typeof unitType === "number" && typeof version === "number";
  return sound && Array.isArray(bills) ? (stored as Unit) : undefined;
};

/** Part of the conversation is lost: nothing is known of now, and what happened meanwhile is not counted. */
export const missed = (was: Heard): Heard => ({
  ...was,
  book: notHeard(was.book),
  last: undefined,
  polled: undefined,
  polledAt: undefined,
  before: new Set(),
});

export interface Moment {
  /** Wall clock, ms. */
  readonly now: number;
  /** Monotonic, ms. */
  readonly mono: number;
  /** The unit reports its cash box (a setting: the protocol does not say which unit does). */
  readonly sensor: boolean;
  /** The unit was seen at work shortly before this conversation began: then a restart in its first answer was none of ours. */
  readonly wasUp: boolean;
}

/** What an exchange did. */
export interface Step {
  readonly is: Heard;
  readonly events: readonly DriverEvent[];
}

/** How long an event that is over after one poll stays visible as a state, so that a rule can see it. */
export const lingerMs = 10_000;

const still = (is: Heard): Step => ({ is, events: [] });

type Reader = (was: Heard, exchange: Exchange, at: Moment) => Step;

/**
 * What one exchange, our own or one that was overheard, says. Pure: the same exchanges give the same state, whoever asked. A retransmission (same
 * flag, same bytes) changes nothing, so that a packet which the line repeated is not heard twice (ssp.md §2).
 */
export const heard: Reader = (was, exchange, at) => {
  const command = exchange.request[0] ?? 0;
  if (command === commands.sync) return still({ ...was, last: undefined });
  const repeated = was.last && was.last.seq === exchange.seq && sameExchange(was.last, exchange);
  if (repeated) return still(was);
  // What is encrypted is a poll as likely as not.
  const polledAt = isPoll(exchange) || command === sealed ? at.mono : was.polledAt;
  const is = { ...was, last: exchange, polledAt };
  const code = exchange.answer[0];
  if (code === sealed || command === sealed) return still({ ...is, unreadable: by(exchange, "SSP 7E") });
  const step = (code === ok ? readers[command] : refused)?.(is, exchange, at);
  return step ?? still(is);
};

const sameExchange = (a: Exchange, b: Exchange): boolean =>
  sameBytes(a.request, b.request) && sameBytes(a.answer, b.answer);

const by = ({ frame }: Exchange, code: string): By => ({ code, frame });

const isPoll = (exchange: Exchange): boolean =>
  exchange.request[0] === commands.poll || exchange.request[0] === commands.pollWithAck;

/** Anything but OK. A refused POLL means that nothing is known of the unit; a refusal of another command is its own matter. */
const refused: Reader = (was, exchange) => {
  const said = by(exchange, vendorCode({ code: exchange.answer[0] ?? 0, data: exchange.answer[1] }));
  const code = exchange.answer[0];
  if (code === 0xf6) return still({ ...was, softwareError: said, ...(isPoll(exchange) ? { polled: undefined } : {}) });
  // POLL WITH ACK is not known to every unit, and some want it encrypted: then the plain POLL says all.
  const poll = exchange.request[0] === commands.poll || (isPoll(exchange) && code !== 0xf2);
  return still(poll ? { ...was, refusal: said, polled: undefined } : was);
};

const poll: Reader = (was, exchange, at) => {
  const dialect = { version: was.version ?? was.unit?.version ?? 6, unitType: was.unit?.unitType ?? 0 };
  const answer = eventsOf(exchange.answer, dialect);
  const polled: Polled = { ...answer, frame: exchange.frame };
  const codes = new Set(answer.events.map((e) => e.code));
  const said = (code: number): By | undefined => {
    const event = answer.events.find((e) => e.code === code);
    return event && { code: vendorCode(event), frame: exchange.frame };
  };
  const open = withReason(was.book, was.rejection, undefined);
  const booked = entry(open.book, answer, {
    bills: was.unit?.bills ?? [],
    now: at.now,
    before: was.before,
    sensor: at.sensor,
    unconfirmed: was.unconfirmed,
    lastCredit: answer.events.findLast((e) => e.code === 0xee)?.data ?? was.lastCredit,
  });
  const rejection = was.before.has(0xec) ? undefined : said(0xec);
  const restarted = said(0xf1);
  const unasked = restarted && !was.resetAsked && (was.polled !== undefined || at.wasUp);
  const fraud = said(0xe6);
  const until = at.mono + lingerMs;
  const is: Heard = {
    ...was,
    book: booked.book,
    polled,
    refusal: undefined,
    unreadable: undefined,
    softwareError: undefined,
    before: codes,
    noteInPath: pathAfter(was.noteInPath, answer),
    lastCredit: answer.events.findLast((e) => e.code === 0xee)?.data ?? was.lastCredit,
    disabled: disabledAfter(was, codes, said),
    enabling: false,
    cover: coverAfter(was, codes, said(0xe0)),
    bag: codes.has(0x92) || codes.has(0xf1) ? undefined : (said(0x90) ?? was.bag),
    store: storeAfter(was, answer, exchange.frame),
    fraud: fraud ? { by: fraud, until } : was.fraud,
    restart: unasked ? { by: restarted, until } : was.restart,
    resetAsked: restarted ? false : was.resetAsked,
    rejectingSince: codes.has(0xed) ? (was.rejectingSince ?? at.mono) : undefined,
    rejection,
    rejectBy: rejection ?? was.rejectBy,
    unconfirmed: exchange.request[0] === commands.pollWithAck && answer.events.some((e) => important.has(e.code)),
    unit: codes.has(0xe0) && was.unit && !was.unit.tellsCover ? { ...was.unit, tellsCover: true } : was.unit,
  };
  const power: DriverEvent[] = unasked ? [{ code: "powerLoss", text: "the validator restarted" }] : [];
  const fresh = answer.events.filter((e) => !was.before.has(e.code));
  return { is, events: [...open.events, ...power, ...booked.events, ...fresh.flatMap(eventOf)] };
};

/** Events that POLL WITH ACK repeats until they are confirmed (§4.1, 56). */
const important: ReadonlySet<number> = new Set([0xee, 0xe6, 0xe1, 0xe2, 0xe5, 0xb6]);

/** A rejection is booked with its reason when LAST REJECT CODE was answered, without one when the next poll came first. */
const withReason = (book: Book, rejection: By | undefined, reason: number | undefined) => {
  if (!rejection) return { book, events: [] };
  const counts = reason === undefined || !harmlessRejects.has(reason);
  return rejected(book, { reason, text: rejectText(reason), counts });
};

/** Events that the book does not tell. */
const unbooked: ReadonlySet<string> = new Set([
  "cashBoxUnlocked",
  "noteStoreRemoved",
  "noteStoreReturned",
  "notesPaidOut",
  "payoutIncomplete",
  "storeEmptied",
  "ticketStacked",
]);
const eventOf = ({ code, data, amounts }: PollAnswer["events"][number]): DriverEvent[] => {
  const { text, event } = meanings[code] ?? {};
  const unlocked = code === 0x90 && data === 5 ? "cashBoxUnlocked" : undefined;
  const told = unlocked ?? event;
  if (!text || !told || !unbooked.has(told)) return [];
  return [{ code: told, text, ...(amounts.length > 0 ? { data: { amounts } } : {}) }];
};

const pathAfter = (was: boolean, { events, unread }: PollAnswer): boolean => {
  if (unread !== undefined) return was;
  const stacked = events.some((e) => e.code === 0xeb || e.code === 0xdb);
  return events.some((e) => meanings[e.code]?.path === "occupied" && !(stacked && e.code === 0xee));
};

/** E8 and B5 hold until our own ENABLE or SET INHIBITS was accepted and a poll came without them, or a note is read (§5.5). */
const disabledAfter = (was: Heard, codes: ReadonlySet<number>, said: (code: number) => By | undefined) => {
  if (codes.has(0xef)) return undefined;
  const now = said(0xe8) ?? said(0xb5);
  if (now) return now;
  return was.enabling ? undefined : was.disabled;
};

const coverAfter = (was: Heard, codes: ReadonlySet<number>, now: By | undefined): Heard["cover"] => {
  if (now) return { by: now, seen: (was.cover?.seen ?? 0) + 1 };
  const closed = codes.has(0xf1) || codes.has(0xef) || was.enabling || (was.cover?.seen ?? 0) > 1;
  return closed ? undefined : was.cover;
};

const storeAfter = (was: Heard, { events }: PollAnswer, frame: Uint8Array): Heard["store"] => {
  const bad = events.findLast((e) => meanings[e.code]?.component === "noteStore");
  if (bad) return { state: meanings[bad.code]?.state ?? "unknown", by: { code: vendorCode(bad), frame } };
  const mended = events.some((e) => storeWorks.has(e.code));
  // Full is said as long as it lasts; the others once.
  return mended || was.store?.state === "full" ? undefined : was.store;
};
/** The store took, moved or gave a note, is attached again, or the unit started anew. */
const storeWorks: ReadonlySet<number> = new Set([0xc8, 0xc9, 0xd2, 0xd8, 0xdb, 0xf1]);

const accepted =
  (change: (was: Heard, exchange: Exchange) => Partial<Heard>): Reader =>
  (was, exchange) =>
    still({ ...was, ...change(was, exchange) });

const learn = (was: Heard, unit: Partial<Unit>): Heard => {
  const before = was.unit ?? { identity: {}, unitType: 0, version: 0, bills: [] };
  return { ...was, unit: { ...before, ...unit, identity: { ...before.identity, ...unit.identity } } };
};

const setup: Reader = (was, { answer }) => {
  const said = decodeSetup(answer);
  if (!said) return still(was);
  const firmware = /^\d{4}$/.test(said.firmware) ? String(Number(said.firmware) / 100) : said.firmware;
  const model = unitTypes[said.unitType] ?? `unit type ${said.unitType}`;
  const { unitType, version, channels: bills } = said;
  return still(learn(was, { identity: { model, firmware }, unitType, version, bills }));
};

/** A changed serial number means that the device was swapped (§7). */
const serial: Reader = (was, { answer }) => {
  const is = decodeSerial(answer);
  const before = was.unit?.identity.serial;
  if (is === undefined || is === before) return still(was);
  const now = learn(was, { identity: { serial: is } });
  if (before === undefined) return still(now);
  const text = `validator ${before} was replaced by ${is}`;
  return { is: now, events: [{ code: "deviceExchanged", text, data: { was: before, is } }] };
};

const lastReject: Reader = (was, exchange, { mono }) => {
  const reason = exchange.answer[1];
  if (!was.rejection || reason === undefined) return still(was);
  const { book, events } = withReason(was.book, was.rejection, reason);
  const said = by(exchange, vendorCode({ code: 0x17, data: reason }));
  if (!fraudRejects.has(reason)) return { is: { ...was, book, rejection: undefined, rejectBy: said }, events };
  const fraud = { by: said, until: mono + lingerMs };
  const cheat: DriverEvent = {
    code: "cheated",
    text: `the acceptor reported a manipulation attempt (${said.code})`,
  };
  const counted = { ...book, cheats: book.cheats + 1 };
  return { is: { ...was, book: counted, rejection: undefined, rejectBy: said, fraud }, events: [...events, cheat] };
};

/** What an accepted command says. One that is not here says nothing of the unit. */
const readers: Readonly<Record<number, Reader>> = {
  [commands.poll]: poll,
  [commands.pollWithAck]: poll,
  [commands.eventAck]: accepted(() => ({ unconfirmed: false })),
  [commands.hostProtocol]: accepted((was, { request }) => ({ version: request[1] ?? was.version })),
  [commands.setup]: setup,
  [commands.serial]: serial,
  [commands.lastReject]: lastReject,
  [commands.enable]: accepted(() => ({ enabling: true })),
  [commands.setInhibits]: accepted(() => ({ enabling: true })),
  [commands.disable]: accepted((_, exchange) => ({ enabling: false, disabled: by(exchange, "SSP 09") })),
  [commands.reset]: accepted(() => ({ resetAsked: true, enabling: false })),
  [commands.counters]: accepted((was, { answer }) => ({ counters: decodeCounters(answer) ?? was.counters })),
  [commands.levels]: accepted((was, { answer }) => ({ levels: decodeLevels(answer) ?? was.levels })),
};
