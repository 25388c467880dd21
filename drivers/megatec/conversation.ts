import { type Clock, sleep } from "../../contract/index.ts";
import { type BytePort, DriverError, isDriverError } from "../api.ts";
import { hex } from "../wire/fields.ts";
import { Link } from "../wire/link.ts";
import { decode, encode, type Line, maxFrame, rule } from "./codec.ts";

/** Sheet 1: one second for a line, three tries, and 4.17 ms a byte. */
const answerMs = 1_000;
const tries = 3;
const interByteMs = 300;

export interface Answered<T> {
  readonly value: T;
  /** The line's bytes in hex. */
  readonly frame: string;
}

/** How a unit took a control command: silence is yes (sheet 2), so whether it was heard must be read from the status. */
export type Taken = "silent" | "acknowledged" | "refused";

/** Questions and orders to one UPS. It never speaks unasked. */
export class Conversation {
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #path: string;

  constructor(port: BytePort, clock: Clock) {
    this.#clock = clock;
    this.#path = port.path;
    this.#link = new Link({ port, clock, rule, maxLength: maxFrame, interByteMs });
  }

  /**
   * Throws `DriverError`: `noAnswer`, `damagedAnswers`, `refused` (it sends the question back or says NAK: it does not know it), those of the port,
   * `aborted`, `closed`.
   */
  async ask<T>(
    command: string,
    want: (line: Line) => T | undefined,
    signal: AbortSignal,
    times = tries,
  ): Promise<Answered<T>> {
    for (let n = 1; ; n++) {
      try {
        return await this.#once(command, want, signal);
      } catch (error) {
        if (n >= times || !isDriverError(error, "noAnswer", "damagedAnswers")) throw error;
      }
    }
  }

  /** Sends an order once: an order that was perhaps heard is never repeated. The whole second of silence is waited for. */
  async order(command: string, signal: AbortSignal): Promise<Taken> {
    try {
      return await this.#link.ask<Taken>({
        bytes: encode(command),
        timeoutMs: answerMs,
        match: (frame) => takenOf(command, decode(frame)),
        signal,
      });
    } catch (error) {
      if (isDriverError(error, "noAnswer", "damagedAnswers")) return "silent";
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
      throw new DriverError("aborted", `${this.#path}: stopped by the caller`, {}, { cause });
    }
  }

  /** Our own words may come back from a line that echoes, too: they are a refusal only if nothing else follows. */
  async #once<T>(command: string, want: (line: Line) => T | undefined, signal: AbortSignal): Promise<Answered<T>> {
    let refused = false;
    try {
      return await this.#link.ask<Answered<T>>({
        bytes: encode(command),
        timeoutMs: answerMs,
        match: (frame) => {
          const line = decode(frame);
          if (!line) return undefined;
          refused ||= takenOf(command, line) === "refused";
          const value = want(line);
          return value === undefined ? undefined : { value, frame: hex(frame) };
        },
        signal,
      });
    } catch (error) {
      if (refused && isDriverError(error, "noAnswer", "damagedAnswers"))
        throw new DriverError("refused", `${this.#path}: the unit does not know ${command}`, { command });
      throw error;
    }
  }
}

const takenOf = (command: string, line: Line | undefined): Taken | undefined => {
  if (line?.kind === "ack") return "acknowledged";
  if (line?.kind === "nak" || (line?.kind === "echo" && line.text === command)) return "refused";
  return undefined;
};
