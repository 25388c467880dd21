import type { Clock, Timer } from "../../../contract/index.ts";
import type { LineQuery, QueryOutcome, QueryRefusal } from "../../api.ts";
import { Passage, type Way } from "./passage.ts";
import { type AnswerTaker, answerTaker, longestAnswerMs, longestQuery } from "./query.ts";

/** One side of the relay: where bytes are handed to. */
export interface Side {
  /** Hands bytes over without waiting. False: they could not be taken and are lost. */
  write(bytes: Uint8Array): boolean;
}

/** The application's side can be told to wait, as a busy device tells it on a real line. */
export interface ApplicationSide extends Side {
  pause(): void;
  resume(): void;
}

export interface RelayOptions {
  readonly clock: Clock;
  readonly application: ApplicationSide;
  readonly device: Side;
  /** How much of the conversation is remembered, bytes. */
  readonly memoryBytes: number;
  /** How long one byte takes on the line, ms: the line is idle only when all bytes handed over are out. */
  readonly byteMs: number;
}

const betweenQueriesMs = 100;
const mostHeldBytes = 4096;
const nothing = new Uint8Array(0);

interface Asking {
  readonly query: LineQuery;
  readonly taker: AnswerTaker;
  readonly end: (outcome: QueryOutcome) => void;
  timer: Timer;
  held: Uint8Array[];
  answered: boolean;
  paused: boolean;
}

/**
 * Passes bytes between the sales application and its device and writes down what passed. Knows no protocol. Only a query of ours stops the
 * application's bytes, for as long as its answer takes and never longer than `longestAnswerMs`.
 */
export class Relay {
  readonly passage: Passage;
  readonly #options: RelayOptions;
  readonly #listeners = new Set<() => void>();
  #asking: Asking | undefined;
  /** A query that got no answer in time: it may still come, and is not the application's as long as that one has asked nothing. */
  #late: AnswerTaker | undefined;
  #quietSince = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #up = false;
  /** Bytes that could not be handed over: the device was away, or the application did not read. */
  readonly lost = { application: 0, device: 0 };

  constructor(options: RelayOptions) {
    this.#options = options;
    this.passage = new Passage(options.memoryBytes);
  }

  /** True while the real port is open. */
  get up(): boolean {
    return this.#up;
  }

  /** Called after something passed. */
  onPassed(listener: () => void): void {
    this.#listeners.add(listener);
  }

  portIs(up: boolean, why = ""): void {
    if (this.#up === up) return;
    this.#up = up;
    this.#note("!", new TextEncoder().encode(up ? "open" : `lost ${why}`));
    if (!up) this.#finish({ noAnswer: true });
  }

  fromApplication(bytes: Uint8Array): void {
    this.#late = undefined;
    const asking = this.#asking;
    if (!asking) return this.#toDevice(bytes);
    asking.held.push(bytes);
    if (asking.held.reduce((sum, b) => sum + b.length, 0) > mostHeldBytes && !asking.paused) {
      asking.paused = true;
      this.#options.application.pause();
    }
  }

  fromDevice(bytes: Uint8Array): void {
    this.#quiet(0);
    const taker = this.#asking && !this.#asking.answered ? this.#asking.taker : this.#late;
    if (!taker) return this.#toApplication(bytes);
    const { ours, theirs } = taker.take(bytes);
    if (theirs.length > 0) this.#toApplication(theirs);
    if (ours.length > 0) this.#note("-", ours);
    if (!taker.whole()) return;
    if (taker === this.#late) this.#late = undefined;
    else this.#answered();
  }

  /** Puts a query in if the line is idle. Never rejects. */
  ask(query: LineQuery): Promise<QueryOutcome> {
    const refused = this.#refusal(query);
    if (refused) return Promise.resolve({ refused });
    const { clock } = this.#options;
    return new Promise((end) => {
      const late = () => this.#unanswered();
      const timer = clock.after(Math.min(query.answerMs, longestAnswerMs), late);
      this.#asking = { query, taker: answerTaker(query.answer), end, timer, held: [], answered: false, paused: false };
      this.#askedAt = clock.mono();
      this.#late = undefined;
      this.#putIn(query.bytes);
    });
  }

  #refusal({ bytes, idleMs }: LineQuery): QueryRefusal | undefined {
    const now = this.#options.clock.mono();
    if (bytes.length === 0 || bytes.length > longestQuery) return "badQuery";
    if (!this.#up) return "noPort";
    if (this.#asking) return "asking";
    if (now - this.#askedAt < betweenQueriesMs) return "tooSoon";
    return now - this.#quietSince < Math.max(idleMs, 1) ? "notIdle" : undefined;
  }

  #unanswered(): void {
    const asking = this.#asking;
    if (!asking) return;
    // Once the application has asked, what comes is for it.
    if (asking.held.length === 0) this.#late = asking.taker;
    this.#finish({ noAnswer: true });
  }

  #answered(): void {
    const asking = this.#asking;
    if (!asking) return;
    asking.answered = true;
    asking.timer.cancel();
    const { query, taker } = asking;
    if (query.confirm && query.confirm.length <= longestQuery) this.#putIn(query.confirm);
    const rest = Math.min(query.restMs ?? 0, longestAnswerMs) + (query.confirm?.length ?? 0) * this.#options.byteMs;
    const done = () => this.#finish({ answer: taker.bytes() });
    if (rest === 0) done();
    else asking.timer = this.#options.clock.after(rest, done);
  }

  /** Ends the query; the application goes on where it was. */
  #finish(outcome: QueryOutcome): void {
    const asking = this.#asking;
    if (!asking) return;
    this.#asking = undefined;
    asking.timer.cancel();
    for (const bytes of asking.held) this.#toDevice(bytes);
    if (asking.paused) this.#options.application.resume();
    asking.end(outcome);
  }

  #putIn(bytes: Uint8Array): void {
    this.#options.device.write(bytes);
    this.#quiet(bytes.length);
    this.#note("+", bytes);
  }

  #toDevice(bytes: Uint8Array): void {
    if (!this.#up || !this.#options.device.write(bytes)) this.lost.device += bytes.length;
    this.#quiet(bytes.length);
    this.#note(">", bytes);
  }

  #toApplication(bytes: Uint8Array): void {
    if (!this.#options.application.write(bytes)) this.lost.application += bytes.length;
    this.#note("<", bytes);
  }

  /** From when on nothing is on the line any more. */
  #quiet(bytes: number): void {
    const { clock, byteMs } = this.#options;
    this.#quietSince = Math.max(clock.mono(), this.#quietSince) + bytes * byteMs;
  }

  #note(way: Way, bytes: Uint8Array): void {
    this.passage.add(this.#options.clock.mono(), way, bytes.length > 0 ? bytes : nothing);
    for (const listener of this.#listeners) listener();
  }
}
