import { type Clock, sleep } from "../../contract/index.ts";
import { type BytePort, DriverError } from "../api.ts";
import { sameBytes } from "../wire/fields.ts";
import { Link } from "../wire/link.ts";
import { commands, type Exchange, encode, maxFrame, ok, packetOf, rule, sealed } from "./codec.ts";
import { seal, unseal } from "./essp.ts";

/** ssp.md §7. `giveUpAfter`: the same packet so often, then the unit counts as crashed and SYNC opens anew. */
export const timing = { answerMs: 1_000, interByteMs: 50, giveUpAfter: 20, leastMs: 50 } as const;

export interface Options {
  readonly port: BytePort;
  readonly clock: Clock;
  readonly random: () => number;
  readonly address: number;
}

/** One request within a limit of time. */
export interface Question {
  /** Command and parameters. */
  readonly data: readonly number[];
  readonly signal: AbortSignal;
  /** Monotonic time after which no further try is made, ms. */
  readonly until: number;
}

/** A packet that is on its way: until it is answered no other may be opened (§7: a new packet after a lost answer can lose a credit). */
interface Open {
  readonly seq: number;
  readonly data: Uint8Array;
  readonly bytes: Uint8Array;
  /** Sealed with this count; undefined for a plain packet. */
  readonly count: number | undefined;
  tries: number;
}

/** The host's side of SSP: sequence flag, retransmission, encryption. Knows no meanings. */
export class Conversation {
  readonly #options: Options;
  readonly #link: Link;
  readonly #closing = new AbortController();
  #flag = 0x80;
  #open: Open | undefined;
  #key: Uint8Array | undefined;
  #count = 0;
  #retried = false;

  constructor(options: Options) {
    const { port, clock } = options;
    this.#options = options;
    this.#link = new Link({ port, clock, rule, maxLength: maxFrame, interByteMs: timing.interByteMs });
  }

  measures(): Record<string, number> {
    return this.#link.measures();
  }

  mono(): number {
    return this.#options.clock.mono();
  }

  /** Was a packet repeated since this was asked last? Then another device may be at the line (§7). */
  takeGap(): boolean {
    const was = this.#retried;
    this.#retried = false;
    return was;
  }

  /** The unanswered packet has been repeated so often that only SYNC is left. */
  get crashed(): boolean {
    return (this.#open?.tries ?? 0) >= timing.giveUpAfter;
  }

  get sealing(): boolean {
    return this.#key !== undefined;
  }

  /** All packets but SYNC and the key exchange are encrypted from here on; `undefined`: none is. */
  useKey(key: Uint8Array | undefined): void {
    this.#key = key;
    this.#count = 0;
  }

  /** The answer to a packet that was still on its way, before another is opened; `undefined` if there was none. */
  async finish(limits: Omit<Question, "data">): Promise<Exchange | undefined> {
    return this.#open && this.#answer(this.#open, limits);
  }

  /**
   * One request, one answer. The same packet is repeated every second while time is left; if it stays unanswered it stays open, and `finish` goes on
   * with it. SYNC opens anew whatever was open. Throws what the link throws, and `refused` if an answer cannot be decrypted.
   */
  async ask({ data, ...limits }: Question): Promise<Exchange> {
    const sync = data[0] === commands.sync;
    if (sync) this.#flag = 0x80;
    this.#open = this.#packet(Uint8Array.from(data), sync || plain.has(data[0] ?? 0));
    return this.#answer(this.#open, limits);
  }

  #packet(data: Uint8Array, inPlain: boolean): Open {
    const seq = this.#flag | this.#options.address;
    const key = inPlain ? undefined : this.#key;
    const count = key ? this.#count : undefined;
    const { random } = this.#options;
    const wire = key ? seal({ key, count: this.#count, data, random }) : data;
    return { seq, data, bytes: encode(seq, wire), count, tries: 0 };
  }

  async #answer(open: Open, { signal, until }: Omit<Question, "data">): Promise<Exchange> {
    for (;;) {
      const left = Math.min(timing.answerMs, until - this.mono());
      open.tries += 1;
      if (open.tries > 1) this.#retried = true;
      try {
        const exchange = await this.#once(open, Math.max(left, timing.leastMs), signal);
        this.#open = undefined;
        this.#flag ^= 0x80;
        return exchange;
      } catch (error) {
        const again = error instanceof DriverError && (error.code === "noAnswer" || error.code === "damagedAnswers");
        const late = until - this.mono() <= timing.leastMs;
        if (!again || error.context.echo === true || late || open.tries >= timing.giveUpAfter) throw error;
      }
    }
  }

  #once(open: Open, timeoutMs: number, signal: AbortSignal): Promise<Exchange> {
    return this.#link.ask({
      bytes: open.bytes,
      timeoutMs,
      signal,
      match: (frame) => {
        if (sameBytes(frame, open.bytes)) throw this.#echo();
        return this.#exchange(open, frame);
      },
    });
  }

  /** The frame as the answer to the open packet; another flag or address, or a generic response that is none, is not it. */
  #exchange(open: Open, frame: Uint8Array): Exchange | undefined {
    const { seq, data } = packetOf(frame);
    if (seq !== open.seq) return undefined;
    const first = data[0] ?? 0;
    // To a sealed packet a unit may answer in plain why it cannot, never that it did.
    const inPlain = first > ok || (first === ok && open.count === undefined);
    if (first !== sealed) return inPlain ? { seq, request: open.data, answer: data, frame } : undefined;
    const opened = this.#key && open.count !== undefined ? unseal(this.#key, data) : undefined;
    // The slave counts one on for its answer (§8): another count is an old packet, or somebody else's.
    if (!opened || opened.count !== ((open.count ?? 0) + 1) >>> 0) {
      this.#link.countError();
      return undefined;
    }
    this.#count = opened.count;
    return { seq, request: open.data, answer: opened.data, frame };
  }

  #echo(): DriverError {
    this.#link.countError();
    const text = "the line sends back our own bytes: transmit and receive are bridged, or the adapter echoes";
    return new DriverError("damagedAnswers", text, { echo: true });
  }

  /** Waits; throws `DriverError` `aborted` or `closed`. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await sleep(this.#options.clock, ms, AbortSignal.any([signal, this.#closing.signal]));
    } catch (error) {
      const closed = this.#closing.signal.aborted;
      const text = closed ? "the session was closed" : "stopped by the caller";
      throw new DriverError(closed ? "closed" : "aborted", text, {}, { cause: error });
    }
  }

  close(): void {
    this.#closing.abort();
    this.#link.close();
  }
}

/** Sent before there is a key, or to get one. */
const plain: ReadonlySet<number> = new Set([
  commands.sync,
  commands.setGenerator,
  commands.setModulus,
  commands.exchangeKeys,
]);
