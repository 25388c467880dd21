import { describe, expect, it } from "vitest";
import { withDefaults } from "../../contract/index.ts";
import type { Driver } from "../../drivers/api.ts";
import { loadDrivers } from "../../drivers/catalog.ts";
import type { SimulatedDevice } from "../../simulators/api.ts";
import { loadSimulators } from "../../simulators/catalog.ts";
import { seedOfRun } from "../support/seeded.ts";
import type { Subject } from "./bench.ts";
import { deviceFault } from "./device-faults.ts";
import { fuzz } from "./fuzz.ts";
import { checksOf } from "./hostile.ts";

const seed = seedOfRun();
/** Counts of the tilt sensor: 180 degrees and 16 g at full scale (modbus-io.md §4 C). */
const angle = 180 / 32_768;
const g = 16 / 32_768;

/** The bus of modbus-io.md §5: input module 1, climate sensor 2, motion sensor 50h. */
const settings = {
  sensors: [
    { measures: "temperature", unit: 2, register: 1 },
    { measures: "humidity", unit: 2, register: 2 },
    { measures: "roll", unit: 80, function: 3, register: 0x3d, scale: angle },
    { measures: "pitch", unit: 80, function: 3, register: 0x3e, scale: angle },
    { measures: "accelerationX", unit: 80, function: 3, register: 0x34, scale: g },
    { measures: "accelerationY", unit: 80, function: 3, register: 0x35, scale: g },
    { measures: "accelerationZ", unit: 80, function: 3, register: 0x36, scale: g },
  ],
  climateEveryMs: 1000,
};

/** The conformance suite opens every driver with its default settings, which name no sensors: here the whole cabinet passes the same suite. */
const wholeCabinet = async (): Promise<Subject> => {
  const driver = (await loadDrivers()).get("modbus-inputs") as Driver;
  const simulated = (await loadSimulators()).get("modbus-inputs") as SimulatedDevice;
  const config = withDefaults(driver.config, settings) as never;
  return {
    driver: {
      ...driver,
      name: "modbus-inputs with sensors",
      open: (port, _, env) => driver.open(port as never, config, env),
    },
    simulated: {
      ...simulated,
      create: (env) => simulated.create({ ...env, settings: { climate: 2, motion: 80, ...env.settings } }),
    },
  };
};

const subject = await wholeCabinet();

describe("a cabinet's bus with all its sensors", () => {
  it.each(checksOf(subject.driver.line).map((check) => [check.name, check] as const))("%s", async (_, check) => {
    expect(await check.run(subject, seed)).toEqual([]);
  });

  it.each(subject.simulated.faults.map((fault) => [fault.name, fault] as const))(
    "its fault %s is seen, and gone when it is mended",
    async (_, fault) => {
      expect(await deviceFault(subject, fault, seed)).toEqual([]);
    },
  );

  it("R10: 100,000 fuzzed frames never crash, hang or grow it, and valid ones are found again", async () => {
    expect(await fuzz(subject, seed, { frames: 100_000, hangMs: 50, growthMb: 8 })).toEqual([]);
  });
});
