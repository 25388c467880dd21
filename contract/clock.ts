import type { UnixMs } from "./time.ts";

/** A stop-able wait. */
export interface Timer {
  cancel(): void;
}

/** Time comes in from outside, so that logic runs on a fake clock in tests. */
export interface Clock {
  /** Wall clock, ms since 1970; may jump. A label, never a duration. */
  now(): UnixMs;
  /** Monotonic ms; never jumps. For every duration and deadline. */
  mono(): number;
  /** Calls `fn` once after `ms`. */
  after(ms: number, fn: () => void): Timer;
}

/** The longest wait a timer of the platform takes: it would fire a longer one at once. */
const longestMs = 2 ** 31 - 1;

/** The real clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  after(ms, fn) {
    const wait = (left: number): ReturnType<typeof setTimeout> =>
      left > longestMs ? setTimeout(() => (timer = wait(left - longestMs)), longestMs) : setTimeout(fn, left);
    let timer = wait(ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Resolves after `ms` of this clock; rejects with the signal's reason if aborted first. */
export const sleep = (clock: Clock, ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = () => {
      timer.cancel();
      reject(signal?.reason as Error);
    };
    const timer = clock.after(ms, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
