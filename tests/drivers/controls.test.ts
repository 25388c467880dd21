import { describe, expect, it } from "vitest";
import { seedOfRun } from "../support/seeded.ts";
import { deviceFault } from "./device-faults.ts";
import { fuzz } from "./fuzz.ts";
import { checksOf } from "./hostile.ts";
import { type Defect, lampDevice, lampDriver } from "./lamp.ts";
import { replugCycles } from "./replug.ts";

const seed = seedOfRun();
const subject = (defect?: Defect) => ({ driver: lampDriver(defect), simulated: lampDevice });
const [burnt] = lampDevice.faults;

/** Complaints of the whole dynamic suite, each behind the name of its check. */
const complaintsOf = async (defect?: Defect): Promise<string[]> => {
  const found: string[] = [];
  for (const check of checksOf(subject().driver.line))
    found.push(...(await check.run(subject(defect), seed)).map((c) => `${check.name}: ${c}`));
  if (burnt) found.push(...(await deviceFault(subject(defect), burnt, seed)));
  return found;
};

describe("the conformance suite proves something", () => {
  it("a sound small driver passes all of it", async () => {
    expect(await complaintsOf()).toEqual([]);
  });

  it.each([
    ["trusting", /says healthy, and no whole answer came/],
    ["forgetful", /line fault silent.*says healthy/],
    ["patient", /line fault silent.*still hanging/],
    ["crashing", /threw TypeError/],
    ["deafToSignal", /abort mid-poll/],
    ["quietAboutLoss", /unplug mid-poll returned/],
  ] as const)("a driver that is %s fails it", async (defect, expected) => {
    expect((await complaintsOf(defect)).join("\n")).toMatch(expected);
  });

  it("R10 control: a driver that keeps what it hears fails", async () => {
    const some = { frames: 5_000, hangMs: 50, growthMb: 8 };
    expect(await fuzz(subject(), seed, some)).toEqual([]);
    expect((await fuzz(subject("hoarding"), seed, some)).join()).toMatch(/MiB of memory/);
  });

  it("R11 control: drivers that show the last value for ever, or leak a descriptor, fail", async () => {
    const some = { cycles: 6, muteEvery: 3, hurry: 5 };
    expect(await replugCycles(subject(), seed, some)).toEqual([]);
    expect((await replugCycles(subject("forgetful"), seed, some)).join()).toMatch(/not lost within 3 polls/);
    expect((await replugCycles(subject("leaking"), seed, some)).join()).toMatch(/descriptors were left behind/);
  });
});
