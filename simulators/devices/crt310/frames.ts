import { xor8 } from "../../../drivers/wire/checksums.ts";
import type { Cut } from "../../families/incoming.ts";

export const ack = Uint8Array.of(0x06);
export const nak = Uint8Array.of(0x15);
export const eot = Uint8Array.of(0x04);

/** An envelope `02 len len package 03 BCC`; `claimed` is what LEN says where the vendor's own text is wrong (§5, reset). */
export const envelope = (parts: readonly number[], claimed = parts.length): Uint8Array => {
  const body = Uint8Array.of(0x02, claimed >>> 8, claimed & 0xff, ...parts, 0x03);
  return Uint8Array.of(...body, xor8(body));
};

/** A command of the host (CM, PM and data), or a single control byte, or `damaged`. */
export type Heard =
  | { readonly kind: "command"; readonly cm: number; readonly pm: number; readonly data: Uint8Array }
  | { readonly kind: "enq" | "ack" | "eot" | "damaged" };

const controls: Readonly<Record<number, "enq" | "ack" | "eot">> = { 0x05: "enq", 0x06: "ack", 0x04: "eot" };

/** Cuts what the host wrote: frames end by their length, never at 03; after a bad BCC the whole frame is dropped. */
export const listen = (rest: Uint8Array, bytes: Uint8Array): Cut<Heard> => {
  const buffer = Uint8Array.of(...rest, ...bytes);
  const heard: Heard[] = [];
  let at = 0;
  while (at < buffer.length) {
    const first = buffer[at] ?? 0;
    const control = controls[first];
    if (control) heard.push({ kind: control });
    if (first !== 0x02) {
      at += 1;
      continue;
    }
    if (buffer.length - at < 3) break;
    const length = ((buffer[at + 1] ?? 0) << 8) | (buffer[at + 2] ?? 0);
    if (length < 2 || length > 267) {
      at += 1;
      continue;
    }
    const frame = buffer.subarray(at, at + length + 5);
    if (frame.length < length + 5) break;
    at += frame.length;
    heard.push(read(frame));
  }
  return { rest: buffer.slice(at), heard };
};

const read = (frame: Uint8Array): Heard => {
  if (xor8(frame) !== 0 || frame.at(-2) !== 0x03) return { kind: "damaged" };
  return { kind: "command", cm: frame[3] ?? 0, pm: frame[4] ?? 0, data: frame.slice(5, -2) };
};
