import type { Clock } from "../../contract/index.ts";

const rememberEvictionMs = 15 * 60_000;
const rememberResetMs = 60 * 60_000;

export interface Log {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

/** How the outbox fares, for the host's health and for the log: each trouble is logged when it comes and when it goes, not at every try. */
export class Condition {
  readonly #clock: Clock;
  readonly #log: Log;
  #stuck = false;
  #evictedAt = Number.NEGATIVE_INFINITY;
  #resetAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** The disk takes nothing at the moment. */
  get stuck(): boolean {
    return this.#stuck;
  }

  state(hasBallast: boolean): "ok" | "degraded" | "full" | "reset" {
    const now = this.#clock.mono();
    if (this.#stuck) return "full";
    if (now - this.#resetAt < rememberResetMs) return "reset";
    return now - this.#evictedAt < rememberEvictionMs || !hasBallast ? "degraded" : "ok";
  }

  stick(why: string): void {
    if (!this.#stuck) this.#log.error(`outbox: the disk takes no data (${why}); the newest records wait in memory`);
    this.#stuck = true;
  }

  unstick(): void {
    if (this.#stuck) this.#log.info("outbox: the disk takes data again");
    this.#stuck = false;
  }

  evicted(): void {
    if (this.#clock.mono() - this.#evictedAt > rememberEvictionMs)
      this.#log.warn("outbox: full, the least important records are given up");
    this.#evictedAt = this.#clock.mono();
  }

  reset(text: string, keptAs: string | undefined): void {
    this.#resetAt = this.#clock.mono();
    this.#log.error(`outbox: begun anew (${text})${keptAs ? `, kept as ${keptAs}` : ""}`);
  }
}
