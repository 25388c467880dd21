import { describe, expect, it } from "vitest";
import { between, monthIn, monthsBack } from "./period.ts";

const alone = (text: string) => ({ from: text, to: text });

describe("periods of the reports page", () => {
  const january = new Date(2027, 0, 1, 0, 30);
  it("look back over the turn of the year", () => {
    expect(between("yesterday", january)).toEqual(alone("2026-12-31"));
    expect(between("lastMonth", january)).toEqual(alone("2026-12"));
    expect(between("lastQuarter", january)).toEqual(alone("2026-Q4"));
    expect(between("thisMonth", january)).toEqual(alone("2027-01"));
  });
  it("a last quarter is a whole one, wherever in the quarter one asks", () => {
    expect(between("lastQuarter", new Date(2026, 10, 30))).toEqual(alone("2026-Q3"));
    expect(between("lastQuarter", new Date(2026, 4, 31))).toEqual(alone("2026-Q1"));
  });
  it("what is usual is left to the report", () => {
    expect(between("usual", january)).toEqual({});
    expect(between("custom", january, { from: "2026-05-01" })).toEqual({ from: "2026-05-01" });
  });
  it("months go back over the turn of the year, also from a 31st", () => {
    expect(monthsBack(january, 3)).toEqual(["2027-01", "2026-12", "2026-11"]);
    expect(monthsBack(new Date(2026, 4, 31), 4)).toEqual(["2026-05", "2026-04", "2026-03", "2026-02"]);
  });
  it("an address may say anything", () => {
    expect(["2026-10", "2026-13", "tomorrow", "", null].map(monthIn)).toEqual(["2026-10", "", "", "", ""]);
  });
});
