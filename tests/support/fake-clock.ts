import type { Clock, Timer } from "../../contract/index.ts";

interface Pending extends Timer {
  readonly due: number;
  readonly fn: () => void;
}

/** A clock that moves only when told. `wall` may be jumped apart from the monotonic time. */
export class FakeClock implements Clock {
  #mono = 0;
  #wallOffset: number;
  #pending: Pending[] = [];

  constructor(wall = Date.UTC(2026, 10, 21)) {
    this.#wallOffset = wall;
  }

  now(): number {
    return Math.round(this.#wallOffset + this.#mono);
  }

  mono(): number {
    return this.#mono;
  }

  after(ms: number, fn: () => void): Timer {
    const entry: Pending = { due: this.#mono + Math.max(0, ms), fn, cancel: () => this.#drop(entry) };
    this.#pending.push(entry);
    return entry;
  }

  /** Timers that are still running: a test of "nothing is left behind". */
  pending(): number {
    return this.#pending.length;
  }

  /** Moves the wall clock only: a clock jump. */
  jump(ms: number): void {
    this.#wallOffset += ms;
  }

  /** Moves time on, firing timers in order and letting promises settle between them. */
  async advance(ms: number): Promise<void> {
    const end = this.#mono + ms;
    for (;;) {
      await settle();
      const next = this.#pending.filter((p) => p.due <= end).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.#drop(next);
      this.#mono = Math.max(this.#mono, next.due);
      next.fn();
    }
    this.#mono = end;
    await settle();
  }

  #drop(entry: Pending): void {
    this.#pending = this.#pending.filter((p) => p !== entry);
  }
}

/** The negative control of R9: durations by the wall clock, which jumps. */
export class WallOnlyClock extends FakeClock {
  readonly #start = this.now();

  override mono(): number {
    return this.now() - this.#start;
  }
}

/** Lets everything that is ready to run, run. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await new Promise<void>((resolve) => setImmediate(resolve));
};
