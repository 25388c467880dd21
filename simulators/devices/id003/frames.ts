import { crc16Kermit } from "../../../drivers/wire/checksums.ts";
import type { Cut } from "../../families/incoming.ts";

/** `FC LNG code data… CRC-lo CRC-hi` (ID-003 §2). */
export const frameOf = (code: number, ...data: readonly number[]): Uint8Array => {
  const body = Uint8Array.of(0xfc, 5 + data.length, code, ...data);
  const crc = crc16Kermit(body);
  return Uint8Array.of(...body, crc & 0xff, crc >>> 8);
};

/**
 * Cuts what the controller wrote into requests: tolerates splitting, gluing and garbage. Behind a bad CRC the search goes on one byte further.
 * Good requests in order; `damaged` stands for one with a wrong CRC.
 */
export const listen = (rest: Uint8Array, bytes: Uint8Array): Cut<Uint8Array | "damaged"> => {
  const buffer = Uint8Array.of(...rest, ...bytes);
  const requests: (Uint8Array | "damaged")[] = [];
  let at = 0;
  while (at < buffer.length) {
    const length = buffer[at + 1];
    if (buffer[at] !== 0xfc || (length !== undefined && length < 5)) {
      at += 1;
      continue;
    }
    if (length === undefined || buffer.length - at < length) break;
    const frame = buffer.slice(at, at + length);
    const good = crc16Kermit(frame) === 0;
    requests.push(good ? frame : "damaged");
    at += good ? length : 1;
  }
  return { rest: buffer.slice(at), heard: requests };
};

/** What a receiver set to odd parity makes of our even one: no byte passes the check, and each is read as 00 (termios INPCK without PARMRK). */
export const withWrongParity = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes.length);
