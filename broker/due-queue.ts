import type { Clock, Timer } from "../contract/index.ts";

/**
 * Things that fall due, by key: one timer for the earliest, exact times, no tick. A key set again moves; a key dropped never fires.
 * `fire` gets all keys due at that moment, in order of their times.
 */
export class DueQueue {
  readonly #clock: Clock;
  readonly #fire: (keys: string[]) => void;
  readonly #due = new Map<string, number>();
  /** Binary heap of `[time, key]`; entries that no longer agree with `#due` are passed over. */
  #heap: [number, string][] = [];
  #timer: Timer | undefined;
  #armedFor = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, fire: (keys: string[]) => void) {
    this.#clock = clock;
    this.#fire = fire;
  }

  get size(): number {
    return this.#due.size;
  }

  has(key: string): boolean {
    return this.#due.has(key);
  }

  set(key: string, afterMs: number): void {
    const at = this.#clock.mono() + Math.max(0, afterMs);
    if (this.#due.get(key) === at) return;
    this.#due.set(key, at);
    this.#push([at, key]);
    this.#arm();
  }

  drop(key: string): void {
    this.#due.delete(key);
  }

  close(): void {
    this.#timer?.cancel();
    this.#due.clear();
    this.#heap = [];
    this.#armedFor = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    this.#skipStale();
    const first = this.#heap[0];
    if (!first || first[0] >= this.#armedFor) return;
    this.#timer?.cancel();
    this.#armedFor = first[0];
    this.#timer = this.#clock.after(first[0] - this.#clock.mono(), () => this.#onTimer());
  }

  #onTimer(): void {
    this.#armedFor = Number.POSITIVE_INFINITY;
    const now = this.#clock.mono();
    const keys: string[] = [];
    for (this.#skipStale(); this.#heap[0] && this.#heap[0][0] <= now; this.#skipStale()) {
      const [, key] = this.#pop();
      this.#due.delete(key);
      keys.push(key);
    }
    this.#arm();
    if (keys.length > 0) this.#fire(keys);
  }

  #skipStale(): void {
    while (this.#heap[0] && this.#due.get(this.#heap[0][1]) !== this.#heap[0][0]) this.#pop();
  }

  #push(entry: [number, string]): void {
    const heap = this.#heap;
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if ((heap[parent] as [number, string])[0] <= entry[0]) break;
      heap[i] = heap[parent] as [number, string];
      i = parent;
    }
    heap[i] = entry;
  }

  #pop(): [number, string] {
    const heap = this.#heap;
    const top = heap[0] as [number, string];
    const last = heap.pop() as [number, string];
    if (heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right && right[0] < (heap[child] as [number, string])[0]) child += 1;
      if ((heap[child] as [number, string])[0] >= last[0]) break;
      heap[i] = heap[child] as [number, string];
      i = child;
    }
    heap[i] = last;
    return top;
  }
}
