import { sum8 } from "../wire/checksums.ts";
import { bytesOf } from "../wire/fields.ts";
import { type FrameRule, need, nextMark } from "../wire/framer.ts";

export const leadIn = 0x55;
/** Every packet has ten bytes (elo-smartset.md §1). */
export const packetLength = 10;
const checksumSeed = 0xaa;

/**
 * `55 64 00 00 00 00 00 00 00 63`
 *  U  command, seven data bytes, checksum (AA + sum of the nine before) modulo 256
 */
export const encode = (command: string, data: readonly number[] = []): Uint8Array => {
  const packet = new Uint8Array(packetLength);
  packet.set([leadIn, ...bytesOf(command.slice(0, 1)), ...data.slice(0, 7)]);
  packet[9] = checksumOf(packet);
  return packet;
};

const checksumOf = (packet: Uint8Array): number => sum8(packet.subarray(0, 9), checksumSeed);

/** Find 55, take ten bytes, check the sum; if it is wrong drop one byte and search again: 55 may stand in data (§1). */
export const rule: FrameRule = (buffer) => {
  if (buffer[0] !== leadIn) return { skip: nextMark(buffer, leadIn, 1) };
  if (buffer.length < packetLength) return need;
  return buffer[9] === checksumOf(buffer) ? { frame: packetLength } : { skip: 1 };
};

export interface TouchPacket {
  readonly kind: "touch";
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly initial: boolean;
  readonly untouch: boolean;
  readonly warning: boolean;
  readonly outOfRange: boolean;
}
export interface IdentityPacket {
  readonly kind: "identity";
  readonly technology: string;
  readonly interface: string;
  readonly features: number;
  readonly firmware: string;
  readonly class: number;
}
/** Low and high are what was set; the controller tells offset, numerator and denominator (§3.5). */
export interface AxisPacket {
  readonly kind: "calibration" | "scaling";
  readonly axis: string;
  readonly offset: number;
  readonly numerator: number;
  readonly denominator: number;
}
export type Packet =
  | TouchPacket
  | IdentityPacket
  | AxisPacket
  | { readonly kind: "ack"; readonly codes: readonly string[] }
  | { readonly kind: "diagnostics"; readonly mask: number }
  | { readonly kind: "mode"; readonly mode1: number; readonly mode2: number }
  | { readonly kind: "swap"; readonly swapped: boolean }
  | { readonly kind: "owner"; readonly text: string }
  | { readonly kind: "parameters"; readonly interface: string; readonly serial1: number; readonly serial2: number }
  | { readonly kind: "other"; readonly command: number };

const word = (p: Uint8Array, at: number): number => (p[at] ?? 0) | ((p[at + 1] ?? 0) << 8);
const signed = (p: Uint8Array, at: number): number => (word(p, at) << 16) >> 16;
const char = (byte = 0): string => (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`);
const hexByte = (byte = 0): string => byte.toString(16).toUpperCase().padStart(2, "0");

/** §4: status, X, Y, Z. */
const touch = (p: Uint8Array): Packet => {
  const status = p[2] ?? 0;
  return {
    kind: "touch",
    // Signed, as the scaling is (§3.5): a finger beyond the low edge is a little below zero, not 65 thousand.
    x: signed(p, 3),
    y: signed(p, 5),
    z: word(p, 7),
    initial: (status & 0x01) !== 0,
    untouch: (status & 0x04) !== 0,
    warning: (status & 0x10) !== 0,
    outOfRange: (status & 0x40) !== 0,
  };
};

/** §3.5: the offset and the numerator of a scaling may be negative. */
const axis =
  (kind: "calibration" | "scaling") =>
  (p: Uint8Array): Packet => {
    const letter = char(p[2]);
    if (letter === "S" && kind === "calibration") return { kind: "swap", swapped: p[3] === 1 };
    return {
      kind,
      axis: letter.toLowerCase(),
      offset: signed(p, 3),
      numerator: signed(p, 5),
      denominator: signed(p, 7),
    };
  };

const decoders: Readonly<Record<number, (p: Uint8Array) => Packet>> = {
  0x41: (p) => ({ kind: "ack", codes: Array.from(p.subarray(2, 6), char).filter((code) => code !== "0") }),
  0x43: axis("calibration"),
  0x44: (p) => ({ kind: "diagnostics", mask: p[2] ?? 0 }),
  0x49: (p) => ({
    kind: "identity",
    technology: char(p[2]),
    interface: char(p[3]),
    features: p[4] ?? 0,
    firmware: `${hexByte(p[6]).replace(/^0/, "")}.${hexByte(p[5]).replace(/^0/, "")}`,
    class: p[8] ?? 0,
  }),
  0x4d: (p) => ({ kind: "mode", mode1: p[3] ?? 0, mode2: p[4] ?? 0 }),
  0x4f: (p) => ({ kind: "owner", text: Array.from(p.subarray(2, 9), (b) => (b === 0 ? "" : char(b))).join("") }),
  0x50: (p) => ({ kind: "parameters", interface: char(p[2]), serial1: p[3] ?? 0, serial2: p[4] ?? 0 }),
  0x53: axis("scaling"),
  0x54: touch,
};

/** What a checked packet says. Takes any bytes; what is no packet is `other`. */
export const decode = (packet: Uint8Array): Packet => {
  const command = packet[1] ?? 0;
  const good = packet.length === packetLength && packet[0] === leadIn && packet[9] === checksumOf(packet);
  return (good ? decoders[command]?.(packet) : undefined) ?? { kind: "other", command };
};

/** `11xxxxxx 10xxxxxx 01yyyyyy 00yyyyyy 00000000 0000zzzz`: the old six-byte touch (§4). */
const isSixByteTouch = (b: Uint8Array): boolean =>
  [0xc0, 0x80, 0x40, 0x00].every((top, i) => ((b[i] ?? 0) & 0xc0) === top) &&
  b[4] === 0 &&
  ((b[5] ?? 0xff) & 0xf0) === 0;

/** Three old touches in a row: a controller whose jumpers or emulation hide SmartSet. One alone could be noise. */
export const looksLegacy = (bytes: Uint8Array): boolean => {
  for (let at = 0; at + 18 <= bytes.length; at++)
    if ([0, 6, 12].every((i) => isSixByteTouch(bytes.subarray(at + i, at + i + 6)))) return true;
  return false;
};
