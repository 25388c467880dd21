import { describe, expect, it } from "vitest";
import type { OnCallDuty } from "../../../contract/index.ts";
import { dateIn, daysLater, daysOf, mondayOf, oddHours } from "./days.ts";
import { lanesOf, ofDay, placed, shareOf } from "./grid.ts";

const zone = "Europe/Berlin";
const hour = 3_600_000;
/** Clocks go back on Sunday, 25 October 2026, and forward on Sunday, 28 March 2027. */
const autumn = daysOf("2026-10-19", 7, zone);
const spring = daysOf("2027-03-22", 7, zone);
const at = (text: string): number => Date.parse(text);
const duty = (person: string, from: number, to: number, change?: number): OnCallDuty => ({
  rota: "first",
  person,
  from,
  to,
  origin: `${from}`,
  ...(change === undefined ? {} : { change }),
});

describe("days of a zone", () => {
  it("have 25 hours when the clocks go back and 23 when they go forward; they follow each other without a hole", () => {
    expect(autumn.map(oddHours)).toEqual([undefined, undefined, undefined, undefined, undefined, undefined, 25]);
    expect(spring.map(oddHours).at(-1)).toBe(23);
    for (const [n, day] of autumn.entries()) if (n > 0) expect(day.from).toBe(autumn[n - 1]?.to);
    expect(autumn[0]?.from).toBe(at("2026-10-19T00:00:00+02:00"));
    expect(autumn[6]?.to).toBe(at("2026-10-26T00:00:00+01:00"));
  });

  it("begin where midnight is skipped with the first moment there is", () => {
    // Cuba changes at midnight: that Sunday begins at one.
    const [sunday] = daysOf("2027-03-14", 1, "America/Havana");
    expect(sunday && oddHours(sunday)).toBe(23);
  });

  it("a week begins on the Monday of the zone, whatever day it is elsewhere", () => {
    const monday = at("2026-11-22T23:30:00+01:00");
    expect(mondayOf(monday, zone)).toBe("2026-11-16");
    expect(mondayOf(monday, "Asia/Shanghai")).toBe("2026-11-23");
    expect(daysLater("2026-12-28", 7)).toBe("2027-01-04");
  });

  it("an address may say anything", () => {
    expect([dateIn(null), dateIn("next week"), dateIn("2026-02-31"), dateIn("2026-02-28")]).toEqual([
      undefined,
      undefined,
      undefined,
      "2026-02-28",
    ]);
  });
});

describe("places in the grid", () => {
  it("each day is equally wide, also one of 25 hours", () => {
    expect(shareOf(at("2026-10-20T00:00:00+02:00"), autumn)).toBeCloseTo(1 / 7);
    expect(shareOf(at("2026-10-25T00:00:00+02:00"), autumn)).toBeCloseTo(6 / 7);
    // Twelve hours and a half of twenty-five.
    expect(shareOf(at("2026-10-25T00:00:00+02:00") + 12.5 * hour, autumn)).toBeCloseTo(6.5 / 7);
    expect([shareOf(0, autumn), shareOf(at("2030-01-01T00:00:00Z"), autumn)]).toEqual([0, 1]);
  });

  it("a week from nine to nine over the change of the clocks begins and ends at nine of its day", () => {
    const days = daysOf("2026-10-19", 14, zone);
    const [bar] = placed([duty("eva", at("2026-10-19T09:00:00+02:00"), at("2026-10-26T09:00:00+01:00"))], days);
    expect(bar).toMatchObject({ cutLeft: false, cutRight: false });
    expect((bar?.left ?? 0) * 14).toBeCloseTo(9 / 24);
    expect((bar?.width ?? 0) * 14).toBeCloseTo(7);
  });

  it("what reaches beyond the shown days is cut, and says so; what lies outside is left out", () => {
    const list = [
      duty("eva", at("2026-10-12T09:00:00+02:00"), at("2026-10-19T12:00:00+02:00")),
      duty("li", at("2026-10-25T12:00:00+01:00"), at("2026-11-02T09:00:00+01:00")),
      duty("max", at("2026-11-02T09:00:00+01:00"), at("2026-11-09T09:00:00+01:00")),
    ];
    const bars = placed(list, autumn);
    expect(bars.map(({ what, cutLeft, cutRight }) => [what.person, cutLeft, cutRight])).toEqual([
      ["eva", true, false],
      ["li", false, true],
    ]);
    expect(bars[0]?.left).toBe(0);
    expect((bars[1]?.left ?? 0) + (bars[1]?.width ?? 0)).toBeCloseTo(1);
  });

  it("a lane for each person; turns without a break are one bar, an override stays apart", () => {
    const [a, b, c, d] = ["2026-10-19", "2026-10-20", "2026-10-21", "2026-10-22"].map((day) =>
      at(`${day}T09:00+02:00`),
    );
    const list = [
      duty("eva", a as number, b as number),
      duty("eva", b as number, c as number),
      duty("li", c as number, (c as number) + hour),
      duty("eva", (c as number) + hour, (c as number) + 2 * hour, 3),
      duty("eva", (c as number) + 2 * hour, d as number),
    ];
    expect(lanesOf(list, autumn).map(({ person, bars }) => [person, bars.map(({ what }) => what.change)])).toEqual([
      ["eva", [undefined, 3, undefined]],
      ["li", [undefined]],
    ]);
    expect(lanesOf(list, spring)).toEqual([]);
  });

  it("a gap of the night lies between its days", () => {
    const gap = { of: "remote", from: at("2026-10-24T22:00:00+02:00"), to: at("2026-10-25T08:00:00+01:00") };
    const [place] = placed([gap], autumn);
    expect((place?.left ?? 0) * 7).toBeCloseTo(5 + 22 / 24);
    // Nine hours of the day of 25: the hour from two to three comes twice.
    expect(((place?.left ?? 0) + (place?.width ?? 0)) * 7).toBeCloseTo(6 + 9 / 25);
    expect(autumn.map((day) => ofDay([gap], day).map(({ from, to }) => (to - from) / hour))).toEqual([
      [],
      [],
      [],
      [],
      [],
      [2],
      [9],
    ]);
  });
});
