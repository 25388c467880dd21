import { describe, expect, test } from "vitest";
import { moved, placeOf, ticksOf, windowOf, zooms } from "./window.ts";

const now = new Date(2026, 10, 22, 9, 17, 31).getTime();

describe("what of the past is in sight", () => {
  test("the present moves in steps, and is always in it", () => {
    for (const zoom of ["hour", "day", "week"] as const) {
      const { from, to } = windowOf(zoom, undefined, now);
      expect(to - from).toBe(zooms[zoom]);
      expect(to).toBeGreaterThan(now);
      expect(windowOf(zoom, undefined, now + 1)).toEqual({ from, to });
    }
  });
  test("earlier and later go by whole windows; the present follows on", () => {
    const seen = windowOf("hour", undefined, now);
    const before = moved(seen, "hour", -1, now);
    expect(before).toBe(seen.to - zooms.hour);
    expect(moved(windowOf("hour", before, now), "hour", 1, now)).toBeUndefined();
  });
  test("places are within the window, ticks full moments of the reader's clock", () => {
    const seen = { from: now - zooms.day, to: now };
    expect([placeOf(now - zooms.day / 2, seen), placeOf(0, seen), placeOf(now + 5, seen)]).toEqual([50, 0, 100]);
    const hours = ticksOf("day", seen).map((at) => new Date(at).getHours());
    expect(hours).toEqual([12, 16, 20, 0, 4, 8]);
    expect(ticksOf("hour", { from: now - zooms.hour, to: now }).map((at) => new Date(at).getMinutes())).toEqual([
      20, 30, 40, 50, 0, 10,
    ]);
    expect(ticksOf("week", { from: now - zooms.week, to: now })).toHaveLength(7);
  });
});
