import { type Clock, sleep } from "../../contract/index.ts";
import { type BytePort, DriverError } from "../api.ts";
import { Link } from "../wire/link.ts";
import { type Answer, commands, decode, isEnquiry, maxFrame, request, rule } from "./codec.ts";

const ack = request(commands.ack);

/** id003.md §7. The unit answers within 50 ms, during initialisation within 500. */
export const timing = { answerMs: 300, slowAnswerMs: 600, resetMs: 1_000, interByteMs: 50, tries: 3 } as const;

export interface Ask {
  readonly sent: Uint8Array;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  /** Times in all. One for what changes state (RESET, STACK): after silence the caller asks for the status first. */
  readonly tries?: number;
}

/** An answer, and the frame it was. */
export interface Answered {
  readonly answer: Answer;
  readonly frame: Uint8Array;
}

/** The master's side of ID-003: one request, one answer; there is no NAK, what is silent or damaged is simply asked again (§7 rules 1–4). */
export class Conversation {
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #closing = new AbortController();

  constructor(port: BytePort, clock: Clock, onEnquiry: () => void) {
    this.#clock = clock;
    this.#link = new Link({ port, clock, rule, maxLength: maxFrame, interByteMs: timing.interByteMs });
    this.#link.onUnsolicited((frame) => isEnquiry(frame) && onEnquiry());
  }

  measures(): Record<string, number> {
    return this.#link.measures();
  }

  /**
   * The answer to one request. Throws `DriverError` `noAnswer`, `damagedAnswers` (also for a line that echoes: on it an idle acceptor and no
   * acceptor at all look the same), `refused` (4A to the end), or what the link throws.
   */
  async ask({ sent, signal, timeoutMs = timing.answerMs, tries = timing.tries }: Ask): Promise<Answered> {
    for (let n = 1; ; n++) {
      const tried = await this.#once(sent, timeoutMs, signal);
      if (!("failed" in tried)) return tried;
      if (n >= tries) throw tried.failed;
    }
  }

  /** One try: an answer, or the failure after which another try makes sense. */
  async #once(sent: Uint8Array, timeoutMs: number, signal: AbortSignal): Promise<Answered | { failed: DriverError }> {
    const match = (frame: Uint8Array) => {
      const answer = decode(sent, frame);
      return answer && { answer, frame };
    };
    try {
      const answered = await this.#link.ask({ bytes: sent, timeoutMs, signal, match });
      if (answered.answer.kind === "echo") throw this.#echo();
      if (answered.answer.kind !== "damaged") return answered;
      this.#link.countError();
      return { failed: new DriverError("refused", "the validator says our frames are damaged (4A): parity?") };
    } catch (error) {
      if (!(error instanceof DriverError) || error.context.echo === true) throw error;
      if (error.code !== "noAnswer" && error.code !== "damagedAnswers") throw error;
      return { failed: error };
    }
  }

  #echo(): DriverError {
    this.#link.countError();
    const text = "the line sends back our own bytes: transmit and receive are bridged, or the adapter echoes";
    return new DriverError("damagedAnswers", text, { echo: true });
  }

  /** Ends VEND VALID. It has no answer. Send it when the credit is durable, and only then. */
  async ack(): Promise<void> {
    await this.#link.send(ack);
  }

  /** Waits; throws `DriverError` `aborted` or `closed`. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await sleep(this.#clock, ms, AbortSignal.any([signal, this.#closing.signal]));
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
