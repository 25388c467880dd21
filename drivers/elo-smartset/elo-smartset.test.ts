import { Value } from "typebox/value";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../contract/index.ts";
import simulated from "../../simulators/devices/elo-smartset/device.ts";
import { Mischief } from "../../simulators/line/mischief.ts";
import { serveOnPty } from "../../simulators/line/serve.ts";
import { finishing, never, statesOf as states } from "../../tests/support/driver-bench.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { seeded } from "../../tests/support/seeded.ts";
import type { DriverEnv, DriverEvent } from "../api.ts";
import { memoryPair } from "../port/memory.ts";
import { openSerial } from "../port/serial.ts";
import type { Config } from "./config.ts";
import driver from "./driver.ts";
import vectors from "./vectors.json" with { type: "json" };

const memory = (values = new Map<string, unknown>()) => ({
  get: (key: string) => values.get(key),
  // As the agent keeps it: JSON.
  set: (key: string, value: unknown) => void values.set(key, JSON.parse(JSON.stringify(value))),
});
const configOf = (given: Record<string, unknown> = {}) => Value.Default(driver.config, given) as Config;

interface RigOptions {
  readonly config?: Record<string, unknown>;
  readonly settings?: Record<string, unknown>;
  readonly values?: Map<string, unknown>;
}

const rig = ({ config = {}, settings = {}, values = new Map<string, unknown>() }: RigOptions = {}) => {
  const clock = new FakeClock();
  const [host, far] = memoryPair();
  const random = seeded(7);
  const mischief = new Mischief({ clock, random, send: (bytes) => void far.write(bytes).catch(() => undefined) });
  const device = simulated.create({ clock, random, send: (bytes) => mischief.toHost(bytes), settings });
  const asked: string[] = [];
  far.onData((bytes) => {
    asked.push(String.fromCharCode(bytes[1] ?? 0));
    mischief.fromHost(bytes);
    device.receive(bytes);
  });
  const env: DriverEnv = { clock, random, memory: memory(values) };
  const session = driver.open(host, configOf(config), env);
  const events: DriverEvent[] = [];
  session.onEvent?.((event) => void events.push(event));
  let changes = 0;
  session.onChange?.(() => void changes++);
  const finish = finishing(clock, 25);
  const poll = () => finish(session.poll(never));
  const run = (command: string, args = {}) => finish(session.run(command, args, never));
  const touch = async (x: number, y: number, ms = 125) => {
    device.act("touch", { x, y, ms });
    await clock.advance(ms + 50);
  };
  /** The sales application asks for a touch at each target, and a person obeys. */
  const serve = async (targets: readonly (readonly number[])[]) => {
    for (const [x = 0, y = 0] of targets) {
      session.observe?.({ kind: "touchTarget", x, y });
      await touch(x, y);
      await clock.advance(4000);
    }
  };
  return {
    clock,
    far,
    device,
    mischief,
    session,
    events,
    asked,
    finish,
    poll,
    run,
    touch,
    serve,
    changes: () => changes,
  };
};

const healthy = {
  controller: "ok",
  sensor: "ok",
  settings: "ok",
  calibration: "unknown",
  surface: "released",
  format: "ok",
};
const { targets } = vectors.accuracy;

describe("happy path", () => {
  it("identifies and polls, and sends nothing before", async () => {
    const { session, finish, poll, asked, clock } = rig();
    await clock.advance(1000);
    expect(asked).toEqual([]);
    expect(await finish(session.identify(never))).toEqual({
      manufacturer: "Elo",
      model: "IntelliTouch 2500S",
      firmware: "2.5",
    });
    const reading = await poll();
    expect(states(reading)).toEqual(healthy);
    expect(reading.measures).toMatchObject({ touches: 0, linkErrors: 0 });
    expect(reading.measures.idleTouches).toBeUndefined();
    expect(asked).toEqual(["i", "d", "m"]);
    await poll();
    expect(asked).toEqual(["i", "d", "m", "d"]);
  });

  it("counts touches that come between question and answer (F10), also over a restart", async () => {
    const values = new Map<string, unknown>();
    const { device, poll, touch, clock } = rig({ values });
    device.act("touch", { x: 100, y: 100 });
    expect((await poll()).components.surface?.state).toBe("touched");
    await clock.advance(200);
    await touch(200, 200);
    expect((await poll()).measures.touches).toBe(2);
    const again = rig({ values });
    expect((await again.poll()).measures.touches).toBe(2);
  });

  it("gets along with a 2310, which lacks many commands", async () => {
    const { session, finish, poll, run } = rig({ settings: { model: "2310" } });
    expect(await finish(session.identify(never))).toMatchObject({ model: "AccuTouch 2310", firmware: "1.2" });
    expect(states(await poll())).toEqual(healthy);
    expect(await run("readCalibration")).toMatchObject({ status: "failed", reason: { code: "refused" } });
    expect(await run("selfTest")).toMatchObject({ status: "succeeded" });
  });

  it("sends right checksums, so a controller that asks for them is content", async () => {
    const { poll } = rig({ settings: { checksumRequired: true } });
    expect(states(await poll())).toEqual(healthy);
  });
});

describe("faults of the controller", () => {
  it.each([
    ["cableOff", "sensor", "inoperable", "d=20", "55 44 20 00 00 00 00 00 00 63"],
    ["nvramLost", "settings", "lost", "d=10", "55 44 10 00 00 00 00 00 00 53"],
    ["romFailure", "controller", "inoperable", "d=0C", "55 44 0C 00 00 00 00 00 00 4F"],
    ["cpuFailure", "controller", "inoperable", "d=02", "55 44 02 00 00 00 00 00 00 45"],
    ["fatalError", "controller", "inoperable", "Ack F", "55 41 46 30 30 30 00 00 00 16"],
    ["touchesOff", "settings", "lost", "mode 80", "55 4D 00 80 0C 00 00 00 00 D8"],
  ])("%s: %s %s", async (fault, component, state, vendorCode, frame) => {
    const { device, poll } = rig();
    device.inject(fault);
    const reading = await poll();
    expect(states(reading)).toEqual({ ...healthy, [component]: state });
    expect(reading.components[component]).toEqual({ state, vendorCode, frame });
  });

  it("lost settings stay lost until a test shows the contrary", async () => {
    const { device, poll, run } = rig();
    device.inject("nvramLost");
    await poll();
    device.act("recalibrate");
    await run("reset");
    expect(states(await poll()).settings).toBe("lost");
    const points = targets.map((target) => ({ target, measured: target }));
    await run("accuracyTest", { width: 1280, height: 1024, points });
    expect(states(await poll())).toMatchObject({ settings: "ok", calibration: "ok" });
  });

  it("a self-test warning that the mask explains does not outlive it", async () => {
    const { device, poll } = rig();
    device.inject("cableOff");
    await poll();
    device.clear();
    expect(states(await poll())).toEqual(healthy);
  });

  it("a fatal error is cured by a soft reset, and only believed cured by the diagnostics after it", async () => {
    const { device, poll, run, asked } = rig();
    device.inject("fatalError");
    expect(states(await poll()).controller).toBe("inoperable");
    expect(states(await poll()).controller).toBe("inoperable");
    asked.splice(0);
    expect(await run("reset")).toMatchObject({ status: "succeeded", result: { mask: 0 } });
    expect(asked).toEqual(["R", "d"]);
    expect(states(await poll())).toEqual(healthy);
    device.inject("romFailure");
    expect(await run("reset")).toMatchObject({ status: "failed", reason: { code: "selfTestFailed" } });
  });

  it("asks for warnings only when some wait, and shows a dirty screen for five minutes (F6)", async () => {
    const { device, poll, touch, asked, clock, events } = rig();
    await poll();
    device.inject("measurementWarning");
    await touch(100, 100);
    device.clear();
    const dirty = await poll();
    expect(dirty.components.surface).toEqual({
      state: "noisy",
      vendorCode: "Ack M",
      frame: "55 41 4D 30 30 30 00 00 00 1D",
    });
    expect(events).toMatchObject([{ code: "controllerWarning", data: { code: "M" } }]);
    expect(asked.filter((c) => c === "a").length).toBeLessThanOrEqual(1);
    await clock.advance(301_000);
    expect(states(await poll()).surface).toBe("released");
  });

  it("reports the old six-byte format as such", async () => {
    const { device, session, finish, poll, touch } = rig();
    device.inject("legacyFormat");
    await touch(300, 300);
    expect(await finish(session.identify(never))).toEqual({});
    await touch(300, 300);
    const reading = await poll();
    expect(reading.because?.code).toBe("wrongFormat");
    expect(states(reading)).toMatchObject({ format: "wrong", controller: "unknown", calibration: "unknown" });
  });

  it("no answer: three questions a second apart (F11)", async () => {
    const { device, session, finish, poll, clock, asked } = rig();
    device.inject("noAnswer");
    await expect(poll()).rejects.toMatchObject({ code: "noAnswer" });
    expect(clock.mono()).toBeGreaterThanOrEqual(3000);
    expect(asked).toEqual(["d", "d", "d"]);
    await expect(finish(session.identify(never))).rejects.toMatchObject({ code: "noAnswer" });
  });

  it("is back after a power cycle", async () => {
    const { device, poll, clock } = rig();
    await poll();
    device.powerCycle();
    await clock.advance(600);
    expect(states(await poll())).toEqual(healthy);
  });
});

describe("the surface", () => {
  it("a touch that rests for over 30 s is stuck, and the agent is told at once (F7)", async () => {
    const { device, poll, clock, changes } = rig();
    await poll();
    device.inject("stuckTouch");
    await clock.advance(25_000);
    expect(states(await poll()).surface).toBe("touched");
    const before = changes();
    await clock.advance(6_000);
    expect(changes()).toBe(before + 1);
    expect((await poll()).components.surface).toEqual({ state: "stuck", vendorCode: "T" });
    device.clear();
    await clock.advance(100);
    expect(states(await poll()).surface).toBe("released");
  });

  it("a touch whose untouch was lost ends by silence", async () => {
    const { device, poll, clock, mischief } = rig();
    device.act("touch", { x: 5, y: 5, ms: 500 });
    await clock.advance(250);
    mischief.inject("silent");
    await clock.advance(1500);
    mischief.clear();
    expect(states(await poll()).surface).toBe("released");
  });

  it("more than five ghosts in an hour make it noisy; fingers do not", async () => {
    const { device, poll, clock, touch } = rig();
    for (let i = 0; i < 8; i++) await touch(100 * i, 500);
    expect(states(await poll()).surface).toBe("released");
    device.inject("ghostTouches");
    await clock.advance(24_000);
    expect(states(await poll()).surface).toBe("released");
    await clock.advance(6_000);
    expect((await poll()).components.surface).toEqual({ state: "noisy", vendorCode: "ghost touches" });
    device.clear();
    await clock.advance(3_600_000);
    expect(states(await poll()).surface).toBe("released");
  });

  it("counts touches with nobody there, but not the first touch of a customer", async () => {
    const { session, poll, touch, clock } = rig();
    session.observe?.({ kind: "presence", present: false });
    expect((await poll()).measures.idleTouches).toBe(0);
    await touch(100, 100);
    session.observe?.({ kind: "presence", present: true });
    await touch(200, 200);
    session.observe?.({ kind: "presence", present: false });
    await touch(300, 300);
    await clock.advance(11_000);
    expect((await poll()).measures).toMatchObject({ touches: 3, idleTouches: 1 });
  });
});

describe("positioning accuracy in passing", () => {
  it("says ok after five targets, inaccurate after a drift of 3 % of the screen, ok after a calibration", async () => {
    const { device, poll, serve, run } = rig();
    await run("readCalibration");
    await serve(targets.slice(0, 4));
    expect(states(await poll()).calibration).toBe("unknown");
    await serve(targets.slice(4));
    const good = await poll();
    expect(states(good).calibration).toBe("ok");
    expect(good.measures.positioningErrorMax).toBeLessThan(0.05);
    device.inject("drift");
    await serve(targets);
    const bad = await poll();
    expect(states(bad).calibration).toBe("inaccurate");
    expect(bad.measures.positioningErrorMax).toBeCloseTo(3, 1);
    expect(bad.measures.positioningErrorMean).toBeCloseTo(3, 1);
    expect(bad.measures.positioningResidual).toBeLessThan(0.1);
    device.act("recalibrate");
    expect(await run("readCalibration")).toMatchObject({ result: { changed: true } });
    expect(states(await poll()).calibration).toBe("unknown");
    await serve(targets);
    expect(states(await poll()).calibration).toBe("ok");
  });

  it("a drift of 2 % is drifted, and is still known after a restart", async () => {
    const values = new Map<string, unknown>();
    const first = rig({ values, settings: { driftPercent: 2 } });
    first.device.inject("drift");
    await first.serve(targets);
    expect((await first.poll()).components.calibration?.state).toBe("drifted");
    const second = rig({ values });
    expect((await second.poll()).components.calibration).toMatchObject({ state: "drifted", vendorCode: /^max 2\.0/ });
  });

  it("pairs a target with the touch before it, and with none that is older than 3 s", async () => {
    const { session, poll, touch, clock } = rig();
    for (const [x = 0, y = 0] of targets) {
      await touch(x, y);
      await clock.advance(3_500);
      session.observe?.({ kind: "touchTarget", x, y });
      await clock.advance(3_500);
    }
    expect(states(await poll()).calibration).toBe("unknown");
    for (const [x = 0, y = 0] of targets) {
      await touch(x, y);
      await clock.advance(2_000);
      session.observe?.({ kind: "touchTarget", x: x / 1280, y: y / 1024 });
    }
    expect(states(await poll()).calibration).toBe("ok");
  });

  it("does not measure with a tap too short for it, nor with garbage", async () => {
    const { session, poll, touch } = rig();
    for (const [x = 0, y = 0] of targets) {
      session.observe?.({ kind: "touchTarget", x, y });
      await touch(x, y, 50);
    }
    session.observe?.({ kind: "touchTarget", x: Number.NaN, y: 5 });
    expect(states(await poll()).calibration).toBe("unknown");
  });

  it("does not believe a memory that is not its own", async () => {
    const values = new Map<string, unknown>([
      ["accuracyTested", { width: "wide", samples: 5 }],
      ["accuracyLive", [1, 2]],
      ["touches", -4],
    ]);
    const reading = await rig({ values }).poll();
    expect(states(reading)).toEqual(healthy);
    expect(reading.measures.touches).toBe(0);
  });
});

describe("commands", () => {
  const args = (measured: readonly (readonly number[] | null)[]) => ({
    width: 1280,
    height: 1024,
    points: targets.map((target, i) => ({ target, measured: measured[i] ?? null })),
  });

  it.each(vectors.accuracy.cases)("accuracyTest, case $name", async ({ measured, verdict, canBeRepaired }) => {
    const { run, poll } = rig();
    const result = await run("accuracyTest", args(measured));
    expect(result).toMatchObject({ status: "succeeded", result: { verdict, repairable: canBeRepaired } });
    expect(states(await poll()).calibration).toBe(verdict);
  });

  it("accuracyTest with a target nobody could touch, and with arguments it cannot take", async () => {
    const { run } = rig();
    expect(await run("accuracyTest", args(targets.slice(0, 4)))).toMatchObject({ result: { verdict: "inaccurate" } });
    expect(await run("accuracyTest", args([]))).toMatchObject({ status: "failed", reason: { code: "noTouches" } });
    for (const bad of [{}, { ...args(targets), width: 0 }, { ...args(targets), extra: 1 }, args(targets).points])
      await expect(run("accuracyTest", bad as never)).rejects.toMatchObject({ code: "badArgs" });
    const same = { ...args(targets), points: targets.map(() => ({ target: [1, 1], measured: [1, 1] })) };
    await expect(run("accuracyTest", same)).rejects.toMatchObject({ code: "badArgs" });
    await expect(run("constructor")).rejects.toMatchObject({ code: "badArgs" });
  });

  it("readCalibration shows ranges as they were set", async () => {
    expect(await rig().run("readCalibration")).toMatchObject({
      status: "succeeded",
      result: {
        calibration: { x: { low: 410, high: 3686 }, y: { low: 410, high: 3686 } },
        scaling: { x: { low: 0, high: 4095 } },
        swapped: false,
        mode: [0x87, 0x0c],
        changed: false,
      },
    });
  });

  it("runDiagnostics runs the short tests only", async () => {
    const { run, device } = rig();
    expect(await run("runDiagnostics")).toMatchObject({ status: "succeeded", result: { tested: 0x37, mask: 0 } });
    device.inject("cableOff");
    expect(await run("runDiagnostics")).toMatchObject({ status: "failed", result: { failed: ["drive"] } });
  });

  it("offers nothing that could make the device unreachable (§9)", async () => {
    const { run, asked, poll } = rig();
    for (const { name } of driver.commands) await run(name, name === "accuracyTest" ? args(targets) : {});
    await poll();
    expect(asked.filter((command) => "PKEQMCSN".includes(command))).toEqual([]);
  });
});

describe("hostile lines", () => {
  it.each(["noise", "echo", "drip", "slow"])("stays right on a line with %s", async (fault) => {
    const { mischief, poll, run } = rig();
    mischief.inject(fault);
    for (let i = 0; i < 3; i++) expect(states(await poll())).toEqual(healthy);
    expect(await run("runDiagnostics")).toMatchObject({ status: "succeeded", result: { mask: 0 } });
  });

  it.each(["silent", "wrongChecksum", "halfFrame", "stuck"])("fails in time on a line with %s", async (fault) => {
    const { mischief, poll, clock } = rig();
    mischief.inject(fault);
    const before = clock.mono();
    await expect(poll()).rejects.toMatchObject({ name: "DriverError" });
    expect(clock.mono() - before).toBeLessThan(driver.poll.deadlineMs);
  });

  it("settles what is pending on close, abort and unplug", async () => {
    const ends: [string, (r: ReturnType<typeof rig>, abort: AbortController) => unknown][] = [
      ["closed", ({ session }) => session.close()],
      ["aborted", (_r, abort) => abort.abort()],
      ["portLost", ({ far }) => far.close()],
    ];
    for (const [code, end] of ends) {
      const r = rig();
      r.device.inject("noAnswer");
      const abort = new AbortController();
      const pending = r.session.poll(abort.signal);
      pending.catch(() => undefined);
      await r.clock.advance(20);
      await end(r, abort);
      await expect(r.finish(pending)).rejects.toMatchObject({ code });
      await r.session.close();
    }
  });
});

describe("on a real port", () => {
  it("identifies, polls, sees a fault cured by a reset, loses the port and finds it again", async () => {
    const served = await serveOnPty(simulated, { clock: systemClock, random: Math.random });
    const open = async () => {
      const port = await openSerial(served.path(), driver.line as never, systemClock);
      const session = driver.open(port, configOf(), { clock: systemClock, random: Math.random, memory: memory() });
      const close = async () => {
        await session.close();
        await port.close();
      };
      return { session, close };
    };
    try {
      const { session, close } = await open();
      expect(await session.identify(never)).toMatchObject({ model: "IntelliTouch 2500S" });
      expect(states(await session.poll(never))).toEqual(healthy);
      served.inject("fatalError");
      expect(states(await session.poll(never)).controller).toBe("inoperable");
      expect(await session.run("reset", {}, never)).toMatchObject({ status: "succeeded" });
      expect(states(await session.poll(never))).toEqual(healthy);
      await served.unplug();
      await expect(session.poll(never)).rejects.toMatchObject({ code: "portLost" });
      await close();
      await served.replug();
      const again = await open();
      expect(states(await again.session.poll(never))).toEqual(healthy);
      await again.close();
    } finally {
      await served.close();
    }
  });
});
