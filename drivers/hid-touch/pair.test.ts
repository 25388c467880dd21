import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sleep, systemClock, withDefaults } from "../../contract/index.ts";
import device from "../../simulators/devices/hid-touch/device.ts";
import { serveInFolder } from "../../simulators/line/folder/serve.ts";
import type { ServedDevice } from "../../simulators/line/serve.ts";
import { leaksNothing } from "../../tests/support/processes.ts";
import { seeded } from "../../tests/support/seeded.ts";
import type { DeviceSession, DriverEvent, Reading } from "../api.ts";
import driver from "./driver.ts";

const never = new AbortController().signal;
let served: ServedDevice;
let session: DeviceSession;
let events: DriverEvent[];
let memory: Map<string, unknown>;

const open = (config: Record<string, unknown> = {}) => {
  const opened = driver.open({ root: served.path() }, withDefaults(driver.config, config) as never, {
    clock: systemClock,
    random: seeded(1),
    memory: { get: (k) => memory.get(k), set: (k, v) => void memory.set(k, structuredClone(v)) },
  });
  opened.onEvent?.((event) => events.push(event));
  return opened;
};
const poll = (): Promise<Reading> => session.poll(never);
const states = ({ components }: Reading) =>
  Object.fromEntries(Object.entries(components).map(([name, { state }]) => [name, state]));
const touchesOf = async (): Promise<number> => (await poll()).measures["touches"] ?? -1;
const tap = async (x = 640, y = 256) => {
  served.device.act("touch", { x, y, ms: 60 });
  await sleep(systemClock, 90);
};

beforeEach(async () => {
  events = [];
  memory = new Map();
  served = await serveInFolder(device, { clock: systemClock, random: seeded(1) });
  session = open();
});
afterEach(async () => {
  await session.close();
  await served.close();
});

/** Real files, a real FIFO, a real reader. */
describe("a touchscreen in a folder", () => {
  it("is identified, looked at, and touched", async () => {
    expect(await session.identify(never)).toEqual({
      manufacturer: "Elo TouchSystems",
      model: "TS2515 Touchscreen 04e7:0022",
      serial: "TS0001",
      firmware: "0101",
    });
    const first = await poll();
    expect(first.availability).toBe("online");
    expect(states(first)).toEqual({
      input: "ok",
      connection: "ok",
      identity: "ok",
      power: "on",
      calibration: "unknown",
    });
    await tap();
    const touched = await poll();
    expect(states(touched)).toMatchObject({ surface: "released", activity: "ok" });
    expect(touched.measures).toMatchObject({ touches: 1, linkErrors: 0, linkDiscardedBytes: 0, touchOverflows: 0 });
    served.device.act("hold", { x: 100, y: 100 });
    await sleep(systemClock, 60);
    expect(states(await poll())).toMatchObject({ surface: "touched" });
  });

  it("is pulled out and put in: absent, then there with another event number, and touches come again", async () => {
    await poll();
    await tap();
    const node = served.device.state()["node"];
    await served.unplug();
    await sleep(systemClock, 50);
    expect(await poll()).toMatchObject({
      availability: "absent",
      because: { code: "portMissing", text: "04e7:0022 is not on USB" },
      components: {},
    });
    await served.replug();
    expect(states(await poll())).toMatchObject({ input: "ok", connection: "ok" });
    expect(served.device.state()["node"]).not.toBe(node);
    expect(events.map((e) => e.code)).toEqual(["deviceReturned"]);
    await tap();
    expect(await poll()).toMatchObject({ measures: { touches: 2, reEnumerations: 1 } });
  });

  it("mute, exchanged, asleep, and well again", async () => {
    await poll();
    for (const [fault, expected] of [
      ["noDriver", { input: { state: "mute", vendorCode: "no driver at 1-2:1.0" } }],
      ["noNode", { input: { state: "mute", vendorCode: "no event node" } }],
      ["exchanged", { identity: { state: "exchanged", vendorCode: "222a:0001" } }],
      ["suspended", { power: { state: "suspended", vendorCode: "runtime_status=suspended" } }],
    ] as const) {
      served.inject(fault);
      expect((await poll()).components, fault).toMatchObject(expected);
      served.clear(fault);
      expect(states(await poll()), fault).toMatchObject({ input: "ok", identity: "ok", power: "on" });
    }
    expect(events.map((e) => e.code)).toContain("deviceExchanged");
  });

  it("another one is taken for the right one when a person says so, and not if the settings name it", async () => {
    await poll();
    served.inject("exchanged");
    expect(states(await poll())).toMatchObject({ identity: "exchanged" });
    expect(await session.run("acceptDevice", {}, never)).toMatchObject({
      status: "succeeded",
      result: { before: "04e7:0022", device: "222a:0001" },
    });
    expect(states(await poll())).toMatchObject({ identity: "ok" });
    await session.close();
    session = open({ device: "04E7:0022" });
    expect(states(await poll())).toMatchObject({ identity: "exchanged" });
    expect(await session.run("acceptDevice", {}, never)).toMatchObject({ reason: { code: "notConfigured" } });
  });

  it("is taken off USB and comes back only if the settings allow it; that is no reset loop", async () => {
    await poll();
    expect(await session.run("reset", {}, never)).toMatchObject({
      status: "failed",
      reason: { code: "notConfigured" },
    });
    await session.close();
    session = open({ usbPowerCycle: true });
    await poll();
    const node = served.device.state()["node"];
    const result = await session.run("reset", {}, never);
    expect(result).toMatchObject({ status: "succeeded", result: { node: served.device.state()["node"] } });
    expect(served.device.state()["node"]).not.toBe(node);
    expect(states(await poll())).toMatchObject({ input: "ok", connection: "ok" });
    await tap();
    expect(await touchesOf()).toBe(1);
  });

  it("a person wipes it: fields without a mark are named", async () => {
    await poll();
    served.inject("deadStrip");
    const paint = session.run("paintTest", { seconds: 1 }, never);
    await sleep(systemClock, 250); // the files are looked at first
    for (const y of [100, 500]) {
      served.device.act("stroke", { x: 10, y, toX: 1270, toY: y, ms: 200 });
      await sleep(systemClock, 250);
    }
    expect(await paint).toMatchObject({
      status: "failed",
      reason: { code: "fieldsMissing", text: expect.stringMatching(/^no mark: row 1, row 2, row 3, row 5/) },
      result: { jumps: 0 },
    });
    expect((await poll()).components["sensor"]).toMatchObject({ state: "inoperable" });
  });

  it("closing settles at once, twice too, and leaves nothing behind", async () => {
    await leaksNothing(3, async () => {
      const other = open();
      await other.poll(never);
      const began = systemClock.mono();
      await other.close();
      await other.close();
      expect(systemClock.mono() - began).toBeLessThan(500);
      await expect(other.poll(never)).rejects.toMatchObject({ code: "closed" });
    });
  });

  it("a caller who goes away is answered at once, and the next poll works", async () => {
    const stop = new AbortController();
    const gone = session.poll(stop.signal);
    stop.abort();
    await expect(gone).rejects.toMatchObject({ code: "aborted" });
    expect((await poll()).availability).toBe("online");
  });

  it("the single-touch model speaks the other protocol", async () => {
    await session.close();
    await served.close();
    served = await serveInFolder(device, { clock: systemClock, random: seeded(1), settings: { model: "single" } });
    memory = new Map();
    session = open();
    expect(await session.identify(never)).toMatchObject({ model: "4000U Touchscreen 04e7:0009" });
    await poll();
    await tap();
    expect(await touchesOf()).toBe(1);
    expect(await session.run("readCalibration", {}, never)).toMatchObject({
      result: { descriptor: { x: { low: 0, high: 4095 }, y: { low: 0, high: 4095 } } },
    });
  });
});
