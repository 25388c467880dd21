import { describe, expect, it } from "vitest";
import type { Driver } from "../../drivers/api.ts";
import { seedOfRun } from "../support/seeded.ts";
import { deviceFault, leftovers } from "./device-faults.ts";
import { checksOf, faultsOf } from "./hostile.ts";
import { staticIssues } from "./static-checks.ts";
import { simulators } from "./subjects.ts";
import { systemChecks } from "./system-checks.ts";

/** What every driver must stand, as tests of its own: its table, hostile lines, and each fault of its simulated device. */
export const describeDrivers = (drivers: readonly Driver[]): void => {
  const seed = seedOfRun();
  console.info(`conformance of ${drivers.map(({ name }) => name).join(", ")}; seed ${seed} (ROUNDSMAN_SEED)`);
  describe.each(drivers.map((driver) => [driver.name, driver] as const))("driver %s", (_, driver) => {
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
};
