import { crc16Cms } from "../../../drivers/wire/checksums.ts";

const stx = 0x7f;

/** `7F SEQ LENGTH data CRC-lo CRC-hi`, every 7F behind the first doubled (SSP §2). */
export const packet = (seq: number, data: readonly number[]): Uint8Array => {
  const body = [seq, data.length, ...data];
  const crc = crc16Cms(Uint8Array.from(body));
  const wire = [stx];
  for (const byte of [...body, crc & 0xff, crc >>> 8]) wire.push(...(byte === stx ? [stx, stx] : [byte]));
  return Uint8Array.from(wire);
};

export interface Request {
  readonly seq: number;
  readonly data: readonly number[];
}

/** Collects bytes into requests, one byte at a time: a 7F followed by anything but 7F starts a new packet and drops what was collected. */
export class Listener {
  #bytes: number[] | undefined;
  #half = false;

  hear(bytes: Uint8Array): Request[] {
    return [...bytes].flatMap((byte) => this.#one(byte));
  }

  forget(): void {
    this.#bytes = undefined;
    this.#half = false;
  }

  #one(byte: number): Request[] {
    if (!this.#half && byte === stx) {
      this.#half = true;
      return [];
    }
    if (this.#half) {
      this.#half = false;
      if (byte !== stx) this.#bytes = [];
    }
    this.#bytes?.push(byte);
    return this.#complete();
  }

  /** A packet with a bad CRC gets no answer: it is dropped in silence (§4.2). */
  #complete(): Request[] {
    const all = this.#bytes;
    const [seq, length] = all ?? [];
    if (!all || seq === undefined || length === undefined || all.length < length + 4) return [];
    this.#bytes = undefined;
    const crc = crc16Cms(Uint8Array.from(all.slice(0, -2)));
    const good = length > 0 && all.at(-2) === (crc & 0xff) && all.at(-1) === crc >>> 8;
    return good ? [{ seq, data: all.slice(2, -2) }] : [];
  }
}
