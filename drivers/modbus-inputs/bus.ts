import { type Clock, sleep } from "../../contract/index.ts";
import { type BytePort, DriverError, isDriverError } from "../api.ts";
import { hex } from "../wire/fields.ts";
import { Link, withRetries } from "../wire/link.ts";
import { type Answer, decode, encode, maxFrame, type Question, ruleFor } from "./codec.ts";
import { meaningOfException } from "./status.ts";

/** modbus-io.md §1: two retries. */
export const tries = 3;
/** At 9600 baud a frame of 6 bytes lasts 7 ms; USB adapters hand bytes over in blocks up to 16 ms apart. */
const interByteMs = 40;

/** An answer that is one: what was asked for, or an exception, with its frame. */
export type Heard = Extract<Answer, { kind: "bits" | "registers" | "exception" }> & { readonly frame: string };

export interface Asking {
  readonly question: Question;
  readonly answerMs: number;
  readonly signal: AbortSignal;
}

/** The bus with its only master: one question at a time to one of several modules, the silences between, and who answered that was not asked. */
export class Bus {
  readonly #port: BytePort;
  readonly #clock: Clock;
  readonly #gapMs: number;
  readonly #link: Link;
  readonly #strangers = new Set<number>();
  #question: Question | undefined;
  #freeAt = 0;

  constructor(port: BytePort, clock: Clock, gapMs: number) {
    this.#port = port;
    this.#clock = clock;
    this.#gapMs = gapMs;
    // How long an answer is only its question tells; before the first one nothing is an answer.
    const rule = (buffer: Uint8Array) => (this.#question ? ruleFor(this.#question)(buffer) : { skip: buffer.length });
    this.#link = new Link({ port, clock, rule, maxLength: maxFrame, interByteMs });
  }

  /** Modules that answered the last question and were not asked. */
  get strangers(): readonly number[] {
    return [...this.#strangers];
  }

  measures(): Record<string, number> {
    return this.#link.measures();
  }

  /** One question, not repeated. Throws what the link throws. */
  async askOnce({ question, answerMs, signal }: Asking): Promise<Heard> {
    await this.#pause(signal);
    this.#question = question;
    const match = (frame: Uint8Array) => this.#match(question, frame);
    try {
      return await this.#link.ask({ bytes: encode(question), timeoutMs: answerMs, match, signal });
    } finally {
      this.#freeAt = this.#clock.mono() + this.#gapMs;
    }
  }

  /** One question, repeated on silence and damage. Throws the last failure; it names the modules that answered in its place. */
  async ask(asking: Asking): Promise<Heard> {
    this.#strangers.clear();
    try {
      return await withRetries(tries, () => this.askOnce(asking));
    } catch (error) {
      if (this.#strangers.size === 0 || !isDriverError(error, "noAnswer", "damagedAnswers")) throw error;
      const { unit } = asking.question;
      const text = `${this.#port.path}: module ${unit} is silent, but module ${this.strangers.join(", ")} answered`;
      throw new DriverError(error.code, text, { strangers: this.strangers }, { cause: error });
    }
  }

  /** The same; a module that is busy is asked again, as often as a silent one. */
  async read(asking: Asking): Promise<Heard> {
    for (let n = 1; ; n++) {
      const heard = await this.ask(asking);
      if (heard.kind !== "exception" || !meaningOfException(heard.code).again || n >= tries) return heard;
      this.#freeAt = this.#clock.mono() + asking.answerMs / 2;
    }
  }

  close(): void {
    this.#link.close();
  }

  #match(question: Question, frame: Uint8Array): Heard | undefined {
    const answer = decode(frame, question);
    if (answer.kind === "foreign") this.#strangers.add(answer.unit);
    return answer.kind === "bits" || answer.kind === "registers" || answer.kind === "exception"
      ? { ...answer, frame: hex(frame) }
      : undefined;
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const left = this.#freeAt - this.#clock.mono();
    if (left <= 0) return;
    await sleep(this.#clock, left, signal).catch(() => {
      throw new DriverError("aborted", `${this.#port.path}: stopped by the caller`);
    });
  }
}
