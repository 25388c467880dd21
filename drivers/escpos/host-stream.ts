/**
 * What a host sends to an ESC/POS printer, cut into commands, text and binary data. Needed for one question: would three bytes more, here, be
 * read as a command, or be printed into the middle of a picture? A command that is in no table makes the place unknown, until `ESC @` or a long pause.
 */
export interface HostItem {
  readonly kind: "text" | "command" | "data";
  /** The whole command, or the text; of data that follow a command their piece. */
  readonly bytes: Uint8Array;
}

/** A command's own bytes, and how many bytes of data follow it. `until0`: data end with a NUL. `need`: not enough bytes to tell. */
type Extent =
  | { readonly head: number; readonly data: number }
  | { readonly head: number; readonly until0: true }
  | "need";

/** `20:1 21:1 …`: second byte of a command and how many parameter bytes follow it, hex and decimal. */
const table = (text: string): ReadonlyMap<number, number> =>
  new Map(
    text.split(" ").map((pair): [number, number] => {
      const [second = "", parameters = ""] = pair.split(":");
      return [Number.parseInt(second, 16), Number(parameters)];
    }),
  );

/** Commands of a fixed length by their first byte (Epson's command reference; sheet 3 to 7, the Custom ones too). */
const fixed: Readonly<Record<number, ReadonlyMap<number, number>>> = {
  0x10: table("05:1"),
  0x1b: table(
    "0C:0 20:1 21:1 24:2 25:1 2D:1 32:0 33:1 3D:1 3F:1 40:0 42:2 45:1 47:1 4A:1 4B:1 4C:0 4D:1 52:1 53:0 54:1 55:1 56:1 57:8 5C:2 61:1 63:2 64:1 65:1 69:0 6D:0 70:3 72:1 74:1 75:1 76:0 7B:1",
  ),
  0x1c: table("21:1 26:0 2D:1 2E:0 43:1 50:4 53:2 57:1 70:2 C0:4"),
  0x1d: table(
    "21:1 24:2 2F:1 3A:0 42:1 45:1 48:1 49:1 4C:2 50:2 54:1 57:2 5C:2 5E:3 61:1 62:1 63:0 66:1 67:4 68:1 6A:1 72:1 77:1 E0:1 E1:0 E2:0 E3:0 E4:0 E5:0 E6:2",
  ),
};

const word = (b: Uint8Array, at: number): number => (b[at] ?? 0) + 256 * (b[at + 1] ?? 0);

/** Commands whose length is in their parameters; `least` bytes are needed to tell. */
const counted: Readonly<Record<number, readonly [least: number, extent: (b: Uint8Array) => Extent]>> = {
  // DLE EOT n; 7, 8 and 18 take one more
  0x1004: [3, (b) => ({ head: [7, 8, 18].includes(b[2] ?? 0) ? 4 : 3, data: 0 })],
  // DLE DC4 fn …
  0x1014: [3, (b) => ({ head: 3 + ({ 1: 2, 2: 2, 3: 5, 7: 1, 8: 6 }[b[2] ?? 0] ?? 0), data: 0 })],
  // ESC * m nL nH
  0x1b2a: [5, (b) => ({ head: 5, data: word(b, 3) * ((b[2] ?? 0) >= 32 ? 3 : 1) })],
  // ESC D n1 … NUL
  0x1b44: [2, () => ({ head: 2, until0: true })],
  // ESC ( x pL pH, GS ( x pL pH, FS ( x pL pH
  0x1b28: [5, (b) => ({ head: 5, data: word(b, 3) })],
  0x1c28: [5, (b) => ({ head: 5, data: word(b, 3) })],
  0x1d28: [5, (b) => ({ head: 5, data: word(b, 3) })],
  // GS * x y
  0x1d2a: [4, (b) => ({ head: 4, data: (b[2] ?? 0) * (b[3] ?? 0) * 8 })],
  // GS 8 L p1 p2 p3 p4
  0x1d38: [7, (b) => ({ head: 7, data: word(b, 3) + 65_536 * word(b, 5) })],
  // GS Q 0 m xL xH yL yH
  0x1d51: [8, (b) => ({ head: 8, data: word(b, 4) * word(b, 6) })],
  // GS V m [n]
  0x1d56: [3, (b) => ({ head: (b[2] ?? 0) >= 65 ? 4 : 3, data: 0 })],
  // GS e n [m]: present takes a length
  0x1d65: [3, (b) => ({ head: b[2] === 3 ? 4 : 3, data: 0 })],
  // GS k m …: NUL-terminated, or counted
  0x1d6b: [4, (b) => ((b[2] ?? 0) < 65 ? { head: 3, until0: true } : { head: 4, data: b[3] ?? 0 })],
  // GS v 0 m xL xH yL yH
  0x1d76: [8, (b) => ({ head: 8, data: word(b, 4) * word(b, 6) })],
};

const leads: ReadonlySet<number> = new Set([0x10, 0x1b, 0x1c, 0x1d]);
const isText = (byte: number): boolean => !leads.has(byte);

/** How far the command at the start of the buffer reaches; `undefined`: it is in no table. */
const extentOf = (b: Uint8Array): Extent | undefined => {
  const [first = 0, second] = b;
  if (second === undefined) return "need";
  const special = counted[first * 256 + second];
  if (special) return b.length < special[0] ? "need" : special[1](b);
  const parameters = fixed[first]?.get(second);
  return parameters === undefined ? undefined : { head: 2 + parameters, data: 0 };
};

/** After so long a pause the next byte begins something new, whatever came before, ms. */
const freshStartMs = 5_000;
const nothing = new Uint8Array(0);

export class HostStream {
  #rest: Uint8Array = nothing;
  #dataLeft = 0;
  #until0 = false;
  #unknown = false;
  #at: number | undefined;

  /** Between two commands: a real-time command here would be read as one. */
  atBoundary(): boolean {
    return this.#rest.length === 0 && this.#dataLeft === 0 && !this.#until0 && !this.#unknown;
  }

  /** Bytes that came at `at`, ms; cut as far as they can be. */
  read(bytes: Uint8Array, at: number): readonly HostItem[] {
    if (this.#unknown && this.#at !== undefined && at - this.#at > freshStartMs) this.#unknown = false;
    this.#at = at;
    let left = Uint8Array.of(...this.#rest, ...bytes);
    this.#rest = nothing;
    const items: HostItem[] = [];
    while (left.length > 0) {
      const taken = this.#take(left, items);
      if (taken === 0) break;
      left = left.slice(taken);
    }
    this.#rest = left;
    return items;
  }

  /** Takes one item off the front; 0 if more bytes are needed. */
  #take(b: Uint8Array, items: HostItem[]): number {
    const put = (kind: HostItem["kind"], length: number): number => {
      items.push({ kind, bytes: b.slice(0, length) });
      return length;
    };
    if (this.#dataLeft > 0) {
      const length = put("data", Math.min(this.#dataLeft, b.length));
      this.#dataLeft -= length;
      return length;
    }
    if (this.#until0) {
      const end = b.indexOf(0);
      this.#until0 = end < 0;
      return put("data", end < 0 ? b.length : end + 1);
    }
    if (this.#unknown) {
      const known = this.#toEscAt(b);
      if (known !== 0) return put("data", known);
      if (this.#unknown) return 0;
    }
    const first = b.findIndex((byte) => !isText(byte));
    if (first !== 0) return put("text", first < 0 ? b.length : first);
    return this.#command(b, put);
  }

  #command(b: Uint8Array, put: (kind: HostItem["kind"], length: number) => number): number {
    const extent = extentOf(b);
    if (extent === "need") return 0;
    if (!extent) {
      this.#unknown = true;
      return put("command", Math.min(2, b.length));
    }
    if (b.length < extent.head) return 0;
    if ("until0" in extent) this.#until0 = true;
    else this.#dataLeft = extent.data;
    return put("command", extent.head);
  }

  /** ESC @ is what most programs begin a receipt with. How many bytes stand before it; it is known where we are when there are none. */
  #toEscAt(b: Uint8Array): number {
    const at = b.findIndex((byte, i) => byte === 0x1b && b[i + 1] === 0x40);
    if (at === 0) this.#unknown = false;
    if (at >= 0) return at;
    return b.at(-1) === 0x1b ? b.length - 1 : b.length;
  }
}
