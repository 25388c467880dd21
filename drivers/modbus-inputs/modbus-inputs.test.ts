import { Value } from "typebox/value";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../contract/index.ts";
import simulated from "../../simulators/devices/modbus-inputs/device.ts";
import { Mischief } from "../../simulators/line/mischief.ts";
import { serveOnPty } from "../../simulators/line/serve.ts";
import { finishing, memoryIn, never, statesOf as states } from "../../tests/support/driver-bench.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import type { BytePort, DeviceSession, DriverEnv, DriverEvent, Reading } from "../api.ts";
import { memoryPair } from "../port/memory.ts";
import { openSerial } from "../port/serial.ts";
import type { Config } from "./config.ts";
import driver from "./driver.ts";

const configOf = (given: Record<string, unknown> = {}) => Value.Default(driver.config, given) as Config;

const rig = (config: Record<string, unknown> = {}, settings: Record<string, unknown> = {}, values = new Map()) => {
  const clock = new FakeClock();
  const [host, far] = memoryPair();
  let seed = 1;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const mischief = new Mischief({ clock, random, send: (bytes) => void far.write(bytes).catch(() => undefined) });
  const device = simulated.create({ clock, random, send: (bytes) => mischief.toHost(bytes), settings });
  far.onData((bytes) => {
    mischief.fromHost(bytes);
    device.receive(bytes);
  });
  const env: DriverEnv = { clock, random, memory: memoryIn(values) };
  const session = driver.open(host, configOf(config), env);
  const events: DriverEvent[] = [];
  session.onEvent?.((event) => void events.push(event));
  const codes = () => events.splice(0).map((e) => (e.code === "tamper" ? `tamper:${String(e.data?.reason)}` : e.code));
  const finish = finishing(clock, 5);
  const poll = () => finish(session.poll(never));
  const polls = async (n: number): Promise<Reading> => {
    let last = await poll();
    for (let i = 1; i < n; i++) {
      await clock.advance(190);
      last = await poll();
    }
    return last;
  };
  return { clock, host, far, device, mischief, session, codes, finish, poll, polls };
};

const healthy = {
  outerDoor: "closed",
  cashBoxDoor: "closed",
  lock: "bolted",
  cashBoxSeat: "inPosition",
  seismicSensor: "off",
  operatorSwitch: "run",
  wiring: "ok",
  module: "ok",
};
const allUnknown = Object.fromEntries(Object.keys(healthy).map((name) => [name, "unknown"]));

describe("happy path", () => {
  it("identifies by an answer, and the first poll is certain", async () => {
    const { session, finish, poll } = rig({ model: "IO 8CH" });
    expect(await finish(session.identify(never))).toEqual({ model: "IO 8CH" });
    const reading = await poll();
    expect(states(reading)).toEqual(healthy);
    expect(reading.availability).toBe("online");
    expect(reading.components.outerDoor).toMatchObject({ vendorCode: "input 0", frame: "01 02 01 5F E1 B0" });
    expect(reading.measures).toMatchObject({ doorOpenings: 0, shocks: 0, linkErrors: 0 });
  });

  it("sends nothing when it is opened", async () => {
    const { clock, device } = rig();
    await clock.advance(1000);
    expect(device.state().reads).toBe(0);
  });

  it("follows a collection and counts the opening, without an alarm (cash-box.md §5.2)", async () => {
    const { device, polls, codes } = rig();
    await polls(1);
    for (const step of ["turnKey", "openDoor", "withdrawBolt", "openCashBoxDoor", "removeBox"]) {
      device.act(step);
      await polls(4);
    }
    expect(codes()).toEqual(["serviceKeyOn", "doorOpened", "lockOpened", "cashBoxDoorOpened", "cashBoxRemoved"]);
    const open = await polls(1);
    expect(states(open)).toMatchObject({
      outerDoor: "open",
      cashBoxSeat: "notInPosition",
      operatorSwitch: "maintenance",
    });
    expect(open.components.cashBoxSeat?.frame).toBe("01 02 01 70 A0 6C");
    for (const step of ["insertBox", "closeCashBoxDoor", "throwBolt", "closeDoor"]) device.act(step);
    device.act("turnKey", { on: false });
    const closed = await polls(4);
    expect(states(closed)).toEqual(healthy);
    expect(closed.measures.doorOpenings).toBe(1);
    expect(codes().sort()).toEqual([
      "cashBoxDoorClosed",
      "cashBoxInserted",
      "doorClosed",
      "lockBolted",
      "serviceKeyOff",
    ]);
  });

  it("keeps its counters over a restart", async () => {
    const values = new Map<string, unknown>();
    const first = rig({}, {}, values);
    await first.polls(1);
    first.device.act("openDoor");
    await first.polls(4);
    const second = rig({}, {}, values);
    expect((await second.polls(1)).measures.doorOpenings).toBe(1);
  });

  it("reads another wiring, inverted and from another address", async () => {
    const config = { unit: 9, start: 16, inputs: { outerDoor: 1, seismicSensor: 4 }, inverted: ["seismicSensor"] };
    const { poll } = rig(config, { unit: 9, start: 16 });
    expect(states(await poll())).toEqual({ outerDoor: "closed", seismicSensor: "on", module: "ok" });
  });
});

describe("contacts", () => {
  it("believes a door after three equal reads, not before", async () => {
    const { device, polls, codes } = rig();
    await polls(1);
    device.act("openDoor");
    expect(states(await polls(2)).outerDoor).toBe("closed");
    expect(states(await polls(2)).outerDoor).toBe("open");
    expect(codes()).toEqual(["doorOpened"]);
  });

  it("never reports an event for a contact that bounces, and stops believing it", async () => {
    const { device, polls, codes } = rig();
    await polls(1);
    device.inject("bouncing");
    expect(states(await polls(4)).outerDoor).toBe("closed");
    expect(states(await polls(12)).outerDoor).toBe("unknown");
    expect(codes()).toEqual([]);
    device.clear();
    expect(states(await polls(3)).outerDoor).toBe("closed");
  });

  it("counts a shock at once and stretches it to 2 s", async () => {
    const { device, clock, polls, codes } = rig();
    await polls(1);
    device.act("shock", { ms: 150 });
    expect(states(await polls(1)).seismicSensor).toBe("on");
    await clock.advance(1500);
    expect(states(await polls(1)).seismicSensor).toBe("on");
    await clock.advance(600);
    const quiet = await polls(1);
    expect(states(quiet).seismicSensor).toBe("off");
    expect(quiet.measures.shocks).toBe(1);
    expect(codes()).toEqual(["shock"]);
  });

  it("raises an alarm for the third shock in 10 minutes and for a long one (cash-box.md §9 row 9)", async () => {
    const { device, clock, polls, codes } = rig();
    await polls(1);
    for (let i = 0; i < 3; i++) {
      device.act("shock", { ms: 100 });
      await polls(1);
      await clock.advance(20_000);
      await polls(1);
    }
    expect(codes()).toEqual(["shock", "shock", "shock", "tamper:shocks"]);
    device.act("shock", { ms: 4000 });
    await polls(15);
    expect(codes()).toEqual(["shock", "tamper:longShock"]);
  });

  it("raises an alarm for a box that is out behind closed doors (57)", async () => {
    const { device, polls, codes } = rig();
    await polls(1);
    device.act("removeBox");
    expect((await polls(5)).components.cashBoxSeat?.frame).toBe("01 02 01 57 E0 76");
    expect(codes()).toEqual(["cashBoxRemoved", "tamper:boxOutDoorsClosed"]);
  });

  it("believes nothing behind a cut loop (1F, 00) and reports no door by it", async () => {
    const { device, polls, codes } = rig();
    await polls(1);
    device.inject("loopCut");
    const cut = await polls(4);
    expect(cut.components.wiring).toEqual({ state: "cut", vendorCode: "input 6", frame: "01 02 01 1F E0 40" });
    expect(states(cut)).toEqual({ ...allUnknown, wiring: "cut", module: "ok" });
    device.inject("allZero");
    expect(states(await polls(3))).toEqual({ ...allUnknown, wiring: "cut", module: "ok" });
    device.clear();
    const back = await polls(4);
    expect(states(back)).toEqual(healthy);
    expect(back.measures).toMatchObject({ doorOpenings: 0, shocks: 0 });
    expect(codes()).toEqual(["wiringCut", "wiringRestored"]);
  });

  it("reports a door that was opened while the loop was cut", async () => {
    const { device, polls, codes } = rig();
    await polls(1);
    device.inject("loopCut");
    await polls(4);
    device.act("openDoor");
    device.clear();
    expect(states(await polls(4)).outerDoor).toBe("open");
    expect(codes()).toEqual(["wiringCut", "wiringRestored", "doorOpened"]);
  });

  it("cannot see a stuck contact, and says what the contact says", async () => {
    const { device, polls } = rig();
    await polls(1);
    device.inject("stuckBit");
    device.act("openDoor");
    expect(states(await polls(4)).outerDoor).toBe("closed");
  });
});

describe("answers that are no inputs", () => {
  it.each([
    ["exception1", "configurationError", "online", "illegalFunction"],
    ["exception2", "configurationError", "online", "illegalAddress"],
    ["exception3", "configurationError", "online", "illegalValue"],
    ["exception4", "inoperative", "online", "deviceFailure"],
    ["exception6", "unknown", "busy", "busy"],
  ])("%s makes the module %s and the contacts unknown", async (fault, module, availability, code) => {
    const { device, poll, session, finish } = rig();
    device.inject(fault);
    await finish(session.identify(never));
    const reading = await poll();
    expect(states(reading)).toEqual({ ...allUnknown, module });
    expect(reading).toMatchObject({ availability, because: { code } });
    expect(reading.components.module?.vendorCode).toBe(`exception 0${fault.at(-1)}`);
    device.clear();
    expect(states(await poll())).toEqual(healthy);
  });

  it("asks too many inputs of a small module: a configuration error (cash-box.md §8.9)", async () => {
    const { poll } = rig({ count: 16 });
    expect((await poll()).components.module).toMatchObject({ state: "configurationError", frame: "01 82 02 C1 61" });
  });

  it("refuses a module with another address and names it", async () => {
    const { device, session, finish, poll } = rig();
    device.inject("wrongId");
    await expect(finish(session.identify(never))).rejects.toMatchObject({ code: "wrongDevice", message: /module 2/ });
    await expect(poll()).rejects.toMatchObject({ code: "noAnswer", context: { strangers: [2] } });
  });

  it.each([
    ["noAnswer", "noAnswer", 600],
    ["truncated", "damagedAnswers", 600],
  ])("%s: three tries, then %s", async (fault, code, atLeastMs) => {
    const { device, clock, poll } = rig();
    device.inject(fault);
    const before = clock.mono();
    await expect(poll()).rejects.toMatchObject({ code });
    expect(clock.mono() - before).toBeGreaterThanOrEqual(atLeastMs);
    expect(clock.mono() - before).toBeLessThan(driver.poll.deadlineMs);
    expect(device.state().reads).toBe(fault === "noAnswer" ? 0 : 3);
  });

  it("two modules on one address are never an answer (modbus-io.md §6.6)", async () => {
    const { device, poll } = rig();
    device.inject("collision");
    await expect(poll()).rejects.toMatchObject({ code: "damagedAnswers" });
  });

  it("takes one of two glued answers", async () => {
    const { device, poll } = rig();
    device.inject("glued");
    expect(states(await poll())).toEqual(healthy);
  });

  it.each(["noise", "echo", "drip", "slow"])("stays right on a line with %s", async (fault) => {
    const { mischief, polls } = rig();
    mischief.inject(fault);
    expect(states(await polls(5))).toEqual(healthy);
  });

  it.each(["silent", "wrongChecksum", "halfFrame"])("fails in time on a line with %s", async (fault) => {
    const { mischief, clock, poll } = rig();
    mischief.inject(fault);
    const before = clock.mono();
    await expect(poll()).rejects.toMatchObject({ name: "DriverError" });
    expect(clock.mono() - before).toBeLessThan(driver.poll.deadlineMs);
  });
});

describe("commands and ends", () => {
  it("selfTest counts good answers", async () => {
    const { session, finish, device } = rig();
    expect(await finish(session.run("selfTest", {}, never))).toMatchObject({
      status: "succeeded",
      result: { asked: 5, answered: 5, steady: true },
    });
    device.inject("truncated");
    expect(await finish(session.run("selfTest", {}, never))).toMatchObject({
      status: "failed",
      reason: { code: "unreliableLine" },
      result: { answered: 0 },
    });
  });

  it("readInputs shows the raw bits", async () => {
    const { session, finish, device } = rig();
    device.act("turnKey");
    device.act("openDoor");
    expect(await finish(session.run("readInputs", {}, never))).toMatchObject({
      result: { frame: "01 02 01 7E 21 A8" },
    });
    device.inject("exception4");
    expect(await finish(session.run("readInputs", {}, never))).toMatchObject({
      status: "failed",
      reason: { code: "deviceFailure" },
    });
  });

  it("settles what is pending on close, abort and unplug", async () => {
    const cases: [string, (r: ReturnType<typeof rig>, abort: AbortController) => unknown][] = [
      ["closed", ({ session }) => session.close()],
      ["aborted", (_r, abort) => abort.abort()],
      ["portLost", ({ far }) => far.close()],
    ];
    for (const [code, end] of cases) {
      const r = rig();
      r.device.inject("noAnswer");
      const abort = new AbortController();
      const pending = r.session.poll(abort.signal);
      pending.catch(() => undefined);
      await r.clock.advance(20);
      await end(r, abort);
      await expect(r.finish(pending)).rejects.toMatchObject({ code });
    }
  });
});

describe("on a real port", () => {
  const open = async (path: string): Promise<{ port: BytePort; session: DeviceSession }> => {
    const port = await openSerial(path, driver.line as never, systemClock);
    const env = { clock: systemClock, random: Math.random, memory: memoryIn(new Map()) };
    return { port, session: driver.open(port, configOf(), env) };
  };

  it("identifies, polls, sees a fault, loses the port and finds it again", async () => {
    const served = await serveOnPty(simulated, { clock: systemClock, random: Math.random });
    try {
      const first = await open(served.path());
      await first.session.identify(never);
      expect(states(await first.session.poll(never))).toEqual(healthy);
      served.inject("exception4");
      expect(states(await first.session.poll(never)).module).toBe("inoperative");
      served.clear();
      expect(await first.session.run("selfTest", {}, never)).toMatchObject({ status: "succeeded" });
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
