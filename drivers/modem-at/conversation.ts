import { type Clock, sleep } from "../../contract/index.ts";
import { type BytePort, DriverError, isDriverError } from "../api.ts";
import { hex } from "../wire/fields.ts";
import { Link, withRetries } from "../wire/link.ts";
import { type Ask, asks, graceMs } from "./asks.ts";
import { type AtError, after, decode, encode, maxLine, rule } from "./codec.ts";
import { unsolicited } from "./status.ts";

/** USB serial adapters hand bytes over in blocks; a modem may pause inside a burst of lines. */
const interByteMs = 100;
/** modem-at.md §6.9: three times at 1 s. */
const tries = 3;

/** How a question ended: its lines with the last one's frame, or the modem's refusal. */
export type Answer =
  | { readonly ok: true; readonly lines: readonly string[]; readonly frame: string }
  | { readonly ok: false; readonly error: AtError; readonly frame: string };

const nothing: Uint8Array = new Uint8Array(0);

/** The host's side of a line of AT commands: one question at a time, lines sorted into its own, echoes and unsolicited ones (§2). */
export class Conversation {
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #gapMs: number;
  readonly #closing = new AbortController();
  #freeAt = 0;
  /** The line the open question took for itself: the link offers it to the unsolicited listener too. */
  #taken: Uint8Array = nothing;
  /** A question was given up; its answer may still come and must not end the next one. */
  #owed = false;
  #echoed = false;

  constructor(options: { port: BytePort; clock: Clock; gapMs: number; onUnsolicited: (text: string) => void }) {
    const { port, clock, gapMs } = options;
    this.#clock = clock;
    this.#gapMs = gapMs;
    this.#link = new Link({ port, clock, rule, maxLength: maxLine, interByteMs, keepHalfFrame: true });
    this.#link.onUnsolicited((frame) => {
      if (frame === this.#taken) return;
      const line = decode(frame);
      if (line.kind === "text") options.onUnsolicited(line.text);
    });
  }

  /** True once after the modem sent a command of ours back: it has forgotten ATE0. */
  takeEchoed(): boolean {
    const was = this.#echoed;
    this.#echoed = false;
    return was;
  }

  measures(): Record<string, number> {
    return this.#link.measures();
  }

  countError(): void {
    this.#link.countError();
  }

  /** Asks, in step with the modem. Throws what the link throws; a refusal is an answer. */
  async ask(ask: Ask, signal: AbortSignal): Promise<Answer> {
    if (this.#owed) await this.synchronise(signal);
    return this.#once(ask, signal, true);
  }

  /**
   * Gets into step after silence, and tells whether errors still come as numbers (CMEE=1), or `undefined` if the modem does not say. Throws `noAnswer` or
   * `damagedAnswers` after three tries at 1 s.
   */
  async synchronise(signal: AbortSignal): Promise<number | undefined> {
    const answer = await withRetries(tries, (n) => this.#once(asks.settings, signal, n === tries));
    this.#owed = false;
    return answer.ok ? Number(after("+CMEE:", answer.lines.at(-1) ?? "")) : undefined;
  }

  /** Wakes a modem that has not been spoken to: its speed may still have to settle (§1), or its results may be numbers (ATV0). */
  async wake(signal: AbortSignal): Promise<void> {
    await withRetries(
      tries,
      () => this.#once(asks.attention, signal, true),
      async () => {
        // If it answered with a number, it heard; from here on it answers in words. Whether it does, the next try shows.
        await this.#once(asks.words, signal, true).catch((error: unknown) => {
          if (!isDriverError(error, "noAnswer", "damagedAnswers")) throw error;
        });
      },
    );
    this.#owed = false;
  }

  async #once(ask: Ask, signal: AbortSignal, errorsCount: boolean): Promise<Answer> {
    await this.#untilFree(signal);
    const lines: string[] = [];
    const match = (frame: Uint8Array) => this.#match(ask, frame, lines, errorsCount);
    try {
      return await this.#link.ask({ bytes: encode(ask.text), timeoutMs: ask.limitMs + graceMs, match, signal });
    } catch (error) {
      this.#owed = true;
      throw error;
    } finally {
      this.#freeAt = this.#clock.mono() + this.#gapMs;
    }
  }

  #match(ask: Ask, frame: Uint8Array, lines: string[], errorsCount: boolean): Answer | undefined {
    const line = decode(frame);
    if (line.kind === "text") {
      if (line.text === ask.text) this.#echoed = true;
      else if (isOwn(ask, line.text)) {
        lines.push(line.text);
        this.#last = frame;
      } else return undefined;
      this.#taken = frame;
      return undefined;
    }
    const stray = line.kind === "ok" ? ask.needsLine === true && lines.length === 0 : !errorsCount;
    if (stray) return undefined;
    if (line.kind === "error") return { ok: false, error: line.error, frame: hex(frame) };
    return { ok: true, lines, frame: hex(lines.length > 0 ? this.#last : frame) };
  }
  #last: Uint8Array = nothing;

  /** Waits; throws `DriverError` `aborted` or `closed`. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await sleep(this.#clock, ms, AbortSignal.any([signal, this.#closing.signal]));
    } catch (cause) {
      if (this.#closing.signal.aborted) throw new DriverError("closed", "the session was closed", {}, { cause });
      throw new DriverError("aborted", "stopped by the caller", {}, { cause });
    }
  }

  async #untilFree(signal: AbortSignal): Promise<void> {
    const left = this.#freeAt - this.#clock.mono();
    if (left > 0) await this.pause(left, signal);
  }

  close(): void {
    this.#closing.abort();
    this.#link.close();
  }
}

/** Lines without a prefix are the question's, unless they are known to come unasked or carry another command's prefix. */
const isOwn = ({ prefix, text: command }: Ask, text: string): boolean => {
  if (prefix === undefined) return false;
  if (prefix !== "") return text.startsWith(prefix);
  if (text.startsWith("+")) return text.startsWith(`${command.slice(2)}:`);
  return !unsolicited.some(({ pattern }) => pattern.test(text)) && !/^(RING|NO CARRIER|AT)/.test(text);
};
