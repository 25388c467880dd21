import type { ComponentReading, DriverMemory } from "../api.ts";

const windowMs = 600_000;
/** More of ten minutes are not kept. */
const maxKept = 100;

/** Counts how often a device came back on USB: a reset loop is a cable, a hub without enough current, or its firmware (hid-touch.md §5). */
export class Returns {
  readonly #memory: DriverMemory;
  #total: number;
  readonly #limit: number;
  #times: number[] = [];
  #last: string | undefined;
  #isAway = false;

  /** `limit`: more in ten minutes are a loop. The total outlasts a restart. */
  constructor(memory: DriverMemory, limit: number) {
    const total = memory.get("reEnumerations");
    this.#memory = memory;
    this.#total = typeof total === "number" && Number.isSafeInteger(total) && total > 0 ? total : 0;
    this.#limit = limit;
  }

  /** `coming` is another one after each enumeration. True if it came back since it was last seen. */
  seen(coming: string, now: number): boolean {
    const returned = this.#last !== undefined && (this.#isAway || this.#last !== coming);
    this.#last = coming;
    this.#isAway = false;
    if (!returned) return false;
    this.#total += 1;
    this.#memory.set("reEnumerations", this.#total);
    this.#times = [...this.#times, now].slice(-maxKept);
    return true;
  }

  away(): void {
    this.#isAway = true;
  }

  /** We made it come back ourselves. */
  expected(coming: string): void {
    this.#last = coming;
    this.#isAway = false;
  }

  reading(now: number): ComponentReading {
    this.#times = this.#times.filter((at) => now - at < windowMs);
    const lately = this.#times.length;
    if (lately <= this.#limit) return { state: "ok" };
    return { state: "unstable", vendorCode: `reset loop: ${lately} in 10 min` };
  }

  total(): number {
    return this.#total;
  }
}
