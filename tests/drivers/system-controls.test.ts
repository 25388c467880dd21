import { describe, expect, it } from "vitest";
import type { DeviceSession, Driver, Reading } from "../../drivers/api.ts";
import { loadDrivers } from "../../drivers/catalog.ts";
import { loadSimulators } from "../../simulators/catalog.ts";
import { seedOfRun } from "../support/seeded.ts";
import { deviceFault } from "./device-faults.ts";
import { systemChecks } from "./system-checks.ts";

const seed = seedOfRun();
const driver = (await loadDrivers()).get("ddc-display");
const simulated = (await loadSimulators()).get("ddc-display");
if (!driver || !simulated) throw new Error("no driver on a system line");

/** The same driver with one thing wrong in its sessions. */
const spoiled = (wrong: (session: DeviceSession) => Partial<DeviceSession>): Driver => ({
  ...driver,
  open: (...args: Parameters<typeof driver.open>) => {
    const session = driver.open(...args);
    return {
      identify: (s) => session.identify(s),
      poll: (s) => session.poll(s),
      run: (...a) => session.run(...a),
      close: () => session.close(),
      ...wrong(session),
    };
  },
});

const complaints = async (bad: Driver, check: RegExp): Promise<string> => {
  const checks = systemChecks.filter(({ name }) => check.test(name));
  expect(checks).toHaveLength(1);
  return (await checks[0]?.run({ driver: bad, simulated }, seed))?.join("\n") ?? "";
};

describe("the conformance of system lines proves something", () => {
  it("a driver that shows the last value for ever fails", async () => {
    let last: Reading | undefined;
    const forgetful = spoiled((session) => ({
      poll: async (s) => {
        last ??= await session.poll(s);
        return last;
      },
    }));
    expect(await complaints(forgetful, /^programMissing: polls/)).toMatch(/says healthy, and the programs did not/);
    last = undefined;
    expect(await complaints(forgetful, /^R11/)).toMatch(/still healthy after 3 polls/);
    last = undefined;
    const [cable] = simulated.faults;
    expect(cable && (await deviceFault({ driver: forgetful, simulated }, cable, seed)).join()).toMatch(/not seen/);
  });

  it("a driver that waits for ever, or throws what is no DriverError, fails", async () => {
    const patient = spoiled(() => ({ identify: () => new Promise<never>(() => undefined) }));
    const hurried = { ...patient, poll: { ...patient.poll, deadlineMs: 1_000 } };
    expect(await complaints(hurried, /^programMissing: identify/)).toMatch(/still hanging/);
    const crashing = spoiled(() => ({
      poll: async () => {
        throw new TypeError("x is undefined");
      },
    }));
    expect(await complaints(crashing, /^an empty folder/)).toMatch(/threw TypeError/);
  });
});
