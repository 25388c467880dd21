import { sum8 } from "../wire/checksums.ts";
import { sameBytes } from "../wire/fields.ts";

const blockLength = 128;
/** EDID and up to 31 extensions; the kernel hands out no more than it could check. */
export const longestEdid = 32 * blockLength;
const header = Uint8Array.of(0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00);

export interface Mode {
  readonly width: number;
  readonly height: number;
  /** Pictures a second, to a hundredth. */
  readonly hz: number;
}

/** What a display says of itself (display-edid-ddc.md §2). What is not said is left out. */
export interface Edid {
  /** Three letters of the PNP registry. */
  readonly manufacturer: string;
  readonly product: number;
  readonly serialNumber?: number;
  readonly serialText?: string;
  readonly name?: string;
  readonly week?: number;
  readonly year: number;
  /** The year is that of the model, not of this unit. */
  readonly isModelYear: boolean;
  /** `1.3` or `1.4`. */
  readonly version: string;
  readonly widthCm?: number;
  readonly heightCm?: number;
  readonly preferred: Mode;
  readonly extensions: number;
}

export type EdidLook =
  | { readonly kind: "ok"; readonly edid: Edid }
  | { readonly kind: "none" }
  /** The first check of §2.2 that fails, in words. */
  | { readonly kind: "damaged"; readonly why: string };

const word = (b: Uint8Array, at: number): number => (b[at] ?? 0) | ((b[at + 1] ?? 0) << 8);

/** Bytes 8–9, big-endian: a zero bit, then three letters of five bits, 1 = A. Undefined: no letters. */
const manufacturerOf = (b: Uint8Array): string | undefined => {
  const value = ((b[8] ?? 0) << 8) | (b[9] ?? 0);
  const letters = [value >> 10, value >> 5, value].map((v) => v & 0x1f);
  if (value & 0x8000 || letters.some((v) => v < 1 || v > 26)) return undefined;
  return String.fromCharCode(...letters.map((v) => v + 0x40));
};

/** 0 and 01010101 are what makers write who write none (§2, bytes 12–15). */
const serialNumberOf = (b: Uint8Array): number | undefined => {
  const value = word(b, 12) + word(b, 14) * 0x10000;
  return value === 0 || value === 0x01010101 ? undefined : value;
};

/**
 * A detailed timing, 18 bytes:
 * ```
 * 30 2A 00 98 51 00 2A 40 ...
 * +---+ |  |  |  |  |  +-- vertical: active bits 11-8 in b7-4, blank bits 11-8 in b3-0
 * |     |  |  |  +--+----- vertical active, blank: low bytes
 * |     +--+--+----------- horizontal active low, blank low, high nibbles
 * +----------------------- pixel clock, 10 kHz, low byte first
 * ```
 */
const modeOf = (d: Uint8Array): Mode | undefined => {
  const clock = word(d, 0) * 10_000;
  const [, , ha = 0, hb = 0, hh = 0, va = 0, vb = 0, vh = 0] = d;
  const width = ha | ((hh & 0xf0) << 4);
  const height = va | ((vh & 0xf0) << 4);
  const pixels = (width + (hb | ((hh & 0x0f) << 8))) * (height + (vb | ((vh & 0x0f) << 8)));
  if (clock === 0 || width === 0 || height === 0) return undefined;
  return { width, height, hz: Math.round((100 * clock) / pixels) / 100 };
};

const descriptors = (b: Uint8Array): Uint8Array[] => [54, 72, 90, 108].map((at) => b.subarray(at, at + 18));

/** A text descriptor `00 00 00 tag 00`, 13 characters, ended by 0A (§2). */
const textOf = (b: Uint8Array, tag: number): string | undefined => {
  const found = descriptors(b).find((d) => word(d, 0) === 0 && d[2] === 0 && d[3] === tag);
  const text = Array.from(found?.subarray(5) ?? [], (c) =>
    c >= 0x20 && c < 0x7f ? String.fromCharCode(c) : "\n",
  ).join("");
  return text.split("\n")[0]?.trim() || undefined;
};

/** What is wrong with it, checked in the order of §2.2; undefined if nothing. */
const damageOf = (b: Uint8Array): string | undefined => {
  if (b.length % blockLength !== 0) return `${b.length} bytes, no multiple of ${blockLength}`;
  if (!sameBytes(b.subarray(0, 8), header)) return "wrong header";
  for (let at = 0; at < b.length; at += blockLength)
    if (sum8(b.subarray(at, at + blockLength)) !== 0) return `wrong checksum of block ${at / blockLength}`;
  const blocks = 1 + (b[126] ?? 0);
  if (blocks * blockLength !== b.length) return `${blocks} blocks announced, ${b.length / blockLength} there`;
  if (!manufacturerOf(b)) return "manufacturer is no letters";
  if (!modeOf(b.subarray(54, 72))) return "no detailed timing";
  return undefined;
};

const given = <T>(key: string, value: T | undefined): Record<string, T> =>
  value === undefined ? {} : { [key]: value };

/** Reads an EDID; never throws. */
export const decodeEdid = (b: Uint8Array): EdidLook => {
  if (b.length === 0) return { kind: "none" };
  const why = damageOf(b);
  const manufacturer = manufacturerOf(b);
  const preferred = modeOf(b.subarray(54, 72));
  if (why !== undefined || !manufacturer || !preferred) return { kind: "damaged", why: why ?? "unreadable" };
  const [week = 0, year = 0] = b.subarray(16);
  const edid: Edid = {
    manufacturer,
    product: word(b, 10),
    year: 1990 + year,
    isModelYear: week === 0xff,
    version: `${b[18]}.${b[19]}`,
    preferred,
    extensions: b[126] ?? 0,
    ...given("serialNumber", serialNumberOf(b)),
    ...given("serialText", textOf(b, 0xff)),
    ...given("name", textOf(b, 0xfc)),
    ...given("week", week >= 1 && week <= 54 ? week : undefined),
    ...given("widthCm", b[21] || undefined),
    ...given("heightCm", b[22] || undefined),
  };
  return { kind: "ok", edid };
};

/** Which display it is, for comparison with the one that was commissioned (§2.2). */
export interface Identity {
  readonly manufacturer: string;
  readonly product: number;
  readonly serial: string;
}

export const identityOf = ({ manufacturer, product, serialNumber, serialText }: Edid): Identity => ({
  manufacturer,
  product,
  serial: [serialNumber, serialText].filter((s) => s !== undefined).join("/"),
});

export const sameDisplay = (a: Identity, b: Identity): boolean =>
  a.manufacturer === b.manufacturer && a.product === b.product && a.serial === b.serial;

export const identityText = ({ manufacturer, product, serial }: Identity): string =>
  `${manufacturer} ${product.toString(16).toUpperCase().padStart(4, "0")}${serial ? ` ${serial}` : ""}`;
