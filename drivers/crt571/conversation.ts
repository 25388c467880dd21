import type { Clock } from "../../contract/index.ts";
import { type BytePort, DriverError } from "../api.ts";
import { Link } from "../wire/link.ts";
import { type Answer, type CommandName, commands, control, decode, maxFrame, request, rule } from "./codec.ts";

/** crt-card-reader.md §3: the ACK time is the manual's, the others are ours. */
export const timing = { ackMs: 300, queryMs: 1_000, moveMs: 10_000, interByteMs: 200, tries: 3 } as const;

const ack = Uint8Array.of(control.ack);
const nak = Uint8Array.of(control.nak);

/** The host's side: command, ACK, answer, ACK (§3). */
export class Conversation {
  readonly #link: Link;
  readonly #address: number;
  /** Frames that came while nobody waited: an answer glued to its ACK. */
  #early: Uint8Array[] = [];
  /** Bytes thrown away before this command: an answer that is glued to its ACK and damaged shows only here. */
  #discarded = 0;

  constructor(port: BytePort, clock: Clock, address: number) {
    this.#address = address;
    this.#link = new Link({ port, clock, rule, maxLength: maxFrame, interByteMs: timing.interByteMs });
    this.#link.onUnsolicited((frame) => {
      this.#early = [...this.#early.slice(-3), frame];
    });
  }

  measures(): Record<string, number> {
    return this.#link.measures();
  }

  /**
   * Runs one command. Without an ACK within 300 ms, or after a NAK, it is sent again, three times in all; a damaged answer is asked for again with NAK.
   * A command that was acknowledged and not answered is not repeated: it may have moved something. Throws `DriverError` `noAnswer`,
   * `damagedAnswers`, `refused` (NAK to the end), or what the link throws.
   */
  async command(name: CommandName, signal: AbortSignal, answerMs: number = timing.queryMs): Promise<Answer> {
    const [cm, pm] = commands[name];
    const sent = request(this.#address, cm, pm);
    const first = await this.#acknowledged(sent, signal);
    const answer = first === "ack" ? await this.#answer(sent, answerMs, signal) : first;
    await this.#link.send(ack);
    return answer;
  }

  /** Sends until ACK; an answer whose ACK was lost counts too. */
  async #acknowledged(sent: Uint8Array, signal: AbortSignal): Promise<"ack" | Answer> {
    for (let n = 1; ; n++) {
      this.#early = [];
      this.#discarded = this.#link.measures().linkDiscardedBytes ?? 0;
      const failure = await this.#offer(sent, signal);
      if (!(failure instanceof DriverError)) return failure;
      if (n >= timing.tries) throw failure;
    }
  }

  async #offer(sent: Uint8Array, signal: AbortSignal): Promise<"ack" | Answer | DriverError> {
    const match = (frame: Uint8Array) =>
      frame[0] === control.ack ? "ack" : frame[0] === control.nak ? "nak" : decode(sent, frame);
    try {
      const heard = await this.#link.ask({ bytes: sent, timeoutMs: timing.ackMs, signal, match });
      if (heard !== "nak") return heard;
      this.#link.countError();
      return new DriverError("refused", "the reader says our frames are damaged (NAK)");
    } catch (error) {
      if (isPassing(error)) return error;
      throw error;
    }
  }

  async #answer(sent: Uint8Array, answerMs: number, signal: AbortSignal): Promise<Answer> {
    for (let n = 1; ; n++) {
      const early = this.#early.map((frame) => decode(sent, frame)).find((answer) => answer !== undefined);
      if (early) return early;
      try {
        const match = (frame: Uint8Array) => decode(sent, frame);
        return await this.#link.expect({ timeoutMs: answerMs, signal, match });
      } catch (error) {
        this.#link.countError();
        if (!this.#damaged(error) || n >= timing.tries) throw error;
        await this.#link.send(nak);
      }
    }
  }

  #damaged(error: unknown): boolean {
    return isPassing(error) && (this.#link.measures().linkDiscardedBytes ?? 0) > this.#discarded;
  }

  close(): void {
    this.#link.close();
  }
}

const isPassing = (error: unknown): error is DriverError =>
  error instanceof DriverError && (error.code === "noAnswer" || error.code === "damagedAnswers");
