import { describe, expect, it } from "vitest";
import { checker, DeviceHealth } from "../../contract/index.ts";
import { type BytePort, DriverError } from "../../drivers/api.ts";
import { memoryPair } from "../../drivers/port/memory.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { noAnswer, okPrinter, type ScriptedDevice, scriptedDevice } from "../../tests/support/scripted-driver.ts";
import type { NewRecord } from "../outbox/record.ts";
import { backoffMs } from "./backoff.ts";
import { quietMs, reopenPort } from "./reopen.ts";
import { DeviceRunner, type RanCommand, type RunnerEnv } from "./runner.ts";

const minute = 60_000;
const healthSchema = checker(DeviceHealth);

const setUp = (device: ScriptedDevice = scriptedDevice(), more: Partial<RunnerEnv> = {}) => {
  const clock = new FakeClock();
  const emitted: (NewRecord & { at: number })[] = [];
  const kept = new Map<string, unknown>();
  const lines: string[] = [];
  const ports: BytePort[] = [];
  const opened: number[] = [];
  let refuse: DriverError | undefined;
  const env: RunnerEnv = {
    clock,
    random: () => 0.5,
    openPort: async (_line, { port: path = "" }) => {
      opened.push(clock.mono());
      if (refuse) throw refuse;
      const [near, far] = memoryPair(path);
      ports.push(far);
      return near;
    },
    driverEnv: { clock, random: () => 0.5, memory: { get: () => undefined, set: () => undefined } },
    remember: { get: (k) => kept.get(k), set: (k, v) => void kept.set(k, v) },
    refreshMs: () => 15 * minute,
    emit: (record) => void emitted.push({ ...record, at: clock.mono() }),
    onIdentity: () => undefined,
    log: { info: (t) => void lines.push(t), warn: (t) => void lines.push(t) },
    ...more,
  };
  const runner = new DeviceRunner({ id: "printer", driver: "scripted", port: "/dev/p" }, device.driver, env, 0);
  const health = () =>
    emitted.filter((r) => r.kind === "health").map((r) => ({ ...r, body: healthSchema.parse(r.body, "health") }));
  return {
    clock,
    emitted,
    health,
    lines,
    ports,
    opened,
    runner,
    device,
    kept,
    env,
    refuse: (e?: DriverError) => (refuse = e),
  };
};

describe("device loop", () => {
  it("identifies once per open, polls at its cadence, and tells only news and slow refreshes", async () => {
    const t = setUp();
    t.runner.start();
    await t.clock.advance(10 * minute);
    expect(t.device.calls.identify).toBe(1);
    expect(t.device.calls.poll).toBeGreaterThan(590);
    expect(t.device.calls.poll).toBeLessThan(610);
    expect(t.health().map((h) => h.urgent)).toEqual([true, false]);
    await t.clock.advance(60 * minute);
    expect(t.health().filter((h) => !h.urgent).length).toBe(5);
    await t.runner.stop();
    expect(t.device.calls.close).toBe(1);
  });

  it("is never stale by silence: two refreshes fit into the time a reading stays fresh", async () => {
    const t = setUp();
    t.runner.start();
    await t.clock.advance(180 * minute);
    const all = t.health();
    all.slice(1).forEach((h, i) => {
      const before = all[i];
      expect(h.body.observedAt - (before?.body.observedAt ?? 0)).toBeLessThan((before?.body.freshForMs ?? 0) / 1.5);
    });
    await t.runner.stop();
  });

  it("keeps `since` of what did not change and tells a change at once", async () => {
    const t = setUp();
    t.runner.start();
    await t.clock.advance(5_000);
    t.device.poll = () => ({
      ...okPrinter,
      components: { ...okPrinter.components, paper: { state: "out", vendorCode: "DLE EOT 4 = 7E", frame: "7E" } },
    });
    await t.clock.advance(2_000);
    const [first, second] = t.health();
    expect(second?.urgent).toBe(true);
    expect(second?.body.components["paper"]).toMatchObject({ state: "out", frame: "7E" });
    expect(second?.body.components["paper"]?.since).toBeGreaterThan(first?.body.components["paper"]?.since ?? 0);
    expect(second?.body.components["cover"]?.since).toBe(first?.body.components["cover"]?.since);
    await t.runner.stop();
  });

  it("polls at once when the device says something changed, but not faster than every 100 ms", async () => {
    const t = setUp();
    t.runner.start();
    await t.clock.advance(5_500);
    const before = t.device.calls.poll;
    for (let i = 0; i < 500; i++) {
      t.device.change();
      await t.clock.advance(1);
    }
    expect(t.device.calls.poll - before).toBeGreaterThanOrEqual(4);
    expect(t.device.calls.poll - before).toBeLessThanOrEqual(7);
    await t.runner.stop();
  });

  it("R11: one bad poll is noise, the third is a dead device: all parts unknown, and why; back within 10 s of its return", async () => {
    const t = setUp();
    t.runner.start();
    await t.clock.advance(2_500);
    let bad = 1;
    t.device.poll = () => (bad-- > 0 ? noAnswer() : okPrinter);
    await t.clock.advance(5_000);
    expect(t.health().length).toBe(1);
    t.device.poll = noAnswer;
    t.device.identify = noAnswer;
    const polls = t.device.calls.poll;
    await t.clock.advance(3_500);
    expect(t.device.calls.poll - polls).toBeLessThanOrEqual(4);
    const dead = t.health().at(-1)?.body;
    expect(dead).toMatchObject({
      availability: "offline",
      because: { code: "noAnswer" },
      components: { paper: { state: "unknown" }, cover: { state: "unknown" } },
      measures: {},
    });
    await t.clock.advance(40_000);
    t.device.poll = () => okPrinter;
    t.device.identify = () => ({ model: "Scripted", serial: "1" });
    await t.clock.advance(10_000);
    expect(t.health().at(-1)?.body.availability).toBe("online");
    expect(t.lines.filter((l) => l.includes("noAnswer")).length).toBe(1);
    expect(t.lines.filter((l) => l.includes("is back")).length).toBe(1);
    await t.runner.stop();
  });

  it("R11: a pulled port is absent at once, a missing one is tried every few seconds for ever, and each open is from scratch", async () => {
    const t = setUp();
    t.runner.start();
    await t.clock.advance(2_500);
    t.refuse(new DriverError("portMissing", "/dev/p: no such port"));
    await t.ports[0]?.close();
    await t.clock.advance(10);
    expect(t.health().at(-1)?.body).toMatchObject({ availability: "absent", because: { code: "portLost" } });
    await t.clock.advance(30 * minute);
    const tries = t.opened.length;
    await t.clock.advance(minute);
    expect(t.opened.length - tries).toBeGreaterThanOrEqual(12);
    t.refuse(undefined);
    await t.clock.advance(10_000);
    expect(t.health().at(-1)?.body.availability).toBe("online");
    expect(t.device.calls.open).toBe(2);
    expect(t.device.calls.close).toBe(1);
    await t.runner.stop();
  });

  it("R11 control: with the slow cap from the start a device that returns is not seen within 10 s", () => {
    const waits = Array.from({ length: 8 }, (_, tries) => backoffMs({ tries, forMs: 0, code: "noAnswer" }, () => 1));
    expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
    const slow = Array.from({ length: 8 }, (_, tries) =>
      backoffMs({ tries, forMs: 70_000, code: "noAnswer" }, () => 1),
    );
    expect(Math.max(...slow)).toBe(60_000);
  });

  it("gives up a session that ignores its deadline, and closes it", async () => {
    const t = setUp();
    t.runner.start();
    await t.clock.advance(1_500);
    t.device.poll = () => new Promise(() => undefined);
    await t.clock.advance(3_000);
    expect(t.device.calls.close).toBeGreaterThan(0);
    t.device.poll = () => okPrinter;
    await t.clock.advance(8_000);
    expect(t.health().at(-1)?.body.availability).toBe("online");
    await t.runner.stop();
  });

  it("takes words the vocabulary does not know as unknown, says so once, and does not fall over", async () => {
    const t = setUp();
    t.device.poll = () => ({
      availability: "online",
      components: { paper: { state: "soggy" }, engine: { state: "ok" }, cover: { state: "closed" } },
      measures: { cuts: Number.NaN, horsepower: 3, linesFed: 2 },
    });
    t.runner.start();
    await t.clock.advance(5_000);
    expect(t.health()[0]?.body).toMatchObject({
      components: { paper: { state: "unknown", vendorCode: "state soggy" }, cover: { state: "closed" } },
      measures: { linesFed: 2 },
    });
    expect(Object.keys(t.health()[0]?.body.components ?? {})).toEqual(["paper", "cover"]);
    expect(t.lines.filter((l) => l.includes("soggy")).length).toBe(1);
    await t.runner.stop();
  });

  it("tells a device that flaps at a bounded rate, and its newest state last", async () => {
    const t = setUp();
    let n = 0;
    t.device.poll = () => ({ ...okPrinter, components: { paper: { state: n++ % 2 ? "out" : "full" } } });
    t.runner.start();
    await t.clock.advance(10 * minute);
    expect(t.health().length).toBeLessThan(30 + 125);
    t.device.poll = () => ({ ...okPrinter, components: { paper: { state: "low" } } });
    await t.clock.advance(10_000);
    expect(t.health().at(-1)?.body.components["paper"]?.state).toBe("low");
    await t.runner.stop();
  });

  it("hides frames its driver does not let through", async () => {
    const device = scriptedDevice({ showFrame: (frame) => frame[0] === 0x02 });
    device.poll = () => ({
      ...okPrinter,
      components: { paper: { state: "out", frame: "31 32" }, cover: { state: "open", frame: "02 33" } },
    });
    const t = setUp(device);
    t.runner.start();
    await t.clock.advance(100);
    expect(t.health()[0]?.body.components["paper"]?.frame).toBeUndefined();
    expect(t.health()[0]?.body.components["cover"]?.frame).toBe("02 33");
    await t.runner.stop();
  });

  it("a healthy idle terminal of seven devices stays under 1 MB a day", async () => {
    const t = setUp(scriptedDevice({ poll: { everyMs: 60_000, deadlineMs: 500 } }));
    const part = { state: "closed", vendorCode: "DLE EOT 2 = 12 and more", frame: "AB ".repeat(60) };
    t.device.poll = () => ({
      availability: "online",
      components: {
        cover: part,
        paper: { ...part, state: "full" },
        media: { ...part, state: "notPresent" },
        cutter: { ...part, state: "ok" },
        head: { ...part, state: "ok" },
        mechanism: { ...part, state: "ok" },
        supply: { ...part, state: "ok" },
        memory: { ...part, state: "ok" },
      },
      measures: {
        linkFrames: 1_234_567,
        linkErrors: 12,
        linkDiscardedBytes: 120,
        linkRoundTrip: 12.5,
        cuts: 12_345,
        linesFed: 1_234_567,
        operatingTime: 1_234,
      },
    });
    t.runner.start();
    await t.clock.advance(24 * 60 * minute);
    const envelope = 420; // topic, batch envelope, PUBACK, and our own ack with its topic
    const bytes = t.health().reduce((sum, h) => sum + JSON.stringify(h.body).length + envelope, 0);
    expect(bytes * 7 + ((24 * 3600) / 20) * 4).toBeLessThan(1_000_000);
    await t.runner.stop();
  });
});

describe("commands between polls", () => {
  it("runs one at a time, shows its frames, then polls at once and tells even what did not change", async () => {
    const t = setUp();
    t.runner.start();
    await t.clock.advance(1_500);
    const before = t.health().length;
    const ran: RanCommand[] = [];
    const reset = t.runner.commands.find((c) => c.name === "reset");
    t.device.run = async () => {
      await t.ports[0]?.write(Uint8Array.of(6));
      return { status: "succeeded", result: { took: 1 } };
    };
    if (!reset) throw new Error("no reset");
    const one = t.runner.run(
      reset,
      {},
      () => undefined,
      (r) => void ran.push(r),
    );
    await t.clock.advance(10);
    await one;
    expect(ran[0]).toMatchObject({ result: { status: "succeeded" }, frames: ["> 1B 01", "< 06"], cut: false });
    expect(t.health().length).toBe(before + 1);
    await t.runner.stop();
  });

  it("reopenPort closes and opens from scratch, identifies and polls; a host has none", async () => {
    const t = setUp();
    t.runner.start();
    await t.clock.advance(1_500);
    const ran: RanCommand[] = [];
    const one = t.runner.run(
      reopenPort,
      {},
      () => undefined,
      (r) => void ran.push(r),
    );
    await t.clock.advance(quietMs + 10);
    await one;
    expect(ran[0]?.result).toMatchObject({ status: "succeeded", result: { identity: { serial: "1" } } });
    expect([t.device.calls.open, t.device.calls.close, t.device.calls.identify]).toEqual([2, 1, 2]);
    await t.runner.stop();
    const host = setUp(scriptedDevice({ line: { kind: "none" } }));
    expect(host.runner.commands.map((c) => c.name)).not.toContain("reopenPort");
  });

  it("says how a command of a dead device failed, in the closed words of drivers", async () => {
    const t = setUp();
    t.refuse(new DriverError("portBusy", "another program holds it"));
    t.runner.start();
    await t.clock.advance(1_000);
    const ran: RanCommand[] = [];
    const one = t.runner.run(
      reopenPort,
      {},
      () => undefined,
      (r) => void ran.push(r),
    );
    await t.clock.advance(quietMs + 10);
    await one;
    expect(ran[0]?.result).toMatchObject({ status: "failed", reason: { code: "portBusy" } });
    await t.runner.stop();
  });
});
