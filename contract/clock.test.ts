import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { systemClock } from "./clock.ts";

const day = 86_400_000;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("waits longer than a timer of the platform can, and not a moment less", () => {
  let fired = 0;
  systemClock.after(100 * day, () => (fired += 1));
  vi.advanceTimersByTime(100 * day - 1);
  expect(fired).toBe(0);
  vi.advanceTimersByTime(1);
  expect(fired).toBe(1);
});

it("a long wait can be cancelled in each of its parts", () => {
  let fired = 0;
  const timers = [60, 60].map((days) => systemClock.after(days * day, () => (fired += 1)));
  timers[0]?.cancel();
  vi.advanceTimersByTime(50 * day);
  timers[1]?.cancel();
  vi.advanceTimersByTime(100 * day);
  expect(fired).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
