import fc from "fast-check";
import { describe, expect, it } from "vitest";
import vectors from "../elo-smartset/vectors.json" with { type: "json" };
import { assess, pointOf, repairable, type Sample, verdictOf } from "./accuracy.ts";

const { screen, targets, cases, rawToPixel } = vectors.accuracy;
const limits = { drifted: 1, inaccurate: 2.5, residual: 1.5 };
const points = (list: readonly (readonly number[])[]) => list.map(([x = 0, y = 0]) => ({ x, y }));
const samplesOf = (goals: readonly number[][], measured: readonly number[][]): Sample[] => {
  const seen = points(measured);
  return points(goals).map((target, i) => ({ target, measured: seen[i] ?? null }));
};
const near = (got: readonly (number | undefined)[], want: readonly number[], digits: number) =>
  got.forEach((value, i) => expect(value).toBeCloseTo(want[i] ?? Number.NaN, digits));

describe("elo-smartset.md §7", () => {
  it.each(cases)("case $name", ({ measured, pixels, maxPercent, fitX, fitY, residual, verdict, canBeRepaired }) => {
    const accuracy = assess(samplesOf(targets, measured), screen);
    if (!accuracy) throw new Error("no accuracy");
    near([accuracy.mean, accuracy.rms, accuracy.max], pixels, 3);
    expect(accuracy.maxPercent).toBeCloseTo(maxPercent, 3);
    near([accuracy.fit?.x.a, accuracy.fit?.x.b, accuracy.fit?.x.c], fitX, 5);
    near([accuracy.fit?.y.a, accuracy.fit?.y.b, accuracy.fit?.y.c], fitY, 5);
    near([accuracy.fit?.residualRms, accuracy.fit?.residualMax], residual, 3);
    expect(verdictOf(accuracy, limits)).toBe(verdict);
    expect(repairable(accuracy, limits)).toBe(canBeRepaired);
  });

  it("raw to pixel, Y inverted", () => {
    const accuracy = assess(samplesOf(rawToPixel.targets, rawToPixel.raw), screen);
    near([accuracy?.fit?.x.a, accuracy?.fit?.x.b, accuracy?.fit?.x.c], rawToPixel.fitX, 5);
    near([accuracy?.fit?.y.a, accuracy?.fit?.y.b, accuracy?.fit?.y.c], rawToPixel.fitY, 5);
  });

  it("names the worst target", () => {
    const bad = cases.find((c) => c.name.startsWith("E"));
    expect(assess(samplesOf(targets, bad?.measured ?? []), screen)?.worst).toEqual({ x: 1152, y: 922 });
  });

  it("a target without a touch is inaccurate, however good the others are", () => {
    const accuracy = assess(samplesOf(targets, targets.slice(0, 4)), screen);
    expect(accuracy).toMatchObject({ missing: 1, max: 0 });
    expect(accuracy && verdictOf(accuracy, limits)).toBe("inaccurate");
  });

  it("without a touch there is no accuracy, on one line no fit", () => {
    expect(assess(samplesOf(targets, []), screen)).toBeUndefined();
    const line = [
      [0, 0],
      [10, 10],
      [20, 20],
      [30, 30],
      [40, 40],
    ];
    expect(assess(samplesOf(line, line), screen)?.fit).toBeUndefined();
  });

  it("finds any affine distortion again", () => {
    const small = fc.double({ min: -0.2, max: 0.2, noNaN: true });
    fc.assert(
      fc.property(small, small, small, small, fc.integer({ min: -90, max: 90 }), (p, q, r, s, shift) => {
        const measured = targets.map(([x = 0, y = 0]) => [(1 + p) * x + q * y + shift, r * x + (1 + s) * y - shift]);
        expect(assess(samplesOf(targets, measured), screen)?.fit?.residualMax ?? 1).toBeLessThan(1e-6);
      }),
    );
  });
});

describe("the point of a touch (§7 step 2)", () => {
  const steady = (n: number) => Array.from({ length: n }, (_, i) => ({ x: 100 + (i % 3), y: 50 }));

  it("leaves out two at each end and averages the rest", () => {
    const wild = { x: 900, y: 900 };
    expect(pointOf([wild, wild, ...steady(3), wild, wild], 80, screen)).toEqual({ x: 101, y: 50 });
  });

  it("refuses too few packets, a finger that slid, and one that rested too long", () => {
    expect(pointOf(steady(6), 80, screen)).toBeUndefined();
    expect(pointOf([...steady(5), { x: 120, y: 50 }, ...steady(4)], 80, screen)).toBeUndefined();
    expect(pointOf(steady(30), 20_001, screen)).toBeUndefined();
  });
});
