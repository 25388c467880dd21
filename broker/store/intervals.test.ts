import fc from "fast-check";
import { expect, test } from "vitest";
import { addRange, hasSeq, type Intervals, isFresh, missingCount } from "./intervals.ts";

const range = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 12 }))
  .map(([a, n]) => [a, a + n] as const);

test("an interval set says of every number what a plain set says, whatever the order of the ranges", () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 30 }), range, (ranges, probe) => {
      const set: Intervals = { upTo: 0, also: [] };
      const model = new Set<number>();
      for (const [from, to] of ranges) {
        const allNew = isFresh(set, from, to);
        let seen = false;
        for (let n = from; n <= to; n++) {
          seen ||= model.has(n);
          model.add(n);
        }
        expect(allNew).toBe(!seen);
        addRange(set, from, to);
      }
      for (let n = 1; n <= 80; n++) expect(hasSeq(set, n)).toBe(model.has(n));
      const highest = Math.max(0, ...model);
      expect(missingCount(set)).toBe(highest - model.size);
      let last = set.upTo + 1;
      for (const [from, to] of set.also) {
        expect(from).toBeGreaterThan(last);
        expect(to).toBeGreaterThanOrEqual(from);
        last = to + 1;
      }
      expect(isFresh(set, ...probe)).toBe(![...model].some((n) => n >= probe[0] && n <= probe[1]));
    }),
  );
});
