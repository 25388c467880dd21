import type { Clock } from "../../contract/index.ts";
import { type BytePort, DriverError, isDriverError } from "../api.ts";
import { Link } from "../wire/link.ts";
import { type Answer, type CommandName, commands, control, decode, maxFrame, request, rule } from "./codec.ts";

/** crt-310-card-reader.md §3 gives no times: all are ours. */
export const timing = {
  ackMs: 300,
  queryMs: 1_000,
  moveMs: 10_000,
  cancelMs: 300,
  interByteMs: 200,
  tries: 3,
} as const;

const enq = Uint8Array.of(control.enq);
const ack = Uint8Array.of(control.ack);
const eot = Uint8Array.of(control.eot);

export interface ConversationOptions {
  readonly port: BytePort;
  readonly clock: Clock;
  /** Send ACK after each good answer: one public host does, the vendor's figure ends with the answer (§3). */
  readonly acknowledge: boolean;
}

/** The host's side: command, ACK, ENQ, answer (§3). */
export class Conversation {
  readonly #link: Link;
  readonly #acknowledge: boolean;

  constructor({ port, clock, acknowledge }: ConversationOptions) {
    this.#acknowledge = acknowledge;
    this.#link = new Link({ port, clock, rule, maxLength: maxFrame, interByteMs: timing.interByteMs });
  }

  measures(): Record<string, number> {
    return this.#link.measures();
  }

  /** Asks something that moves nothing: after silence or damage it is cancelled and asked again, three times in all. Throws what `command` throws. */
  async query(name: CommandName, signal: AbortSignal): Promise<Answer> {
    for (let n = 1; ; n++) {
      try {
        return await this.command(name, signal, timing.queryMs);
      } catch (error) {
        if (!isDriverError(error, "damagedAnswers", "noAnswer") || !this.#accepted || n >= timing.tries) throw error;
        await this.#cancel(signal);
      }
    }
  }

  /** The last command got its ACK: the unit is there, and has perhaps begun. */
  #accepted = false;

  /**
   * Runs one command. Without an ACK within 300 ms, or after a NAK, it is sent again, three times in all. A command that was accepted and not answered
   * is not repeated: it may have moved something. Throws `DriverError` `noAnswer`, `damagedAnswers`, `refused` (NAK to the end), or what the link throws.
   */
  async command(name: CommandName, signal: AbortSignal, answerMs: number = timing.moveMs): Promise<Answer> {
    const sent: readonly number[] = commands[name];
    await this.#offer(request(...sent), signal);
    this.#accepted = true;
    const match = (frame: Uint8Array) => decode(sent, frame);
    const answer = await this.#link.ask({ bytes: enq, timeoutMs: answerMs, signal, match });
    if (this.#acknowledge) await this.#link.send(ack);
    return answer;
  }

  /** Sends until ACK. A unit that still waits for the ENQ of an earlier host takes no command: EOT frees it (§3, §7.2). */
  async #offer(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    this.#accepted = false;
    for (let n = 1; ; n++) {
      const failure = await this.#offerOnce(bytes, signal);
      if (failure === undefined) return;
      if (n >= timing.tries) throw failure;
      if (failure.code !== "refused") await this.#cancel(signal);
    }
  }

  async #offerOnce(bytes: Uint8Array, signal: AbortSignal): Promise<DriverError | undefined> {
    const match = ([first]: Uint8Array) => (first === control.ack || first === control.nak ? first : undefined);
    try {
      const heard = await this.#link.ask({ bytes, timeoutMs: timing.ackMs, signal, match });
      if (heard === control.ack) return undefined;
      this.#link.countError();
      return new DriverError("refused", "the reader says our frames are damaged (NAK)");
    } catch (error) {
      if (isDriverError(error, "noAnswer", "damagedAnswers")) return error;
      throw error;
    }
  }

  /** EOT for EOT; a unit with nothing to cancel need not answer. */
  async #cancel(signal: AbortSignal): Promise<void> {
    const match = ([first]: Uint8Array) => (first === control.eot ? true : undefined);
    try {
      await this.#link.ask({ bytes: eot, timeoutMs: timing.cancelMs, signal, match });
    } catch (error) {
      if (!isDriverError(error, "noAnswer", "damagedAnswers")) throw error;
    }
  }

  close(): void {
    this.#link.close();
  }
}
