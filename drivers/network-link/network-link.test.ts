import { readFile } from "node:fs/promises";
import { Value } from "typebox/value";
import { afterEach, describe, expect, it } from "vitest";
import { sleep, systemClock } from "../../contract/index.ts";
import simulated from "../../simulators/devices/network-link/device.ts";
import { serveInFolder } from "../../simulators/line/folder/serve.ts";
import type { ServedDevice } from "../../simulators/line/serve.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { leaksNothing, until } from "../../tests/support/processes.ts";
import { seeded } from "../../tests/support/seeded.ts";
import type { DeviceSession, Reading } from "../api.ts";
import { Config } from "./config.ts";
import driver from "./driver.ts";

const never = new AbortController().signal;
const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});
const memory = () => {
  const kept = new Map<string, unknown>();
  return { get: (k: string) => kept.get(k), set: (k: string, v: unknown) => void kept.set(k, structuredClone(v)) };
};

/** Programs and sockets take real time: the driver's clock goes five times as fast beside it. */
const during = async <T>(clock: FakeClock, work: Promise<T>): Promise<T> => {
  let over = false;
  const end = () => {
    over = true;
  };
  work.then(end, end);
  while (!over) {
    await sleep(systemClock, 4);
    await clock.advance(20);
  }
  return work;
};

interface Rig {
  readonly served: ServedDevice;
  readonly session: DeviceSession;
  readonly poll: () => Promise<Reading>;
  /** Asks everything now, so often, and then polls. */
  readonly checked: (times?: number) => Promise<Reading>;
}
/** A simulated computer with a real listener as its broker and a real name server, both on the loopback. */
const rig = async (given: Partial<Config> = {}, running?: ServedDevice): Promise<Rig> => {
  const clock = new FakeClock();
  const served = running ?? (await serveInFolder(simulated, { clock: systemClock, random: seeded(3) }));
  if (!running) cleanup.push(() => served.close());
  const state = () => served.device.state() as { readonly broker?: string; readonly nameServer?: string };
  await until(() => state().broker !== undefined && state().nameServer !== undefined, "its ports");
  const port = state().broker?.split(":")[1] ?? "";
  const config = Value.Default(Config, { broker: `broker.example.net:${port}`, ...given }) as Config;
  const session = driver.open({ root: served.path() }, config, { clock, random: () => 0.5, memory: memory() });
  cleanup.push(() => session.close());
  const poll = () => during(clock, session.poll(never));
  return {
    served,
    session,
    poll,
    checked: async (times = 1) => {
      for (let n = 0; n < times; n++) await during(clock, session.run("checkNow", {}, never));
      return poll();
    },
  };
};

const states = ({ components }: Reading) =>
  Object.fromEntries(Object.entries(components).map(([n, c]) => [n, c.state]));
const well = { link: "up", address: "ok", gateway: "reachable", nameService: "ok", broker: "reachable" };
const unknownBehind = { gateway: "unknown", nameService: "unknown", broker: "unknown" };

describe("with the simulated computer, over files, a program and real sockets", () => {
  it("is well, and says who it is; every question is really asked", async () => {
    const { session, served, poll } = await rig();
    expect(await session.identify(never)).toEqual({ model: "eth0", serial: "02:00:5e:00:53:07" });
    const reading = await poll();
    expect(states(reading)).toEqual(well);
    expect(reading.measures).toMatchObject({ linkSpeed: 1000, gatewayLoss: 0, brokerLoss: 0, carrierLosses: 0 });
    expect(served.device.state()).toMatchObject({ pings: 1, queries: 1, connections: 1 });
  });

  it.each([
    ["cableOut", 0, { ...unknownBehind, link: "down", address: "unknown" }],
    ["noAddress", 0, { ...unknownBehind, link: "up", address: "missing" }],
    ["routerMute", 1, well],
    ["namesUnknown", 3, { ...well, nameService: "failed" }],
    ["brokerGone", 1, { ...well, broker: "unreachable" }],
  ])("%s, and its end", async (fault, looks, expected) => {
    const { served, poll, checked } = await rig();
    await poll();
    served.inject(fault);
    expect(states(await checked(looks))).toEqual(expected);
    served.clear();
    expect(states(await checked())).toEqual(well);
  });

  it("another router with another address: and nothing is said of what lies behind", async () => {
    const { served, poll, checked } = await rig();
    await poll();
    served.inject("routerReplaced");
    expect(states(await checked())).toEqual({ ...well, ...unknownBehind, gateway: "unreachable" });
    served.clear();
    expect(states(await checked())).toEqual(well);
  });

  it("routerLossy: seen in a few looks, with its share", async () => {
    const { served, checked } = await rig();
    served.inject("routerLossy");
    const reading = await checked(4);
    expect(states(reading)).toEqual({ ...well, gateway: "lossy" });
    expect(reading.measures.gatewayLoss).toBeGreaterThanOrEqual(20);
  });

  it.each(["programMissing", "programRubbish"])(
    "%s: of the router nothing is known, the rest is as it is",
    async (fault) => {
      const { served, poll } = await rig();
      served.inject(fault);
      const reading = await poll();
      expect(states(reading)).toEqual({ ...well, gateway: "unknown" });
      expect(reading.components.gateway?.vendorCode).toMatch(/^ping/);
    },
  );

  it("the cable is pulled and put back by the bench", async () => {
    const { served, poll, session } = await rig();
    const events: string[] = [];
    session.onEvent?.((e) => events.push(e.code));
    await poll();
    await served.unplug();
    expect((await poll()).components.link?.state).toBe("down");
    await served.replug();
    const back = await poll();
    expect(states(back)).toEqual(well);
    expect(back.measures.carrierLosses).toBe(1);
    expect(events).toEqual(["linkDown", "linkUp"]);
  });

  it("leaves no descriptor and no process behind", async () => {
    const { checked } = await rig();
    await leaksNothing(3, checked);
  });
});

const routes = await readFile("/proc/net/route", "utf8").catch(() => "");
describe.runIf(routes.split("\n").length > 2)("on this machine", () => {
  it("reads the real files, and finds the interface of the default route", async () => {
    const config = Value.Default(Config, { gateway: "none", broker: "none" }) as Config;
    const session = driver.open({ root: "/" }, config, { clock: systemClock, random: () => 0.5, memory: memory() });
    const { model } = await session.identify(never);
    expect(routes).toContain(`${model}\t`);
    const reading = await session.poll(never);
    expect(reading.components).toMatchObject({ link: { state: "up" }, address: { state: "ok" } });
    await session.close();
  });
});
