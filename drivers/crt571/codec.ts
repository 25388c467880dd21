import { xor8 } from "../wire/checksums.ts";
import { type FrameRule, need, nextMark } from "../wire/framer.ts";

/** Control bytes, single and outside any frame (crt-card-reader.md §2). */
export const control = { ack: 0x06, nak: 0x15, eot: 0x04 } as const;
const isControl = (byte: number): boolean => byte === 0x06 || byte === 0x15 || byte === 0x04;

const stx = 0xf2;
const etx = 0x03;
/** STX, address, length (2), 518 of text, ETX, BCC. */
export const maxFrame = 524;
const leastText = 3;
/** Data is at most 512: longer cannot be right (§2). */
const longestText = 518;

/**
 * A command frame:
 * ```
 * F2 00 00 03 43 31 30 03 B0
 * |  |  +--+  |  |  |  |  +-- BCC: XOR of all before
 * |  |  |     |  CM PM +----- ETX
 * |  |  |     +-------------- head 'C'
 * |  |  +-------------------- length of the text, head included, high byte first
 * |  +----------------------- address 00–0F
 * +-------------------------- STX
 * ```
 */
export const request = (address: number, cm: number, pm: number, data: readonly number[] = []): Uint8Array => {
  const length = 3 + data.length;
  const body = Uint8Array.of(stx, address, length >>> 8, length & 0xff, 0x43, cm, pm, ...data, etx);
  return Uint8Array.of(...body, xor8(body));
};

const textLength = (buffer: Uint8Array): number => ((buffer[2] ?? 0) << 8) | (buffer[3] ?? 0);

/** A frame's end by its length, never by 03: all marks occur inside data too. After a bad BCC one byte is dropped and the search goes on. */
export const rule: FrameRule = (buffer) => {
  const first = buffer[0] ?? 0;
  if (isControl(first)) return { frame: 1 };
  if (first !== stx) return { skip: untilMark(buffer) };
  if (buffer.length < 4) return (buffer[1] ?? 0) > 0x0f ? { skip: 1 } : need;
  const length = textLength(buffer);
  if ((buffer[1] ?? 0) > 0x0f || length < leastText || length > longestText) return { skip: 1 };
  const total = length + 6;
  if (buffer.length < total) return need;
  const whole = buffer.subarray(0, total);
  return whole[total - 2] === etx && xor8(whole) === 0 ? { frame: total } : { skip: 1 };
};

/** Garbage ends at a start mark or a control byte. */
const untilMark = (buffer: Uint8Array): number =>
  Math.min(...[stx, control.ack, control.nak, control.eot].map((mark) => nextMark(buffer, mark, 1)));

export type Answer =
  | {
      readonly kind: "positive";
      /** st0, st1, st2: ASCII bytes (§4). */
      readonly status: readonly [number, number, number];
      readonly data: Uint8Array;
      readonly frame: Uint8Array;
    }
  | {
      readonly kind: "negative";
      /** e1 e0 as two characters, e.g. `10`, `B0` (§5). */
      readonly code: string;
      readonly frame: Uint8Array;
    };

/** Reads a checked frame as the answer to `sent`: CM, PM and address repeat those of the command. `undefined`: it is no answer to it. */
export const decode = (sent: Uint8Array, frame: Uint8Array): Answer | undefined => {
  const length = textLength(frame);
  if (frame[0] !== stx || frame.length !== length + 6) return undefined;
  if (frame[1] !== sent[1] || frame[5] !== sent[5] || frame[6] !== sent[6]) return undefined;
  const [, , , , head, , , a = 0, b = 0, c = 0] = frame;
  if (head === 0x50 && length >= 6)
    return { kind: "positive", status: [a, b, c], data: frame.slice(10, frame.length - 2), frame };
  // The vendor's text names the head 'N' (4E) and prints 45 once: both are met in the field (§2).
  if ((head === 0x4e || head === 0x45) && length >= 5) return { kind: "negative", code: pair(a, b), frame };
  return undefined;
};

const character = (byte: number): string =>
  byte >= 0x21 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`;
const pair = (e1: number, e0: number): string => character(e1) + character(e0);

/** Commands this driver may send: status, initialise that leaves the card, release at the gate, entry, and what a reader says of itself. */
export const commands = {
  initialise: [0x30, 0x33],
  status: [0x31, 0x30],
  sensors: [0x31, 0x31],
  release: [0x32, 0x39],
  allowEntry: [0x33, 0x30],
  forbidEntry: [0x33, 0x31],
  serial: [0xa2, 0x30],
  configuration: [0xa3, 0x30],
  version: [0xa4, 0x30],
  counter: [0xa5, 0x30],
} as const;
export type CommandName = keyof typeof commands;

/** Frames with card data are those of 50–60: everything but what is listed here is hidden. */
const showable: ReadonlySet<number> = new Set([0x30, 0x31, 0x32, 0x33, 0xa2, 0xa3, 0xa4, 0xa5]);
/** Longest text of a frame that may be shown: a serial, a version, a configuration. */
const longestShown = 80;

/** May these bytes be shown? Only control bytes and whole, checked frames of harmless commands; anything else could be a piece of card data. */
export const isShowable = (bytes: Uint8Array): boolean => {
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const cut = rule(rest);
    if (!("frame" in cut)) return false;
    if (cut.frame > 1 && (!showable.has(rest[5] ?? 0) || textLength(rest) > longestShown)) return false;
    at += cut.frame;
  }
  return true;
};

const printable = (bytes: Uint8Array): string =>
  Array.from(bytes, (b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : ""))
    .join("")
    .trim();

/** What begins like a track or a card number has no place in a version or a configuration. */
const cardLike = /%[A-Z]|;\d|\d{13}/;

/** Text answers (firmware, configuration), at most 80 characters and never with card data behind them: device text is hostile. */
export const decodeText = (data: Uint8Array): string => {
  const text = printable(data);
  const at = text.search(cardLike);
  return text.slice(0, at < 0 ? 80 : Math.min(at, 80));
};

/** A length byte (0–18) and that many bytes (§6, A2). A wrong length byte: nothing. */
export const decodeSerial = (data: Uint8Array): string | undefined => {
  const length = data[0] ?? 0;
  if (length === 0 || length > 18 || data.length < 1 + length) return undefined;
  return printable(data.subarray(1, 1 + length)) || undefined;
};

/** Three ASCII digits; some public hosts read the counter as a binary number, so a short binary one is taken too (§6, A5). */
export const decodeCounter = (data: Uint8Array): number | undefined => {
  const text = String.fromCharCode(...data.subarray(0, 3));
  if (data.length >= 3 && /^\d{3}$/.test(text)) return Number(text);
  if (data.length === 1 || data.length === 2) {
    const value = data.reduce((sum, b) => sum * 256 + b, 0);
    return value <= 999 ? value : undefined;
  }
  return undefined;
};

/** One byte a sensor, 30 = free, 31 = card; anything else is unknown (§6, 31/31). */
export const decodeSensors = (data: Uint8Array): (boolean | undefined)[] =>
  Array.from(data.subarray(0, 16), (b) => (b === 0x31 ? true : b === 0x30 ? false : undefined));
