import { Value } from "typebox/value";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../contract/index.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import type { AgentFacts, DriverEvent, Reading } from "../api.ts";
import type { Config } from "./config.ts";
import driver from "./driver.ts";
import { HostSession } from "./session.ts";
import type { HostSources, InventoryPart } from "./sources.ts";
import vectors from "./vectors.json" with { type: "json" };

const never = new AbortController().signal;
const hang = new Promise<never>(() => undefined);
const facts: AgentFacts = {
  clockSkewMs: -120,
  outboxRecords: 4,
  outboxDropped: 0,
  outboxState: "ok",
  dataFolder: "/var/lib/roundsman",
};

/** A machine whose files can be changed, taken away or made to hang. */
const machine = () => {
  const files = new Map<string, string | undefined>(Object.entries(vectors.files));
  const inventory: Record<string, unknown> = { ...vectors.inventory };
  const hanging = new Set<string>();
  const asked: string[] = [];
  let atOnce = 0;
  let most = 0;
  const sources: HostSources = {
    text: async (path) => {
      if (hanging.has(path)) return hang;
      const text = files.get(path);
      if (text === undefined) throw new Error(`ENOENT ${path}`);
      return text;
    },
    list: async (path) => (vectors.folders as Record<string, string[]>)[path] ?? [],
    fileSystem: async (path) => {
      asked.push(`statfs ${path}`);
      return hanging.has("statfs") ? hang : vectors.fileSystem;
    },
    inventory: async (part: InventoryPart) => {
      asked.push(part);
      most = Math.max(most, ++atOnce);
      try {
        return hanging.has(part) ? await hang : inventory[part];
      } finally {
        atOnce -= 1;
      }
    },
  };
  return { files, inventory, hanging, asked, sources, mostAtOnce: () => most };
};

const rig = (config: Record<string, unknown> = {}, known: AgentFacts | null = facts) => {
  const clock = new FakeClock();
  const pc = machine();
  let now = known ?? undefined;
  const env = {
    clock,
    random: () => 0.5,
    memory: { get: () => undefined, set: () => undefined },
    ...(known ? { facts: () => now ?? known } : {}),
  };
  const session = new HostSession(Value.Default(driver.config, config) as Config, env, pc.sources);
  const finish = async <T>(work: Promise<T>): Promise<T> => {
    let done = false;
    work.then(
      () => (done = true),
      () => (done = true),
    );
    for (let i = 0; !done && i < 400; i++) await clock.advance(100);
    return work;
  };
  const events: DriverEvent[] = [];
  session.onEvent((event) => void events.push(event));
  const tell = (more: Partial<AgentFacts>) => {
    now = { ...facts, ...more };
  };
  return { clock, pc, session, finish, events, tell, poll: () => finish(session.poll(never)) };
};

const states = (reading: Reading) =>
  Object.fromEntries(Object.entries(reading.components).map(([name, { state }]) => [name, state]));
const cpu = (busy: number, idle: number) => `cpu  ${busy} 0 0 ${idle} 0 0 0 0 0 0\n`;

describe("identity and inventory", () => {
  it("tells maker, model, serial and firmware, without what makers left blank", async () => {
    const { session, finish } = rig();
    expect(await finish(session.identify(never))).toEqual({
      manufacturer: "Advantech",
      model: "ARK-1124",
      serial: "KSA1234567",
      firmware: "Debian GNU/Linux 12, BIOS American Megatrends 5.12",
    });
  });

  it("reads the whole inventory one part after the other, and keeps secrets out", async () => {
    const { session, finish, pc } = rig();
    const { status, result } = await finish(session.run("readInventory", {}, never));
    expect(status).toBe("succeeded");
    expect(result).toMatchObject({
      cpu: { brand: "Atom x5", cores: 4 },
      baseboard: {},
      diskLayout: [{ name: "SATADOM" }],
    });
    expect(JSON.stringify(result)).not.toMatch(/SECRET|3d1219c7|11111111/);
    expect(pc.mostAtOnce()).toBe(1);
  });

  it("asks systeminformation once, and again after a day; a change is an event", async () => {
    const { session, finish, pc, clock, poll, events } = rig();
    await finish(session.identify(never));
    await finish(session.identify(never));
    await poll();
    const parts = () => pc.asked.filter((a) => !a.startsWith("statfs"));
    expect(parts()).toEqual(["system", "bios", "osInfo"]);
    pc.inventory.system = { manufacturer: "Advantech", model: "ARK-1124", serial: "OTHER" };
    await clock.advance(86_400_000);
    await poll();
    await clock.advance(100);
    expect(parts()).toHaveLength(6);
    expect(events).toMatchObject([{ code: "inventoryChanged", data: { is: { serial: "OTHER" } } }]);
    await poll();
    expect(parts()).toHaveLength(6);
  });

  it("never has two questions running, even when one hangs, and says what it knows in time", async () => {
    const { session, finish, pc, clock } = rig();
    pc.hanging.add("system");
    const before = clock.mono();
    expect(await finish(session.identify(never))).toEqual({});
    expect(clock.mono() - before).toBeLessThan(driver.poll.deadlineMs);
    expect(pc.asked).toEqual(["system"]);
    expect(await finish(session.run("readInventory", {}, never))).toMatchObject({ status: "failed" });
    expect(pc.mostAtOnce()).toBe(1);
  });
});

describe("figures of the kernel", () => {
  it("reads them all", async () => {
    const { session, finish, pc, poll } = rig();
    await finish(session.identify(never));
    pc.files.set("/proc/stat", "cpu  13385 0 4600 360845 409 0 68 51 0 0\n");
    const reading = await poll();
    expect(reading).toMatchObject({ availability: "online" });
    expect(states(reading)).toEqual({
      processor: "ok",
      memory: "ok",
      storage: "ok",
      temperature: "ok",
      clock: "ok",
      network: "ok",
      outbox: "ok",
    });
    expect(reading.measures).toEqual({
      processorLoad: 25,
      memoryUsed: 1.6,
      storageUsed: 44.4,
      storageFree: 2_048_000_000,
      temperature: 61.5,
      uptime: 1899,
      clockSkew: -120,
      networkReceived: 327_524_222,
      networkSent: 803_310,
      outboxRecords: 4,
      outboxDropped: 0,
    });
    expect(pc.asked).toContain("statfs /var/lib/roundsman");
  });

  it("unknown stays unknown: a machine that tells nothing has no zeros and no ok", async () => {
    const { pc, poll } = rig({}, null);
    pc.files.clear();
    pc.hanging.add("statfs");
    const reading = await poll();
    expect(new Set(Object.values(states(reading)))).toEqual(new Set(["unknown"]));
    expect(reading.components.temperature).toBeUndefined();
    expect(reading.measures).toEqual({});
  });

  it("does not know a load at the first poll, nor after the counters went back", async () => {
    const { pc, poll } = rig();
    expect(states(await poll()).processor).toBe("unknown");
    pc.files.set("/proc/stat", cpu(5, 10));
    expect(states(await poll()).processor).toBe("unknown");
    pc.files.set("/proc/stat", cpu(104, 11));
    const reading = await poll();
    expect(reading.measures.processorLoad).toBe(99);
    expect(reading.components.processor).toEqual({ state: "high", vendorCode: "limit 95" });
  });

  it("a hung file neither hangs the poll nor piles up", async () => {
    const { pc, poll, clock } = rig();
    await poll();
    pc.hanging.add("statfs").add("/proc/uptime");
    const before = clock.mono();
    expect(states(await poll())).toMatchObject({ storage: "unknown", memory: "ok" });
    expect(clock.mono() - before).toBeLessThan(driver.poll.deadlineMs);
    const calls = pc.asked.length;
    await poll();
    expect(pc.asked.length).toBe(calls);
  });
});

describe("limits with a dead band", () => {
  const memory = (percent: number) => `MemTotal: 1000 kB\nMemAvailable: ${1000 - percent * 10} kB\n`;

  it("memory stays high until it is well below the limit", async () => {
    const { pc, poll } = rig();
    const seen: unknown[] = [];
    for (const percent of [91, 92, 91, 90, 89, 91, 92]) {
      pc.files.set("/proc/meminfo", memory(percent));
      seen.push(states(await poll()).memory);
    }
    expect(seen).toEqual(["ok", "high", "high", "high", "ok", "ok", "high"]);
  });

  it("storage goes full, high, ok, each step with its own band", async () => {
    const { pc, poll } = rig({ storageFull: 97, storageHigh: 85, hysteresis: 2 });
    const seen: unknown[] = [];
    for (const used of [84, 86, 98, 96, 94, 84, 82]) {
      pc.sources.fileSystem = async () => ({ bsize: 1, blocks: 100, bfree: 100 - used, bavail: 100 - used });
      seen.push(states(await poll()).storage);
    }
    expect(seen).toEqual(["ok", "high", "full", "full", "high", "high", "ok"]);
  });

  it("hottest zone, clock and outbox", async () => {
    const { pc, poll, tell } = rig();
    pc.files.set("/sys/class/thermal/thermal_zone1/temp", "90000");
    tell({ clockSkewMs: -12_000, outboxState: "full", outboxRecords: 9 });
    expect(states(await poll())).toMatchObject({ temperature: "high", clock: "skewed", outbox: "full" });
    pc.files.set("/sys/class/thermal/thermal_zone1/temp", "83000");
    tell({ clockSkewMs: 9_800, outboxState: "degraded" });
    expect(states(await poll())).toMatchObject({ temperature: "high", clock: "skewed", outbox: "degraded" });
    pc.files.set("/sys/class/thermal/thermal_zone1/temp", "81000");
    tell({ clockSkewMs: 9_000 });
    expect(states(await poll())).toMatchObject({ temperature: "ok", clock: "ok", outbox: "ok" });
  });
});

describe("network", () => {
  const noRoute = "Iface\tDestination\tGateway\tFlags\n";
  const cases: [string, Record<string, string | undefined>, string, boolean?][] = [
    ["no default route", { "/proc/net/route": noRoute }, "down"],
    ["route over a dead link", { "/sys/class/net/eth0/operstate": "down\n" }, "down"],
    ["link that does not say", { "/sys/class/net/eth0/operstate": undefined }, "unknown"],
    ["no tables", { "/proc/net/route": undefined, "/proc/net/ipv6_route": undefined }, "unknown"],
    ["no default route needed", { "/proc/net/route": noRoute }, "ok", false],
    [
      "IPv6 only",
      {
        "/proc/net/route": noRoute,
        "/proc/net/ipv6_route": `${"0".repeat(32)} 00 ${"0".repeat(32)} 00 fe80${"0".repeat(28)} 00000400 1 0 00000003 eth0\n`,
      },
      "ok",
    ],
    [
      "a name that is a path",
      { "/proc/net/route": `${noRoute}../../etc 00000000 010200C0 0003 0 0 0 00000000 0 0 0\n` },
      "down",
    ],
  ];
  it.each(cases)("%s", async (_name, files, state, defaultRouteNeeded = true) => {
    const { pc, poll } = rig({ defaultRouteNeeded });
    for (const [path, text] of Object.entries(files)) pc.files.set(path, text);
    expect(states(await poll()).network).toBe(state);
  });
});

describe("ends", () => {
  it("settles what is pending on abort and on close", async () => {
    const { pc, session, clock } = rig();
    pc.hanging.add("/proc/uptime");
    const abort = new AbortController();
    const aborted = session.poll(abort.signal);
    await clock.advance(10);
    abort.abort();
    await expect(aborted).rejects.toMatchObject({ code: "aborted" });
    const closed = session.poll(never);
    const after = expect(closed).rejects.toMatchObject({ code: "closed" });
    await session.close();
    await after;
    await expect(session.poll(never)).rejects.toMatchObject({ code: "closed" });
    await expect(session.run("format", {}, never)).rejects.toMatchObject({ code: "badArgs" });
  });
});

describe("on this machine", () => {
  it("identifies, and polls figures that can be true", async () => {
    const env = { clock: systemClock, random: Math.random, memory: { get: () => undefined, set: () => undefined } };
    const session = driver.open(undefined, Value.Default(driver.config, {}) as Config, env);
    expect((await session.identify(never)).firmware).toMatch(/\w/);
    const reading = await session.poll(never);
    await session.close();
    expect(reading.measures.uptime).toBeGreaterThan(0);
    expect(reading.measures.memoryUsed).toBeGreaterThan(0);
    expect(reading.measures.storageFree).toBeGreaterThan(0);
    expect(reading.components.clock?.state).toBe("unknown");
  });
});
