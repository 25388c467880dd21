/**
 * Two readers of one stream, as in a real printer. The first sees every byte and picks out real-time commands (`10 04 n`, `10 05 n`), also in the
 * middle of image data. The second cuts what is left into buffered commands by their parameter lengths; unknown bytes are text, one by one.
 */
export interface Parsed {
  readonly kind: "realTime" | "buffered";
  readonly bytes: readonly number[];
}

/** Bytes behind a command's first two, where it is not none. Functions get what has come so far, and say the whole length or undefined. */
type Length = number | ((b: readonly number[]) => number | undefined);

const word = (b: readonly number[], at: number): number => (b[at] ?? 0) + 256 * (b[at + 1] ?? 0);

const lengths: Readonly<Record<number, Readonly<Record<number, Length>>>> = {
  0x1b: {
    0x21: 3,
    0x2d: 3,
    0x33: 3,
    0x45: 3,
    0x47: 3,
    0x4a: 3,
    0x4d: 3,
    0x52: 3,
    0x61: 3,
    0x64: 3,
    0x74: 3,
    0x75: 3,
    0x70: 5,
    0x2a: (b) => (b.length < 5 ? undefined : 5 + word(b, 3) * ((b[2] ?? 0) >= 32 ? 3 : 1)),
  },
  0x1c: { 0x50: 6, 0xc0: 6 },
  0x1d: {
    0x21: 3,
    0x42: 3,
    0x48: 3,
    0x49: 3,
    0x61: 3,
    0x66: 3,
    0x67: 6,
    0x68: 3,
    0x72: 3,
    0x77: 3,
    0xe0: 3,
    0xe6: 4,
    0x28: (b) => (b.length < 5 ? undefined : 5 + word(b, 3)),
    0x56: (b) => (b.length < 3 ? undefined : (b[2] ?? 0) >= 0x41 ? 4 : 3),
    0x65: (b) => (b.length < 3 ? undefined : b[2] === 3 ? 4 : 3),
    0x76: (b) => (b.length < 8 ? undefined : 8 + word(b, 4) * word(b, 6)),
  },
  0x10: { 0x14: (b) => (b.length < 3 ? undefined : ({ 1: 5, 2: 5, 3: 8, 7: 4, 8: 10 }[b[2] ?? 0] ?? 3)) },
};

/** Whole length of the command that starts with these bytes; undefined while it cannot be told. */
const lengthOf = (b: readonly number[]): number | undefined => {
  const group = lengths[b[0] ?? -1];
  if (!group) return 1;
  if (b.length < 2) return undefined;
  const length = group[b[1] ?? -1] ?? 2;
  return typeof length === "number" ? length : length(b);
};

/** Longest command kept, bytes: an image beyond it is cut short, as a printer's buffer would. */
const maxCommand = 65_536;

export class Parser {
  #realTime: number[] = [];
  #command: number[] = [];

  /** Feeds one byte; answers the commands it completes, in order. */
  feed(byte: number): Parsed[] {
    const out: Parsed[] = [];
    const seen = [...this.#realTime, byte];
    if (seen.length === 3) {
      this.#realTime = [];
      out.push({ kind: "realTime", bytes: seen });
      // Inside another command's parameters the bytes stay in the data as well.
      if (this.#command.length > 0) for (const b of seen) out.push(...this.#buffer(b));
    } else if ((seen.length === 1 && byte === 0x10) || (seen.length === 2 && (byte === 4 || byte === 5))) {
      this.#realTime = seen;
    } else {
      this.#realTime = byte === 0x10 ? [0x10] : [];
      for (const b of byte === 0x10 ? seen.slice(0, -1) : seen) out.push(...this.#buffer(b));
    }
    return out;
  }

  reset(): void {
    this.#realTime = [];
    this.#command = [];
  }

  #buffer(byte: number): Parsed[] {
    this.#command.push(byte);
    const length = lengthOf(this.#command);
    if (length === undefined ? this.#command.length < 16 : this.#command.length < Math.min(length, maxCommand))
      return [];
    const bytes = this.#command;
    this.#command = [];
    return [{ kind: "buffered", bytes }];
  }
}
