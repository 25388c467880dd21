import { describe, expect, it } from "vitest";
import { type DeviceSession, type Driver, defineDriver, type UsbPort } from "../../drivers/api.ts";
import { bulkPort } from "../../drivers/wire/bulk.ts";
import { fromHex } from "../../drivers/wire/fields.ts";
import type { SimulatedDevice } from "../../simulators/api.ts";
import { seedOfRun } from "../support/seeded.ts";
import { fuzz } from "./fuzz.ts";
import { checksOf } from "./hostile.ts";
import { type Defect, lampDevice, lampDriver } from "./lamp.ts";
import { replugCycles } from "./replug.ts";

/** The lamp of the other controls behind a USB interface of the vendor class; the session closes its port, as every USB driver's does. */
const usbLamp = (defect?: Defect): Driver => {
  const lamp = lampDriver(defect);
  const open = (port: UsbPort, settings: never, env: Parameters<Driver["open"]>[2]): DeviceSession => {
    const bulk = bulkPort(port, env.clock);
    const session = lamp.open(bulk, settings, env);
    return {
      identify: (s) => session.identify(s),
      poll: (s) => session.poll(s),
      run: (...call) => session.run(...call),
      async close() {
        await session.close();
        await bulk.close();
      },
    };
  };
  return defineDriver({ ...lamp, line: { kind: "usb", interfaceClass: 0xff }, open }) as unknown as Driver;
};
const device: SimulatedDevice = {
  ...lampDevice,
  usb: () => ({
    device: fromHex("12 01 00 02 00 00 00 40 09 12 01 00 00 01 00 00 00 01"),
    configuration: fromHex(
      "09 02 20 00 01 01 00 C0 00 09 04 00 00 02 FF 00 00 00 07 05 01 02 40 00 00 07 05 82 02 40 00 00",
    ),
    strings: [],
  }),
};

const seed = seedOfRun();
const subject = (defect?: Defect) => ({ driver: usbLamp(defect), simulated: device });
const complaintsOf = async (defect?: Defect): Promise<string[]> => {
  const found: string[] = [];
  for (const check of checksOf(subject().driver.line))
    found.push(...(await check.run(subject(defect), seed)).map((c) => `${check.name}: ${c}`));
  return found;
};

describe("the conformance suite proves something on USB, too", () => {
  it("a sound small driver passes all of it", async () => {
    expect(await complaintsOf()).toEqual([]);
    expect(await fuzz(subject(), seed, { frames: 5_000, hangMs: 50, growthMb: 8 })).toEqual([]);
  });

  it.each([
    ["forgetful", /line fault stall: .*says healthy/],
    ["forgetful", /line fault stuckOut: .*says healthy/],
    ["forgetful", /line fault babble: .*says healthy/],
    ["patient", /line fault silent.*still hanging/],
    ["deafToSignal", /abort mid-poll/],
    ["quietAboutLoss", /unplug mid-poll returned/],
  ] as const)("a driver that is %s fails it: %s", async (defect, expected) => {
    expect((await complaintsOf(defect)).join("\n")).toMatch(expected);
  });

  it("R11 control: over a real USB process, a driver that shows the last value for ever fails", async () => {
    const some = { cycles: 3, muteEvery: 3, hurry: 5 };
    expect(await replugCycles(subject(), seed, some)).toEqual([]);
    expect((await replugCycles(subject("forgetful"), seed, some)).join()).toMatch(/not lost within 3 polls/);
  });
});
