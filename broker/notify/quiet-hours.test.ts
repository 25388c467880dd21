import fc from "fast-check";
import { expect, test } from "vitest";
import { isQuiet, quietUntil } from "./quiet-hours.ts";

const zones = [
  "UTC",
  "Asia/Shanghai",
  "Asia/Kathmandu", // +05:45
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns", // -03:30, daylight saving
  "America/Sao_Paulo", // daylight saving began at midnight until 2019
  "Australia/Lord_Howe", // daylight saving of half an hour
  "Africa/Casablanca", // goes back for Ramadan
  "Pacific/Apia", // crossed the date line in 2011
];
const minute = 60_000;
const two = (n: number): string => String(n).padStart(2, "0");
const clock = fc.integer({ min: 0, max: 287 }).map((n) => `${two(Math.floor(n / 12))}:${two((n % 12) * 5)}`);
const quietHours = fc.tuple(clock, clock).filter(([from, to]) => from !== to);
const moments = fc
  .integer({ min: Date.UTC(2010, 0, 1) / (5 * minute), max: Date.UTC(2036, 0, 1) / (5 * minute) })
  .map((n) => n * 5 * minute);

/** What the wall shows, told by another library than the one under test. */
const formats = new Map<string, Intl.DateTimeFormat>();
const wall = (at: number, zone: string): string => {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    formats.set(zone, format);
  }
  return format.format(at);
};
const quietByWall = (from: string, to: string, at: number, zone: string): boolean => {
  const now = wall(at, zone);
  return from < to ? now >= from && now < to : now >= from || now < to;
};

const check = (zone: string, from: string, to: string, at: number): void => {
  const quiet = { from, to };
  expect(isQuiet(quiet, zone, at)).toBe(quietByWall(from, to, at, zone));
  const until = quietUntil(quiet, zone, at);
  if (!quietByWall(from, to, at, zone)) {
    expect(until).toBeUndefined();
    return;
  }
  expect(until).toBeGreaterThan(at);
  expect(quietByWall(from, to, until ?? 0, zone)).toBe(false);
  // Nothing between is a moment at which it could have gone out: all offsets and times are multiples of five minutes.
  for (let t = at; t < (until ?? 0); t += 5 * minute) if (!quietByWall(from, to, t, zone)) expect(t).toBe(until);
};

test("quiet hours end at the first moment at which the clock on the wall is past them, in every zone and through daylight saving", () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), quietHours, moments, (zone, [from, to], at) => {
      check(zone, from, to, at);
    }),
    { numRuns: 400 },
  );
});

/** Nights in which clocks are changed, hour by hour around them. */
const changes: readonly (readonly [zone: string, at: number])[] = [
  ["Europe/Berlin", Date.UTC(2026, 2, 29, 1)],
  ["Europe/Berlin", Date.UTC(2026, 9, 25, 1)],
  ["America/New_York", Date.UTC(2026, 2, 8, 7)],
  ["America/New_York", Date.UTC(2026, 10, 1, 6)],
  ["Australia/Lord_Howe", Date.UTC(2026, 3, 4, 15)],
  ["Australia/Lord_Howe", Date.UTC(2026, 9, 3, 15, 30)],
  ["America/Sao_Paulo", Date.UTC(2018, 10, 4, 3)],
  ["Africa/Casablanca", Date.UTC(2026, 1, 15, 2)],
  ["Pacific/Apia", Date.UTC(2011, 11, 30, 10)],
];

test("around every change of the clock", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...changes),
      quietHours,
      fc.integer({ min: -36 * 12, max: 36 * 12 }),
      ([zone, change], [from, to], steps) => {
        check(zone, from, to, change + steps * 5 * minute);
      },
    ),
    { numRuns: 400 },
  );
});

test("by hand: over midnight; an end that daylight saving skips; an end that comes twice", () => {
  const night = { from: "22:00", to: "07:00" };
  const shanghai = quietUntil(night, "Asia/Shanghai", Date.UTC(2026, 10, 21, 15)); // 23:00 there
  expect(shanghai).toBe(Date.UTC(2026, 10, 21, 23));
  expect(quietUntil(night, "Asia/Shanghai", Date.UTC(2026, 10, 21, 23))).toBeUndefined();
  // 02:30 does not come on this night: at 02:00 it is 03:00.
  const skipped = quietUntil({ from: "22:00", to: "02:30" }, "Europe/Berlin", Date.UTC(2026, 2, 29, 0));
  expect(skipped).toBe(Date.UTC(2026, 2, 29, 1));
  // 02:30 comes twice: it is over at the first, and again quiet from 02:00 to 02:30 when the hour is repeated.
  const twice = { from: "22:00", to: "02:30" };
  expect(quietUntil(twice, "Europe/Berlin", Date.UTC(2026, 9, 25, 0))).toBe(Date.UTC(2026, 9, 25, 0, 30));
  expect(quietUntil(twice, "Europe/Berlin", Date.UTC(2026, 9, 25, 1))).toBe(Date.UTC(2026, 9, 25, 1, 30));
});
