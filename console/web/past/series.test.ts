import { expect, test } from "vitest";
import { columnsOf, extremes } from "./series.ts";

test("a line is drawn as long as a value is known, and broken where none is", () => {
  const points = [
    { at: 1000, until: 2000, least: 1, most: 5, last: 3 },
    { at: 2000, until: 3000, least: 4, most: 4, last: 4 },
    { at: 9000, until: 10_000, least: 2, most: 2, last: 2 },
  ];
  expect(columnsOf(points)).toEqual([
    [1, 2, 3, 3.001, 9, 10],
    [1, 4, 4, null, 2, 2],
    [5, 4, 4, null, 2, 2],
    [3, 4, 4, null, 2, 2],
  ]);
  expect(extremes(points)).toEqual({ least: 1, most: 5, last: 2 });
  expect([extremes([]), columnsOf([])]).toEqual([undefined, [[], [], [], []]]);
});
