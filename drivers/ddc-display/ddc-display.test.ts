import { afterEach, describe, expect, test } from "vitest";
import simulated from "../../simulators/devices/ddc-display/device.ts";
import { serveInFolder } from "../../simulators/line/folder/serve.ts";
import type { ServedDevice } from "../../simulators/line/serve.ts";
import { FakeClock, settle } from "../../tests/support/fake-clock.ts";
import type { DeviceSession, DriverEvent, Reading } from "../api.ts";
import driver from "./driver.ts";

const defaults = { connector: "", ddc: true, bus: -1, program: "usr/bin/ddcutil" };
const never = new AbortController().signal;
const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

/** Files and programs take real time: the fake clock goes three times as fast beside it. */
const stepMs = 20;
const hurry = 3;

interface Rig {
  readonly clock: FakeClock;
  readonly served: ServedDevice;
  readonly session: DeviceSession;
  readonly events: DriverEvent[];
  readonly memory: Map<string, unknown>;
  during<T>(promise: Promise<T>): Promise<T>;
  poll(): Promise<Reading>;
  /** Polls so many times, at the driver's pace. */
  polls(n: number): Promise<Reading>;
  run(command: string, args?: Record<string, unknown>): ReturnType<DeviceSession["run"]>;
}

const rig = async (
  settings: Record<string, unknown> = {},
  config: Partial<typeof defaults> = {},
  memory = new Map<string, unknown>(),
  running?: ServedDevice,
): Promise<Rig> => {
  const clock = new FakeClock();
  const served = running ?? (await serveInFolder(simulated, { clock, random: () => 0.5, settings }));
  if (!running) cleanup.push(() => served.close());
  const env = {
    clock,
    random: () => 0.5,
    memory: {
      get: (k: string) => memory.get(k),
      set: (k: string, v: unknown) => void memory.set(k, structuredClone(v)),
    },
  };
  const session = driver.open({ root: served.path() }, { ...defaults, ...config }, env);
  cleanup.push(() => session.close());
  const events: DriverEvent[] = [];
  session.onEvent?.((e) => events.push(e));
  let behindMs = 0;
  const during = async <T>(promise: Promise<T>): Promise<T> => {
    let result: { value: T } | { error: unknown } | undefined;
    void promise.then(
      (value) => (result = { value }),
      (error: unknown) => (result = { error }),
    );
    while (!result) {
      const began = performance.now();
      await new Promise<void>((resolve) => setTimeout(resolve, 2));
      behindMs += performance.now() - began;
      if (behindMs < stepMs) continue;
      await clock.advance(Math.min(behindMs, 3 * stepMs) * hurry);
      behindMs = 0;
    }
    await settle();
    if ("error" in result) throw result.error;
    return result.value;
  };
  const poll = () => during(session.poll(never));
  return {
    clock,
    served,
    session,
    events,
    memory,
    during,
    poll,
    async polls(n) {
      let reading = await poll();
      for (let i = 1; i < n; i++) {
        await clock.advance(driver.poll.everyMs);
        reading = await poll();
      }
      return reading;
    },
    run: (command, args = {}) => during(session.run(command, args, never)),
  };
};
const is = (reading: Reading) => Object.fromEntries(Object.entries(reading.components).map(([k, v]) => [k, v.state]));

describe("a display that is well", () => {
  test("identity, health and measures (§4.1)", async () => {
    const r = await rig();
    expect(await r.during(r.session.identify(never))).toEqual({
      manufacturer: "Elo",
      model: "KIOSK-19",
      serial: "SN0012345678",
      firmware: "1.2",
    });
    const reading = await r.poll();
    expect(is(reading)).toEqual({
      cable: "connected",
      edid: "ok",
      identity: "ok",
      output: "on",
      control: "ok",
      power: "on",
    });
    expect(reading).toMatchObject({
      availability: "online",
      money: "safe",
      measures: { backlight: 75, panelOnTime: 7_777, linkErrors: 0 },
    });
    expect(r.events).toEqual([]);
    expect(r.memory.get("connector")).toBe("HDMI-A-1");
  });

  test("the self-test reads everything and changes nothing", async () => {
    const r = await rig();
    expect(await r.run("selfTest")).toEqual({
      status: "succeeded",
      result: {
        connector: "HDMI-A-1",
        status: "connected",
        display: "ELO 1939 12345678/SN0012345678",
        name: "KIOSK-19",
        made: "12/2021",
        preferred: "1280x1024 60.02 Hz",
        widthCm: 38,
        heightCm: 30,
        backlight: 75,
        contrast: 50,
        hours: 7_777,
        input: "HDMI 1",
        powerMode: "on",
        controller: 9,
        firmware: "1.2",
        mccs: "2.2",
      },
    });
    expect(r.served.device.state()).toMatchObject({ orders: 0 });
  });

  test("a panel that passes no DDC is healthy, and nothing is said of what only DDC tells", async () => {
    const r = await rig({ ddc: false, extensions: 1 });
    const reading = await r.polls(2);
    expect(is(reading)).toEqual({ cable: "connected", edid: "ok", identity: "ok", output: "on" });
    expect(reading.measures).not.toHaveProperty("backlight");
    const without = await rig({}, { ddc: false });
    expect(is(await without.poll())).not.toHaveProperty("control");
    expect(await without.during(without.session.identify(never))).not.toHaveProperty("firmware");
  });

  test("settings: a named connector, a fixed bus, a program elsewhere", async () => {
    const named = await rig({ connector: "DP-2", card: 1 }, { connector: "DP-2", bus: 3 });
    expect(is(await named.poll())).toMatchObject({ cable: "connected", control: "ok" });
    const wrong = await rig({}, { connector: "DP-7" });
    await expect(wrong.poll()).rejects.toMatchObject({
      code: "portMissing",
      message: "no connector DP-7; there are DP-9, HDMI-A-1",
    });
    const elsewhere = await rig({}, { program: "/nowhere/ddcutil" });
    expect(is(await elsewhere.poll())).not.toHaveProperty("control");
  });
});

describe("the cable", () => {
  test("out and in again: told at the next poll, with an event each, the rest is left unsaid", async () => {
    const r = await rig();
    await r.poll();
    await r.served.unplug();
    const out = await r.poll();
    expect(out.availability).toBe("online");
    expect(out.components).toEqual({ cable: { state: "disconnected", vendorCode: "status=disconnected" } });
    expect(out.measures).not.toHaveProperty("backlight");
    await r.served.replug();
    expect(is(await r.poll())).toMatchObject({ cable: "connected", control: "ok", power: "on" });
    expect(r.events.map((e) => e.code)).toEqual(["cableOut", "cableIn"]);
    expect(r.events[0]?.text).toBe("the video cable came out at HDMI-A-1");
  });

  test("half out: connected, and an EDID that was there is gone", async () => {
    const r = await rig();
    r.served.inject("edidGone");
    expect(is(await r.poll())).toMatchObject({ cable: "connected" });
    r.served.clear();
    await r.poll();
    r.served.inject("edidGone");
    expect((await r.poll()).components.cable).toEqual({
      state: "disconnected",
      vendorCode: "status=connected, edid 0 bytes",
    });
  });

  test("out before the agent started: known from the last time, on another card number too", async () => {
    const first = await rig();
    await first.poll();
    const second = await rig({ card: 1 }, {}, first.memory);
    second.served.inject("cableOut");
    expect(is(await second.poll())).toEqual({ cable: "disconnected" });
    expect(await second.run("setBacklight", { percent: 50 })).toMatchObject({ reason: { code: "noDisplay" } });
    expect(await second.run("powerOn")).toMatchObject({ reason: { code: "noDisplay" } });
    expect(await second.run("selfTest")).toMatchObject({ status: "failed", reason: { code: "noDisplay" } });
    expect(await second.during(second.session.identify(never))).toEqual({});
  });

  test("no graphics driver: portMissing, and found again when it is back", async () => {
    const r = await rig();
    await r.poll();
    r.served.inject("connectorGone");
    await expect(r.poll()).rejects.toMatchObject({ code: "portMissing" });
    await expect(r.poll()).rejects.toMatchObject({ code: "portMissing" });
    r.served.clear();
    expect(is(await r.poll()).cable).toBe("connected");
  });
});

describe("the display", () => {
  test.each([
    ["edidDamaged", "EDID: wrong checksum of block 0"],
    ["edidTruncated", "EDID: 100 bytes, no multiple of 128"],
    ["edidTooShort", "EDID: 2 blocks announced, 1 there"],
  ])("%s is told after three reads, with evidence", async (fault, vendorCode) => {
    const r = await rig();
    await r.poll();
    r.served.inject(fault);
    expect((await r.poll()).components.edid).toEqual({
      state: "damaged",
      vendorCode,
      frame: expect.stringMatching(/^00 FF FF FF FF FF FF 00/),
    });
  });

  test("exchanged: told until it is accepted or the old one is back; an event once", async () => {
    const r = await rig();
    await r.poll();
    r.served.device.act("swapDisplay", { panel: "samsung" });
    const other = await r.polls(2);
    expect(other.components.identity).toEqual({
      state: "exchanged",
      vendorCode: "EDID: SAM 0F65 H4ZM100001",
      frame: "4C 2D 65 0F 01 01 01 01 28 20",
    });
    expect(r.events.map((e) => e.code)).toEqual(["deviceExchanged"]);
    r.served.device.act("swapDisplay", { panel: "elo" });
    expect(is(await r.poll()).identity).toBe("ok");
    r.served.device.act("swapDisplay", { panel: "samsung" });
    expect(await r.run("acceptDisplay")).toMatchObject({
      status: "succeeded",
      result: { display: "SAM 0F65 H4ZM100001" },
    });
    expect(is(await r.poll()).identity).toBe("ok");
  });

  test.each([
    ["standby", "off", "VCP D6 SNC x02"],
    ["switchedOff", "off", "VCP D6 SNC x04"],
    ["strangePower", "unknown", "VCP D6 SNC x77"],
  ])("power: %s", async (fault, state, vendorCode) => {
    const r = await rig();
    await r.poll();
    r.served.inject(fault);
    expect((await r.poll()).components.power).toEqual({ state, vendorCode });
  });

  test("asleep and disabled outputs", async () => {
    const r = await rig();
    r.served.inject("outputAsleep");
    expect((await r.poll()).components.output).toEqual({ state: "asleep", vendorCode: "dpms=Off" });
    r.served.inject("outputDisabled");
    expect((await r.poll()).components.output).toEqual({ state: "disabled", vendorCode: "enabled=disabled" });
  });

  test("standby is ended by powerOn (F5); a display that does not wake is told", async () => {
    const r = await rig();
    r.served.inject("standby");
    expect(await r.run("powerOn")).toEqual({ status: "succeeded", result: { powerMode: "VCP D6 SNC x01" } });
    r.served.inject("doesNotWake");
    expect(await r.run("panelOn")).toMatchObject({ status: "failed", reason: { code: "notTaken" } });
    r.served.clear();
    r.served.inject("ddcDead");
    expect(await r.run("powerOn")).toMatchObject({ status: "failed", reason: { code: "noControl" } });
  });

  test("a dark picture is raised (F6); one that stays dark, and nonsense, are told", async () => {
    const r = await rig({ luminance: 5 });
    expect((await r.poll()).measures["backlight"]).toBe(5);
    expect(await r.run("setBacklight", { percent: 80 })).toEqual({
      status: "succeeded",
      result: { before: 5, percent: 80 },
    });
    r.served.inject("dark");
    expect(await r.run("setBacklight", { percent: 80 })).toMatchObject({
      status: "failed",
      reason: { code: "notTaken", text: "Verification failed for feature 10" },
    });
    await expect(r.run("setBacklight", { percent: 101 })).rejects.toMatchObject({ code: "badArgs" });
    r.served.inject("ddcRefuses");
    expect(await r.run("setBacklight", { percent: 80 })).toMatchObject({ reason: { code: "noControl" } });
  });

  test("hours in three bytes from MCCS 3 on; unknown hours are left out (F4)", async () => {
    expect((await (await rig({ hours: 70_000, mccs: [3, 0] })).poll()).measures["panelOnTime"]).toBe(70_000);
    const silent = await rig();
    silent.served.inject("noHours");
    const reading = await silent.poll();
    expect(is(reading).control).toBe("ok");
    expect(reading.measures).not.toHaveProperty("panelOnTime");
  });
});

describe("the control channel", () => {
  test("faults of display, bus and program: unknown at first, each in its own words; well again afterwards", async () => {
    const faults: [string, RegExp][] = [
      ["ddcDead", /DDC communication failed/],
      ["ddcRefuses", /VCP nn ERR/],
      ["noI2c", /i2c-dev is not loaded/],
      ["i2cDenied", /no permission/],
      ["programMissing", /no such program/],
      ["programDenied", /may not be run/],
      ["programFails", /exit status 1/],
      ["programRubbish", /exit status 0/],
      ["programHalf", /exit status 0/],
      ["programFloods", /printed more/],
    ];
    const r = await rig({}, { bus: 3 });
    for (const [fault, says] of faults) {
      expect(is(await r.poll()), fault).toMatchObject({ control: "ok", power: "on" });
      r.served.inject(fault);
      const reading = await r.poll();
      expect(is(reading), fault).toMatchObject({ cable: "connected", control: "unknown", power: "unknown" });
      expect(reading.components.control?.vendorCode, fault).toMatch(says);
      expect(reading.measures, fault).not.toHaveProperty("backlight");
      r.served.clear();
      await r.clock.advance(20_000);
    }
  });

  test.each([
    ["ddcDead", "lost"],
    ["programMissing", "unknown"],
  ])("%s that lasts is %s", async (fault, state) => {
    const r = await rig();
    await r.poll();
    r.served.inject(fault);
    expect(is(await r.polls(6))).toMatchObject({ cable: "connected", control: state, power: "unknown" });
  });

  test("a program that hangs is killed in time, and not tried again at once", async () => {
    const r = await rig({}, { bus: 3 });
    await r.poll();
    r.served.inject("programHangs");
    const began = r.clock.mono();
    expect((await r.poll()).components.control).toMatchObject({
      state: "unknown",
      vendorCode: "ddcutil: not ended within 6000 ms",
    });
    expect(r.clock.mono() - began).toBeLessThanOrEqual(driver.poll.deadlineMs);
    const again = r.clock.mono();
    expect(is(await r.poll()).control).toBe("unknown");
    expect(r.clock.mono() - again).toBeLessThan(1_000);
  });

  test("a slow one is no fault", async () => {
    const r = await rig();
    r.served.inject("programSlow");
    expect(is(await r.poll())).toMatchObject({ control: "ok", power: "on" });
  });
});

describe("rules of every session", () => {
  test("aborted and closed calls settle at once, later ones are refused", async () => {
    const r = await rig();
    await r.poll();
    r.served.inject("programHangs");
    const stop = new AbortController();
    const aborted = r.session.poll(stop.signal);
    setTimeout(() => stop.abort(), 150);
    await expect(aborted).rejects.toMatchObject({ code: "aborted" });
    const polling = r.session.poll(never);
    setTimeout(() => void r.session.close(), 150);
    await expect(polling).rejects.toMatchObject({ code: "aborted" });
    await r.session.close();
    await expect(r.session.poll(never)).rejects.toMatchObject({ code: "closed" });
    expect(r.clock.pending()).toBe(0);
  });

  test("an unknown command is refused", async () => {
    await expect((await rig()).run("factoryReset")).rejects.toMatchObject({ code: "badArgs" });
  });
});
