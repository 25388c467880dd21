import { sum8 } from "../../../drivers/wire/checksums.ts";
import { bytesOf } from "../../../drivers/wire/fields.ts";
import type { Panel, Timing } from "./panels.ts";

const low = (value: number): number => value & 0xff;
const high = (value: number): number => (value >> 8) & 0xff;
const little = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, n) => low(value >>> (8 * n)));
/** Two values of up to 12 bits: low bytes, then the high nibbles of both in one (§2, detailed timing). */
const twelve = (a: number, b: number): number[] => [low(a), low(b), ((a >> 4) & 0xf0) | (b >> 8)];

const letters = (text: string): number[] => {
  const value = bytesOf(text).reduce((sum, letter) => sum * 32 + letter - 64, 0);
  return [high(value), low(value)];
};

const detailed = ({ clock, h, v, mm }: Timing): number[] => {
  const [, , hOffset, hWidth] = h;
  const [, , vOffset, vWidth] = v;
  const highParts = ((hOffset >> 8) << 6) | ((hWidth >> 8) << 4) | ((vOffset >> 4) << 2) | (vWidth >> 4);
  const syncs = [low(hOffset), low(hWidth), ((vOffset & 15) << 4) | (vWidth & 15), highParts];
  return [...little(clock, 2), ...twelve(h[0], h[1]), ...twelve(v[0], v[1]), ...syncs, ...twelve(...mm), 0, 0, 0x1e];
};

const text = (tag: number, content: string): number[] => {
  const ended = content.length < 13 ? `${content}\n` : content;
  return [0, 0, 0, tag, 0, ...bytesOf(ended.padEnd(13, " ").slice(0, 13))];
};

/** Range limits 56–76 Hz, 31–83 kHz, 170 MHz: as in all three of §2.1. */
const limits = [0, 0, 0, 0xfd, 0, 0x38, 0x4c, 0x1f, 0x53, 0x11, 0x00, ...bytesOf("\n      ")];
const header = [0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00];
/** Version 1.3, digital. */
const versionDigital = [0x01, 0x03, 0x80];
/** Digital, gamma 2.2, sRGB chromaticity, 640x480, 800x600 and 1024x768 at 60. */
const features = [0x78, 0x0e, 0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54, 0x21, 0x08, 0x00];

const summed = (block: readonly number[]): number[] => [...block, (0x100 - sum8(Uint8Array.from(block))) & 0xff];

/** A CTA-861 extension that says nothing but that it is one (§2, tag 02). */
const extension = (): number[] => summed([0x02, 0x03, 0x04, ...Array<number>(124).fill(0)]);

/** The EDID of a panel, written from display-edid-ddc.md §2; with so many extension blocks. */
export const edidOf = (p: Panel, extensions = 0): Uint8Array => {
  const base = [
    ...header,
    ...letters(p.manufacturer),
    ...little(p.product, 2),
    ...little(p.serial, 4),
    p.week,
    p.year - 1990,
    ...versionDigital,
    p.widthCm,
    p.heightCm,
    ...features,
    ...p.standardTiming,
    ...Array<number>(14).fill(0x01),
    ...detailed(p.timing),
    ...text(0xfc, p.name),
    ...text(0xff, p.serialText),
    ...limits,
    extensions,
  ];
  return Uint8Array.from([...summed(base), ...Array.from({ length: extensions }, extension).flat()]);
};
