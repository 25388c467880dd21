import { describe, expect, it } from "vitest";
import { seedOfRun } from "../support/seeded.ts";
import { fuzz } from "./fuzz.ts";
import { onLine } from "./subjects.ts";

describe("R10: 100,000 fuzzed frames never crash, hang or grow a driver, and valid ones are found again", () => {
  it.each(onLine)("%s", { timeout: 60_000 }, async (_, subject) => {
    expect(await fuzz(subject, seedOfRun(), { frames: 100_000, hangMs: 50, growthMb: 8 })).toEqual([]);
  });
});
