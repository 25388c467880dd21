import { xor8 } from "../wire/checksums.ts";
import { type FrameRule, need, nextMark } from "../wire/framer.ts";

/** Control bytes, single and outside any frame (crt-310-card-reader.md §2). ENQ is the host's "now do it". */
export const control = { enq: 0x05, ack: 0x06, nak: 0x15, eot: 0x04 } as const;
const controls: readonly number[] = Object.values(control);

const stx = 0x02;
const etx = 0x03;
const refusalHead = 0x4e;
/** CM, PM, a second PM and 264 bytes of data. */
const longestPackage = 267;
export const maxFrame = longestPackage + 5;

/**
 * A command frame:
 * ```
 * 02 00 02 31 30 03 02
 * |  +--+  |  |  |  +-- BCC: XOR of all before
 * |  |     CM PM +----- ETX
 * |  +----------------- length of the package (CM, PM, data), high byte first
 * +-------------------- STX
 * ```
 */
export const request = (...parts: readonly number[]): Uint8Array => {
  const body = Uint8Array.of(stx, parts.length >>> 8, parts.length & 0xff, ...parts, etx);
  return Uint8Array.of(...body, xor8(body));
};

const packageLength = (buffer: Uint8Array): number => ((buffer[1] ?? 0) << 8) | (buffer[2] ?? 0);
const isWhole = (bytes: Uint8Array): boolean => bytes.at(-2) === etx && xor8(bytes) === 0;

/** The vendor's text prints LEN 000F in the answer to a reset, whose package has 14 bytes: LEN is taken as sent, or one less (§5, §7). */
const mayBeOneLess = (buffer: Uint8Array): boolean =>
  buffer[3] === 0x30 && (buffer[4] ?? 0) >= 0x30 && (buffer[4] ?? 0) <= 0x32;

/** A frame's end by its length, never by 03. After a bad BCC one byte is dropped and the search goes on. */
export const rule: FrameRule = (buffer) => {
  const first = buffer[0] ?? 0;
  if (controls.includes(first)) return { frame: 1 };
  if (first !== stx) return { skip: untilMark(buffer) };
  if (buffer.length < 3) return (buffer[1] ?? 0) > 1 ? { skip: 1 } : need;
  const length = packageLength(buffer);
  if (length < 2 || length > longestPackage) return { skip: 1 };
  const total = length + 5;
  if (length > 2 && mayBeOneLess(buffer) && buffer.length >= total - 1 && isWhole(buffer.subarray(0, total - 1)))
    return { frame: total - 1 };
  if (buffer.length < total) return need;
  return isWhole(buffer.subarray(0, total)) ? { frame: total } : { skip: 1 };
};

/** Garbage ends at a start mark or a control byte. */
const untilMark = (buffer: Uint8Array): number =>
  Math.min(...[stx, ...controls].map((mark) => nextMark(buffer, mark, 1)));

export type Answer =
  | { readonly kind: "normal"; readonly data: Uint8Array; readonly frame: Uint8Array }
  | {
      readonly kind: "refused";
      /** E of §4. */
      readonly code: number;
      readonly frame: Uint8Array;
    };

/** Commands this driver may send (§5): status, reset that leaves the card, hand out at the front, entry. None that reaches a card's data. */
export const commands = {
  status: [0x31, 0x30],
  sensors: [0x31, 0x2e],
  fewerSensors: [0x31, 0x2f],
  serial: [0x30, 0x3a],
  reset: [0x30, 0x30],
  release: [0x32, 0x30],
  entryBySwitch: [0x2f, 0x33, 0x31],
  entryByMagnetic: [0x2f, 0x34, 0x31],
  entryByBoth: [0x2f, 0x32, 0x31],
  forbidEntry: [0x2f, 0x31, 0x31],
} as const satisfies Readonly<Record<string, readonly number[]>>;
export type CommandName = keyof typeof commands;

/** Reads a checked frame as the answer to `sent`: CM and PM are repeated, and something follows them; so an echo of the command is none. */
export const decode = (sent: readonly number[], frame: Uint8Array): Answer | undefined => {
  if (frame[0] !== stx || frame.length < 8) return undefined;
  const said = frame.subarray(3, frame.length - 2);
  if (said[0] === refusalHead && said.length === 3)
    return said[1] === sent[0] ? { kind: "refused", code: said[2] ?? 0, frame } : undefined;
  if (said.length <= sent.length || sent.some((byte, n) => said[n] !== byte)) return undefined;
  return { kind: "normal", data: said.slice(sent.length), frame };
};

/** Frames with card data are those of 35 and its like: everything but what is listed here is hidden. */
const showable: readonly number[] = [0x2e, 0x2f, 0x30, 0x31, 0x32, 0x46, 0x49];
/** Longest package of a frame that may be shown: a version, a serial number. */
const longestShown = 24;

const isHarmless = (frame: Uint8Array): boolean => {
  const [cm = 0, second = 0] = frame.subarray(3);
  const named = cm === refusalHead && frame.length === 8 ? second : cm;
  return frame.length <= longestShown + 5 && showable.includes(named);
};

/** May these bytes be shown? Only control bytes and whole, checked frames of harmless commands; anything else could be a piece of card data. */
export const isShowable = (bytes: Uint8Array): boolean => {
  for (let at = 0; at < bytes.length; ) {
    const cut = rule(bytes.subarray(at));
    if (!("frame" in cut)) return false;
    if (cut.frame > 1 && !isHarmless(bytes.subarray(at, at + cut.frame))) return false;
    at += cut.frame;
  }
  return true;
};

/** What begins like a track or a card number has no place in a version or a serial number. */
const cardLike = /%[A-Z]|;\d|\d{13}/;

const textOf = (bytes: Uint8Array, longest: number): string | undefined => {
  if (bytes.length > longest) return undefined;
  const text = Array.from(bytes, (b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : ""))
    .join("")
    .trim();
  return text === "" || cardLike.test(text) ? undefined : text;
};

/** `CRT 310 V3.0` (§5, 30/30). */
export const decodeVersion = (data: Uint8Array): string | undefined => textOf(data, 20);

/** P and 1 to 16 bytes of text (§5, 30/3A and 30/3B). */
export const decodeSerial = (data: Uint8Array): string | undefined =>
  data[0] === 0x59 ? textOf(data.subarray(1), 16) : undefined;

/** S1 S2 S3 (§5, 31/30); a longer answer is none. */
export const decodeStatus = (data: Uint8Array): readonly [number, number, number] | undefined =>
  data.length === 3 ? [data[0] ?? 0, data[1] ?? 0, data[2] ?? 0] : undefined;

export interface Sensors {
  /** PSS sensors that see something, by number. */
  readonly seeing: readonly number[];
  readonly shutterOpen: boolean | undefined;
  readonly entrySwitch: boolean | undefined;
}

const seen = (byte: number | undefined): boolean | undefined =>
  byte === 0x31 ? true : byte === 0x30 ? false : undefined;

/** PSS0..5 or PSS1..5, CTSW, KSW: 30 no, 31 yes (§5). Undefined: not that many bytes, or others. */
export const decodeSensors = (data: Uint8Array): Sensors | undefined => {
  if (data.length !== 7 && data.length !== 8) return undefined;
  const path = Array.from(data.subarray(0, data.length - 2), seen);
  if (path.includes(undefined)) return undefined;
  const firstNumber = data.length === 8 ? 0 : 1;
  return {
    seeing: path.flatMap((sees, n) => (sees ? [n + firstNumber] : [])),
    shutterOpen: seen(data.at(-2)),
    entrySwitch: seen(data.at(-1)),
  };
};
