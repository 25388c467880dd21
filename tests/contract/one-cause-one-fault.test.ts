import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { FaultEngine } from "../../broker/faults/engine.ts";
import { indexRules, loadRules, type RuleIndex } from "../../broker/faults/load-rules.ts";
import { Live } from "../../broker/live.ts";
import { openStore } from "../../broker/store/sqlite/open.ts";
import type { Store } from "../../broker/store/store.ts";
import { type DeviceClass, sleep, systemClock, withDefaults } from "../../contract/index.ts";
import type { Driver, Reading } from "../../drivers/api.ts";
import megatec from "../../drivers/megatec/driver.ts";
import networkLink from "../../drivers/network-link/driver.ts";
import { memoryPair } from "../../drivers/port/memory.ts";
import simulatedUps from "../../simulators/devices/megatec/device.ts";
import simulatedNetwork from "../../simulators/devices/network-link/device.ts";
import { serveInFolder } from "../../simulators/line/folder/serve.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { until } from "../support/processes.ts";
import { seeded } from "../support/seeded.ts";

const never = new AbortController().signal;
const memory = () => {
  const kept = new Map<string, unknown>();
  return { get: (k: string) => kept.get(k), set: (k: string, v: unknown) => void kept.set(k, structuredClone(v)) };
};

let folder: string;
let clock: FakeClock;
let store: Store;
let rules: RuleIndex;
beforeAll(async () => {
  rules = await loadRules();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "roundsman-cause-"));
  clock = new FakeClock();
  store = await openStore(join(folder, "broker.db"), { clock });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A fault engine to which each case is a terminal of its own; what is open and seen of each after two days in which nothing changed. */
const bench = (used: RuleIndex) => {
  let n = 0;
  const engine = new FaultEngine({
    rules: used,
    store,
    live: new Live((error) => expect.fail(String(error))),
    clock,
    random: () => `id${n++}`,
    onError: (error) => expect.fail(String(error)),
  });
  engine.load(store.read, { inMaintenance: () => false, explains: () => undefined });
  return {
    judge: async (terminal: string, device: string, deviceClass: DeviceClass, reading: Reading): Promise<void> => {
      const at = clock.now();
      const since = Object.entries(reading.components).map(([name, c]) => [name, { ...c, since: at }]);
      const health = {
        deviceClass,
        availability: reading.availability,
        components: Object.fromEntries(since),
        measures: { ...reading.measures },
        observedAt: at,
        freshForMs: 7 * 86_400_000,
      };
      await store.write((tx) => engine.judge(tx, terminal, device, { health, at, fresh: true }));
    },
    seen: async (): Promise<Record<string, string[]>> => {
      await clock.advance(2 * 86_400_000);
      engine.close();
      const open = store.read.faults({}).filter((f) => f.state === "open" && f.hiddenBy === undefined);
      const byTerminal: Record<string, string[]> = {};
      for (const { terminal, code } of open) (byTerminal[terminal] ??= []).push(code);
      for (const codes of Object.values(byTerminal)) codes.sort();
      return byTerminal;
    },
  };
};

const upsReading = async (faults: readonly string[]): Promise<Reading> => {
  const [host, far] = memoryPair();
  const random = seeded(1);
  const send = (bytes: Uint8Array) => void far.write(bytes).catch(() => undefined);
  const device = simulatedUps.create({ clock, random, send });
  far.onData((bytes) => device.receive(bytes));
  const driver = megatec as unknown as Driver;
  const config = withDefaults(driver.config, {}) as never;
  const session = driver.open(host, config, { clock, random, memory: memory() });
  await session.poll(never);
  for (const fault of faults) device.inject(fault);
  const reading = await session.poll(never);
  await session.close();
  device.close();
  return reading;
};

/** Faults of the UPS, and the one fault that somebody is to see. */
const ups: Readonly<Record<string, string>> = {
  mainsFailed: "powerSupply.utility.failed",
  mainsLow: "powerSupply.utility.outOfRange",
  frequencyOff: "powerSupply.utility.outOfRange",
  upsFailed: "powerSupply.ups.inoperative",
  overload: "powerSupply.load.overload",
  "overload overheated": "powerSupply.load.overload",
  highLoad: "powerSupply.load.high",
  bypass: "powerSupply.output.bypass",
  overheated: "powerSupply.temperature.high",
  batteryFlat: "powerSupply.battery.discharged",
  shutdownRunning: "powerSupply.shutdown.pending",
};

test("one cause in a UPS opens one fault", { timeout: 30_000 }, async () => {
  const { judge, seen } = bench(rules);
  for (const faults of Object.keys(ups)) await judge(faults, "ups", "powerSupply", await upsReading(faults.split(" ")));
  expect(await seen()).toEqual(Object.fromEntries(Object.entries(ups).map(([faults, code]) => [faults, [code]])));
});

test("control: without what hides what, an overload is two faults", { timeout: 30_000 }, async () => {
  const bare = [...rules.byId].map(([id, rule]) => [id, { ...rule, inhibitedBy: [] }] as const);
  const { judge, seen } = bench(indexRules(new Map(bare)));
  await judge("T1", "ups", "powerSupply", await upsReading(["overload"]));
  expect(await seen()).toEqual({ T1: ["powerSupply.load.overload", "powerSupply.output.bypass"] });
});

/** Programs and sockets take real time; the driver's clock goes on meanwhile for its deadlines. */
const during = async <T>(work: Promise<T>): Promise<T> => {
  let over = false;
  const end = () => {
    over = true;
  };
  work.then(end, end);
  while (!over) {
    await sleep(systemClock, 4);
    await clock.advance(8);
  }
  return work;
};

const networkReading = async (faults: readonly string[]): Promise<Reading> => {
  const served = await serveInFolder(simulatedNetwork, { clock: systemClock, random: seeded(3) });
  try {
    const broker = () => served.device.state()["broker"];
    await until(() => broker() !== undefined && served.device.state()["nameServer"] !== undefined, "its ports");
    const target = `broker.example.net:${String(broker()).split(":")[1]}`;
    const config = withDefaults(networkLink.config, { broker: target }) as never;
    const env = { clock, random: seeded(1), memory: memory() };
    const session = networkLink.open({ root: served.path() }, config, env);
    await session.poll(never);
    for (const fault of faults) served.inject(fault);
    for (let n = 0; n < 3; n++) await session.run("checkNow", {}, never);
    const reading = await session.poll(never);
    await session.close();
    return reading;
  } finally {
    await served.close();
  }
};

/** Faults of the network, what the host beside it says of it, and the one fault that somebody is to see. */
const network: Readonly<Record<string, readonly [host: "ok" | "down", code: string]>> = {
  cableOut: ["down", "network.link.down"],
  noAddress: ["down", "network.address.missing"],
  noDefaultRoute: ["down", "network.gateway.unreachable"],
  routerGone: ["ok", "network.gateway.unreachable"],
  routerLossy: ["ok", "network.gateway.lossy"],
  namesServfail: ["ok", "network.nameService.failed"],
  brokerGone: ["ok", "network.broker.unreachable"],
  "namesServfail brokerGone": ["ok", "network.broker.unreachable"],
};

test("one cause in the network opens one fault, whatever the host says of it", { timeout: 60_000 }, async () => {
  const { judge, seen } = bench(rules);
  const all = Object.keys(network).map((faults) => networkReading(faults.split(" ")));
  const readings = await during(Promise.all(all));
  for (const [n, [faults, [host]]] of Object.entries(network).entries()) {
    await judge(faults, "network", "network", readings[n] as Reading);
    await judge(faults, "host", "host", {
      availability: "online",
      components: { network: { state: host } },
      measures: {},
    });
  }
  expect(await seen()).toEqual(Object.fromEntries(Object.entries(network).map(([f, [, code]]) => [f, [code]])));
});
