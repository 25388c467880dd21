import { AppError, type Clock } from "../../contract/index.ts";

export interface AttemptLimits {
  /** Failed attempts of one address or account within the window before it must wait. */
  readonly tries: number;
  readonly windowMs: number;
  /** Remembered; beyond it the oldest is forgotten. */
  readonly most: number;
}
export const addressLimits: AttemptLimits = { tries: 20, windowMs: 60_000, most: 4096 };
/** S11: ten tries per account; half an hour as PCI DSS 8.3.4 asks. */
export const accountLimits: AttemptLimits = { tries: 10, windowMs: 30 * 60_000, most: 4096 };

/** Counts failed attempts by address or account. Bounded in memory; times are monotonic. */
export class Attempts {
  readonly #clock: Clock;
  readonly #limits: AttemptLimits;
  readonly #failed = new Map<string, { count: number; until: number }>();

  constructor(clock: Clock, limits: AttemptLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Milliseconds this one still has to wait; 0 if it may try. */
  waitMs(key: string): number {
    const entry = this.#failed.get(key);
    if (!entry) return 0;
    const left = entry.until - this.#clock.mono();
    if (left <= 0) this.#failed.delete(key);
    return left > 0 && entry.count >= this.#limits.tries ? left : 0;
  }

  /** Throws `tooManyAttempts` that says how long to wait. */
  demand(key: string): void {
    const waitMs = this.waitMs(key);
    if (waitMs === 0) return;
    const retryAfterS = Math.ceil(waitMs / 1000);
    throw new AppError(
      "tooManyAttempts",
      {
        en: `too many failed attempts; try again in ${retryAfterS} s`,
        "zh-CN": `失败次数过多，请 ${retryAfterS} 秒后重试`,
      },
      { retryAfterS },
    );
  }

  fail(key: string): void {
    const known = this.#failed.get(key);
    const entry = known ?? { count: 0, until: this.#clock.mono() + this.#limits.windowMs };
    entry.count++;
    this.#failed.set(key, entry);
    if (this.#failed.size > this.#limits.most) {
      const oldest = this.#failed.keys().next();
      if (!oldest.done) this.#failed.delete(oldest.value);
    }
  }

  /** It was right in the end. */
  clear(key: string): void {
    this.#failed.delete(key);
  }
}
