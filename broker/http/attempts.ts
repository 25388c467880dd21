import type { Clock } from "../../contract/index.ts";

export interface AttemptLimits {
  /** Failed attempts of one address within the window before it must wait. */
  readonly tries: number;
  readonly windowMs: number;
  /** Addresses remembered; beyond it the oldest is forgotten. */
  readonly addresses: number;
}
export const attemptLimits: AttemptLimits = { tries: 20, windowMs: 60_000, addresses: 4096 };

/** Counts failed logins per address. Bounded in memory; times are monotonic. */
export class Attempts {
  readonly #clock: Clock;
  readonly #limits: AttemptLimits;
  readonly #failed = new Map<string, { count: number; until: number }>();

  constructor(clock: Clock, limits: AttemptLimits = attemptLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Milliseconds this address still has to wait; 0 if it may try. */
  waitMs(address: string): number {
    const entry = this.#failed.get(address);
    if (!entry) return 0;
    const left = entry.until - this.#clock.mono();
    if (left <= 0) this.#failed.delete(address);
    return left > 0 && entry.count >= this.#limits.tries ? left : 0;
  }

  fail(address: string): void {
    const known = this.#failed.get(address);
    const entry = known ?? { count: 0, until: this.#clock.mono() + this.#limits.windowMs };
    entry.count++;
    this.#failed.set(address, entry);
    if (this.#failed.size > this.#limits.addresses) {
      const oldest = this.#failed.keys().next();
      if (!oldest.done) this.#failed.delete(oldest.value);
    }
  }
}
