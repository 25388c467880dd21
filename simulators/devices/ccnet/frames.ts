import { crc16Kermit } from "../../../drivers/wire/checksums.ts";
import type { Cut } from "../../families/incoming.ts";

/** `02 03 LNG first-byte … CRC-lo CRC-hi` of the validator at address 03 (CCNET §2): in data answers the first data byte stands where CMD does. */
export const answer = (...bytes: readonly number[]): Uint8Array => {
  const body = Uint8Array.of(0x02, 0x03, 5 + bytes.length, ...bytes);
  const crc = crc16Kermit(body);
  return Uint8Array.of(...body, crc & 0xff, crc >>> 8);
};

/**
 * Cuts what the host wrote into requests: tolerates splitting, gluing and garbage. Requests to other addresses are passed over in silence.
 * Behind a bad CRC the search goes on one byte further. Good requests to address 03 in order; `damaged` stands for one with a wrong CRC.
 */
export const listen = (rest: Uint8Array, bytes: Uint8Array): Cut<Uint8Array | "damaged"> => {
  const buffer = Uint8Array.of(...rest, ...bytes);
  const requests: (Uint8Array | "damaged")[] = [];
  let at = 0;
  while (at < buffer.length) {
    if (buffer[at] !== 0x02) {
      at += 1;
      continue;
    }
    const [, adr, length] = buffer.subarray(at, at + 3);
    if (adr === undefined || length === undefined) break;
    if (adr > 0x0f || length < 6) {
      at += 1;
      continue;
    }
    const frame = buffer.slice(at, at + length);
    if (frame.length < length) break;
    if (crc16Kermit(frame) === 0) {
      if (adr === 0x03) requests.push(frame);
      at += length;
      continue;
    }
    if (adr === 0x03) requests.push("damaged");
    at += 1;
  }
  return { rest: buffer.slice(at), heard: requests };
};
