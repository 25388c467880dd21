import type { Point } from "./accuracy.ts";

/** A touch that nobody can have made; `at` is monotonic ms. */
export interface IdleTouch {
  readonly at: number;
  /** Left out where the place is not known. */
  readonly point?: Point;
}

const hourMs = 3_600_000;
/** The first touch of a customer comes before anybody knows of the customer. */
const arrivalMs = 10_000;
/** More of an hour are not kept: that is broken beyond any limit. */
const maxKept = 1_000;

/** Touches with nobody at the terminal. Nothing is counted before the sales application said once who is there. */
export class IdleTouches {
  readonly #afterMs: number;
  #waiting: IdleTouch[] = [];
  #hour: IdleTouch[] = [];
  #awaySince: number | undefined;
  #told = false;
  #total: number;

  /** `afterMs`: how long nobody must have been there; `total`: what was counted before a restart. */
  constructor(total: number, afterMs = 0) {
    this.#total = total;
    this.#afterMs = afterMs;
  }

  began(touch: IdleTouch): void {
    if (this.#awaySince === undefined || touch.at - this.#awaySince < this.#afterMs) return;
    if (this.#waiting.length < maxKept) this.#waiting.push(touch);
  }

  /** A person came or went. */
  presence(present: boolean, now: number): void {
    this.settle(now);
    this.#told = true;
    if (present) this.#waiting = [];
    this.#awaySince = present ? undefined : (this.#awaySince ?? now);
  }

  /** Decides about touches that no customer claimed. */
  settle(now: number): void {
    this.#hour = this.#hour.filter(({ at }) => now - at < hourMs);
    const old = this.#waiting.filter(({ at }) => now - at >= arrivalMs);
    if (old.length === 0) return;
    this.#waiting = this.#waiting.filter(({ at }) => now - at < arrivalMs);
    this.#total += old.length;
    this.#hour = [...this.#hour, ...old].slice(-maxKept);
  }

  lastHour(): readonly IdleTouch[] {
    return this.#hour;
  }

  /** Left out until somebody can have told an idle touch from another one. */
  total(): number | undefined {
    return this.#told || this.#total > 0 ? this.#total : undefined;
  }
}
