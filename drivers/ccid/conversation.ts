import { type Clock, sleep } from "../../contract/index.ts";
import { DriverError, isDriverError, type UsbPort } from "../api.ts";
import type { BulkPort } from "../wire/bulk.ts";
import { Link } from "../wire/link.ts";
import {
  type Answer,
  answersTo,
  type CommandType,
  command,
  decode,
  encode,
  maxMessage,
  request,
  rule,
} from "./codec.ts";

/** Sheet §5: bulk IN limit of libccid; a card may take longer to wake. */
const answerMs = 3_000;
const powerOnMs = 5_000;
const abortMs = 1_000;
const controlMs = 500;
/** A time extension multiplies a time that depends on the card; each is taken as so much, and all together bounded. */
const extensionMs = 3_000;
const maxExtensions = 5;
/** Sheet §2: the slot is busy, ask again after this. */
const busyMs = 100;
const busyTries = 3;

export interface ConversationOptions {
  readonly usb: UsbPort;
  readonly bulk: BulkPort;
  readonly clock: Clock;
  readonly slot: number;
}

type Match = (frame: Uint8Array) => Answer | undefined;

/** Commands and answers of one slot, one outstanding; answers with another number are late and dropped. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #link: Link;
  #seq = 0;
  #match: Match = () => undefined;
  /** An answer of the running command that came right behind a time extension, before anybody waited for it. */
  #early: Answer | undefined;

  constructor(options: ConversationOptions) {
    this.#options = options;
    const { bulk: port, clock } = options;
    this.#link = new Link({ port, clock, rule, maxLength: maxMessage, interByteMs: 100 });
    this.#link.onUnsolicited((frame) => {
      this.#early = this.#match(frame) ?? this.#early;
    });
  }

  measures(): Record<string, number> {
    const measures = this.#link.measures();
    return { ...measures, linkErrors: (measures.linkErrors ?? 0) + this.#options.bulk.troubles() };
  }

  close(): void {
    this.#link.close();
  }

  slotStatus(signal: AbortSignal): Promise<Answer> {
    return this.#untilFree(() => this.#sure(command.slotStatus, signal), signal);
  }

  /** IccPowerOn; bPowerSelect as in `powerSelect`. Not repeated on silence: a card is not powered twice by mistake. */
  powerOn(select: number, signal: AbortSignal): Promise<Answer> {
    return this.#untilFree(() => this.#once(command.powerOn, powerOnMs, signal, select), signal);
  }

  powerOff(signal: AbortSignal): Promise<Answer> {
    return this.#untilFree(() => this.#sure(command.powerOff, signal), signal);
  }

  async #untilFree(ask: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
    for (let n = 1; ; n++) {
      const answer = await ask();
      const isBusy = "error" in answer.outcome && [0xe0, 0xf2].includes(answer.outcome.error);
      if (!isBusy || n >= busyTries) return answer;
      await this.#pause(busyMs, signal);
    }
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await sleep(this.#options.clock, ms, signal);
    } catch (cause) {
      throw new DriverError("aborted", "stopped by the caller", {}, { cause });
    }
  }

  /** Silence: the abort sequence puts both sides in step again, then once more (sheet §5). */
  async #sure(type: CommandType, signal: AbortSignal): Promise<Answer> {
    try {
      return await this.#once(type, answerMs, signal);
    } catch (error) {
      if (!isDriverError(error, "noAnswer", "damagedAnswers")) throw error;
      await this.#abort(this.#seq, signal);
      return this.#once(type, answerMs, signal);
    }
  }

  async #once(type: CommandType, timeoutMs: number, signal: AbortSignal, select = 0): Promise<Answer> {
    const seq = this.#next();
    const { slot } = this.#options;
    const match = this.#matching(type, seq);
    this.#match = match;
    this.#early = undefined;
    let answer = await this.#link.ask({ bytes: encode(type, slot, seq, select), timeoutMs, match, signal });
    for (let n = 0; "extension" in answer.outcome; n++) {
      if (n >= maxExtensions) throw new DriverError("noAnswer", "the reader asks for more time again and again");
      answer = this.#early ?? (await this.#link.expect({ timeoutMs: extensionMs, match, signal }));
      this.#early = undefined;
    }
    return answer;
  }

  /** ABORT on the control pipe and Abort on the bulk pipe with the same number; answers until then are dropped. */
  async #abort(seq: number, signal: AbortSignal): Promise<void> {
    const { usb, slot } = this.#options;
    try {
      await usb.controlOut(request.abort(usb.device.interfaceNumber, slot, seq), new Uint8Array(0), controlMs);
    } catch (error) {
      // A reader may not know the request; whether it is in step again shows the bulk pipe.
      if (!isDriverError(error, "refused", "noAnswer", "damagedAnswers")) throw error;
    }
    const match = this.#matching(command.abort, seq);
    await this.#link.ask({ bytes: encode(command.abort, slot, seq), timeoutMs: abortMs, match, signal });
  }

  #next(): number {
    this.#seq = (this.#seq + 1) & 0xff;
    return this.#seq;
  }

  #matching(type: CommandType, seq: number): Match {
    return (frame) => {
      const answer = decode(frame);
      return answer.seq === seq && answer.slot === this.#options.slot && answersTo(type, answer) ? answer : undefined;
    };
  }
}
