/** Later than this after its own time nothing arrives; more is a step of the wall clock. */
const maxApartMs = 2_000;
/** After so long a silence the two clocks are set against each other anew: they drift. */
const restMs = 1_000;

/**
 * Brings the kernel's times of records (wall clock, which steps) onto the monotonic clock: the time between two records is the kernel's, however late they were read.
 * Never goes back.
 */
export class Timeline {
  /** Monotonic minus wall, ms. */
  #offset: number | undefined;
  #arrivedAt = Number.NEGATIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  /** A chunk came whose last record is of that time. */
  arrived(lastUs: number, nowMs: number): void {
    const wallMs = lastUs / 1_000;
    const told = this.#offset === undefined ? undefined : wallMs + this.#offset;
    const rested = nowMs - this.#arrivedAt > restMs;
    if (told === undefined || rested || Math.abs(told - nowMs) > maxApartMs) this.#offset = nowMs - wallMs;
    this.#arrivedAt = nowMs;
  }

  at(timeUs: number): number {
    this.#last = Math.max(this.#last, timeUs / 1_000 + (this.#offset ?? 0));
    return this.#last;
  }
}
