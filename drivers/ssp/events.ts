import { ascii } from "../wire/fields.ts";

/** A value that an event of a paying unit names: minor units. */
export interface Amount {
  readonly value: number;
  readonly currency: string;
}

/** One event of a POLL answer. */
export interface PollEvent {
  readonly code: number;
  /** First data byte, where the event has data: a channel for most. */
  readonly data: number | undefined;
  readonly amounts: readonly Amount[];
}

/** What decides how long an event is (ssp.md §5.1, §5.2). */
export interface Dialect {
  /** Protocol version in force. */
  readonly version: number;
  readonly unitType: number;
}

/** Unit types that keep notes to pay them out (§6.1): SMART Payout and NV11. */
export const paying: ReadonlySet<number> = new Set([0x06, 0x07]);
const hopper = 0x03;

type Length = (rest: Uint8Array, dialect: Dialect) => number | undefined;

const none: Length = () => 0;
const one: Length = () => 1;
/** A count, then so many records of `size`; before version 6 one value of four bytes (`plain`). */
const records =
  (size: number, plain: number): Length =>
  (rest, { version }) =>
    version < 6 ? plain : rest[0] === undefined ? undefined : 1 + size * rest[0];
/** Value and country, from a version on. */
const amountFrom =
  (first: number): Length =>
  (_, { version }) =>
    version >= first ? 7 : 0;
/** FRAUD ATTEMPT names a channel, and on a unit that pays out, values. */
const fraud: Length = (rest, dialect) =>
  paying.has(dialect.unitType) || dialect.unitType === hopper ? records(7, 4)(rest, dialect) : 1;
const payoutError: Length = (rest, dialect) => {
  if (dialect.version < 7) return 1;
  const values = records(7, 0)(rest, dialect);
  return values === undefined ? undefined : values + 1;
};

/**
 * Data bytes behind each event code. 90–F1 without the paying units: ssp.md §5.2. The events of units that pay out are not in the sheet; their lengths
 * are those of the public driver kybarg/ssp (lib/utils.js), which agree with its GA138 tables, and are unconfirmed on hardware.
 */
const lengths: Readonly<Record<number, Length>> = {
  0x90: one, // TEBS bag
  0x92: none,
  0x93: none,
  0xb0: none, // jam recovery
  0xb1: payoutError,
  0xb3: records(7, 4), // smart emptying
  0xb4: records(7, 4), // smart emptied
  0xb5: none,
  0xb6: none,
  0xc2: none, // emptying
  0xc3: none, // emptied
  0xc6: none, // payout out of service
  0xc7: none, // note float removed
  0xc8: none, // note float attached
  0xc9: amountFrom(6), // moved from store to stacker
  0xca: amountFrom(8), // into the stacker at power-up
  0xcb: amountFrom(8), // into the store at power-up
  0xcc: none,
  0xcd: amountFrom(6), // dispensed at power-up
  0xce: amountFrom(8), // note held in the bezel
  0xcf: none, // store full
  0xd1: none,
  0xd2: records(7, 4), // dispensed
  0xd5: records(7, 4), // jammed
  0xd6: records(7, 4), // halted
  0xd7: records(7, 4), // floating
  0xd8: records(7, 4), // floated
  0xd9: records(7, 4), // time-out
  0xda: records(7, 4), // dispensing
  0xdb: none, // note stored
  0xdc: records(11, 8), // incomplete payout
  0xdd: records(11, 8), // incomplete float
  0xe0: none,
  0xe1: one,
  0xe2: one,
  0xe3: none,
  0xe4: none,
  0xe5: none,
  0xe6: fraud,
  0xe7: none,
  0xe8: none,
  0xe9: none,
  0xea: none,
  0xeb: none,
  0xec: none,
  0xed: none,
  0xee: one,
  0xef: one,
  0xf1: none,
};

export const knownEvents: readonly number[] = Object.keys(lengths).map(Number);

const amountAt = (bytes: Uint8Array, at: number): Amount => ({
  value: bytes.subarray(at, at + 4).reduceRight((n, b) => n * 256 + b, 0),
  currency: ascii(bytes.subarray(at + 4, at + 7)),
});

/** Values in the data of an event: records of seven bytes with or without a count before them. Events of eleven-byte records name what was asked too: left out. */
const amountsOf = (data: Uint8Array): Amount[] => {
  if (data.length === 7) return [amountAt(data, 0)];
  const n = data[0] ?? 0;
  const counted = data.length > 7 && (data.length === 1 + 7 * n || data.length === 2 + 7 * n);
  return counted ? Array.from({ length: n }, (_, i) => amountAt(data, 1 + 7 * i)) : [];
};

export interface PollAnswer {
  readonly events: readonly PollEvent[];
  /** Hex code of the first event that could not be read: what follows it is unreadable too (§5.1). */
  readonly unread?: number;
}

/** The events behind `F0` of a POLL answer, oldest first. Never throws; an unknown or cut event ends the list. */
export const eventsOf = (answer: Uint8Array, dialect: Dialect): PollAnswer => {
  const events: PollEvent[] = [];
  let at = 1;
  while (at < answer.length) {
    const code = answer[at] ?? 0;
    const length = lengths[code]?.(answer.subarray(at + 1), dialect);
    if (length === undefined || at + 1 + length > answer.length) return { events, unread: code };
    const data = answer.subarray(at + 1, at + 1 + length);
    events.push({ code, data: data[0], amounts: amountsOf(data) });
    at += 1 + length;
  }
  return { events };
};
