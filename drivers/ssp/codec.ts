import type { Bill } from "../cash-box/ledger.ts";
import { crc16Cms } from "../wire/checksums.ts";
import { ascii, sameBytes } from "../wire/fields.ts";
import { type FrameRule, need, nextMark } from "../wire/framer.ts";

const stx = 0x7f;
/** STX, then SEQ, LENGTH, 255 data bytes and two CRC bytes, all of them doubled at worst (ssp.md §2). */
export const maxFrame = 1 + 2 * 259;

/**
 * The commands this driver may send. Nothing here pays out, empties, routes or writes a key: RESET COUNTERS, SET FIXED KEY, SET BAUD RATE,
 * PROGRAM, PAYOUT, FLOAT, EMPTY and the routes are not in the table (ssp.md §12).
 */
export const commands = {
  reset: 0x01,
  setInhibits: 0x02,
  setup: 0x05,
  hostProtocol: 0x06,
  poll: 0x07,
  reject: 0x08,
  disable: 0x09,
  enable: 0x0a,
  serial: 0x0c,
  sync: 0x11,
  lastReject: 0x17,
  firmware: 0x20,
  dataset: 0x21,
  levels: 0x22,
  setGenerator: 0x4a,
  setModulus: 0x4b,
  exchangeKeys: 0x4c,
  pollWithAck: 0x56,
  eventAck: 0x57,
  counters: 0x58,
} as const;

/** First data byte of an encrypted packet (§8). */
export const sealed = 0x7e;
/** The answer that means yes. */
export const ok = 0xf0;

/**
 * One packet on the wire. LENGTH and CRC are of the bytes before stuffing; every 7F behind STX is doubled.
 * ```
 * 7F 80 03 02 7F 7F 00 2E 26
 * |  |  |  |  +--+  |  +--+-- CRC-16/CMS of SEQ … last data byte, low byte first
 * |  |  |  |  7F    |
 * |  |  |  +--------+-- DATA
 * |  |  +-- LENGTH      |
 * |  +-- SEQ: bit 7 the sequence flag, bits 0–6 the address
 * +-- STX
 * ```
 */
export const encode = (seq: number, data: Uint8Array | readonly number[]): Uint8Array => {
  const body = Uint8Array.of(seq, data.length, ...data);
  const crc = crc16Cms(body);
  return Uint8Array.of(stx, ...[...body, crc & 0xff, crc >>> 8].flatMap((b) => (b === stx ? [stx, stx] : [b])));
};

/** The bytes behind STX with stuffing taken out, and how many raw bytes that took; where a new packet starts inside, where. */
const unstuffed = (buffer: Uint8Array): { bytes: number[]; used: number; restart?: number } => {
  const bytes: number[] = [];
  let at = 1;
  while (at < buffer.length) {
    const byte = buffer[at] ?? 0;
    if (byte === stx) {
      const next = buffer[at + 1];
      if (next === undefined) break;
      if (next !== stx) return { bytes, used: at, restart: at };
      at += 1;
    }
    bytes.push(byte);
    at += 1;
    if (bytes.length >= 2 && bytes.length === (bytes[1] ?? 0) + 4) break;
  }
  return { bytes, used: at };
};

/**
 * Finds `7F SEQ LENGTH … CRC` in either direction: requests and answers have one form. `7F 7F` is never a start, since no address is 7F.
 * A single 7F inside starts a new packet; after a bad CRC one byte is dropped, not the frame, because its length may be the lie (§2).
 */
export const rule: FrameRule = (buffer) => {
  if (buffer[0] !== stx) return { skip: nextMark(buffer, stx, 1) };
  if (buffer.length === 1) return need;
  if (buffer[1] === stx || buffer[1] === 0xff) return { skip: 1 };
  const { bytes, used, restart } = unstuffed(buffer);
  if (restart !== undefined) return { skip: restart };
  const length = bytes[1];
  if (length === undefined) return need;
  if (length === 0) return { skip: 1 };
  if (bytes.length < length + 4) return need;
  const crc = crc16Cms(Uint8Array.from(bytes.slice(0, length + 2)));
  return bytes[length + 2] === (crc & 0xff) && bytes[length + 3] === crc >>> 8 ? { frame: used } : { skip: 1 };
};

export interface Packet {
  /** Sequence flag and address as they stand in the packet. */
  readonly seq: number;
  readonly data: Uint8Array;
}

/** What is in a frame that the rule has cut. */
export const packetOf = (frame: Uint8Array): Packet => {
  const { bytes } = unstuffed(frame);
  return { seq: bytes[0] ?? 0, data: Uint8Array.from(bytes.slice(2, 2 + (bytes[1] ?? 0))) };
};

/** One request and the answer to it, both without framing. What the line said is decided from these alone. */
export interface Exchange {
  /** Sequence flag and address: the same on both sides. */
  readonly seq: number;
  /** Command and its parameters. */
  readonly request: Uint8Array;
  /** Generic response and its data. */
  readonly answer: Uint8Array;
  /** The answer as it was on the wire, for evidence. */
  readonly frame: Uint8Array;
}

/** A request frame and the frame that followed it, if that is its answer: same flag, same address, not its echo. */
export const exchangeOf = (request: Uint8Array, answer: Uint8Array): Exchange | undefined => {
  if (sameBytes(request, answer)) return undefined;
  const asked = packetOf(request);
  const said = packetOf(answer);
  const first = said.data[0] ?? 0;
  if (asked.seq !== said.seq || (first < ok && first !== sealed)) return undefined;
  return { seq: said.seq, request: asked.data, answer: said.data, frame: answer };
};

/** Two mask bytes, bit 0 of the first = channel 1 (§4.1). */
export const inhibitBytes = (mask: number): number[] => [mask & 0xff, (mask >>> 8) & 0xff];

const be = (bytes: Uint8Array): number => bytes.reduce((n, b) => n * 256 + b, 0);
const le = (bytes: Uint8Array): number => be(Uint8Array.from(bytes).reverse());

/** Four bytes, high byte first; `undefined` if they are not four. */
export const decodeSerial = (answer: Uint8Array): string | undefined =>
  answer.length === 5 ? String(be(answer.subarray(1))) : undefined;

export interface Setup {
  readonly unitType: number;
  readonly firmware: string;
  readonly country: string;
  readonly version: number;
  /** Channels with a value, by number; one of value 0 is not used. */
  readonly channels: readonly Bill[];
}

/** The real value multiplier is a power of ten; the manual's own GBP example prints something else there, so other numbers give no value (§6.1). */
const multipliers: ReadonlySet<number> = new Set([1, 10, 100, 1_000, 10_000]);

const minorUnits = (value: number, multiplier: number): number | undefined => {
  const minor = value * multiplier;
  return multipliers.has(multiplier) && Number.isSafeInteger(minor) ? minor : undefined;
};

/** Answer to SETUP REQUEST (§6.1); `undefined` if it is not as long as its own channel count says. */
export const decodeSetup = (answer: Uint8Array): Setup | undefined => {
  const n = answer[12];
  if (answer[0] !== ok || n === undefined || answer.length < 17 + 2 * n) return undefined;
  const text = (at: number, length: number) => ascii(answer.subarray(at, at + length));
  const extended = (answer[16 + 2 * n] ?? 0) >= 6 && answer.length >= 17 + 9 * n;
  const valueMultiplier = be(answer.subarray(9, 12));
  const real = be(answer.subarray(13 + 2 * n, 16 + 2 * n));
  const channels = Array.from({ length: n }, (_, i): Bill | undefined => {
    const at = 17 + 5 * n + 4 * i;
    const value = extended ? le(answer.subarray(at, at + 4)) : (answer[13 + i] ?? 0) * valueMultiplier;
    if (value === 0) return undefined;
    const minor = minorUnits(value, real);
    const currency = extended ? text(17 + 2 * n + 3 * i, 3) : text(6, 3);
    return { type: i + 1, currency, ...(minor === undefined ? {} : { value: minor }) };
  }).filter((bill) => bill !== undefined);
  const [, unitType = 0] = answer;
  return { unitType, firmware: text(2, 4), country: text(6, 3), version: answer[16 + 2 * n] ?? 0, channels };
};

export interface Counters {
  readonly stacked: number;
  readonly stored: number;
  readonly dispensed: number;
  readonly moved: number;
  readonly rejected: number;
}

/** Answer to GET COUNTERS: a count byte 05, then five numbers, low byte first (§4.1). */
export const decodeCounters = (answer: Uint8Array): Counters | undefined => {
  if (answer.length < 22 || answer[1] !== 5) return undefined;
  const at = (n: number) => le(answer.subarray(2 + 4 * n, 6 + 4 * n));
  return { stacked: at(0), stored: at(1), dispensed: at(2), moved: at(3), rejected: at(4) };
};

export interface Level {
  readonly count: number;
  readonly currency: string;
  /** Minor units. */
  readonly value: number;
}

/** Answer to GET ALL LEVELS: a count, then records of level (2), value (4), both low byte first, and country (3). */
export const decodeLevels = (answer: Uint8Array): Level[] | undefined => {
  const n = answer[1];
  if (n === undefined || answer.length < 2 + 9 * n) return undefined;
  return Array.from({ length: n }, (_, i) => {
    const at = 2 + 9 * i;
    const value = le(answer.subarray(at + 2, at + 6));
    return { count: le(answer.subarray(at, at + 2)), currency: ascii(answer.subarray(at + 6, at + 9)), value };
  });
};
