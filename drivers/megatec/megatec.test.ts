import { Value } from "typebox/value";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../contract/index.ts";
import simulated from "../../simulators/devices/megatec/device.ts";
import { Mischief } from "../../simulators/line/mischief.ts";
import { serveOnPty } from "../../simulators/line/serve.ts";
import { finishing, memoryIn, never, statesOf as states } from "../../tests/support/driver-bench.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { seeded } from "../../tests/support/seeded.ts";
import type { DriverEnv, DriverEvent } from "../api.ts";
import { memoryPair } from "../port/memory.ts";
import { openSerial } from "../port/serial.ts";
import { tap } from "../port/wiretap.ts";
import { bytesOf } from "../wire/fields.ts";
import driver from "./driver.ts";

type Config = Parameters<typeof driver.open>[1];
const configOf = (given: Partial<Config> = {}) => Value.Default(driver.config, { ...given }) as Config;
const plain = (bytes: Uint8Array) => String.fromCharCode(...bytes).replace(/\r/g, "");

const line = (config: Partial<Config> = {}, kept = new Map<string, unknown>()) => {
  const clock = new FakeClock();
  const [host, far] = memoryPair();
  const said: string[] = [];
  const tapped = tap(host, (direction, bytes) => said.push(`${direction === "sent" ? ">" : "<"} ${plain(bytes)}`));
  const random = seeded(5);
  const env: DriverEnv = { clock, random, memory: memoryIn(kept) };
  const session = driver.open(tapped, configOf(config), env);
  const events: DriverEvent[] = [];
  session.onEvent?.((event) => events.push(event));
  const finish = finishing(clock, 50);
  return {
    clock,
    far,
    said,
    random,
    session,
    events,
    finish,
    sent: () => said.filter((s) => s.startsWith(">")).map((s) => s.slice(2)),
    poll: () => finish(session.poll(never)),
    identify: () => finish(session.identify(never)),
    run: (command: string, args: Record<string, unknown> = {}) => finish(session.run(command, args, never)),
  };
};

const rig = (config: Partial<Config> = {}, settings: Record<string, unknown> = {}, kept?: Map<string, unknown>) => {
  const ends = line(config, kept);
  const { clock, random, far } = ends;
  const mischief = new Mischief({ clock, random, send: (bytes) => void far.write(bytes).catch(() => undefined) });
  const device = simulated.create({ clock, random, send: (bytes) => mischief.toHost(bytes), settings });
  far.onData((bytes) => {
    mischief.fromHost(bytes);
    device.receive(bytes);
  });
  return { ...ends, device, mischief };
};

/** A unit that answers by a list: each question's answers in order; anything else gets nothing. */
const scripted = (script: Record<string, (string | undefined)[]>, config: Partial<Config> = {}) => {
  const ends = line(config);
  ends.far.onData((bytes) => {
    const answer = script[plain(bytes)]?.shift();
    if (answer !== undefined) void ends.far.write(bytesOf(`${answer}\r`));
  });
  return ends;
};

const healthy = {
  utility: "ok",
  battery: "ok",
  output: "on",
  ups: "ok",
  load: "ok",
  temperature: "ok",
  selfTest: "ok",
  shutdown: "none",
};
const status = (volts: string, bits: string) => `(230.0 230.0 230.0 021 50.0 ${volts} 29.5 ${bits}`;
const rating = "#230.0 000 024.0 50.0";

describe("a healthy UPS", () => {
  it("tells who it is and how it is (sheet 5)", async () => {
    const { identify, poll, said } = rig({}, { volts: 229.8 });
    expect(await identify()).toEqual({ manufacturer: "SimCo", model: "SIM1000", firmware: "V1.00" });
    const reading = await poll();
    expect(states(reading)).toEqual(healthy);
    expect(reading.measures).toMatchObject({
      inputVoltage: 229.8,
      outputVoltage: 229.8,
      inputFrequency: 50,
      outputLoad: 21,
      batteryVoltage: 27.4,
      batteryCharge: 100,
      temperature: 29.5,
      mainsFailures: 0,
      linkErrors: 0,
      linkDiscardedBytes: 0,
    });
    expect(said).toEqual([
      "> Q1",
      "< (229.8 229.8 229.8 021 50.0 27.4 29.5 00001000",
      "> F",
      "< #230.0 000 024.0 50.0",
      "> I",
      "< #SimCo           SIM1000    V1.00     ",
      "> Q1",
      "< (229.8 229.8 229.8 021 50.0 27.4 29.5 00001000",
    ]);
  });

  it("opening sends nothing", async () => {
    const { said, clock } = rig();
    await clock.advance(60_000);
    expect(said).toEqual([]);
  });

  it("an on-line type sends volts of a cell", async () => {
    const { poll } = rig({}, { online: true });
    const reading = await poll();
    expect(states(reading)).toEqual(healthy);
    expect(reading.measures.batteryVoltage).toBeCloseTo(27.36, 1);
  });

  it.each([
    ["QS", { statusCommand: "QS", vendorCommand: "FW?" }],
    ["D", { statusCommand: "D" }],
  ])("the dialect of %s is found", async (question, settings) => {
    const { identify, poll, sent } = rig({}, settings);
    await identify();
    expect(states(await poll())).toEqual(healthy);
    expect(sent().at(-1)).toBe(question);
  });

  it("no rating: volts and range are not judged, the bits are; asked again ten minutes later", async () => {
    const { poll, device, sent, clock } = rig();
    device.inject("noRating");
    device.inject("mainsLow");
    const reading = await poll();
    expect(states(reading)).toMatchObject({ utility: "ok", output: "regulated" });
    expect(reading.measures).not.toHaveProperty("batteryVoltage");
    await poll();
    expect(sent().filter((s) => s === "F")).toHaveLength(1);
    device.clear("noRating");
    await clock.advance(600_000);
    expect(states(await poll())).toMatchObject({ utility: "outOfRange" });
  });
});

const faults: Record<string, Record<string, string>> = {
  mainsFailed: { utility: "failed" },
  mainsLow: { utility: "outOfRange", output: "regulated" },
  mainsHigh: { utility: "outOfRange", output: "regulated" },
  frequencyOff: { utility: "outOfRange" },
  upsFailed: { ups: "inoperative", output: "off", temperature: "high" },
  overload: { load: "overload", output: "bypass" },
  highLoad: { load: "high" },
  bypass: { output: "bypass" },
  overheated: { temperature: "high" },
  batteryFlat: { battery: "discharged" },
  shutdownRunning: { shutdown: "pending" },
};

describe.each(Object.entries(faults))("fault %s", (fault, expected) => {
  it("is read with its frame, and clears", async () => {
    const { poll, device } = rig();
    await poll();
    device.inject(fault);
    const sick = await poll();
    expect(states(sick)).toEqual({ ...healthy, ...expected });
    for (const name of Object.keys(expected))
      expect(sick.components[name]).toMatchObject({
        vendorCode: expect.stringMatching(/^Q1 /),
        frame: expect.stringMatching(/^28 .* 0D$/),
      });
    device.clear(fault);
    expect(states(await poll())).toEqual(healthy);
  });
});

describe("an outage", () => {
  it("is told, counted once over a restart of the agent, empties the battery by the load, and ends (sheet 6.1)", async () => {
    const kept = new Map<string, unknown>();
    const first = rig({}, { capacityWh: 40 }, kept);
    await first.poll();
    first.device.act("mainsFail");
    expect(states(await first.poll())).toEqual({ ...healthy, utility: "failed" });
    await first.clock.advance(22 * 60_000);
    const low = await first.poll();
    expect(states(low)).toMatchObject({ utility: "failed", battery: "low" });
    expect(low.measures).toMatchObject({ mainsFailures: 1, inputVoltage: 0 });
    expect(low.components.battery?.vendorCode).toBe("Q1 b7+b6");
    const second = rig({}, {}, kept);
    second.device.act("mainsFail");
    expect((await second.poll()).measures.mainsFailures).toBe(1);
    second.device.act("mainsReturn");
    await second.poll();
    expect([...first.events, ...second.events].map((e) => e.code)).toEqual(["mainsFailed", "mainsReturned"]);
  });

  it("a battery that has to recharge says so until it is charged", async () => {
    const { poll, device, clock } = rig({}, { capacityWh: 40 });
    await poll();
    device.act("mainsFail");
    await clock.advance(17 * 60_000);
    device.act("mainsReturn");
    expect(states(await poll())).toEqual({ ...healthy, battery: "charging" });
    await clock.advance(4 * 3_600_000);
    expect(states(await poll())).toEqual(healthy);
  });

  it("an empty one dies with its kiosk: silence, no state", async () => {
    const { poll, device, clock } = rig({}, { capacityWh: 10 });
    device.act("mainsFail");
    await clock.advance(3_600_000);
    await expect(poll()).rejects.toMatchObject({ code: "noAnswer" });
  });
});

describe("battery test", () => {
  it("passes: with the volts before and under load, and an event", async () => {
    const { run, poll, events, sent } = rig();
    await poll();
    expect(await run("selfTest")).toMatchObject({
      status: "succeeded",
      result: { voltsBefore: 27.4, load: 21, lowestVolts: expect.closeTo(24.9, 0) },
    });
    expect(sent().filter((s) => s === "T")).toHaveLength(1);
    expect(events.map((e) => e.code)).toEqual(["selfTestPassed"]);
    expect(states(await poll())).toEqual(healthy);
  });

  it("fails on a worn battery, stays failed over a restart, and passes with a new one (sheet 6.6)", async () => {
    const kept = new Map<string, unknown>();
    const first = rig({}, {}, kept);
    first.device.inject("batteryWorn");
    await first.poll();
    expect(await first.run("selfTest")).toMatchObject({ status: "failed", reason: { code: "testFailed" } });
    expect(states(await first.poll())).toMatchObject({ selfTest: "failed", utility: "ok" });
    await first.clock.advance(60_000);
    const second = rig({}, {}, kept);
    const reading = await second.poll();
    expect(states(reading)).toEqual({ ...healthy, selfTest: "failed" });
    expect(reading.components.selfTest?.vendorCode).toMatch(/^battery low during the test, lowest 2[01]/);
    expect(await second.run("selfTest")).toMatchObject({ status: "succeeded" });
    expect(states(await second.poll())).toEqual(healthy);
  });

  it("fails though the battery gave up before the test could be seen", async () => {
    const idle = status("27.4", "00001000");
    const { run } = scripted({ Q1: [idle, status("20.1", "01001000"), idle], F: [rating] });
    expect(await run("selfTest")).toMatchObject({ status: "failed", reason: { code: "testFailed" } });
  });

  it("one started at the button is followed by the polls", async () => {
    const { poll, device, clock, events } = rig();
    device.inject("batteryWorn");
    device.act("pressTest");
    expect(states(await poll())).toMatchObject({ selfTest: "running", utility: "ok" });
    await clock.advance(11_000);
    expect(states(await poll())).toMatchObject({ selfTest: "failed", battery: "discharged" });
    expect(events.map((e) => e.code)).toEqual(["selfTestFailed"]);
  });

  it("a mains failure in the middle says nothing of the battery", async () => {
    const { poll, events } = scripted({
      Q1: [status("24.9", "00001100"), "(000.0 000.0 230.0 021 50.0 24.8 29.5 10001001", status("27.0", "00001000")],
      F: [rating],
    });
    await poll();
    await poll();
    expect(states(await poll())).toMatchObject({ selfTest: "ok" });
    expect(events.map((e) => e.code)).toEqual(["selfTestInconclusive", "mainsFailed", "mainsReturned"]);
  });

  it.each([
    ["mainsFailed", "onBattery"],
    ["batteryFlat", "batteryLow"],
    ["upsFailed", "upsFault"],
    ["shutdownRunning", "shutdownPending"],
    ["bypass", "onBypass"],
    ["overload", "onBypass"],
  ])("%s: refused, and nothing is sent", async (fault, code) => {
    const { run, device, sent } = rig();
    device.inject(fault);
    for (const [command, args] of [
      ["selfTest", {}],
      ["longTest", { minutes: 5 }],
      ["testUntilLow", {}],
      ["powerCycle", { delaySeconds: 60, offMinutes: 3 }],
    ] as const)
      expect(await run(command, args), command).toMatchObject({ status: "failed", reason: { code } });
    expect(sent().filter((s) => /^[TS]/.test(s))).toEqual([]);
  });

  it("not charged: refused", async () => {
    const { run, sent } = rig({}, { charge: 0.3 });
    expect(await run("selfTest")).toMatchObject({ status: "failed", reason: { code: "notCharged" } });
    expect(sent()).not.toContain("T");
  });

  it("a long test is started and stopped", async () => {
    const { run, poll, sent } = rig();
    expect(await run("longTest", { minutes: 5 })).toEqual({ status: "succeeded" });
    expect(states(await poll())).toMatchObject({ selfTest: "running" });
    expect(await run("longTest", { minutes: 5 })).toMatchObject({ reason: { code: "testRunning" } });
    expect(await run("cancelTest")).toEqual({ status: "succeeded" });
    expect(await run("testUntilLow")).toEqual({ status: "succeeded" });
    expect(await run("cancelTest")).toEqual({ status: "succeeded" });
    expect(sent().filter((s) => /^[TC]/.test(s))).toEqual(["T05", "CT", "TL", "CT"]);
  });
});

describe("power", () => {
  it("a shutdown that runs is cancelled (sheet 6.9)", async () => {
    const { run, poll, device } = rig();
    device.inject("shutdownRunning");
    expect(states(await poll())).toMatchObject({ shutdown: "pending" });
    expect(await run("cancelShutdown")).toEqual({ status: "succeeded" });
    expect(states(await poll())).toEqual(healthy);
  });

  it("power cycle: the kiosk goes dark after the delay and comes back", async () => {
    const { run, poll, device, clock } = rig();
    expect(await run("powerCycle", { delaySeconds: 30, offMinutes: 3 })).toEqual({
      status: "succeeded",
      result: { sent: "S.5R0003" },
    });
    expect(states(await poll())).toMatchObject({ shutdown: "pending", output: "on" });
    await clock.advance(40_000);
    expect(device.state()).toMatchObject({ outputVolts: 0 });
    await clock.advance(3 * 60_000);
    expect(states(await poll())).toEqual(healthy);
  });

  it("nothing that could cut the power may run by itself, and nothing that cuts it for good is offered", () => {
    const of = (name: string) => driver.commands.find((c) => c.name === name);
    for (const name of ["longTest", "testUntilLow", "powerCycle"])
      expect(of(name)).toMatchObject({ disturbs: "terminal", automatic: false });
    expect(of("selfTest")).toMatchObject({ disturbs: "terminal" });
    expect(of("powerCycle")?.args).toMatchObject({ properties: { offMinutes: { minimum: 3 } } });
  });

  it("the beeper is switched, and read back", async () => {
    const { run } = rig();
    expect(await run("toggleBeeper")).toEqual({ status: "succeeded", result: { beeper: true } });
    expect(await run("toggleBeeper")).toEqual({ status: "succeeded", result: { beeper: false } });
  });
});

describe("a command cannot lie", () => {
  it("an echo is a refusal (sheet 6.5), in small letters too", async () => {
    for (const more of [[], ["mixedCase"]]) {
      const { run, device } = rig();
      for (const fault of ["commandsRefused", ...more]) device.inject(fault);
      for (const command of ["selfTest", "toggleBeeper"])
        expect(await run(command)).toMatchObject({ status: "failed", reason: { code: "refused" } });
    }
  });

  it.each(["ACK", "(ACK"])("%s is a yes, (NAK a no, but the status has the last word", async (yes) => {
    const running = status("24.9", "00001100");
    const idle = status("27.4", "00001000");
    const lucky = scripted({ Q1: [idle, running], F: [rating], T05: [yes] });
    expect(await lucky.run("longTest", { minutes: 5 })).toEqual({ status: "succeeded" });
    const liar = scripted({ Q1: [idle, idle], F: [rating], T05: [yes] });
    expect(await liar.run("longTest", { minutes: 5 })).toMatchObject({ reason: { code: "notSeen" } });
    const no = scripted({ Q1: [idle, idle], F: [rating], T05: ["(NAK"] });
    expect(await no.run("longTest", { minutes: 5 })).toMatchObject({ reason: { code: "refused" } });
  });

  it("silence is a yes only if the status shows it; an order is sent once", async () => {
    const idle = status("27.4", "00001000");
    const { run, sent } = scripted({ Q1: [idle, idle], F: [rating] });
    expect(await run("selfTest")).toMatchObject({ status: "failed", reason: { code: "notSeen" } });
    expect(sent().filter((s) => s === "T")).toHaveLength(1);
  });

  it("wrong arguments never reach the line", async () => {
    const { run, said } = rig();
    for (const [command, args] of [
      ["selfTest", { x: 1 }],
      ["longTest", { minutes: 0 }],
      ["longTest", { minutes: 100 }],
      ["powerCycle", { delaySeconds: 60, offMinutes: 1 }],
      ["powerCycle", { delaySeconds: 1, offMinutes: 5 }],
      ["powerCycle", {}],
      ["factoryReset", {}],
    ] as const)
      await expect(run(command, args)).rejects.toMatchObject({ code: "badArgs" });
    expect(said).toEqual([]);
  });
});

describe("hostile lines", () => {
  it("asks again after a line that was cut short (sheet 6.4)", async () => {
    const { poll, sent } = scripted({
      Q1: ["(230.1 230.1 230.1 021 50.0 2", status("27.4", "00001000")],
      F: [rating],
    });
    expect(states(await poll())).toEqual(healthy);
    expect(sent().filter((s) => s === "Q1")).toHaveLength(2);
  });

  it("asks three times, a second each, then says there is no answer (sheet 6.8)", async () => {
    const { poll, sent, clock } = scripted({});
    await expect(poll()).rejects.toMatchObject({ code: "noAnswer" });
    expect(sent()).toEqual(["Q1", "Q1", "Q1"]);
    expect(clock.mono()).toBeGreaterThanOrEqual(3_000);
  });

  it.each(["doubledSpaces", "lineFeeds", "fieldsMissing", "wrongRatingLength"])("lives with %s", async (fault) => {
    const { poll, device, identify } = rig();
    device.inject(fault);
    await identify();
    device.inject("mainsFailed");
    expect((await poll()).components.utility?.state).toBe("failed");
  });

  it("a status of 46 bytes is never read", async () => {
    const { poll, device } = rig();
    device.inject("shortLine");
    await expect(poll()).rejects.toMatchObject({ code: "damagedAnswers" });
  });

  it.each(["drip", "slow", "echo", "noise"])("reads through a line that is %s", async (fault) => {
    const { poll, identify, device, mischief } = rig();
    mischief.inject(fault);
    expect(await identify()).toMatchObject({ model: "SIM1000" });
    device.inject("mainsFailed");
    expect((await poll()).components.utility?.state).toBe("failed");
  });

  it("on a line that echoes everything an order that was taken is not called refused", async () => {
    const { run, mischief } = rig();
    mischief.inject("echo");
    expect(await run("longTest", { minutes: 2 })).toEqual({ status: "succeeded" });
  });

  it.each(["silent", "halfFrame", "wrongChecksum"])("says nothing on a line that is %s", async (fault) => {
    const { poll, mischief } = rig();
    await poll();
    mischief.inject(fault);
    await expect(poll()).rejects.toMatchObject({ code: expect.stringMatching(/^(noAnswer|damagedAnswers)$/) });
    mischief.clear();
    expect(states(await poll())).toEqual(healthy);
  });

  it("settles within the deadline, whatever the line does", async () => {
    for (const fault of ["silent", "halfFrame", "wrongChecksum", "noise", "echo", "drip", "slow", "stuck"]) {
      const { poll, identify, mischief, clock } = rig();
      mischief.inject(fault);
      for (const work of [identify, poll]) {
        const start = clock.mono();
        await work().catch(() => undefined);
        expect(clock.mono() - start, fault).toBeLessThan(driver.poll.deadlineMs);
      }
    }
  });

  it("stops at the caller's signal and at close", async () => {
    const aborted = line();
    const controller = new AbortController();
    const polling = aborted.session.poll(controller.signal);
    controller.abort();
    await expect(polling).rejects.toMatchObject({ code: "aborted" });
    const closed = line();
    const pending = closed.session.poll(never);
    pending.catch(() => undefined);
    await closed.session.close();
    await closed.session.close();
    await expect(closed.finish(pending)).rejects.toMatchObject({ code: "closed" });
  });
});

describe("on a real pseudo terminal", () => {
  const open = async (path: string) => {
    const port = await openSerial(path, driver.line, systemClock);
    const session = driver.open(port, configOf(), {
      clock: systemClock,
      random: () => 0.5,
      memory: memoryIn(new Map()),
    });
    return { port, session };
  };

  it("identifies, polls, sees a fault, cures it, loses the port and finds it again", async () => {
    const served = await serveOnPty(simulated, { clock: systemClock, random: () => 0.5 });
    try {
      const first = await open(served.path());
      expect(await first.session.identify(never)).toMatchObject({ model: "SIM1000" });
      expect(states(await first.session.poll(never))).toEqual(healthy);
      served.inject("shutdownRunning");
      expect((await first.session.poll(never)).components.shutdown?.state).toBe("pending");
      expect(await first.session.run("cancelShutdown", {}, never)).toEqual({ status: "succeeded" });
      await served.unplug();
      await expect(first.session.poll(never)).rejects.toMatchObject({ code: "portLost" });
      await first.session.close();
      await first.port.close();
      await served.replug();
      const second = await open(served.path());
      expect(states(await second.session.poll(never))).toEqual(healthy);
      await second.session.close();
      await second.port.close();
    } finally {
      await served.close();
    }
  });
});
