import type { Bill } from "../cash-box/ledger.ts";
import { crc16Kermit } from "../wire/checksums.ts";
import { ascii, hex } from "../wire/fields.ts";
import { type FrameRule, need, nextMark } from "../wire/framer.ts";

/** LNG is one byte (id003.md §2). */
export const maxFrame = 255;

/** What this driver may send. RETURN, HOLD, WAIT, SECURITY, DIRECTION, firmware download: never (§11). */
export const commands = {
  status: 0x11,
  reset: 0x40,
  stack1: 0x41,
  stack2: 0x42,
  ack: 0x50,
  inhibitRead: 0x83,
  version: 0x88,
  bootVersion: 0x89,
  currencies: 0x8a,
  serial: 0x91,
  denominations: 0xc0,
  mode: 0xc2,
  inhibit: 0xc3,
} as const;

/** What else a master may say; met only when its conversation is overheard. */
export const overheard = { stack3: 0x49, giveBack: 0x43, hold: 0x44 } as const;

/** Asked for by the acceptor in interrupt mode (§7). */
const enquiry = 0x05;
const refusal = 0x4b;
const damage = 0x4a;

/**
 * One frame (§2): LNG counts every byte, the CRC goes low byte first.
 * ```
 * FC 06 C3 00 04 D6
 * |  |  |  |  +--+-- CRC-16/KERMIT of all bytes before
 * |  |  |  +-------- DATA     |
 * |  |  +-- CMD      +-- LNG = 5 + data
 * +-- SYNC
 * ```
 */
export const request = (command: number, ...data: readonly number[]): Uint8Array => {
  const body = Uint8Array.of(0xfc, 5 + data.length, command, ...data);
  const crc = crc16Kermit(body);
  return Uint8Array.of(...body, crc & 0xff, crc >>> 8);
};

/** ENABLE/DISABLE DENOMINATION: a bit that is set *disables*; bit 0 of the first byte is escrow code 61 (§4.2). */
export const denominationRequest = (enabled: number): Uint8Array =>
  request(commands.denominations, ~enabled & 0xff, (~enabled >>> 8) & 0xff);

/** Finds `FC LNG …` with a good CRC; after a bad one a single byte is dropped, for its length may be the lie (§2). */
export const rule: FrameRule = (buffer) => {
  if (buffer[0] !== 0xfc) return { skip: nextMark(buffer, 0xfc, 1) };
  const length = buffer[1];
  if (length === undefined) return need;
  if (length < 5) return { skip: 1 };
  if (buffer.length < length) return need;
  return crc16Kermit(buffer.subarray(0, length)) === 0 ? { frame: length } : { skip: 1 };
};

/** What a checked frame can mean as the answer to `sent`; `undefined`: it is no answer to it, the wait goes on. */
export type Answer =
  | { readonly kind: "echo" }
  | { readonly kind: "ack" }
  | { readonly kind: "set" }
  | { readonly kind: "refused" }
  | { readonly kind: "damaged" }
  | { readonly kind: "state"; readonly code: number; readonly data: number | undefined; readonly frame: Uint8Array }
  | { readonly kind: "data"; readonly data: Uint8Array };

const isSetting = (command: number): boolean => command >= 0xc0 && command <= 0xcd;
/** Read-backs and information are longer than their requests; so these tell an echo from an answer (§2, echo test). */
const isQuestion = (command: number): boolean => command >= 0x80 && command <= 0x9f;

/**
 * Reads a frame as the answer to the request `sent`: the same bytes mean different things to different requests (§2, ambiguous values).
 * STATUS REQUEST is byte for byte IDLING, and a setting is answered by its own bytes: neither can be told from an echo here.
 */
export const decode = (sent: Uint8Array, frame: Uint8Array): Answer | undefined => {
  const command = sent[2];
  const code = frame[2];
  if (command === undefined || code === undefined || frame.length < 5 || code === enquiry) return undefined;
  if (frame.length === 5 && code === damage) return { kind: "damaged" };
  if (frame.length === 5 && code === refusal) return { kind: "refused" };
  if (command === commands.status) {
    // From 50 on there are no states: late answers to something else.
    if (code >= commands.ack) return undefined;
    return { kind: "state", code, data: frame.length > 5 ? frame[3] : undefined, frame };
  }
  if (isSetting(command)) return code === command ? { kind: "set" } : undefined;
  if (isQuestion(command)) {
    if (code !== command) return undefined;
    return frame.length > 5 ? { kind: "data", data: frame.subarray(3, frame.length - 2) } : { kind: "echo" };
  }
  return frame.length === 5 && code === commands.ack ? { kind: "ack" } : undefined;
};

/** ENQ: the acceptor is in interrupt mode and its status has changed. */
export const isEnquiry = (frame: Uint8Array): boolean => frame.length === 5 && frame[2] === enquiry;

/**
 * A ticket in escrow (13 6F) carries its barcode, which is as good as money: shown are whole frames of anything else, and the beginning of one
 * that can be no such frame (§5.1).
 */
export const isShowable = (bytes: Uint8Array): boolean => {
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const cut = rule(rest);
    const ticket = rest[2] === 0x13 && rest[3] !== undefined && (rest[3] < 0x61 || rest[3] > 0x6e);
    if ("need" in cut) return rest[2] !== 0x13 || rest.length === 3;
    if (!("frame" in cut) || ticket) return false;
    at += cut.frame;
  }
  return true;
};

/** Escrow code to the number of its bit in ENABLE/DISABLE DENOMINATION: 61 is 0. Tickets (6F) and what is out of range have none. */
export const typeOf = (code: number | undefined): number | undefined =>
  code === undefined || code < 0x61 || code > 0x6e ? undefined : code - 0x61;

/** Country codes of §6.1 as currencies. A code of two meanings (86) is left as a number. */
const currencies: Readonly<Record<number, string>> = {
  1: "USD",
  2: "AUD",
  6: "ZAR",
  8: "CAD",
  9: "MXN",
  10: "JPY",
  12: "BRL",
  13: "NZD",
  14: "ARS",
  21: "KRW",
  22: "CHF",
  23: "GBP",
  25: "COP",
  26: "PLN",
  28: "AED",
  33: "MYR",
  34: "SGD",
  39: "RUB",
  44: "CZK",
  45: "CNY",
  47: "PEN",
  48: "HUF",
  81: "KZT",
  92: "UAH",
  224: "EUR",
};

/** Records of four bytes: escrow code, country, mantissa, exponent; without a mantissa it is not used (§6.1). */
export const decodeCurrencies = (data: Uint8Array, digits = 2): Bill[] =>
  Array.from({ length: Math.min(16, Math.floor(data.length / 4)) }, (_, n): Bill | undefined => {
    const [code = 0, country = 0, mantissa = 0, exponent = 0] = data.subarray(n * 4, n * 4 + 4);
    const type = typeOf(code);
    if (type === undefined || mantissa === 0) return undefined;
    const value = mantissa * 10 ** (exponent + digits);
    const currency = currencies[country] ?? `country ${country}`;
    return { type, currency, ...(Number.isSafeInteger(value) ? { value } : {}) };
  }).filter((bill) => bill !== undefined);

export interface Version {
  readonly model: string;
  /** Program, date and check of it; empty on units that tell their model only. */
  readonly firmware: string;
}

/** `i(EUR5)100-SS ID003-05V300-45 28JUN23 7F23`: the model up to the first blank, then the program (§6.2). */
export const decodeVersion = (data: Uint8Array): Version => {
  const [model = "", ...firmware] = ascii(data).split(/\s+/);
  return { model: model.slice(0, 80), firmware: firmware.join(" ").slice(0, 80) };
};

/** Twelve ASCII characters (§6.2); what is longer is cut. */
export const decodeSerial = (data: Uint8Array): string => ascii(data).slice(0, 40);

/** Hex of a frame as evidence, or nothing of one that may not be shown. */
export const evidence = (frame: Uint8Array): string | undefined =>
  frame.length > 0 && isShowable(frame) ? hex(frame.subarray(0, 32)) : undefined;
