import { bytesHoldCardData, type EvidenceExchange } from "../../contract/index.ts";
import type { Direction } from "../../drivers/port/wiretap.ts";
import { hex } from "../../drivers/wire/fields.ts";

/**
 * One direction of an exchange. Only bytes that may be shown are held, one character each (a short array costs several times as much memory); of others, how
 * many there were.
 */
interface Side {
  text: string;
  length: number;
  hidden: boolean;
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
/** The bytes of a side that may be shown. */
export const bytesOf = ({ text }: Side): Uint8Array => Buffer.from(text, "latin1");

/** A question and the answer to it, by the monotonic clock. */
export interface HeardExchange {
  readonly at: number;
  until: number;
  times: number;
  readonly sent: Side;
  readonly received: Side;
  /** Bytes it takes in the ring. */
  size: number;
}

export interface RecentFramesOptions {
  readonly mono: () => number;
  /** Frames the driver lets through; without it all may be shown that hold no card number. */
  readonly mayShow?: ((frame: Uint8Array) => boolean) | undefined;
  /** Memory for one device, bytes. */
  readonly maxBytes?: number;
}

/** Some 150 exchanges that differ. */
const standardBytes = 64 * 1024;
/** What an exchange takes besides its bytes (measured). */
const overheadBytes = 350;
/** Bytes of one side that are kept. */
const shownBytes = 190;
/** Bytes of one side that are looked at before it is known what may be shown; beyond it nothing of it is shown if its driver is particular. */
const judgedBytes = 1024;
/** Writes so close together are one question; a silent device that is asked once more is asked after a pause. */
const sameQuestionMs = 50;
/** A device that speaks so long after it was asked speaks by itself. */
const answerMs = 1_000;
/** A card number with blanks between its digits is no longer than this: so far back its beginning may lie in another piece. */
const tailBytes = 40;

const emptySide = (): Side => ({ text: "", length: 0, hidden: false });

/** Adds bytes to a side; answers those of them that could be shown. */
const joined = (side: Side, bytes: Uint8Array): string => {
  const room = side.hidden ? 0 : Math.max(0, judgedBytes - side.text.length);
  const seen = textOf(bytes.subarray(0, room));
  side.text += seen;
  side.length += bytes.length;
  return seen;
};

const isSame = (a: Side, b: Side): boolean => a.length === b.length && a.hidden === b.hidden && a.text === b.text;
const keyOf = ({ text, length }: Side): string => `${length}:${text}`;
const sizeOf = ({ sent, received }: HeardExchange): number =>
  // The question is held twice: in the exchange, and as what it is found by.
  sent.text.length * 2 + received.text.length + overheadBytes;

/**
 * The last exchanges on one device's line, bounded in bytes. A question that gets the same answer as the last time is counted and not kept twice, so that
 * a device polled five times a second does not push out what it said when it jammed. Bytes that must not be shown are not held at all.
 */
export class RecentFrames {
  readonly #options: RecentFramesOptions;
  readonly #maxBytes: number;
  readonly #ring: HeardExchange[] = [];
  /** The newest exchange of each question in the ring. */
  readonly #latest = new Map<string, HeardExchange>();
  /** The last pieces of each direction, with the side they went to: a card number may lie across several. */
  readonly #tails: Record<Direction, [side: Side, text: string][]> = { sent: [], received: [] };
  #open: HeardExchange | undefined;
  #bytes = 0;
  #dropped = 0;
  #droppedUntil = Number.NEGATIVE_INFINITY;

  constructor(options: RecentFramesOptions) {
    this.#options = options;
    this.#maxBytes = options.maxBytes ?? standardBytes;
  }

  /** `now`: when it passed, by the monotonic clock, if that was not just now. */
  heard(direction: Direction, bytes: Uint8Array, now = this.#options.mono()): void {
    if (bytes.length === 0) return;
    const exchange = this.#exchangeFor(direction, now);
    const side = exchange[direction];
    const seen = joined(side, bytes);
    exchange.until = now;
    if (seen.length > 0) this.#judge(direction, side, seen);
  }

  /** What was heard since `from` (monotonic), oldest first, and how many of that time are not there any more. */
  since(from: number): { readonly exchanges: readonly HeardExchange[]; readonly leftOut: number } {
    this.#close();
    const exchanges = this.#ring.filter((exchange) => exchange.until >= from);
    return { exchanges, leftOut: this.#droppedUntil >= from ? this.#dropped : 0 };
  }

  #exchangeFor(direction: Direction, now: number): HeardExchange {
    const open = this.#open;
    if (open) {
      const pause = now - open.until;
      const answered = open.received.length > 0;
      if (direction === "received" && pause <= answerMs) return open;
      if (direction === "sent" && !answered && pause <= sameQuestionMs) return open;
    }
    this.#close();
    const fresh: HeardExchange = { at: now, until: now, times: 1, sent: emptySide(), received: emptySide(), size: 0 };
    this.#open = fresh;
    return fresh;
  }

  /** Looks at what has come together with what came before it; all pieces of a card number are hidden, also those that passed already. */
  #judge(direction: Direction, side: Side, seen: string): void {
    const tail = this.#tails[direction];
    const before = tail.map(([, text]) => text).join("");
    tail.push([side, seen.slice(-tailBytes)]);
    if (bytesHoldCardData(Buffer.from(before + seen, "latin1"))) for (const [touched] of tail) hide(touched);
    for (let held = before.length + seen.length; tail.length > 1; tail.shift()) {
      held -= tail[0]?.[1].length ?? 0;
      if (held < tailBytes) break;
    }
  }

  /** The exchange under way is over: what may not be shown is let go, and it is kept or counted. */
  #close(): void {
    const done = this.#open;
    if (!done) return;
    this.#open = undefined;
    for (const side of [done.sent, done.received]) this.#settle(side);
    const key = keyOf(done.sent);
    const known = this.#latest.get(key);
    if (known && isSame(known.received, done.received)) return this.#again(known, done);
    done.size = sizeOf(done);
    this.#ring.push(done);
    this.#latest.set(key, done);
    this.#bytes += done.size;
    while (this.#bytes > this.#maxBytes && this.#ring.length > 1) this.#drop();
  }

  /** The same once more: what is later found in it counts for the one that is kept. */
  #again(known: HeardExchange, { until, sent, received }: HeardExchange): void {
    known.times += 1;
    known.until = until;
    for (const direction of ["sent", "received"] as const)
      for (const piece of this.#tails[direction]) {
        if (piece[0] === sent) piece[0] = known.sent;
        if (piece[0] === received) piece[0] = known.received;
      }
  }

  #settle(side: Side): void {
    const { mayShow } = this.#options;
    const whole = side.length <= judgedBytes;
    if (side.length > 0 && mayShow && !(whole && mayShow(bytesOf(side)))) hide(side);
    side.text = side.text.slice(0, shownBytes);
  }

  #drop(): void {
    const gone = this.#ring.shift();
    if (!gone) return;
    this.#bytes -= gone.size;
    this.#dropped += 1;
    this.#droppedUntil = Math.max(this.#droppedUntil, gone.until);
    const key = keyOf(gone.sent);
    if (this.#latest.get(key) === gone) this.#latest.delete(key);
  }
}

const hide = (side: Side): void => {
  side.text = "";
  side.hidden = true;
};

const lineOf = (mark: string, side: Side): string[] => {
  const { text, length, hidden } = side;
  if (length === 0) return [];
  if (hidden) return [`${mark} ‹${length} bytes hidden›`];
  return [`${mark} ${hex(bytesOf(side))}${length > text.length ? ` …+${length - text.length}` : ""}`];
};

/** An exchange as it goes into a bundle; `wall` turns monotonic time into the terminal's own. */
export const exchangeOf = (heard: HeardExchange, wall: (mono: number) => number): EvidenceExchange => ({
  at: wall(heard.at),
  ...(heard.until > heard.at && { until: wall(heard.until) }),
  ...(heard.times > 1 && { times: heard.times }),
  frames: [...lineOf(">", heard.sent), ...lineOf("<", heard.received)],
});
