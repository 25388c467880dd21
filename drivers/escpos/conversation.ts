import { type Clock, sleep } from "../../contract/index.ts";
import { type BytePort, DriverError, isDriverError } from "../api.ts";
import { Link } from "../wire/link.ts";
import {
  type Asb,
  type Awaiting,
  asAsb,
  asBlock,
  asFull,
  type Context,
  decodeUnasked,
  type FullStatus,
  type Message,
  maxFrame,
  type Profile,
  request,
  ruleIn,
} from "./codec.ts";

/** Sheet 9 rule 1: three tries, 500 ms apart. */
const realTimeMs = 500;
const tries = 3;
/** Sheet 2 step 6: after garbage, quiet before the repeat. Longer after a retry: a late answer must not answer the next question. */
const quietMs = 50;
const lateAnswerMs = 150;
const asbMs = 400;
/** Buffered queries are answered in buffer order, behind whatever is being printed. */
const bufferedMs = 1_000;
const markerMs = 1_500;

export interface ConversationOptions {
  readonly port: BytePort;
  readonly clock: Clock;
  readonly profile: Profile;
  readonly loose: boolean;
  readonly xonXoff: boolean;
}

/** `busy`: nothing buffered is being answered now. `unsupported`: the printer passed the question over. */
export type Buffered<T> = T | "busy" | "unsupported";

/**
 * Questions and answers of ESC/POS, one outstanding. An answer that came amid garbage is not believed:
 * with no checksum, the fixed bits of a single byte are too little to tell a status from noise.
 */
export class Conversation {
  readonly #link: Link;
  readonly #clock: Clock;
  #context: Context;
  #strays = 0;
  #noiseSeen = 0;
  #listener: (message: Message) => void = () => undefined;

  constructor({ port, clock, ...settings }: ConversationOptions) {
    this.#clock = clock;
    this.#context = { ...settings, awaiting: { kind: "nothing" }, blockOwed: false, request: new Uint8Array(0) };
    this.#link = new Link({
      port,
      clock,
      rule: ruleIn(() => this.#context),
      maxLength: maxFrame,
      interByteMs: 100,
      keepHalfFrame: true,
    });
    this.#link.onUnsolicited((frame) => this.#unasked(frame));
  }

  /** Status the printer sent by itself. Groups that came amid garbage arrive as `bare`: a hint, not a reading. */
  onMessage(listener: (message: Message) => void): void {
    this.#listener = listener;
  }

  measures(): Record<string, number> {
    return this.#link.measures();
  }

  close(): void {
    this.#link.close();
  }

  /** DLE EOT n, one byte. Throws `DriverError` `noAnswer`, `damagedAnswers` and those of the port. */
  status(n: number, signal: AbortSignal): Promise<number> {
    const match = (f: Uint8Array) => (f.length === 1 && f[0] !== 0x11 && f[0] !== 0x13 ? f[0] : undefined);
    return this.#realTime({ kind: "eot" }, request.status(n), match, signal);
  }

  /** DLE EOT 20 of Custom printers. */
  fullStatus(signal: AbortSignal): Promise<FullStatus> {
    return this.#realTime({ kind: "full" }, request.status(20), asFull, signal);
  }

  /** Switches automatic status on; the printer answers at once unless it is busy, offline or knows no ASB. */
  async asbOn(signal: AbortSignal): Promise<Asb | undefined> {
    const before = this.#noise();
    const asb = await this.#silenceIsAnswer(this.#ask({ kind: "asb" }, request.asbOn(), asbMs, asAsb, signal));
    return this.#noise() === before ? asb : undefined;
  }

  /** A query answered by a text block. Send only while the printer is online. */
  block(bytes: Uint8Array, signal: AbortSignal): Promise<Buffered<string>> {
    return this.#buffered({ kind: "block" }, bytes, asBlock, signal);
  }

  /** Custom: so many bytes. */
  raw(bytes: Uint8Array, length: number, printable: boolean, signal: AbortSignal): Promise<Buffered<Uint8Array>> {
    const match = (f: Uint8Array) => (f.length === length ? f : undefined);
    return this.#buffered({ kind: "raw", length, printable }, bytes, match, signal);
  }

  /** Custom: a number with its unit. */
  amount(bytes: Uint8Array, unit: string, signal: AbortSignal): Promise<Buffered<number>> {
    const match = (f: Uint8Array) => {
      const digits = /^\s*([0-9]+)\s*[a-z]+$/.exec(String.fromCharCode(...f))?.[1];
      return digits === undefined ? undefined : Number(digits);
    };
    return this.#buffered({ kind: "text", unit }, bytes, match, signal);
  }

  /** Waits until all that was sent before has been processed (GS r 1). False if not within `timeoutMs`. */
  async processed(signal: AbortSignal, timeoutMs = markerMs): Promise<boolean> {
    const match = (f: Uint8Array) => (f.length === 1 && f[0] !== 0x11 && f[0] !== 0x13 ? true : undefined);
    const done = await this.#silenceIsAnswer(this.#ask({ kind: "byte" }, request.marker(), timeoutMs, match, signal));
    if (done) this.#context = { ...this.#context, blockOwed: false };
    return done === true;
  }

  /** Print data and commands that answer nothing. */
  send(bytes: Uint8Array): Promise<void> {
    return this.#link.send(bytes);
  }

  /** Waits; throws `DriverError` `aborted`. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await sleep(this.#clock, ms, signal);
    } catch (cause) {
      throw new DriverError("aborted", "stopped by the caller", {}, { cause });
    }
  }

  async #realTime<T>(
    awaiting: Awaiting,
    bytes: Uint8Array,
    match: (frame: Uint8Array) => T | undefined,
    signal: AbortSignal,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const before = this.#noise();
      const answer = await this.#attempt(this.#ask(awaiting, bytes, realTimeMs, match, signal), attempt);
      const clean = this.#noise() === before;
      if (answer !== undefined && clean) {
        if (attempt > 1) await this.pause(lateAnswerMs, signal);
        return answer;
      }
      if (attempt >= tries)
        throw new DriverError("damagedAnswers", "answers came amid garbage: wrong speed, wrong parity or a bad cable");
      await this.pause(quietMs, signal);
    }
  }

  /** Silence and damage are no failure before the last try. */
  async #attempt<T>(asked: Promise<T>, attempt: number): Promise<T | undefined> {
    try {
      return await asked;
    } catch (error) {
      if (attempt < tries && isDriverError(error, "noAnswer", "damagedAnswers")) return undefined;
      throw error;
    }
  }

  async #buffered<T>(
    awaiting: Awaiting,
    bytes: Uint8Array,
    match: (frame: Uint8Array) => T | undefined,
    signal: AbortSignal,
  ): Promise<Buffered<T>> {
    if (this.#context.blockOwed && !(await this.processed(signal))) return "busy";
    const answer = await this.#silenceIsAnswer(this.#ask(awaiting, bytes, bufferedMs, match, signal));
    if (answer !== undefined) return answer;
    this.#context = { ...this.#context, blockOwed: true };
    return (await this.processed(signal)) ? "unsupported" : "busy";
  }

  async #silenceIsAnswer<T>(asked: Promise<T>): Promise<T | undefined> {
    try {
      return await asked;
    } catch (error) {
      if (isDriverError(error, "noAnswer", "damagedAnswers")) return undefined;
      throw error;
    }
  }

  async #ask<T>(
    awaiting: Awaiting,
    bytes: Uint8Array,
    timeoutMs: number,
    match: (frame: Uint8Array) => T | undefined,
    signal: AbortSignal,
  ): Promise<T> {
    this.#context = { ...this.#context, awaiting, request: bytes };
    try {
      return await this.#link.ask({ bytes, timeoutMs, match, signal });
    } finally {
      this.#context = { ...this.#context, awaiting: { kind: "nothing" }, request: new Uint8Array(0) };
      this.#noiseSeen = this.#noise();
    }
  }

  #noise(): number {
    return (this.#link.measures().linkDiscardedBytes ?? 0) + this.#strays;
  }

  #unasked(frame: Uint8Array): void {
    const message = decodeUnasked(frame, this.#context.profile);
    if (message.kind === "eot") this.#strays += 1;
    const clean = this.#noise() === this.#noiseSeen;
    this.#noiseSeen = this.#noise();
    const isStatus = message.kind === "asb" || message.kind === "full";
    this.#listener(isStatus && !clean ? { kind: "bare" } : message);
  }
}
