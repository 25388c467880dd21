import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock, type Ui } from "../../contract/index.ts";
import { loadDrivers } from "../../drivers/catalog.ts";
import driversVerb from "../../drivers/verbs/drivers.ts";
import probe from "../../drivers/verbs/probe.ts";
import { loadSimulators } from "../../simulators/catalog.ts";
import { obey } from "../../simulators/line/orders.ts";
import { type ServedDevice, serveOnPty } from "../../simulators/line/serve.ts";
import simulate from "../../simulators/verbs/simulate.ts";
import { until } from "../support/processes.ts";
import { seeded } from "../support/seeded.ts";

/** Everything shown, as JSON values or as lines. */
const collecting = (json: boolean, stop = new AbortController()) => {
  const shown: unknown[] = [];
  const ui: Ui = {
    json,
    interactive: false,
    language: "zh-CN",
    signal: stop.signal,
    out: (text) => void shown.push(text),
    err: (text) => void shown.push(`! ${text}`),
    jsonOut: (value) => void shown.push(value),
    table: (_, rows) => void shown.push(...rows.map((row) => row.join(" | "))),
    paint: (_, text) => text,
    say: (text) => text["zh-CN"],
  };
  return { ui, shown, stop };
};

const name = "modbus-inputs";
let served: ServedDevice;
let port: string;
beforeEach(async () => {
  const simulated = (await loadSimulators()).get(name);
  if (!simulated) throw new Error(`no simulator ${name}`);
  port = join(await mkdtemp(join(tmpdir(), "probe-")), "device");
  served = await serveOnPty(simulated, { clock: systemClock, random: seeded(1), link: port });
});
afterEach(() => served.close());

const run = async (args: Record<string, unknown>, json = true) => {
  const { ui, shown } = collecting(json);
  return { code: await probe.run({ driver: name, port, ...args }, ui), shown };
};

describe("probe", () => {
  it("healthy: 0, with identity, components and measures", async () => {
    const { code, shown } = await run({});
    expect(code).toBe(0);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatchObject({
      driver: name,
      deviceClass: "cabinet",
      verdict: "healthy",
      reading: { availability: "online" },
    });
  });

  it("faulty: 1; no answer: 2, with the reason", async () => {
    served.inject("loopCut");
    expect((await run({})).code).toBe(1);
    served.clear();
    served.inject("silent");
    const { code, shown } = await run({});
    expect(code).toBe(2);
    expect(shown[0]).toMatchObject({ verdict: "noAnswer", trouble: { code: "noAnswer" } });
  });

  it("frames in both directions, as text", async () => {
    const { shown } = await run({ frames: true }, false);
    expect(shown.some((line) => String(line).endsWith("> 01 02 00 00 00 08 79 CC"))).toBe(true);
    expect(shown.some((line) => String(line).endsWith("< 01 02 01 5F E1 B0"))).toBe(true);
    expect(shown.at(-1)).toMatch(/online, 正常$/);
  });

  it("a port that is missing or busy: 69, and says so", async () => {
    const missing = await run({ port: `${port}.none` }, false);
    expect([missing.code, String(missing.shown)]).toEqual([69, expect.stringMatching(/portMissing/)]);
    const stop = new AbortController();
    const holder = collecting(true, stop);
    const watching = probe.run({ driver: name, port, watch: true }, holder.ui);
    await until(() => holder.shown.length > 0, "the first look");
    const busy = await run({});
    expect([busy.code, busy.shown]).toMatchObject([69, [{ trouble: { code: "portBusy" } }]]);
    stop.abort();
    expect(await watching).toBe(0);
  });

  it("watches: a fault that comes is shown, an unplug ends it with 2", async () => {
    const { ui, shown } = collecting(true);
    const watching = probe.run({ driver: name, port, watch: true }, ui);
    await until(() => shown.length > 0, "the first look");
    served.inject("loopCut");
    await until(() => shown.some((s) => (s as { verdict: string }).verdict === "faulty"), "the fault");
    await served.unplug();
    expect(await watching).toBe(2);
    expect(shown.at(-1)).toMatchObject({ trouble: { code: "portLost" } });
  });

  it.each([
    [{ driver: "nothing" }, /no driver nothing; there are .*modbus-inputs/],
    [{ port: undefined }, /say --port/],
    [{ config: ["colour=red"] }, /colour is not a known key/],
  ])("%j is refused with a sentence", async (args, says) => {
    await expect(run(args)).rejects.toThrow(says);
  });
});

describe("drivers and simulate", () => {
  it("lists every driver", async () => {
    const { ui, shown } = collecting(false);
    expect(await driversVerb.run({}, ui)).toBe(0);
    expect(shown.map((line) => String(line).split(" | ")[0])).toEqual([...(await loadDrivers()).keys()]);
  });

  it("lists faults of the device and the line, and actions", async () => {
    const { ui, shown } = collecting(true);
    expect(await simulate.run({ device: name, list: true }, ui)).toBe(0);
    expect(shown[0]).toMatchObject({
      device: name,
      lineFaults: expect.arrayContaining([{ name: "drip", text: expect.any(String) }]),
    });
    await expect(simulate.run({ device: "toaster" }, ui)).rejects.toThrow(/no simulated device toaster; there are/);
  });

  it("orders typed while it is served do what they say", async () => {
    const device = (await loadSimulators()).get(name);
    if (!device) throw new Error(name);
    const say = (line: string) => obey(line, served, device);
    expect(await say("  ")).toBeUndefined();
    await say("inject loopCut");
    expect(await say("state")).toMatchObject({ faults: ["loopCut"] });
    await say("clear");
    expect(await say("state")).toMatchObject({ faults: [] });
    await say("unplug");
    expect((await run({})).code).toBe(69);
    expect(await say("replug")).toEqual({ path: port });
    expect((await run({})).code).toBe(0);
    await say("powercycle");
    expect(await say("help")).toMatchObject({ orders: expect.anything(), faults: expect.anything() });
    await expect(say("inject fire")).rejects.toThrow(/has no fault fire/);
    await expect(say("act toString")).rejects.toThrow(/toString/);
    await expect(say("act openOuterDoor type")).rejects.toThrow(/key=value/);
    await expect(say("explode now")).rejects.toThrow(/explode is no order; there are inject/);
  });
});
