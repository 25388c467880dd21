import { describe, expect, it } from "vitest";
import { loadDrivers } from "../../drivers/catalog.ts";
import { loadSimulators } from "../../simulators/catalog.ts";
import { findable, onCable, search } from "./detect-bench.ts";

const drivers = findable((await loadDrivers()).values());
const simulators = await loadSimulators();
const names = drivers.map(({ name }) => name);
const onLine = drivers.filter(({ name }) => simulators.has(name));

describe("detect on a serial line", () => {
  it("every serial driver can be looked for", async () => {
    const serial = [...(await loadDrivers()).values()].filter(({ line }) => line.kind === "serial");
    expect(names).toEqual(serial.map(({ name }) => name));
  });

  describe.each(onLine.map((driver) => [driver.name, driver] as const))("a simulated %s", (name, own) => {
    const simulated = simulators.get(name);
    it("is found as itself at its usual speed, surely, and by no other driver's probe", async () => {
      const setting = { line: own.line, baudRate: own.line.baudRates[0] };
      const { outcome } = await search(await onCable(simulated, setting), drivers);
      expect(outcome).toMatchObject({ kind: "found", found: [{ driver: { name } }] });
      if (outcome.kind === "found") expect(outcome.found).toHaveLength(1);
    });

    it.each(names)("asked by %s alone", async (asker) => {
      const driver = drivers.filter((one) => one.name === asker);
      const { outcome } = await search(await onCable(simulated, undefined), driver);
      expect(outcome.kind === "found" ? outcome.found.map((f) => f.driver.name) : []).toEqual(
        asker === name ? [name] : [],
      );
    });
  });
});
