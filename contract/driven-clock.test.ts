import fc from "fast-check";
import { expect, test } from "vitest";
import { DrivenClock } from "./driven-clock.ts";

const go = async (): Promise<boolean> => true;

test("timers fire in order of their times, of one moment in the order in which they were set, and each sees its own time", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 60 }), fc.nat(60), async (delays, to) => {
      const clock = new DrivenClock(1000);
      const fired: [due: number, n: number][] = [];
      for (const [n, ms] of delays.entries())
        clock.after(ms, () => {
          expect(clock.now()).toBe(1000 + ms);
          fired.push([ms, n]);
        });
      expect(await clock.advance(1000 + to, go)).toBe(1000 + to);
      const due = delays.map((ms, n): [number, number] => [ms, n]).filter(([ms]) => ms <= to);
      expect(fired).toEqual(due.sort((a, b) => a[0] - b[0] || a[1] - b[1]));
      const left = delays.filter((ms) => ms > to);
      expect(clock.next()).toBe(left.length === 0 ? undefined : 1000 + Math.min(...left));
    }),
  );
});

test("what a timer sets for later fires in its turn; what is cancelled never does; a day in pieces is a day", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(20), fc.nat(20), fc.boolean()), { maxLength: 20 }),
      fc.array(fc.nat(15), { maxLength: 8 }),
      async (cascades, pieces) => {
        const run = async (steps: readonly number[]): Promise<number[]> => {
          const clock = new DrivenClock(0);
          const fired: number[] = [];
          for (const [first, then, cancelled] of cascades) {
            const timer = clock.after(first, () => {
              fired.push(clock.mono());
              clock.after(then, () => void fired.push(clock.mono()));
            });
            if (cancelled) timer.cancel();
          }
          for (const step of steps) await clock.advance(clock.now() + step, go);
          await clock.advance(40, go);
          return fired;
        };
        const whole = await run([]);
        expect(whole).toEqual([...whole].sort((a, b) => a - b));
        expect(whole).toHaveLength(2 * cascades.filter(([, , cancelled]) => !cancelled).length);
        if (pieces.reduce((a, b) => a + b, 0) <= 40) expect(await run(pieces)).toEqual(whole);
      },
    ),
  );
});

test("whoever says stop has the time: the clock stands at that moment, and goes on from there", async () => {
  const clock = new DrivenClock(0);
  const fired: number[] = [];
  for (const ms of [10, 20, 30]) clock.after(ms, () => void fired.push(ms));
  const until = (ms: number) => async () => fired.at(-1) !== ms;
  expect(await clock.advance(100, until(20))).toBe(20);
  expect([fired, clock.next()]).toEqual([[10, 20], 30]);
  expect(await clock.advance(100, go)).toBe(100);
  expect(fired).toEqual([10, 20, 30]);
  // Never back.
  expect(await clock.advance(50, go)).toBe(100);
});

test("timers of one moment that set each other for ever are an error, not a program that hangs", async () => {
  const clock = new DrivenClock(0);
  const again = (): void => void clock.after(0, again);
  again();
  await expect(clock.advance(1, go)).rejects.toThrow("100000 timers at one moment");
});
