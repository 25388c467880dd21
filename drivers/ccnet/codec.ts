import type { Bill } from "../cash-box/ledger.ts";
import { crc16Kermit } from "../wire/checksums.ts";
import { ascii, sameBytes } from "../wire/fields.ts";
import { type FrameRule, need, nextMark } from "../wire/framer.ts";

/** Address of a bill validator; its answers carry it too (ccnet.md §1). */
export const address = 0x03;
/** Public code caps a frame at 250 or 255 bytes (ccnet.md §2). */
export const maxFrame = 255;

/** The commands this driver may send. STACK is sent only by our own escrow handling; RETURN, SET SECURITY and DOWNLOAD never (§11). */
export const commands = {
  ack: 0x00,
  reset: 0x30,
  getStatus: 0x31,
  poll: 0x33,
  enable: 0x34,
  stack: 0x35,
  identify: 0x37,
  billTable: 0x41,
  statistics: 0x60,
  nak: 0xff,
} as const;

/**
 * One request frame (§2): LNG counts every byte, the CRC goes low byte first.
 * ```
 * 02 03 06 33 DA 81
 * |  |  |  |  +--+-- CRC-16/KERMIT of all bytes before
 * |  |  |  +-------- CMD      |  |  +-- LNG = 6 + data
 * |  +-------------- ADR      +----- SYNC
 * ```
 */
export const request = (command: number, data: readonly number[] = []): Uint8Array => {
  const body = Uint8Array.of(0x02, address, 6 + data.length, command, ...data);
  const crc = crc16Kermit(body);
  return Uint8Array.of(...body, crc & 0xff, crc >>> 8);
};

/** Three mask bytes, types 23–16 first (§6.1). Bits above 23 are dropped. */
export const maskBytes = (mask: number): number[] => [(mask >>> 16) & 0xff, (mask >>> 8) & 0xff, mask & 0xff];

/** ENABLE BILL TYPES: which are taken, and which of them stop in escrow. */
export const enableRequest = (types: number, escrow: number): Uint8Array =>
  request(commands.enable, [...maskBytes(types), ...maskBytes(escrow)]);

/**
 * Finds `02 03 LNG …` with a good CRC. LNG 0 (long frames, firmware download only) and 1–5 are framing errors.
 * After a bad CRC one byte is dropped, not LNG of them: a false length must not swallow a good frame (§2).
 */
export const rule: FrameRule = (buffer) => {
  if (buffer[0] !== 0x02) return { skip: nextMark(buffer, 0x02, 1) };
  const [, adr, length] = buffer;
  if (adr === undefined) return need;
  if (adr !== address) return { skip: 1 };
  if (length === undefined) return need;
  if (length < 6) return { skip: 1 };
  if (buffer.length < length) return need;
  return crc16Kermit(buffer.subarray(0, length)) === 0 ? { frame: length } : { skip: 1 };
};

/** What a checked frame can mean as the answer to `sent`; `undefined`: it is no answer to it, the wait goes on. */
export type Answer =
  | { readonly kind: "echo" }
  | { readonly kind: "ack" }
  | { readonly kind: "nak" }
  | { readonly kind: "illegal" }
  | { readonly kind: "state"; readonly code: number; readonly data: number | undefined; readonly frame: Uint8Array }
  | { readonly kind: "data"; readonly data: Uint8Array; readonly frame: Uint8Array };

/** Shortest data answers, so that a late POLL answer is not read as something else (§6.2–6.4). Of statistics the layout is unconfirmed. */
const leastData: Readonly<Record<number, number>> = {
  [commands.getStatus]: 6,
  [commands.identify]: 34,
  [commands.billTable]: 5,
  [commands.statistics]: 2,
};

const shortAnswers: Readonly<Record<number, Answer["kind"] & ("ack" | "nak" | "illegal")>> = {
  0x00: "ack",
  0x30: "illegal",
  0xff: "nak",
};

/**
 * Reads a frame as the answer to the request `sent`: the same bytes mean different things to different requests (§2, ambiguous values).
 * A frame equal to the request is an echo of our own bytes, except RESET, whose echo is byte for byte ILLEGAL COMMAND.
 */
export const decode = (sent: Uint8Array, frame: Uint8Array): Answer | undefined => {
  const command = sent[3];
  if (command === undefined || frame.length < 6) return undefined;
  if (command !== commands.reset && sameBytes(sent, frame)) return { kind: "echo" };
  const first = frame[3] ?? 0;
  const short = frame.length === 6 ? shortAnswers[first] : undefined;
  if (short === "nak" || short === "illegal") return { kind: short };
  if (command === commands.poll) {
    // Longer frames are late data answers. Code 12 carries one byte on recyclers, 81 at most two.
    if (short || frame.length > 8) return undefined;
    return { kind: "state", code: first, data: frame.length > 6 ? frame[4] : undefined, frame };
  }
  const least = leastData[command];
  if (least === undefined) return short ? { kind: short } : undefined;
  const data = frame.subarray(3, frame.length - 2);
  return data.length >= least ? { kind: "data", data, frame } : undefined;
};

export interface Identification {
  readonly part: string;
  readonly serial: string;
  /** Seven binary bytes, hex. */
  readonly asset: string;
}

/** 15 ASCII part number, 12 ASCII serial, 7 binary asset number (§6.4); `undefined` if it is shorter. */
export const decodeIdentification = (data: Uint8Array): Identification | undefined => {
  if (data.length < 34) return undefined;
  const asset = Array.from(data.subarray(27, 34), (b) => b.toString(16).toUpperCase().padStart(2, "0")).join("");
  return { part: ascii(data.subarray(0, 15)), serial: ascii(data.subarray(15, 27)), asset };
};

/** Mantissa × 10^±n in minor units of `digits` decimals; `undefined` if that is not a whole number below 2^53. */
const minorUnits = (mantissa: number, exponent: number, digits: number): number | undefined => {
  const power = digits + (exponent & 0x80 ? -(exponent & 0x7f) : exponent & 0x7f);
  const value = power >= 0 ? mantissa * 10 ** power : mantissa / 10 ** -power;
  return Number.isSafeInteger(value) ? value : undefined;
};

/** Records of five bytes, index = bill type, mantissa 0 = type not used (§6.3). Records past type 23 are ignored: masks have 24 bits. */
export const decodeBillTable = (data: Uint8Array, digits = 2): Bill[] =>
  Array.from({ length: Math.min(24, Math.floor(data.length / 5)) }, (_, type): Bill | undefined => {
    const [mantissa = 0, a = 0, b = 0, c = 0, exponent = 0] = data.subarray(type * 5, type * 5 + 5);
    if (mantissa === 0) return undefined;
    const value = minorUnits(mantissa, exponent, digits);
    return { type, currency: ascii(Uint8Array.of(a, b, c)), ...(value === undefined ? {} : { value }) };
  }).filter((bill) => bill !== undefined);

/** The six bytes of GET STATUS as two masks (§6.2). */
export const decodeStatus = (data: Uint8Array): { enabled: number; highSecurity: number } => {
  const mask = (at: number) => ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
  return { enabled: mask(0), highSecurity: mask(3) };
};
