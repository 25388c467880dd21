import { describe, expect, it } from "vitest";
import { loadDrivers } from "../../drivers/catalog.ts";
import { loadSimulators } from "../../simulators/catalog.ts";
import { seedOfRun } from "../support/seeded.ts";
import { deviceFault, leftovers } from "./device-faults.ts";
import { fuzz } from "./fuzz.ts";
import { checksOf, faultsOf } from "./hostile.ts";
import { replugCycles } from "./replug.ts";
import { staticIssues } from "./static-checks.ts";
import { systemChecks } from "./system-checks.ts";

const drivers = await loadDrivers();
const simulators = await loadSimulators();
const seed = seedOfRun();
console.info(`conformance of ${[...drivers.keys()].join(", ")}; seed ${seed} (ROUNDSMAN_SEED)`);

describe.each([...drivers])("driver %s", (_, driver) => {
  it("its table, folder and quality answers are complete", async () => {
    expect(await staticIssues(driver)).toEqual([]);
  });

  const simulated = simulators.get(driver.name);
  if (driver.line.kind === "none") return;

  it("has a simulated device, whose faults are not named like the line's", () => {
    const ofLine = faultsOf(driver.line);
    expect(simulated?.faults.map((f) => f.name).filter((name) => ofLine.includes(name))).toEqual([]);
  });
  if (!simulated) return;

  const checks = driver.line.kind === "system" ? systemChecks : checksOf(driver.line);
  it.each(checks.map((check) => [check.name, check] as const))("%s", async (_, check) => {
    expect(await check.run({ driver, simulated }, seed)).toEqual([]);
  });

  it.each(simulated.faults.map((fault) => [fault.name, fault] as const))(
    "its fault %s is seen, and gone when it is mended",
    async (_, fault) => {
      expect(await deviceFault({ driver, simulated }, fault, seed)).toEqual([]);
    },
  );

  it("the table of peculiar faults names none that does not exist", () => {
    expect(leftovers({ driver, simulated })).toEqual([]);
  });
});

const onLine = [...drivers.values()].flatMap((driver) => {
  const simulated = simulators.get(driver.name);
  return simulated && (driver.line.kind === "serial" || driver.line.kind === "usb")
    ? [[driver.name, { driver, simulated }] as const]
    : [];
});

describe("R10: 100,000 fuzzed frames never crash, hang or grow a driver, and valid ones are found again", () => {
  it.each(onLine)("%s", async (_, subject) => {
    expect(await fuzz(subject, seed, { frames: 100_000, hangMs: 50, growthMb: 8 })).toEqual([]);
  });
});

describe("R11: 100 times unplugged or muted over real ports: lost within 3 polls, ok within 10 s, no descriptor leaked", () => {
  it.each(onLine)("%s", { timeout: 60_000 }, async (_, subject) => {
    const cycles = Math.ceil(100 / onLine.length);
    expect(await replugCycles(subject, seed, { cycles, muteEvery: 10, hurry: 5 })).toEqual([]);
  });
});
