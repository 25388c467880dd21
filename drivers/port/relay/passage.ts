/**
 * Which way bytes went over a shared line: `>` application to device, `<` device to application, `+` put in by us, `-` the device's answer to
 * that, kept from the application; `!` no bytes of the line, but a word about it.
 */
export const ways = [">", "<", "+", "-", "!"] as const;
export type Way = (typeof ways)[number];

/** One chunk as it passed. */
export interface Passed {
  /** Its number since the relay started, from 1. */
  readonly n: number;
  /** Monotonic ms of the relay. */
  readonly t: number;
  readonly way: Way;
  readonly bytes: Uint8Array;
}

/** Longer ones are written down in pieces, so that whoever reads them can bound a line. */
const longestChunk = 4096;

/** length (4 bytes), way (1), time (8). */
const headBytes = 13;

/**
 * The last things that passed, in one block of memory that never grows: `length way time bytes` behind each other, round and round. The oldest
 * go first. Kept outside the heap, because a hundred thousand small objects would cost twenty times the bytes.
 */
export class Passage {
  readonly #ring: Buffer;
  readonly #head = Buffer.alloc(headBytes);
  /** Offsets that only grow; their place is the remainder by the size. */
  #start = 0;
  #end = 0;
  #first = 1;
  #next = 1;

  /** `size` in bytes; a chunk that does not fit is cut into pieces by the caller. */
  constructor(size: number) {
    this.#ring = Buffer.alloc(size);
  }

  /** Number of the oldest chunk that is still known. */
  get first(): number {
    return this.#first;
  }
  /** Number the next chunk gets. */
  get next(): number {
    return this.#next;
  }
  /** Longest chunk, bytes. */
  get longest(): number {
    return Math.min(longestChunk, Math.floor(this.#ring.length / 4) - headBytes);
  }

  add(t: number, way: Way, bytes: Uint8Array): void {
    for (let at = 0; at === 0 || at < bytes.length; at += this.longest)
      this.#put(t, way, bytes.subarray(at, at + this.longest));
  }

  /** A reader that starts at number `n`, or at the oldest that is known. */
  reader(n: number): PassageReader {
    let at = this.#start;
    let number = this.#first;
    const behind = (): void => {
      if (number >= this.#first) return;
      at = this.#start;
      number = this.#first;
    };
    const read = (): Passed | undefined => {
      behind();
      if (number >= this.#next) return undefined;
      const passed = this.#get(at, number);
      at += headBytes + passed.bytes.length;
      number += 1;
      return passed;
    };
    while (number < n && number < this.#next) read();
    return { read, next: () => number };
  }

  #put(t: number, way: Way, bytes: Uint8Array): void {
    const needed = headBytes + bytes.length;
    while (this.#end + needed - this.#start > this.#ring.length) {
      this.#start += headBytes + this.#lengthAt(this.#start);
      this.#first += 1;
    }
    this.#head.writeUInt32LE(bytes.length, 0);
    this.#head.writeUInt8(ways.indexOf(way), 4);
    this.#head.writeDoubleLE(t, 5);
    this.#copyIn(this.#end, this.#head);
    this.#copyIn(this.#end + headBytes, bytes);
    this.#end += needed;
    this.#next += 1;
  }

  #get(at: number, n: number): Passed {
    const head = this.#copyOut(at, headBytes);
    const bytes = this.#copyOut(at + headBytes, head.readUInt32LE(0));
    return { n, t: head.readDoubleLE(5), way: ways[head.readUInt8(4)] ?? "!", bytes };
  }

  #lengthAt(at: number): number {
    return this.#copyOut(at, 4).readUInt32LE(0);
  }

  #copyIn(at: number, bytes: Uint8Array): void {
    const place = at % this.#ring.length;
    const upToEnd = Math.min(bytes.length, this.#ring.length - place);
    this.#ring.set(bytes.subarray(0, upToEnd), place);
    this.#ring.set(bytes.subarray(upToEnd), 0);
  }

  #copyOut(at: number, length: number): Buffer {
    const place = at % this.#ring.length;
    const upToEnd = Math.min(length, this.#ring.length - place);
    return Buffer.concat([this.#ring.subarray(place, place + upToEnd), this.#ring.subarray(0, length - upToEnd)]);
  }
}

export interface PassageReader {
  /** The next chunk; `undefined` when all has been read. */
  read(): Passed | undefined;
  /** Number of the chunk `read` would give; jumps ahead when chunks were given up before they were read. */
  next(): number;
}
