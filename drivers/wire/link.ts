import { AppError, type Clock, messageOf, type Timer } from "../../contract/index.ts";
import { type BytePort, DriverError } from "../api.ts";
import { type FrameRule, frame } from "./framer.ts";

export interface LinkOptions {
  readonly port: BytePort;
  readonly clock: Clock;
  readonly rule: FrameRule;
  /** Longest legal frame, bytes. */
  readonly maxLength: number;
  /** A half frame older than this is given up: its first byte is dropped and the rest searched again, ms. */
  readonly interByteMs: number;
  /** The device speaks unasked: a half frame at the moment of asking is not stale but on its way, and is kept. Default false. */
  readonly keepHalfFrame?: boolean;
}

export interface Ask<T> {
  readonly bytes: Uint8Array;
  /** From the write to the matching frame, ms. */
  readonly timeoutMs: number;
  /** The answer, or `undefined` if this frame is not it: then it goes to the unsolicited listener and the wait goes on. What it throws ends the wait. */
  readonly match: (frame: Uint8Array) => T | undefined;
  readonly signal?: AbortSignal;
}

interface Waiting {
  match(frame: Uint8Array): boolean;
  fail(error: DriverError): void;
  damaged: boolean;
}

/**
 * A port as a line of checked frames: one request outstanding, a deadline for each, half frames dropped in time, everything counted.
 * Retries, ACKs and NAKs belong to the protocol's session. Every pending ask settles on `close` and on the loss of the port.
 */
export class Link {
  readonly #options: LinkOptions;
  #rest: Uint8Array = new Uint8Array(0);
  #waiting: Waiting | undefined;
  #halfFrame: Timer | undefined;
  #gone: DriverError | undefined;
  #roundTrips: number[] = [];
  #unsolicited: (frame: Uint8Array) => void = () => undefined;
  #frames = 0;
  #errors = 0;
  #discarded = 0;
  readonly #off: (() => void)[];

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#off = [
      options.port.onData((bytes) => this.#receive(bytes)),
      options.port.onClose((reason) => this.#lose(reason)),
    ];
  }

  /** Frames nobody asked for, and late answers. One listener. */
  onUnsolicited(listener: (frame: Uint8Array) => void): void {
    this.#unsolicited = listener;
  }

  /** Sends and waits for the matching frame. Throws `DriverError`: `noAnswer`, `damagedAnswers`, `portLost`, `writeTimeout`, `aborted`, `closed`. */
  async ask<T>(ask: Ask<T>): Promise<T> {
    this.#mayWait(ask.signal);
    if (!this.#options.keepHalfFrame) this.#drop();
    const startedAt = this.#options.clock.mono();
    const answer = this.#wait(ask);
    try {
      const [value] = await Promise.all([answer, this.#write(ask.bytes)]);
      this.#roundTrips = [...this.#roundTrips.slice(-15), this.#options.clock.mono() - startedAt];
      return value;
    } catch (error) {
      if (!(error instanceof DriverError && (error.code === "aborted" || error.code === "closed"))) this.#errors += 1;
      throw error;
    }
  }

  /** Sends without waiting for an answer (ACK, NAK). */
  async send(bytes: Uint8Array): Promise<void> {
    if (this.#gone) throw this.#gone;
    await this.#write(bytes);
  }

  /** Waits for a frame without sending. */
  async expect<T>(ask: Omit<Ask<T>, "bytes">): Promise<T> {
    this.#mayWait(ask.signal);
    return this.#wait({ ...ask, bytes: new Uint8Array(0) });
  }

  /** Counts an answer that was a good frame with wrong content. */
  countError(): void {
    this.#errors += 1;
  }

  /** For `Reading.measures`. */
  measures(): Record<string, number> {
    const sorted = [...this.#roundTrips].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    return {
      linkFrames: this.#frames,
      linkErrors: this.#errors,
      linkDiscardedBytes: this.#discarded,
      ...(median === undefined ? {} : { linkRoundTrip: Math.round(median * 10) / 10 }),
    };
  }

  /** Lets go of the port's listeners and settles what is pending; the port itself is closed by its owner. */
  close(): void {
    this.#lose(new DriverError("closed", `${this.#options.port.path}: the session was closed`));
    for (const off of this.#off) off();
  }

  /** Nothing is sent for a caller who has already gone away. */
  #mayWait(signal: AbortSignal | undefined): void {
    if (this.#gone) throw this.#gone;
    if (signal?.aborted) throw new DriverError("aborted", `${this.#options.port.path}: stopped by the caller`);
    if (this.#waiting) throw new AppError("programming", "one request outstanding: the caller serialises");
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const waiting = this.#waiting; // a write that fails late must not fail the next request
    try {
      await this.#options.port.write(bytes);
    } catch (error) {
      const reason = error instanceof DriverError ? error : new DriverError("portLost", messageOf(error));
      waiting?.fail(reason);
      throw reason;
    }
  }

  #wait<T>({ timeoutMs, match, signal }: Ask<T>): Promise<T> {
    const { clock, port } = this.#options;
    return new Promise<T>((resolve, reject) => {
      const finish = () => {
        timer.cancel();
        signal?.removeEventListener("abort", onAbort);
        if (this.#waiting === waiting) this.#waiting = undefined;
      };
      const waiting: Waiting = {
        damaged: false,
        match: (bytes) => {
          let value: T | undefined;
          try {
            value = match(bytes);
          } catch (error) {
            waiting.fail(asDriverError(error));
            return true;
          }
          if (value === undefined) return false;
          finish();
          resolve(value);
          return true;
        },
        fail: (error) => {
          finish();
          reject(error);
        },
      };
      const onAbort = () => waiting.fail(new DriverError("aborted", `${port.path}: stopped by the caller`));
      const timer = clock.after(timeoutMs, () => {
        const [code, text] = waiting.damaged
          ? (["damagedAnswers", "only damaged bytes came"] as const)
          : (["noAnswer", "no answer"] as const);
        waiting.fail(new DriverError(code, `${port.path}: ${text} within ${timeoutMs} ms`, { timeoutMs }));
      });
      this.#waiting = waiting;
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  #receive(bytes: Uint8Array): void {
    if (this.#gone) return;
    this.#halfFrame?.cancel();
    const { rest, frames, discarded } = frame(this.#options.rule, this.#options.maxLength, this.#rest, bytes);
    this.#rest = rest;
    this.#count(discarded);
    for (const f of frames) {
      this.#frames += 1;
      if (!this.#waiting?.match(f)) this.#tellUnsolicited(f);
    }
    if (this.#rest.length > 0 && !this.#gone)
      this.#halfFrame = this.#options.clock.after(this.#options.interByteMs, () => this.#giveUpHalfFrame());
  }

  /** A hostile frame that a listener cannot take costs that frame, never the process. */
  #tellUnsolicited(frame: Uint8Array): void {
    try {
      this.#unsolicited(frame);
    } catch {
      this.#errors += 1; // seen in the measures
    }
  }

  /**
   * A frame stopped in the middle: its start mark was false or its end was lost. Search behind it. All bytes here are equally old, so what
   * is still half a frame after the search is given up in the same go: at most `maxLength` rounds.
   */
  #giveUpHalfFrame(): void {
    while (this.#rest.length > 0) {
      const behind = this.#rest.slice(1);
      this.#rest = new Uint8Array(0);
      this.#count(1);
      if (behind.length > 0) this.#receive(behind);
      this.#halfFrame?.cancel();
    }
  }

  /** Stale input must not answer the next question. */
  #drop(): void {
    this.#halfFrame?.cancel();
    this.#discarded += this.#rest.length;
    this.#rest = new Uint8Array(0);
  }

  #count(discarded: number): void {
    if (discarded === 0) return;
    this.#discarded += discarded;
    if (this.#waiting) this.#waiting.damaged = true;
  }

  #lose(reason: DriverError): void {
    if (this.#gone) return;
    this.#gone = reason;
    this.#halfFrame?.cancel();
    this.#waiting?.fail(reason);
  }
}

const asDriverError = (error: unknown): DriverError =>
  error instanceof DriverError ? error : new DriverError("damagedAnswers", messageOf(error), {}, { cause: error });

/** Tries again on silence and damage only, at most `tries` times in all; `between` runs before each further try (send a NAK, wait). */
export const withRetries = async <T>(
  tries: number,
  once: (n: number) => Promise<T>,
  between?: (n: number) => Promise<void>,
): Promise<T> => {
  for (let n = 1; ; n++) {
    try {
      return await once(n);
    } catch (error) {
      const again = error instanceof DriverError && (error.code === "noAnswer" || error.code === "damagedAnswers");
      if (!again || n >= tries) throw error;
      await between?.(n);
    }
  }
};
