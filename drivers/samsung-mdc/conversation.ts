import { type Clock, sleep } from "../../contract/index.ts";
import { type BytePort, DriverError, isDriverError } from "../api.ts";
import { hex } from "../wire/fields.ts";
import { Link } from "../wire/link.ts";
import { decode, encode, maxFrame, rule } from "./codec.ts";

/** Sheet 6: answer limits, gap between frames, tries. */
const queryMs = 1_000;
const gapMs = 50;
const tries = 3;
const betweenMs = 1_000;

/** What the display said to one command. `frame` is its bytes in hex. */
export type Said =
  | { readonly kind: "ack"; readonly values: Uint8Array; readonly frame: string }
  | { readonly kind: "nak"; readonly error: number; readonly frame: string };

export interface AskOptions {
  readonly signal: AbortSignal;
  readonly data?: readonly number[];
  readonly timeoutMs?: number;
  /** How often in all; 1 for what must not be done twice. */
  readonly tries?: number;
}

/** Questions to one display. It never speaks unasked; an answer counts only with its own ID and the asked command. */
export class Conversation {
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #id: number;
  #quietUntil = 0;

  constructor(port: BytePort, clock: Clock, id: number) {
    this.#clock = clock;
    this.#id = id;
    this.#link = new Link({ port, clock, rule, maxLength: maxFrame, interByteMs: 100 });
  }

  /** Throws `DriverError`: `noAnswer`, `damagedAnswers`, those of the port, `aborted`, `closed`. A NAK is an answer. */
  async ask(command: number, options: AskOptions): Promise<Said> {
    for (let n = 1; ; n++) {
      try {
        return await this.#once(command, options);
      } catch (error) {
        if (n >= (options.tries ?? tries) || !isDriverError(error, "noAnswer", "damagedAnswers")) throw error;
        // After damage at once, after silence a second later: the display may be busy.
        if (error.code === "noAnswer") await this.pause(betweenMs, options.signal);
      }
    }
  }

  /** The same, where silence says "I do not know this command", as some models do. */
  async askOptional(command: number, options: AskOptions): Promise<Said | undefined> {
    try {
      return await this.ask(command, { tries: 1, ...options });
    } catch (error) {
      if (isDriverError(error, "noAnswer", "damagedAnswers")) return undefined;
      throw error;
    }
  }

  measures(): Record<string, number> {
    return this.#link.measures();
  }

  close(): void {
    this.#link.close();
  }

  /** Waits; throws `DriverError` `aborted`. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await sleep(this.#clock, ms, signal);
    } catch (cause) {
      throw new DriverError("aborted", "stopped by the caller", {}, { cause });
    }
  }

  async #once(command: number, { signal, data = [], timeoutMs = queryMs }: AskOptions): Promise<Said> {
    const wait = this.#quietUntil - this.#clock.mono();
    if (wait > 0) await this.pause(wait, signal);
    try {
      return await this.#link.ask({
        bytes: encode(command, this.#id, ...data),
        timeoutMs,
        match: (frame) => this.#match(command, frame),
        signal,
      });
    } finally {
      this.#quietUntil = this.#clock.mono() + gapMs;
    }
  }

  /** Another command or another ID is a late answer or a neighbour in the chain: the wait goes on. */
  #match(command: number, frame: Uint8Array): Said | undefined {
    const answer = decode(frame);
    if (!answer || answer.id !== this.#id || answer.command !== command) return undefined;
    return answer.kind === "ack"
      ? { kind: "ack", values: answer.values, frame: hex(frame) }
      : { kind: "nak", error: answer.error, frame: hex(frame) };
  }
}
