import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clockText, daysOf, rangeOf, sameDaysIn, stepsOf } from "./period.ts";

const zone = "Asia/Shanghai";
const now = Date.parse("2026-11-22T10:00:00+08:00");
const range = (from?: string, to?: string, usual: "day" | "month" | "quarter" = "month", at = zone) => {
  const found = rangeOf({ from, to }, { zone: at, usual, now });
  return [clockText(found.from, at), clockText(found.to, at)];
};

describe("what a person writes", () => {
  test.each([
    ["2026-07-01", undefined, "2026-07-01 00:00:00", "2026-07-02 00:00:00"],
    ["2026-07-01", "2026-07-31", "2026-07-01 00:00:00", "2026-08-01 00:00:00"],
    ["2026-07", undefined, "2026-07-01 00:00:00", "2026-08-01 00:00:00"],
    ["2026-07", "2026-09", "2026-07-01 00:00:00", "2026-10-01 00:00:00"],
    ["2026-Q3", undefined, "2026-07-01 00:00:00", "2026-10-01 00:00:00"],
    ["2026-q1", "2026-Q2", "2026-01-01 00:00:00", "2026-07-01 00:00:00"],
    ["2025", undefined, "2025-01-01 00:00:00", "2026-01-01 00:00:00"],
    ["2026-07-01T08:00", "2026-07-01T09:30", "2026-07-01 08:00:00", "2026-07-01 09:30:00"],
    ["2026-11-22T08:00", undefined, "2026-11-22 08:00:00", "2026-11-22 10:00:00"],
    // Never beyond now.
    ["2026", undefined, "2026-01-01 00:00:00", "2026-11-22 10:00:00"],
  ])("%s to %s", (from, to, begin, end) => {
    expect(range(from, to)).toEqual([begin, end]);
  });

  test("nothing: the last whole day, month or quarter", () => {
    expect(range(undefined, undefined, "day")).toEqual(["2026-11-21 00:00:00", "2026-11-22 00:00:00"]);
    expect(range(undefined, undefined, "month")).toEqual(["2026-10-01 00:00:00", "2026-11-01 00:00:00"]);
    expect(range(undefined, undefined, "quarter")).toEqual(["2026-07-01 00:00:00", "2026-10-01 00:00:00"]);
  });

  test.each([
    ["2026-02-30", undefined, "query.from 2026-02-30 is no date"],
    ["2026-13", undefined, "query.from 2026-13 is no date"],
    ["yesterday", undefined, "query.from must be"],
    ["2026-10-01", "2026-09-01", "query.to is not after from"],
    ["2027-01-01", undefined, "query.from lies in the future"],
    [undefined, "2026-09-01", "query.from is missing"],
  ])("%s to %s is refused by the name of the field", (from, to, message) => {
    expect(() => range(from, to)).toThrow(message);
  });

  test("a zone that is none is refused", () => {
    expect(() => range("2026-07", undefined, "day", "Mars/Olympus")).toThrow("there is no time zone Mars/Olympus");
  });
});

test("a day of daylight saving has 23 or 25 hours, and days and steps always make up the range", () => {
  const berlin = (day: string): number => {
    const { from, to } = rangeOf({ from: day }, { zone: "Europe/Berlin", usual: "day", now });
    return (to - from) / 3_600_000;
  };
  expect([berlin("2026-03-29"), berlin("2026-10-25"), berlin("2026-07-01")]).toEqual([23, 25, 24]);
  const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2026, 0, 1) });
  fc.assert(
    fc.property(
      moment,
      fc.integer({ min: 1, max: 500 * 24 }),
      fc.constantFrom(zone, "Europe/Berlin", "Asia/Kathmandu"),
      (from, hours, at) => {
        const whole = { from, to: from + hours * 3_600_000, zone: at };
        for (const parts of [daysOf(whole), stepsOf(whole)]) {
          expect(parts[0]?.from).toBe(whole.from);
          expect(parts.at(-1)?.to).toBe(whole.to);
          for (const [n, part] of parts.entries()) expect(part.from).toBe(n === 0 ? from : parts[n - 1]?.to);
        }
      },
    ),
    { numRuns: 40 },
  );
});

describe("the same days of another zone", () => {
  const zones = ["UTC", "Asia/Shanghai", "America/New_York", "Pacific/Apia", "Europe/Berlin"];

  test("a month is a month there; an hour of a day stays that hour", () => {
    const november = sameDaysIn(zone, rangeOf({ from: "2026-11" }, { zone: "UTC", usual: "month", now: now + 1e10 }));
    expect([clockText(november.from, zone), clockText(november.to, zone)]).toEqual([
      "2026-11-01 00:00:00",
      "2026-12-01 00:00:00",
    ]);
    const soFar = sameDaysIn("UTC", rangeOf({ from: "2026-11" }, { zone, usual: "month", now }));
    expect(soFar).toEqual({ from: Date.parse("2026-11-01T00:00:00Z"), to: now, zone: "UTC" });
  });

  test("months beside each other stay beside each other: nothing is owed twice, or not at all", () => {
    const month = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.constantFrom(...zones), month, (asked, own, n) => {
        const at = (k: number) => `${2020 + Math.floor(k / 12)}-${String((k % 12) + 1).padStart(2, "0")}`;
        const of = (k: number) => sameDaysIn(own, rangeOf({ from: at(k) }, { zone: asked, usual: "month", now }));
        expect(of(n).to).toBe(of(n + 1).from);
        expect(clockText(of(n).from, own)).toBe(`${at(n)}-01 00:00:00`);
      }),
    );
  });
});
