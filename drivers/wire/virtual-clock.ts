import type { Clock, Timer } from "../../contract/index.ts";

interface Pending extends Timer {
  readonly due: number;
  readonly fn: () => void;
}

/** Rounds of the event loop until everything that is ready has run. */
const settleRounds = 4;

/** A clock that moves only when told: an hour of recorded conversation is replayed in a second, and twice the same. */
export class VirtualClock implements Clock {
  readonly #wall: number;
  #mono = 0;
  #pending: Pending[] = [];

  /** `wall`: what the wall clock says at the beginning, ms since 1970. */
  constructor(wall: number) {
    this.#wall = wall;
  }

  now(): number {
    return Math.round(this.#wall + this.#mono);
  }

  mono(): number {
    return this.#mono;
  }

  after(ms: number, fn: () => void): Timer {
    const entry: Pending = { due: this.#mono + Math.max(0, ms), fn, cancel: () => this.#drop(entry) };
    this.#pending.push(entry);
    return entry;
  }

  /** Moves on to this monotonic time, running what falls due on the way; promises settle in between. */
  async to(end: number): Promise<void> {
    for (;;) {
      await settled();
      const next = this.#pending.filter((p) => p.due <= end).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.#drop(next);
      this.#mono = Math.max(this.#mono, next.due);
      next.fn();
    }
    this.#mono = Math.max(this.#mono, end);
  }

  /** Lets time pass until the work is done, at most `limitMs`; rejects as the work does, or with `RangeError` if it never ends. */
  async during<T>(work: Promise<T>, limitMs: number): Promise<T> {
    let over = false;
    const watched = work.finally(() => {
      over = true;
    });
    watched.catch(() => undefined); // the caller awaits it below
    const until = this.#mono + limitMs;
    await settled();
    while (!over) {
      const next = this.#pending.reduce((least, p) => Math.min(least, p.due), Number.POSITIVE_INFINITY);
      if (next > until) throw new RangeError(`not done within ${limitMs} ms`);
      await this.to(next);
      await settled();
    }
    return watched;
  }

  #drop(entry: Pending): void {
    this.#pending = this.#pending.filter((p) => p !== entry);
  }
}

const settled = async (): Promise<void> => {
  for (let i = 0; i < settleRounds; i++) await new Promise<void>((resolve) => setImmediate(resolve));
};
