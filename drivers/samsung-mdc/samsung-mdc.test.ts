import { Value } from "typebox/value";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../contract/index.ts";
import simulated from "../../simulators/devices/samsung-mdc/device.ts";
import { Mischief } from "../../simulators/line/mischief.ts";
import { serveOnPty } from "../../simulators/line/serve.ts";
import { finishing, memoryIn, never, statesOf as states } from "../../tests/support/driver-bench.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import type { BytePort, DeviceSession, DriverEnv } from "../api.ts";
import { memoryPair } from "../port/memory.ts";
import { openSerial } from "../port/serial.ts";
import { tap } from "../port/wiretap.ts";
import { fromHex, hex } from "../wire/fields.ts";
import driver from "./driver.ts";

type Config = Parameters<typeof driver.open>[1];

const configOf = (given: Partial<Config> = {}) => Value.Default(driver.config, { ...given }) as Config;

const line = (config: Partial<Config> = {}) => {
  const clock = new FakeClock();
  const [host, far] = memoryPair();
  const said: string[] = [];
  const tapped = tap(host, (direction, bytes) => said.push(`${direction === "sent" ? "H" : "D"}: ${hex(bytes)}`));
  let seed = 5;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const env: DriverEnv = { clock, random, memory: memoryIn(new Map()) };
  const session = driver.open(tapped, configOf(config), env);
  const finish = finishing(clock, 10);
  return {
    clock,
    far,
    said,
    random,
    session,
    finish,
    poll: () => finish(session.poll(never)),
    identify: () => finish(session.identify(never)),
    run: (command: string, args: Record<string, unknown> = {}) => finish(session.run(command, args, never)),
  };
};

const rig = (config: Partial<Config> = {}, settings: Record<string, unknown> = {}) => {
  const ends = line(config);
  const { clock, random, far } = ends;
  const mischief = new Mischief({ clock, random, send: (bytes) => void far.write(bytes).catch(() => undefined) });
  const device = simulated.create({ clock, random, send: (bytes) => mischief.toHost(bytes), settings });
  far.onData((bytes) => {
    mischief.fromHost(bytes);
    device.receive(bytes);
  });
  return { ...ends, device, mischief };
};

/** A display that answers by a list: each request's answers in order; anything else gets nothing. */
const scripted = (script: Record<string, (string | undefined)[]>) => {
  const ends = line();
  ends.far.onData((bytes) => {
    const answer = script[hex(bytes)]?.shift();
    if (answer) void ends.far.write(fromHex(answer));
  });
  return ends;
};

const healthy = {
  power: "on",
  panel: "on",
  lamp: "ok",
  temperature: "ok",
  fan: "ok",
  lightSensor: "notFitted",
  signal: "present",
};

describe("a healthy display", () => {
  it("tells who it is and how it is, in the sheet's frames (§7.1)", async () => {
    const { identify, poll, said } = rig();
    expect(await identify()).toEqual({
      manufacturer: "Samsung",
      model: "QM43R",
      serial: "0123H4ZM100001J",
      firmware: "M-P5LDWWC-1015.7",
    });
    const reading = await poll();
    expect(states(reading)).toEqual(healthy);
    expect(reading.measures).toMatchObject({
      brightness: 45,
      backlight: 80,
      temperature: 38,
      panelOnTime: 776.7,
      linkErrors: 0,
      linkDiscardedBytes: 0,
    });
    expect(said).toContain("D: AA FF 01 08 41 0D 00 00 00 00 26 00 7C");
    expect(said.filter((s) => s.startsWith("H")).some((s) => s.split(" ")[3] === "FE")).toBe(false);
  });

  it("opening sends nothing", async () => {
    const { said, clock } = rig();
    await clock.advance(60_000);
    expect(said).toEqual([]);
  });

  it("panel-on time moves", async () => {
    const { poll, clock } = rig();
    await clock.advance(3_600_000);
    expect((await poll()).measures.panelOnTime).toBe(777.7);
  });
});

const faults: Record<string, Record<string, string>> = {
  lampDead: { lamp: "inoperative" },
  overheated: { temperature: "high" },
  fanError: { fan: "inoperative" },
  noSignal: { signal: "missing" },
  panelOff: { panel: "off" },
  lightSensorError: { lightSensor: "inoperative" },
};

describe.each(Object.entries(faults))("fault %s", (fault, expected) => {
  it("is read with its frame, and clears", async () => {
    const { poll, device } = rig();
    device.inject(fault);
    const sick = await poll();
    expect(states(sick)).toEqual({ ...healthy, ...expected });
    for (const name of Object.keys(expected))
      expect(sick.components[name]).toMatchObject({
        vendorCode: expect.any(String),
        frame: expect.stringMatching(/^AA FF/),
      });
    device.clear(fault);
    expect(states(await poll())).toEqual(healthy);
  });
});

describe("standby and start", () => {
  it.each(["poweredOff", "standbyMute"])("%s: asks no more than the status (§6)", async (fault) => {
    const { poll, device, said, run, clock } = rig();
    device.inject(fault);
    expect(states(await poll())).toEqual({ power: "off" });
    expect(said.filter((s) => s.startsWith("H"))).toEqual(["H: AA 00 01 00 01"]);
    expect(await run("powerOn")).toEqual({ status: "succeeded", result: { changed: true } });
    const starting = await poll();
    expect(starting).toMatchObject({ availability: "starting", components: {}, because: { code: "starting" } });
    await clock.advance(16_000);
    expect(states(await poll())).toEqual(healthy);
  });

  it("identifies a display in standby by what it tells", async () => {
    const { identify, device } = rig();
    device.inject("standbyMute");
    expect(await identify()).toEqual({ manufacturer: "Samsung", serial: "0123H4ZM100001J" });
  });

  it("a start that takes too long is silence", async () => {
    const { poll, run, device, clock } = rig({}, { bootMs: 3_600_000 });
    device.inject("poweredOff");
    await run("powerOn");
    await clock.advance(26_000);
    await expect(poll()).rejects.toMatchObject({ code: "noAnswer" });
  });

  it("restart is sent once, and its silence is a start", async () => {
    const { run, poll, clock, said } = rig();
    expect(await run("restart")).toEqual({ status: "succeeded" });
    expect(said.filter((s) => s === "H: AA 11 01 01 02 15")).toHaveLength(1);
    expect((await poll()).availability).toBe("starting");
    await clock.advance(30_000);
    expect(states(await poll())).toEqual(healthy);
    const dead = scripted({});
    await expect(dead.run("restart")).rejects.toMatchObject({ code: "noAnswer" });
    expect(dead.said).toEqual(["H: AA 11 01 01 02 15"]);
  });
});

describe("commands", () => {
  it("sets brightness and backlight, and tells what was before", async () => {
    const { run, poll } = rig();
    expect(await run("setBrightness", { percent: 60 })).toEqual({
      status: "succeeded",
      result: { percent: 60, before: 45 },
    });
    expect(await run("setBacklight", { percent: 30 })).toEqual({
      status: "succeeded",
      result: { percent: 30, before: 80 },
    });
    expect((await poll()).measures).toMatchObject({ brightness: 60, backlight: 30 });
  });

  it("switches the panel on (§7.2 F7)", async () => {
    const { run, device, said, poll } = rig();
    device.inject("panelOff");
    expect(await run("panelOn")).toEqual({ status: "succeeded" });
    expect(said).toEqual(["H: AA F9 01 01 00 FB", "D: AA FF 01 03 41 F9 00 3D"]);
    expect(states(await poll())).toEqual(healthy);
  });

  it("selfTest asks only", async () => {
    const { run, device } = rig();
    const before = device.state();
    expect(await run("selfTest")).toMatchObject({
      status: "succeeded",
      result: { lamp: "ok", source: "HDMI1", celsius: 38, limitCelsius: 90 },
    });
    expect(device.state()).toEqual(before);
  });

  it("refusals are failures with a reason; wrong arguments never reach the line", async () => {
    const { run, device, said } = rig();
    device.inject("nakAll");
    expect(await run("setBrightness", { percent: 60 })).toMatchObject({
      status: "failed",
      reason: { code: "refused" },
    });
    expect(await run("restart")).toMatchObject({ status: "failed", reason: { code: "refused" } });
    const sent = said.length;
    for (const args of [{}, { percent: 101 }, { percent: 1.5 }, { percent: "60" }, { percent: 1, more: 1 }])
      await expect(run("setBrightness", args)).rejects.toMatchObject({ code: "badArgs" });
    await expect(run("panelOn", { x: 1 })).rejects.toMatchObject({ code: "badArgs" });
    await expect(run("factoryReset")).rejects.toMatchObject({ code: "badArgs" });
    expect(said).toHaveLength(sent);
  });
});

const status = "AA FF 01 09 41 00 01 14 00 21 10 00 00 90";
const errors = "AA FF 01 08 41 0D 00 00 00 00 26 00 7C";

describe("hostile lines", () => {
  it("repeats after a wrong checksum (§7.2 F8)", async () => {
    const { poll, said } = scripted({
      "AA 00 01 00 01": [status],
      "AA 0D 01 00 0E": ["AA FF 01 08 41 0D 00 00 00 00 26 00 7B", errors],
    });
    expect(states(await poll())).toMatchObject({ lamp: "ok" });
    expect(said.filter((s) => s === "H: AA 0D 01 00 0E")).toHaveLength(2);
  });

  it("drops a late answer to another question (§7.2 F11), and a neighbour's", async () => {
    const { poll } = scripted({
      "AA 00 01 00 01": [`AA FF 01 03 41 25 2D 96 AA FF 02 09 41 00 00 14 00 21 10 00 00 90 ${status}`],
      "AA 0D 01 00 0E": [errors],
    });
    expect(states(await poll())).toMatchObject({ power: "on", lamp: "ok" });
  });

  it("asks three times, a second apart, then says there is no answer (§7.2 F9)", async () => {
    const { poll, said, clock } = scripted({});
    await expect(poll()).rejects.toMatchObject({ code: "noAnswer" });
    expect(said).toEqual(["H: AA 00 01 00 01", "H: AA 00 01 00 01", "H: AA 00 01 00 01"]);
    expect(clock.mono()).toBeGreaterThanOrEqual(5_000);
  });

  it("a display that refuses everything is unknown, not ok and not dead", async () => {
    const { poll, device } = rig();
    device.inject("nakAll");
    const reading = await poll();
    expect(new Set(Object.values(states(reading)))).toEqual(new Set(["unknown"]));
    expect(reading.measures).not.toHaveProperty("brightness");
  });

  it("leaves out figures a model does not know, and asks again much later", async () => {
    const script = Object.fromEntries(
      [
        ["AA 00 01 00 01", status],
        ["AA 0D 01 00 0E", errors],
        ["AA F9 01 00 FA", "AA FF 01 03 41 F9 00 3D"],
        ["AA 25 01 00 26", "AA FF 01 03 4E 25 01 77"],
      ].map(([request, answer]) => [request, Array.from({ length: 9 }, () => answer)]),
    );
    const { poll, said, clock } = scripted(script);
    const asked = () => said.filter((s) => s === "H: AA 25 01 00 26").length;
    expect((await poll()).measures).not.toHaveProperty("brightness");
    await poll();
    expect(asked()).toBe(1);
    await clock.advance(10 * 60_000);
    await poll();
    expect(asked()).toBe(2);
  });

  it.each(["drip", "slow", "echo", "noise"])("reads through a line that is %s", async (fault) => {
    const { poll, identify, device, mischief } = rig();
    mischief.inject(fault);
    expect(await identify()).toMatchObject({ model: "QM43R" });
    device.inject("lampDead");
    expect((await poll()).components.lamp?.state).toBe("inoperative");
  });

  it.each(["silent", "halfFrame", "wrongChecksum", "stuck"])(
    "never calls a dead lamp ok on a line that is %s",
    async (fault) => {
      const { poll, device, mischief } = rig();
      await poll();
      device.inject("lampDead");
      mischief.inject(fault);
      const outcome = await poll().catch((error: { code: string }) => error.code);
      if (typeof outcome === "string") expect(["noAnswer", "damagedAnswers"]).toContain(outcome);
      else expect(outcome.components.lamp?.state).toBe("unknown");
      mischief.clear();
      await poll().catch(() => undefined);
      expect((await poll()).components.lamp?.state).toBe("inoperative");
    },
  );

  it("settles within the deadline, whatever the line does", async () => {
    for (const fault of ["silent", "halfFrame", "wrongChecksum", "noise", "echo", "drip", "slow", "stuck"]) {
      const { poll, identify, mischief, clock } = rig();
      mischief.inject(fault);
      for (const work of [identify, poll]) {
        const start = clock.mono();
        await work().catch(() => undefined);
        expect(clock.mono() - start).toBeLessThan(driver.poll.deadlineMs);
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

  it("finds its display in a chain by its ID", async () => {
    const { poll } = rig({ id: 2 }, { id: 2 });
    expect(states(await poll())).toEqual(healthy);
    const wrong = rig({ id: 2 }, { id: 1 });
    await expect(wrong.poll()).rejects.toMatchObject({ code: "noAnswer" });
  });
});

describe("on a real pseudo terminal", () => {
  const open = async (path: string): Promise<{ port: BytePort; session: DeviceSession }> => {
    const port = await openSerial(path, driver.line as never, systemClock);
    return {
      port,
      session: driver.open(port, configOf(), { clock: systemClock, random: () => 0.5, memory: memoryIn(new Map()) }),
    };
  };

  it("identifies, polls, sees a fault, cures it, loses the port and finds it again", async () => {
    const served = await serveOnPty(simulated, { clock: systemClock, random: () => 0.5 });
    try {
      const first = await open(served.path());
      expect(await first.session.identify(never)).toMatchObject({ model: "QM43R" });
      expect(states(await first.session.poll(never))).toEqual(healthy);
      served.inject("panelOff");
      expect((await first.session.poll(never)).components.panel?.state).toBe("off");
      expect(await first.session.run("panelOn", {}, never)).toMatchObject({ status: "succeeded" });
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
