import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sleep, systemClock, withDefaults } from "../../contract/index.ts";
import simulated from "../../simulators/devices/modbus-inputs/device.ts";
import { serveOnPty } from "../../simulators/line/serve.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import type { DriverEvent, Reading, SerialLine } from "../api.ts";
import { memoryPair } from "../port/memory.ts";
import { openSerial } from "../port/serial.ts";
import { believe, climateStates, dewPointOf, nothingYet } from "./climate.ts";
import type { Config, Sensor } from "./config.ts";
import driver from "./driver.ts";
import { tiltBetween, vibrationOf } from "./motion.ts";
import { groupsOf, valuesOf } from "./registers.ts";

const never = new AbortController().signal;
const angle = 180 / 32_768;
const g = 16 / 32_768;
const climate: Sensor[] = [
  { measures: "temperature", unit: 2, register: 1 },
  { measures: "humidity", unit: 2, register: 2 },
];
const tilt: Sensor[] = [
  { measures: "roll", unit: 80, function: 3, register: 0x3d, scale: angle },
  { measures: "pitch", unit: 80, function: 3, register: 0x3e, scale: angle },
];
const accelerations = (["accelerationX", "accelerationY", "accelerationZ"] as const).map(
  (measures, i): Sensor => ({ measures, unit: 80, function: 3, register: 0x34 + i, scale: g }),
);
const whole = { sensors: [...climate, ...tilt, ...accelerations] };
const configOf = (given: Record<string, unknown>) => withDefaults(driver.config, given) as Config;

const rig = (config: Record<string, unknown> = whole, settings: Record<string, unknown> = {}, values = new Map()) => {
  const clock = new FakeClock();
  const [host, far] = memoryPair();
  const asked: number[] = [];
  const device = simulated.create({
    clock,
    random: () => 0.5,
    send: (bytes) => void far.write(bytes).catch(() => undefined),
    settings: { climate: 2, motion: 80, ...settings },
  });
  far.onData((bytes) => {
    asked.push(bytes[0] ?? 0);
    device.receive(bytes);
  });
  const memory = {
    get: (k: string) => values.get(k) as unknown,
    set: (k: string, v: unknown) => void values.set(k, v),
  };
  const session = driver.open(host, configOf(config), { clock, random: () => 0.5, memory });
  const events: DriverEvent[] = [];
  session.onEvent?.((event) => void events.push(event));
  const finish = async <T>(work: Promise<T>): Promise<T> => {
    let done = false;
    const end = () => void (done = true);
    work.then(end, end);
    for (let i = 0; !done && i < 4000; i++) await clock.advance(5);
    return work;
  };
  const poll = () => finish(session.poll(never));
  /** Polls at the driver's pace for so long; the last reading. */
  const pollFor = async (ms: number): Promise<Reading> => {
    const until = clock.mono() + ms;
    let last = await poll();
    while (clock.mono() < until) {
      await clock.advance(190);
      last = await poll();
    }
    return last;
  };
  const run = (name: string) => finish(session.run(name, {}, never));
  return { clock, device, session, asked, events, finish, poll, pollFor, run };
};

const states = (reading: Reading) =>
  Object.fromEntries(Object.entries(reading.components).map(([name, { state }]) => [name, state]));
const healthySensors = {
  climateSensor: "ok",
  motionSensor: "ok",
  temperature: "ok",
  humidity: "ok",
  condensation: "ok",
  tilt: "ok",
};

describe("registers", () => {
  it("neighbours of one sensor are one question, others are their own", () => {
    const questions = groupsOf(configOf(whole)).map(({ kind, question }) => ({ kind, ...question }));
    expect(questions).toEqual([
      { kind: "climate", unit: 2, fn: 4, start: 1, count: 2 },
      { kind: "motion", unit: 80, fn: 3, start: 0x34, count: 11 },
    ]);
    const apart = configOf({ sensors: [climate[0], { ...climate[1], register: 40 }] });
    expect(groupsOf(apart)).toHaveLength(2);
  });

  it.each([
    ["23.3 °C, 45.5 % (modbus-io.md §5)", [0x00e9, 0x01c7], { temperature: 23.3, humidity: 45.5 }],
    ["-20.5 °C (§4 B)", [0xff33, 0x01c7], { temperature: -20.5, humidity: 45.5 }],
    ["-0.1 °C is FFFF, and is one", [0xffff, 0x01c7], { temperature: -0.1, humidity: 45.5 }],
    ["7FFF: broken (§6.10)", [0x7fff, 0x7fff], undefined],
    ["8000: broken", [0x8000, 0x01c7], undefined],
    ["FFFF in all", [0xffff, 0xffff], undefined],
    ["more than 100 %", [0x00e9, 1001], undefined],
    ["too short an answer", [0x00e9], undefined],
  ])("%s", (_, registers, values) => {
    const [group] = groupsOf(configOf({ sensors: climate }));
    expect(group && valuesOf(group, registers)).toEqual(values);
  });

  it("holds a clone that scales by 100, unsigned, with a correction", () => {
    const sensors = [{ measures: "temperature", unit: 2, register: 1, scale: 0.01, offset: -1.5, signed: false }];
    const [group] = groupsOf(configOf({ sensors }));
    expect(group && valuesOf(group, [2330])).toEqual({ temperature: 21.8 });
  });
});

describe("climate", () => {
  it("dew points: 20 °C at 50 % is 9.3, at 100 % 20; 30 °C at 80 % is 26.2", () => {
    expect([dewPointOf(20, 50), dewPointOf(20, 100), dewPointOf(30, 80), dewPointOf(-5, 60)]).toEqual([
      9.3, 20, 26.2, -11.6,
    ]);
    expect(dewPointOf(20, 0)).toBeUndefined();
  });

  it("limits have a hysteresis on either side", () => {
    const config = configOf({});
    const through = (key: "temperature" | "humidity", values: readonly number[]) => {
      let was = {};
      return values.map((value) => {
        was = climateStates({ [key]: value }, config, was);
        return (was as Record<string, string>)[key];
      });
    };
    expect(through("temperature", [60, 60.1, 58.5, 58, 57.9])).toEqual(["ok", "high", "high", "ok", "ok"]);
    expect(through("temperature", [-10, -10.1, -8.5, -8, -7])).toEqual(["ok", "low", "low", "ok", "ok"]);
    expect(through("humidity", [85, 86, 81, 80])).toEqual(["ok", "high", "high", "ok"]);
  });

  it("near its dew point the air is about to drip", () => {
    const config = configOf({});
    const at = (humidity: number, was = {}) => climateStates({ temperature: 20, humidity }, config, was).condensation;
    expect([at(80), at(90), at(85, { condensation: "likely" }), at(70, { condensation: "likely" })]).toEqual([
      "ok",
      "likely",
      "likely",
      "ok",
    ]);
  });

  it("a jump is believed only when the next value agrees (modbus-io.md §7)", () => {
    const through = (values: readonly number[]) => {
      let was = nothingYet;
      return values.map((value) => {
        was = believe(was, value);
        return was.value;
      });
    };
    expect(through([20, 31, 20, 31])).toEqual([20, undefined, undefined, undefined]);
    expect(through([20, 35, 36, 37])).toEqual([20, undefined, 36, 37]);
  });
});

describe("motion", () => {
  it("tilt is the angle of the vertical, however the sensor is mounted", () => {
    const upright = { roll: 0, pitch: 0 };
    expect(tiltBetween(upright, { roll: 20, pitch: 0 })).toBe(20);
    expect(tiltBetween(upright, { roll: 10, pitch: 10 })).toBe(14.1);
    expect(tiltBetween({ roll: 90, pitch: 0 }, { roll: 110, pitch: 0 })).toBe(20);
    expect(tiltBetween({ roll: 179, pitch: 0 }, { roll: -179, pitch: 0 })).toBe(2);
    expect(vibrationOf({ accelerationX: 0, accelerationY: 0, accelerationZ: 1 })).toBe(0);
    expect(vibrationOf({ accelerationX: 0, accelerationY: 0 })).toBeUndefined();
  });

  it("is between 0 and 180 for any position, and 0 against itself", () => {
    const position = fc.record({
      roll: fc.double({ min: -180, max: 180, noNaN: true }),
      pitch: fc.double({ min: -90, max: 90, noNaN: true }),
    });
    fc.assert(
      fc.property(position, position, (a, b) => {
        const between = tiltBetween(a, b);
        expect(between).toBeGreaterThanOrEqual(0);
        expect(between).toBeLessThanOrEqual(180);
        expect(tiltBetween(a, a)).toBe(0);
      }),
    );
  });
});

describe("several modules on one bus", () => {
  it("reads them all in one poll, each at its own pace (modbus-io.md §5)", async () => {
    const { poll, pollFor, asked } = rig();
    await poll();
    const reading = await pollFor(600);
    expect(states(reading)).toMatchObject({
      ...healthySensors,
      outerDoor: "closed",
      module: "ok",
      seismicSensor: "off",
    });
    expect(reading.measures).toMatchObject({
      temperature: 23.3,
      humidity: 45.5,
      dewPoint: 10.9,
      tilt: 0.7,
      vibration: 0,
    });
    expect(reading.components.temperature?.frame).toBe("02 04 04 00 E9 01 C7 59 72");
    const before = asked.length;
    await pollFor(10_000);
    const counts = [1, 2, 80].map((unit) => asked.slice(before).filter((u) => u === unit).length);
    expect(counts[1]).toBe(1);
    expect(counts[2]).toBeGreaterThan(10);
    expect(counts[0]).toBeGreaterThan(40);
  });

  it.each([
    ["tooHot", { temperature: "high" }],
    ["tooCold", { temperature: "low" }],
    ["tooHumid", { humidity: "high", condensation: "likely" }],
    [
      "climateBroken",
      { climateSensor: "inoperative", temperature: "unknown", humidity: "unknown", condensation: "unknown" },
    ],
    ["climateRefuses", { climateSensor: "configurationError", temperature: "unknown", humidity: "unknown" }],
    ["climateSilent", { climateSensor: "inoperative", temperature: "unknown", condensation: "unknown" }],
    ["climateJumps", { climateSensor: "inoperative", temperature: "unknown", condensation: "unknown" }],
    ["tilted", { tilt: "tilted", motionSensor: "ok" }],
    ["motionBusy", { motionSensor: "unknown", tilt: "unknown" }],
    ["motionSilent", { motionSensor: "inoperative", tilt: "unknown" }],
  ])("%s is %j, and nothing else suffers", async (fault, bad) => {
    const { device, pollFor } = rig({ ...whole, climateEveryMs: 1000 });
    await pollFor(1000);
    device.inject(fault);
    const reading = await pollFor(7000);
    expect(states(reading)).toMatchObject({ ...bad, outerDoor: "closed", module: "ok" });
    device.clear();
    expect(states(await pollFor(35_000))).toMatchObject(healthySensors);
  });

  it("a lasting jump is a new climate", async () => {
    const { device, pollFor } = rig({ ...whole, climateEveryMs: 1000 });
    await pollFor(1000);
    device.act("setClimate", { celsius: 65 });
    expect(states(await pollFor(3000))).toMatchObject({ temperature: "high", climateSensor: "ok" });
  });

  it("a silent sensor is asked three times, then once in 30 s", async () => {
    const { device, poll, pollFor, asked } = rig({ sensors: climate });
    await poll();
    device.inject("climateSilent");
    await pollFor(20_000);
    asked.length = 0;
    await pollFor(60_000);
    expect(asked.filter((unit) => unit === 2)).toHaveLength(2);
  });

  it("the input module silent beside sensors that answer is one module out of service, not the bus", async () => {
    const { device, poll, pollFor, session, finish, asked } = rig();
    await poll();
    device.inject("noAnswer");
    await finish(session.identify(never));
    const reading = await pollFor(5000);
    expect(states(reading)).toMatchObject({
      module: "inoperative",
      outerDoor: "unknown",
      wiring: "unknown",
      temperature: "ok",
    });
    asked.length = 0;
    await pollFor(10_000);
    expect(asked.filter((unit) => unit === 1)).toEqual([]);
    device.clear();
    expect(states(await pollFor(35_000))).toMatchObject({ module: "ok", outerDoor: "closed" });
  });

  it("all silent is the bus: the conversation failed", async () => {
    const { device, poll } = rig();
    await poll();
    for (const fault of ["noAnswer", "climateSilent", "motionSilent"]) device.inject(fault);
    await expect(poll()).rejects.toMatchObject({ code: "noAnswer" });
    await expect(poll()).rejects.toMatchObject({ code: "noAnswer" });
    device.clear();
    expect(states(await poll())).toMatchObject({ module: "ok" });
  });

  it("a bus of sensors alone needs no input module", async () => {
    const { poll, pollFor, session, finish, asked, device, run } = rig({ ...whole, inputs: {} });
    expect(await finish(session.identify(never))).toEqual({});
    await pollFor(600);
    expect(states(await poll())).toEqual({ ...healthySensors, seismicSensor: "off" });
    expect(asked).not.toContain(1);
    expect(await run("readInputs")).toMatchObject({ status: "failed", reason: { code: "notFitted" } });
    for (const fault of ["climateSilent", "motionSilent"]) device.inject(fault);
    await expect(poll()).rejects.toMatchObject({ code: "noAnswer" });
  });

  it("settings that name nothing, or one quantity twice, are refused", async () => {
    await expect(rig({ inputs: {} }).poll()).rejects.toMatchObject({ code: "badArgs" });
    expect(() => rig({ sensors: [...climate, { ...climate[0], unit: 3 }] })).toThrow(/temperature is there twice/);
  });

  it("contacts that lie in a register are read as well", async () => {
    const clock = new FakeClock();
    const [host, far] = memoryPair();
    far.onData(() => void far.write(Uint8Array.from([0x01, 0x03, 0x02, 0x00, 0x5f, 0xf8, 0x7c])));
    const env = { clock, random: () => 0.5, memory: { get: () => undefined, set: () => undefined } };
    const session = driver.open(host, configOf({ readAs: "holdingRegisters" }), env);
    const polled = session.poll(never);
    for (let i = 0; i < 20; i++) await clock.advance(10);
    expect(states(await polled)).toMatchObject({
      outerDoor: "closed",
      lock: "bolted",
      operatorSwitch: "run",
      wiring: "ok",
    });
  });
});

describe("tilt and shocks", () => {
  it("two equal reads count, an alarm is told once, and it ends with the hysteresis", async () => {
    const { device, poll, pollFor, events } = rig();
    await pollFor(1000);
    device.act("lean", { degrees: 20 });
    expect(states(await pollFor(600)).tilt).toBe("ok");
    expect(states(await pollFor(1500)).tilt).toBe("tilted");
    device.act("lean", { degrees: 13 });
    expect(states(await pollFor(1500)).tilt).toBe("tilted");
    device.act("lean", { degrees: 0 });
    expect(states(await pollFor(1500)).tilt).toBe("ok");
    expect(events).toMatchObject([{ code: "tamper", data: { reason: "tilt", degrees: 20.5 } }, { code: "tiltEnded" }]);
    await poll();
  });

  it("a cabinet that was tilted before the agent started is a state, not a happening", async () => {
    const { device, pollFor, events } = rig();
    device.act("lean", { degrees: 40 });
    expect(states(await pollFor(1500)).tilt).toBe("tilted");
    expect(events).toEqual([]);
  });

  it("setLevel takes the present position as upright, over restarts", async () => {
    const values = new Map<string, unknown>();
    const first = rig(whole, {}, values);
    first.device.act("lean", { degrees: 40 });
    expect(states(await first.pollFor(1500)).tilt).toBe("tilted");
    expect(await first.run("setLevel")).toMatchObject({ status: "succeeded" });
    expect(states(await first.pollFor(1500)).tilt).toBe("ok");
    const second = rig(whole, {}, values);
    expect(states(await second.pollFor(1500)).tilt).toBe("tilted");
    values.set("level", "rubbish");
    expect(states(await rig(whole, {}, values).pollFor(1500)).tilt).toBe("ok");
  });

  it("a shock is felt by the accelerations where no contact is wired", async () => {
    const { device, pollFor, events, clock } = rig({ ...whole, inputs: { outerDoor: 0 } });
    await pollFor(1000);
    device.act("shake", { g: 1, ms: 700 });
    const shaken = await pollFor(700);
    expect(states(shaken).seismicSensor).toBe("on");
    expect(shaken.measures.shocks).toBe(1);
    await clock.advance(2500);
    expect(states(await pollFor(800)).seismicSensor).toBe("off");
    expect(events.map((e) => e.code)).toEqual(["shock"]);
  });
});

describe("commands", () => {
  it("readSensors shows every register, and which module gives none", async () => {
    const { run, device } = rig();
    expect(await run("readSensors")).toMatchObject({
      status: "succeeded",
      result: {
        temperature: 23.3,
        groups: [
          { unit: 2, frame: "02 04 04 00 E9 01 C7 59 72" },
          { unit: 80, count: 11 },
        ],
      },
    });
    device.inject("climateRefuses");
    expect(await run("readSensors")).toMatchObject({ status: "failed", reason: { text: /module 2/ } });
    expect(await rig({}).run("readSensors")).toMatchObject({ reason: { code: "notFitted" } });
  });
});

describe("on a real port", () => {
  it("reads the whole bus, sees heat and a lean, loses the port and finds it again", async () => {
    const clock = systemClock;
    const settings = { climate: 2, motion: 80 };
    const served = await serveOnPty(simulated, { clock, random: () => 0.5, settings });
    const config = configOf({ ...whole, climateEveryMs: 1000, motionEveryMs: 200 });
    const env = { clock, random: () => 0.5, memory: { get: () => undefined, set: () => undefined } };
    const open = async () => {
      const port = await openSerial(served.path(), driver.line as SerialLine, clock);
      return { port, session: driver.open(port, config, env) };
    };
    try {
      const first = await open();
      await first.session.identify(never);
      await first.session.poll(never);
      await sleep(clock, 250);
      expect(states(await first.session.poll(never))).toMatchObject({ ...healthySensors, module: "ok" });
      served.device.act("setClimate", { celsius: 65 });
      served.device.act("lean", { degrees: 30 });
      const seen = { tilt: "", temperature: "" };
      for (let n = 0; n < 20 && (seen.tilt !== "tilted" || seen.temperature !== "high"); n++) {
        await sleep(clock, 150);
        Object.assign(seen, states(await first.session.poll(never)));
      }
      expect(seen).toMatchObject({ tilt: "tilted", temperature: "high" });
      await served.unplug();
      await expect(first.session.poll(never)).rejects.toMatchObject({ code: "portLost" });
      await first.session.close();
      await first.port.close();
      await served.replug();
      const second = await open();
      expect(states(await second.session.poll(never))).toMatchObject({ module: "ok", climateSensor: "ok" });
      await second.session.close();
      await second.port.close();
    } finally {
      await served.close();
    }
  });
});
