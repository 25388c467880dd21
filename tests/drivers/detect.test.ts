import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../contract/index.ts";
import { DriverError } from "../../drivers/api.ts";
import { loadDrivers } from "../../drivers/catalog.ts";
import { request as ccnet } from "../../drivers/ccnet/codec.ts";
import { request as crt310 } from "../../drivers/crt310/codec.ts";
import { request as crt571 } from "../../drivers/crt571/codec.ts";
import { findUsb } from "../../drivers/detect/others.ts";
import { type Findable, planFor } from "../../drivers/detect/plan.ts";
import { detect } from "../../drivers/detect/ports.ts";
import { encode as elo } from "../../drivers/elo-smartset/codec.ts";
import { request as id003 } from "../../drivers/id003/codec.ts";
import { encode as ssp } from "../../drivers/ssp/codec.ts";
import { hex } from "../../drivers/wire/fields.ts";
import type { SimulatedDevice } from "../../simulators/api.ts";
import { loadSimulators } from "../../simulators/catalog.ts";
import { serveInFolder } from "../../simulators/line/folder/serve.ts";
import { plant } from "../support/made-tree.ts";
import { seeded } from "../support/seeded.ts";
import { type DetectBench, findable, onCable, search } from "./detect-bench.ts";

const allDrivers = await loadDrivers();
const drivers = findable(allDrivers.values());
const simulators = await loadSimulators();
const names = drivers.map(({ name }) => name);
const pairs = drivers.flatMap((driver) => {
  const simulated = simulators.get(driver.name);
  return simulated ? [[driver.name, driver, simulated] as const] : [];
});
const usual = (driver: Findable) => ({ line: driver.line, baudRate: driver.line.baudRates[0] });
const named = (name: string): Findable => drivers.find((driver) => driver.name === name) as Findable;
const simulator = (name: string): SimulatedDevice => simulators.get(name) as SimulatedDevice;
const bytes = (cable: DetectBench["cable"]): string => cable.sent.map(hex).join(" ");

it("every serial driver can be looked for", async () => {
  const serial = [...allDrivers.values()].filter(({ line }) => line.kind === "serial");
  expect(names).toEqual(serial.map(({ name }) => name));
});

describe.each(pairs)("a simulated %s", (name, own, simulated) => {
  it("is found as itself at its usual speed, and as nothing else", async () => {
    const { outcome } = await search(await onCable(simulated, usual(own)), drivers);
    expect(outcome).toMatchObject({ kind: "found", found: [{ driver: { name }, baudRate: own.line.baudRates[0] }] });
    expect(outcome.kind === "found" && outcome.found.length).toBe(1);
    if (outcome.kind === "found") expect(outcome.found[0].confidence).not.toBe("possible");
  });

  it.each(names)("is not taken for its own by the questions of %s, on any line", async (asker) => {
    const { outcome } = await search(await onCable(simulated, undefined), [named(asker)]);
    const found = outcome.kind === "found" ? outcome.found.map((one) => one.driver.name) : [];
    expect(found).toEqual(asker === name ? [name] : []);
  });

  const slowest = own.line.baudRates.at(-1) ?? 0;
  it(`is found at ${slowest}, too`, async () => {
    const { outcome } = await search(await onCable(simulated, { line: own.line, baudRate: slowest }), drivers);
    expect(outcome).toMatchObject({ kind: "found", found: [{ driver: { name }, baudRate: slowest }] });
  });

  it("is as it would be had nobody asked, whatever it was doing", async () => {
    /** Counters of questions are all that a question may change. */
    const { reads, dropped, commands, ...unasked } = await stateAfter(simulated, "", undefined);
    expect(Object.keys(unasked).length + [reads, dropped, commands].length).toBeGreaterThan(3);
    for (const action of ["", ...simulated.actions.map((act) => act.name)]) {
      const { reads: _r, dropped: _d, commands: _c, ...asked } = await stateAfter(simulated, action, own);
      const { reads: _r2, dropped: _d2, commands: _c2, ...left } = await stateAfter(simulated, action, undefined);
      expect([action, asked]).toEqual([action, left]);
    }
  });
});

/** What a device's state is after an act of the world and twenty seconds, in which it is looked for, or not. */
const stateAfter = async (
  simulated: SimulatedDevice,
  action: string,
  asker: Findable | undefined,
): Promise<Record<string, unknown>> => {
  const bench = await onCable(simulated, undefined);
  try {
    if (action) bench.device?.act(action);
  } catch {
    // It wants arguments, or cannot be done now: then it is looked for as it is.
  }
  const began = bench.clock.mono();
  if (asker) await search(bench, [asker]);
  await bench.clock.advance(20_000 - (bench.clock.mono() - began));
  return bench.device?.state() ?? {};
};

it("a question that takes anything for its answer gives false names, and is found out (control)", async () => {
  const ccnetOwn = named("ccnet");
  const anything: Findable = {
    ...ccnetOwn,
    detect: {
      ...ccnetOwn.detect,
      probe: async ({ ask }) =>
        (await ask(Uint8Array.of(0x10, 0x04, 0x01), 300, (heard) => heard.length > 0 || undefined))
          ? { confidence: "certain" }
          : undefined,
    },
  };
  const { outcome } = await search(await onCable(simulator("escpos"), undefined), [anything]);
  expect(outcome).toMatchObject({ kind: "found", found: [{ driver: { name: "ccnet" } }] });
});

describe("devices on USB and in the system", () => {
  const all = [...allDrivers.values()];
  const onUsb = [...simulators.values()].flatMap((one) => (one.usb ? [[one.name, one.usb] as const] : []));
  const inFolder = [...simulators.values()].flatMap((one) => (one.system ? [[one.name, one] as const] : []));

  it.each(onUsb)("a simulated %s is known by its descriptors, and as nothing else", async (name, describe) => {
    const root = await mkdtemp(join(tmpdir(), "detect-"));
    const { device, configuration, strings } = describe({});
    const folder = "sys/bus/usb/devices/1-1";
    const text = (at: number) => `${strings[(device[at] ?? 0) - 1] ?? ""}\n`;
    plant(root, {
      [`${folder}/descriptors`]: Uint8Array.from([...device, ...configuration]),
      [`${folder}/busnum`]: "1\n",
      [`${folder}/devnum`]: "2\n",
      [`${folder}/bConfigurationValue`]: "1\n",
      [`${folder}/manufacturer`]: text(14),
      [`${folder}/product`]: text(15),
      [`${folder}/serial`]: text(16),
    });
    const found = await findUsb(root, all);
    expect(found.map(({ driver }) => driver.name)).toEqual([name]);
    expect(found[0]?.confidence).not.toBe("possible");
    await rm(root, { recursive: true });
  });

  it.each(inFolder)("a simulated %s in its folder is found there, and nothing else", async (name, simulated) => {
    const clock = systemClock;
    const served = await serveInFolder(simulated, { clock, random: seeded(1) });
    try {
      const { elsewhere, ports } = await detect({
        root: "/",
        port: served.path(),
        drivers: all,
        clock,
        signal: new AbortController().signal,
        open: () => Promise.reject(new DriverError("portMissing", "no serial port is opened here")),
      });
      expect(ports).toEqual([]);
      expect(elsewhere.map(({ driver, port }) => [driver.name, port])).toEqual([[name, served.path()]]);
    } finally {
      await served.close();
    }
  });
});

describe("what is sent", () => {
  it("on a silent line: the whole plan, in the time that was said, and nothing that moves, sets, or takes an event", async () => {
    const bench = await onCable(undefined, undefined);
    const { outcome, tookMs } = await search(bench, drivers);
    expect(outcome).toEqual({ kind: "nothing", bytes: 0, echoes: false });
    const most = planFor(drivers).reduce((sum, { worstMs, tries }) => sum + worstMs + tries * 50, 1_500);
    expect(tookMs).toBeLessThanOrEqual(most + 2_000);
    expect(tookMs).toBeLessThan(45_000);
    const sent = bytes(bench.cable);
    const forbidden: Uint8Array[] = [
      ...[0x30, 0x32, 0x33, 0x34, 0x35, 0x36, 0x38, 0x50].map((command) => ccnet(command)),
      ...[0x11, 0x40, 0x41, 0x42, 0x43, 0x44, 0x49, 0x50].map((command) => id003(command)),
      ...[0x01, 0x02, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x18].flatMap((c) => [ssp(0x80, [c]), ssp(0x00, [c])]),
      ...[0x30, 0x31, 0x32, 0x33].flatMap((pm) => [crt571(0, 0x30, pm), crt571(0, 0x32, pm), crt571(0, 0x33, pm)]),
      ...[0x30, 0x31, 0x32].flatMap((pm) => [crt310(0x30, pm), crt310(0x32, pm), crt310(0x33, pm)]),
      ...["R", "Q", "C", "S", "P", "E"].map((command) => elo(command)),
    ];
    for (const frame of forbidden) expect(sent).not.toContain(hex(frame));
    const writes = bench.cable.sent.map((one) => Buffer.from(one).toString("latin1"));
    expect(writes.filter((text) => text.endsWith("\r") && !/^(AT|AT\+C(REG\?|GM[IMR])|Q1|I)\r$/.test(text))).toEqual(
      [],
    );
    expect(sent).not.toMatch(/1B 40|1D 56|10 14|10 05/); // ESC @, cut, drawer, recover
  });

  it("nothing that a printer would print is sent before it is known that there is none", async () => {
    const rates = named("escpos").line.baudRates.length;
    const plan = planFor(drivers).map(({ driver }) => driver.detect.loudness);
    expect(plan).toEqual([...plan].sort((a, b) => a - b));
    expect(plan.filter((loudness) => loudness === 0)).toHaveLength(rates);
    for (const rate of named("escpos").line.baudRates) {
      const bench = await onCable(simulator("escpos"), { line: named("escpos").line, baudRate: rate });
      await search(bench, drivers);
      // DLE EOT and GS I only, whatever speed it was found at.
      expect(bytes(bench.cable)).toMatch(/^(10 04 (0[1-4]|14)|1D 49 4[1-4]| )+$/);
    }
  });
});

describe("addresses and models", () => {
  const at = async (name: string, settings: Record<string, unknown>) => {
    const { outcome } = await search(await onCable(simulator(name), usual(named(name)), settings), drivers);
    return outcome.kind === "found" ? outcome.found.map(({ driver, config }) => [driver.name, config]) : outcome.kind;
  };

  it.each([
    ["modbus-inputs", { unit: 5 }, { unit: 5 }],
    ["samsung-mdc", { id: 3 }, { id: 3 }],
    ["crt571", { address: 2 }, { address: 2 }],
    ["escpos", { profile: "custom" }, { profile: "custom" }],
  ])("%s with %j is found, with the setting to write", async (name, settings, config) => {
    expect(await at(name, settings)).toEqual([[name, config]]);
  });
});

describe("lines that are not ours", () => {
  const search100 = async (bench: DetectBench) => (await search(bench, drivers)).outcome;

  it("a conversation between others is left alone: not a byte is sent", async () => {
    const bench = await onCable(undefined, undefined);
    const talk = async () => {
      for (let n = 0; n < 400; n++) {
        bench.cable.toHost(ccnet(0x33));
        await bench.clock.advance(30);
        bench.cable.toHost(Uint8Array.of(0x02, 0x03, 0x06, 0x14, 0x67, 0xd4));
        await bench.clock.advance(170);
      }
    };
    const [outcome] = await Promise.all([search100(bench), talk()]);
    expect(outcome).toMatchObject({ kind: "leftAlone" });
    expect(bench.cable.sent).toEqual([]);
  });

  it("one that begins while we ask ends the search at once", async () => {
    const bench = await onCable(undefined, undefined);
    const talk = async () => {
      await bench.clock.advance(3_000);
      for (let n = 0; n < 100; n++) {
        bench.cable.toHost(Uint8Array.of(0x47, 0x11, n));
        await bench.clock.advance(200);
      }
    };
    const began = bench.clock.mono();
    const [outcome] = await Promise.all([search100(bench), talk()]);
    expect(outcome).toMatchObject({ kind: "leftAlone" });
    const seconds = (bench.clock.mono() - began) / 1000;
    expect(seconds).toBeLessThan(30);
    expect(bench.cable.sent.length).toBeLessThan(15);
  });

  it("a touchscreen under a finger talks by itself, and is asked all the same, by its own question only", async () => {
    const own = named("elo-smartset");
    const bench = await onCable(simulator("elo-smartset"), usual(own));
    bench.device?.act("touch", { x: 100, y: 100, ms: 60_000 });
    const { outcome } = await search(bench, drivers);
    expect(outcome).toMatchObject({ kind: "found", found: [{ driver: { name: "elo-smartset" } }] });
    expect(new Set(bench.cable.sent.map(hex))).toEqual(new Set([hex(elo("i"))]));
  });

  it("a plug that bridges the pins is no device, and is called what it is", async () => {
    const bench = await onCable(undefined, undefined);
    bench.cable.end = { receive: bench.cable.toHost };
    expect(await search100(bench)).toEqual({ kind: "nothing", bytes: expect.any(Number), echoes: true });
  });

  it("a two-wire adapter that echoes does not hide the device behind it", async () => {
    const bench = await onCable(simulator("modbus-inputs"), undefined);
    const { device, cable } = bench;
    cable.end = {
      receive: (sent) => {
        cable.toHost(sent);
        device?.receive(sent);
      },
    };
    expect(await search100(bench)).toMatchObject({ kind: "found", found: [{ driver: { name: "modbus-inputs" } }] });
  });

  it("something that answers everything with nonsense is not given a name", async () => {
    const bench = await onCable(undefined, undefined);
    let n = 0;
    bench.cable.end = {
      receive: (sent) => {
        n += 1;
        bench.cable.toHost(Uint8Array.from({ length: 1 + (n % 20) }, (_, i) => (sent[0] ?? 0) * 31 + n * 17 + i * 7));
      },
    };
    expect(await search100(bench)).toMatchObject({ kind: "nothing" });
  });

  it("something that says yes to everything is not given a name: ACK, OK, a status byte", async () => {
    for (const yes of [Uint8Array.of(0x06), Buffer.from("\r\nOK\r\n"), Uint8Array.of(0x12), Uint8Array.of(0xf0)]) {
      const bench = await onCable(undefined, undefined);
      bench.cable.end = { receive: () => bench.cable.toHost(yes) };
      const outcome = await search100(bench);
      const found = outcome.kind === "found" ? outcome.found.map(({ driver }) => driver.name) : [];
      // A line on which every question is answered by 12 is, as far as four bits can tell, a printer: it is called likely, not certain.
      expect([hex(yes), found]).toEqual([hex(yes), yes[0] === 0x12 ? ["escpos"] : []]);
      if (outcome.kind === "found") expect(outcome.found[0].confidence).toBe("likely");
    }
  });

  it("ends when it is told to", async () => {
    const bench = await onCable(undefined, undefined);
    const stop = new AbortController();
    const searching = search(bench, drivers, stop.signal);
    stop.abort();
    expect((await searching).outcome).toMatchObject({ kind: "failed", error: { code: "aborted" } });
    expect(bench.clock.pending()).toBe(0);
  });
});
