import { xor8 } from "../../../drivers/wire/checksums.ts";
import type { Cut } from "../../families/incoming.ts";

export const ack = Uint8Array.of(0x06);
export const nak = Uint8Array.of(0x15);
export const eot = Uint8Array.of(0x04);

/** An envelope `F2 addr len len text 03 BCC` around a text. */
export const envelope = (address: number, text: readonly number[]): Uint8Array => {
  const body = Uint8Array.of(0xf2, address, text.length >>> 8, text.length & 0xff, ...text, 0x03);
  return Uint8Array.of(...body, xor8(body));
};

/** A command of the host, or a single control byte, or `damaged`. */
export type Heard =
  | {
      readonly kind: "command";
      readonly address: number;
      readonly cm: number;
      readonly pm: number;
      readonly data: Uint8Array;
    }
  | { readonly kind: "ack" | "nak" | "eot" | "damaged" };

const controls: Readonly<Record<number, "ack" | "nak" | "eot">> = { 0x06: "ack", 0x15: "nak", 0x04: "eot" };

/** Cuts what the host wrote: frames end by their length, never at 03; after a bad BCC the whole frame is dropped. */
export const listen = (rest: Uint8Array, bytes: Uint8Array): Cut<Heard> => {
  const buffer = Uint8Array.of(...rest, ...bytes);
  const heard: Heard[] = [];
  let at = 0;
  while (at < buffer.length) {
    const first = buffer[at] ?? 0;
    const control = controls[first];
    if (control) heard.push({ kind: control });
    if (first !== 0xf2) {
      at += 1;
      continue;
    }
    if (buffer.length - at < 4) break;
    const length = ((buffer[at + 2] ?? 0) << 8) | (buffer[at + 3] ?? 0);
    if ((buffer[at + 1] ?? 0) > 0x0f || length < 3 || length > 515) {
      at += 1;
      continue;
    }
    const frame = buffer.subarray(at, at + length + 6);
    if (frame.length < length + 6) break;
    at += frame.length;
    heard.push(read(frame));
  }
  return { rest: buffer.slice(at), heard };
};

const read = (frame: Uint8Array): Heard => {
  if (xor8(frame) !== 0 || frame.at(-2) !== 0x03 || frame[4] !== 0x43) return { kind: "damaged" };
  const [, address = 0, , , , cm = 0, pm = 0] = frame;
  return { kind: "command", address, cm, pm, data: frame.slice(7, -2) };
};
