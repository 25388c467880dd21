import type { Clock, Timer } from "./clock.ts";
import { AppError } from "./errors.ts";
import type { UnixMs } from "./time.ts";
import type { Role } from "./vocabulary/index.ts";

interface Pending extends Timer {
  readonly due: number;
  /** Of two due at one moment the one that was set first fires first. */
  readonly n: number;
  fn: (() => void) | undefined;
}

/** More timers than this at one moment set each other for ever. */
const mostAtOnce = 100_000;

const before = (a: Pending, b: Pending): boolean => a.due < b.due || (a.due === b.due && a.n < b.n);

/**
 * A clock that moves only when it is told to, so that a week of service takes a minute. Timers fire one by one in the order of their times; what they
 * set in motion comes to rest before the next one fires. Wall and monotonic clock go together: it never jumps.
 */
export class DrivenClock implements Clock {
  readonly #start: UnixMs;
  /** Binary heap, the earliest first. */
  readonly #heap: Pending[] = [];
  #mono = 0;
  #set = 0;

  constructor(start: UnixMs) {
    this.#start = start;
  }

  now(): UnixMs {
    return this.#start + this.#mono;
  }

  mono(): number {
    return this.#mono;
  }

  after(ms: number, fn: () => void): Timer {
    const timer: Pending = {
      // Whole milliseconds, as those of the wire; never too early.
      due: this.#mono + Math.max(0, Math.ceil(ms)),
      n: this.#set++,
      fn,
      cancel: () => {
        timer.fn = undefined;
      },
    };
    this.#push(timer);
    return timer;
  }

  /** When the next timer is due; `undefined` if none is set. */
  next(): UnixMs | undefined {
    const first = this.#first();
    return first && this.#start + first.due;
  }

  /**
   * Fires what is due up to `to` and comes to stand there. `rest` is awaited before the first and after each one; says it `false`, the clock stops where
   * it is. Returns the moment it stands at. Throws `AppError("late")` if timers of one moment set each other without end.
   */
  async advance(to: UnixMs, rest: () => Promise<boolean>): Promise<UnixMs> {
    let at = this.#mono;
    let count = 0;
    let go = await rest();
    for (let next = this.#first(); go && next && this.#start + next.due <= to; next = this.#first()) {
      this.#pop();
      count = next.due > at ? 0 : count + 1;
      if (count > mostAtOnce) throw new AppError("late", `more than ${mostAtOnce} timers at one moment`);
      at = Math.max(at, next.due);
      this.#mono = at;
      next.fn?.();
      go = await rest();
    }
    if (go) this.#mono = Math.max(this.#mono, to - this.#start);
    return this.now();
  }

  /** The earliest that was not cancelled. */
  #first(): Pending | undefined {
    while (this.#heap[0] && this.#heap[0].fn === undefined) this.#pop();
    return this.#heap[0];
  }

  #push(timer: Pending): void {
    const heap = this.#heap;
    let i = heap.push(timer) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (before(heap[parent] as Pending, timer)) break;
      heap[i] = heap[parent] as Pending;
      i = parent;
    }
    heap[i] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (heap.length === 0 || !last) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right && before(right, heap[child] as Pending)) child += 1;
      if (!before(heap[child] as Pending, last)) break;
      heap[i] = heap[child] as Pending;
      i = child;
    }
    heap[i] = last;
  }
}

/** What the parent of a driven broker says to it. Times are ms since 1970. */
export type DrivenOrder =
  | {
      readonly order: "start";
      readonly at: UnixMs;
      /** The broker's settings file. */
      readonly config: string;
      /** Who gets a token. */
      readonly people: readonly { readonly name: string; readonly role: Role }[];
    }
  | { readonly order: "advance"; readonly to: UnixMs }
  | { readonly order: "stop" };

/** What it answers, one word to each order. */
export type DrivenWord =
  | {
      readonly word: "started";
      readonly mqttPort: number;
      readonly url: string;
      readonly adminToken: string;
      readonly tokens: Readonly<Record<string, string>>;
    }
  | {
      readonly word: "quiet";
      /** Where its clock stands: before the moment it was to go to if it told a terminal something on the way. */
      readonly at: UnixMs;
      /** When its next timer is due. */
      readonly next?: UnixMs | undefined;
      /** Commands that went out to terminals since it started. */
      readonly commands: number;
      /** Terminals that are connected. */
      readonly terminals: number;
    }
  | { readonly word: "stopped" }
  | { readonly word: "failed"; readonly message: string };
