import { type Clock, sleep } from "../../contract/index.ts";
import { type BytePort, DriverError } from "../api.ts";
import { Link } from "../wire/link.ts";
import { type Answer, commands, decode, maxFrame, request, rule } from "./codec.ts";

const ack = request(commands.ack);
const nak = request(commands.nak);

/** ccnet.md §7: what a PC can keep. `free`: silence between our ACK and the next request. */
export const timing = { shortMs: 300, longMs: 1_500, interByteMs: 50, freeMs: 20, afterNakMs: 50, tries: 3 } as const;

export interface Exchange {
  readonly sent: Uint8Array;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  /** Times in all. One for what changes state (RESET, STACK): after silence the caller polls first. */
  readonly tries?: number;
}

/** The host's side of CCNET: one request, one answer; repeat on silence, NAK on damage, ACK for every data answer (§7 rules 1–5). */
export class Conversation {
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  #freeAt = 0;

  constructor(port: BytePort, clock: Clock) {
    this.#clock = clock;
    this.#link = new Link({ port, clock, rule, maxLength: maxFrame, interByteMs: timing.interByteMs });
  }

  measures(): Record<string, number> {
    return this.#link.measures();
  }

  /**
   * The answer to one request; an answer with data waits for our `ack()`. Throws `DriverError` `noAnswer`, `damagedAnswers` (also for a
   * line that echoes: then nothing on it can be trusted, RESET would look refused), `refused` (NAK to the end), or what the link throws.
   */
  async ask({ sent, signal, timeoutMs = timing.shortMs, tries = timing.tries }: Exchange): Promise<Answer> {
    let bytes = sent;
    for (let n = 1; ; n++) {
      await this.#untilFree(signal);
      const failed = await this.#once(bytes, sent, timeoutMs, signal);
      if (!("failed" in failed)) return failed;
      if (n >= tries) throw failed.failed;
      if (failed.failed.code === "refused") await this.pause(timing.afterNakMs, signal);
      bytes = failed.failed.code === "damagedAnswers" ? nak : sent;
    }
  }

  /** One try: an answer, or the failure after which another try makes sense. */
  async #once(bytes: Uint8Array, sent: Uint8Array, timeoutMs: number, signal: AbortSignal) {
    try {
      const match = (frame: Uint8Array) => decode(sent, frame);
      const answer = await this.#link.ask({ bytes, timeoutMs, signal, match });
      if (answer.kind === "echo") throw this.#echo();
      if (answer.kind !== "nak") return answer;
      this.#link.countError();
      return { failed: new DriverError("refused", "the validator says our frames are damaged (NAK)") };
    } catch (error) {
      if (error instanceof DriverError && (error.code === "noAnswer" || error.code === "damagedAnswers")) {
        if (error.context.echo === true) throw error;
        return { failed: error };
      }
      throw error;
    }
  }

  #echo(): DriverError {
    this.#link.countError();
    const text = "the line sends back our own bytes: transmit and receive are bridged, or the adapter echoes";
    return new DriverError("damagedAnswers", text, { echo: true });
  }

  /** Confirms a data answer. Send it when what the answer said is durable. */
  async ack(): Promise<void> {
    await this.#link.send(ack);
    this.#freeAt = this.#clock.mono() + timing.freeMs;
  }

  /** Waits; throws `DriverError` `aborted` or `closed`. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await sleep(this.#clock, ms, AbortSignal.any([signal, this.#closing.signal]));
    } catch (error) {
      const closed = this.#closing.signal.aborted;
      throw new DriverError(
        closed ? "closed" : "aborted",
        closed ? "the session was closed" : "stopped by the caller",
        {},
        { cause: error },
      );
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
