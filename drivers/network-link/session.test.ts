import { Value } from "typebox/value";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { type AgentFacts, DriverError, type DriverEvent, type Reading } from "../api.ts";
import { Config } from "./config.ts";
import { bytesSent, calmBytesPerDay } from "./schedule.ts";
import { NetworkLinkSession } from "./session.ts";
import type { Sources } from "./sources.ts";

const never = new AbortController().signal;
const header = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n";
const network = "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\n";
const viaRouter = "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\n";

/** A network made of switches: each question is counted with the bytes it sends. */
const rig = (given: Partial<Config> = {}, facts?: Partial<AgentFacts>, kept = new Map<string, unknown>()) => {
  const clock = new FakeClock();
  const files = new Map<string, string>([
    ["proc/net/route", header + viaRouter + network],
    ["proc/net/arp", "IP address HW type Flags HW address Mask Device\n192.0.2.1 0x1 0x2 02:fc:00:00:00:05 * eth0\n"],
    ["sys/class/net/eth0/operstate", "up"],
    ["sys/class/net/eth0/carrier", "1"],
    ["sys/class/net/eth0/speed", "1000"],
    ["sys/class/net/eth0/carrier_down_count", "3"],
    ["sys/class/net/eth0/address", "02:00:5e:00:53:07"],
    ["etc/resolv.conf", "nameserver 192.0.2.53\n"],
    ["etc/hosts", "127.0.0.1 localhost\n"],
  ]);
  let interfaces: readonly string[] = ["eth0", "lo"];
  const net = {
    /** Answers ping / resolves / accepts; a function decides for each question by its number. */
    ping: (_n: number): boolean | "cannotAsk" => true,
    names: (_n: number): string => "",
    broker: (_n: number): boolean => true,
  };
  const asked = { ping: 0, names: 0, broker: 0, bytes: 0, connectedTo: new Set<string>(), resolved: new Set<string>() };
  const sources: Sources = {
    text: async (path) => files.get(path)?.trim(),
    names: async () => interfaces,
    ping: async (_address, count) => {
      const times: number[] = [];
      for (let n = 0; n < count; n++) {
        asked.bytes += bytesSent.gateway;
        const answer = net.ping(asked.ping++);
        if (answer === "cannotAsk") return { cannotAsk: "ping: portMissing" };
        if (answer) times.push(0.5);
      }
      return { sent: count, times };
    },
    resolve: async (_servers, name) => {
      asked.bytes += bytesSent.nameService;
      asked.resolved.add(name);
      const why = net.names(asked.names++);
      return why === "" ? { kind: "answer", ms: 12, addresses: ["203.0.113.9"] } : { kind: "lost", why };
    },
    connect: async ({ host, port }) => {
      asked.bytes += bytesSent.broker;
      asked.connectedTo.add(`${host}:${port}`);
      return net.broker(asked.broker++) ? { kind: "answer", ms: 31 } : { kind: "lost", why: "ECONNREFUSED" };
    },
  };
  const config = Value.Default(Config, { broker: "broker.example.net:8883", ...given }) as Config;
  const memory = {
    get: (k: string) => kept.get(k),
    set: (k: string, v: unknown) => void kept.set(k, structuredClone(v)),
  };
  const env = {
    clock,
    random: () => 0.5,
    memory,
    ...(facts
      ? {
          facts: (): AgentFacts => ({
            outboxRecords: 0,
            outboxDropped: 0,
            outboxState: "ok",
            dataFolder: "/",
            ...facts,
          }),
        }
      : {}),
  };
  const session = new NetworkLinkSession(sources, config, env);
  const events: DriverEvent[] = [];
  session.onEvent((e) => events.push(e));
  const poll = () => session.poll(never);
  /** Polls at the driver's pace for so long; the last reading. */
  const polls = async (ms: number): Promise<Reading> => {
    for (let left = ms; left > 0; left -= 10_000) {
      await clock.advance(10_000);
      await poll();
    }
    return poll();
  };
  const noInterfaces = () => {
    interfaces = [];
  };
  return { clock, files, net, asked, session, events, poll, polls, kept, noInterfaces };
};

const states = ({ components }: Reading) =>
  Object.fromEntries(Object.entries(components).map(([n, c]) => [n, c.state]));
const well = { link: "up", address: "ok", gateway: "reachable", nameService: "ok", broker: "reachable" };
const unknownBehind = { gateway: "unknown", nameService: "unknown", broker: "unknown" };

describe("a healthy network", () => {
  it("is seen with one question each, with its figures", async () => {
    const { session, poll, asked } = rig();
    expect(await session.identify(never)).toEqual({ model: "eth0", serial: "02:00:5e:00:53:07" });
    expect(asked.bytes).toBe(0);
    const reading = await poll();
    expect(states(reading)).toEqual(well);
    expect(reading.measures).toEqual({
      linkSpeed: 1000,
      carrierLosses: 3,
      gatewayLoss: 0,
      gatewayRoundTrip: 0.5,
      nameServiceTime: 12,
      brokerLoss: 0,
      brokerConnectTime: 31,
    });
    expect([asked.ping, asked.names, asked.broker]).toEqual([1, 1, 1]);
  });

  it("sends under 50 kB a day (of the 1 MB a healthy idle terminal may send), polled all day", async () => {
    const { polls, asked } = rig();
    expect(states(await polls(86_400_000))).toEqual(well);
    expect(asked.bytes).toBeLessThan(50_000);
    const reckoned = calmBytesPerDay(Value.Default(Config, {}) as Config);
    expect(Math.abs(asked.bytes - reckoned)).toBeLessThan(2_000);
    expect(reckoned).toBeLessThan(0.05 * 1_000_000);
  }, 30_000);

  it("the broker is the agent's own, unless the settings say another or none", async () => {
    const agents = { broker: { host: "10.0.0.9", port: 1883 } };
    const own = rig({ broker: "" }, agents);
    expect(states(await own.poll())).toEqual(well);
    expect([...own.asked.connectedTo]).toEqual(["10.0.0.9:1883"]);
    expect([...own.asked.resolved]).toEqual([""]); // an address has no name: the root of all names is asked for
    const other = rig({ broker: "10.0.0.7:1884" }, agents);
    await other.poll();
    expect([...other.asked.connectedTo]).toEqual(["10.0.0.7:1884"]);
    const { broker: _, ...withoutBroker } = well;
    expect(states(await rig({ broker: "none" }, agents).poll())).toEqual(withoutBroker);
    expect(states(await rig({ broker: "" }).poll())).toEqual(withoutBroker);
  });

  it("a link without a router, and a router that is not to be asked", async () => {
    const ppp = rig();
    ppp.files.set("proc/net/route", `${header}eth0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\n`);
    const { gateway: _, ...withoutGateway } = well;
    expect(states(await ppp.poll())).toEqual(withoutGateway);
    const quiet = rig({ gateway: "none" });
    expect(states(await quiet.poll())).toEqual(withoutGateway);
    expect([ppp.asked.ping, quiet.asked.ping]).toEqual([0, 0]);
  });
});

describe("each trouble is told apart from every other, and only the first on the way is bad", () => {
  it("cable out: nothing is asked behind it", async () => {
    const { files, poll, polls, asked, events } = rig();
    await poll();
    files.set("sys/class/net/eth0/carrier", "0");
    files.set("sys/class/net/eth0/operstate", "down");
    files.set("proc/net/route", header);
    const before = asked.bytes;
    const reading = await polls(600_000);
    expect(states(reading)).toEqual({ ...unknownBehind, link: "down", address: "unknown" });
    expect(reading.components.link?.vendorCode).toBe("eth0: down, carrier 0");
    expect(asked.bytes).toBe(before);
    files.set("sys/class/net/eth0/carrier", "1");
    files.set("sys/class/net/eth0/operstate", "up");
    files.set("proc/net/route", header + viaRouter + network);
    expect(states(await poll())).toEqual(well);
    expect(events.map((e) => e.code)).toEqual(["linkDown", "linkUp"]);
  });

  it("adapter pulled", async () => {
    const { files, poll } = rig();
    await poll();
    for (const name of files.keys()) if (name.includes("eth0")) files.delete(name);
    files.set("proc/net/route", header);
    expect(await poll()).toMatchObject({ components: { link: { state: "down", vendorCode: "eth0: not there" } } });
  });

  it("no files of a kernel at all: nothing is said", async () => {
    const { files, poll } = rig();
    files.clear();
    await expect(poll()).resolves.toMatchObject({ components: { link: { state: "down" } } });
    const nowhere = rig();
    nowhere.files.clear();
    nowhere.noInterfaces();
    await expect(nowhere.poll()).rejects.toMatchObject({ code: "portMissing" });
  });

  it.each([
    ["none", header],
    ["of 169.254 only", `${header}eth0\t0000FEA9\t00000000\t0001\t0\t0\t1000\t0000FFFF\n`],
  ])("address: %s", async (_, route) => {
    const { files, poll, asked } = rig();
    await poll();
    const before = asked.bytes;
    files.set("proc/net/route", route);
    expect(states(await poll())).toEqual({ ...unknownBehind, link: "up", address: "missing" });
    expect(asked.bytes).toBe(before);
  });

  it("no default route", async () => {
    const { files, poll } = rig();
    files.set("proc/net/route", header + network);
    const reading = await poll();
    expect(states(reading)).toEqual({ ...well, gateway: "unreachable", nameService: "unknown", broker: "unknown" });
    expect(reading.components.gateway?.vendorCode).toBe("there is no default route");
  });

  it("router gone: three lost in a row, and what lies behind is not known", async () => {
    const { net, poll, polls, clock } = rig();
    await poll();
    net.ping = () => false;
    net.names = () => "ETIMEOUT";
    net.broker = () => false;
    await clock.advance(300_000);
    expect(states(await poll())).toEqual(well); // one lost packet is no outage
    const reading = await polls(60_000);
    expect(states(reading)).toEqual({ ...well, gateway: "unreachable", nameService: "unknown", broker: "unknown" });
    expect(reading.components.gateway?.vendorCode).toBe("no answer from 192.0.2.1");
    net.ping = () => true;
    net.names = () => "";
    net.broker = () => true;
    expect(states(await polls(300_000))).toEqual(well);
  });

  it("names broken: the broker is reached at its last address", async () => {
    const { net, polls, poll, asked } = rig();
    await poll();
    net.names = () => "ESERVFAIL";
    const reading = await polls(1_200_000);
    expect(states(reading)).toEqual({ ...well, nameService: "failed" });
    expect(reading.components.nameService?.vendorCode).toBe("ESERVFAIL from 192.0.2.53");
    expect([...asked.connectedTo]).toEqual(["203.0.113.9:8883"]);
  });

  it("names broken from the start: of the broker nothing is known", async () => {
    const { net, polls, asked } = rig();
    net.names = () => "ETIMEOUT";
    const reading = await polls(120_000);
    expect(states(reading)).toEqual({ ...well, nameService: "failed", broker: "unknown" });
    expect(reading.components.broker?.vendorCode).toBe("no address known of broker.example.net");
    expect(asked.broker).toBe(0);
  });

  it("no name server in the settings, a name in hosts(5)", async () => {
    const { files, poll, asked } = rig();
    files.set("etc/resolv.conf", "# nothing\n");
    files.set("etc/hosts", "10.0.0.9 broker.example.net\n");
    const reading = await poll();
    expect(states(reading)).toEqual({ ...well, nameService: "failed" });
    expect(reading.components.nameService?.vendorCode).toBe("resolv.conf names no server");
    expect([...asked.connectedTo]).toEqual(["10.0.0.9:8883"]);
  });

  it("broker gone", async () => {
    const { net, polls, poll } = rig();
    await poll();
    net.broker = () => false;
    const reading = await polls(1_200_000);
    expect(states(reading)).toEqual({ ...well, broker: "unreachable" });
    expect(reading.components.broker?.vendorCode).toBe("ECONNREFUSED 203.0.113.9:8883");
    expect(reading.measures.brokerLoss).toBeGreaterThan(70);
    net.broker = () => true;
    const mended = await polls(180_000);
    expect(states(mended)).toEqual(well);
    expect(mended.measures.brokerLoss).toBe(0); // an outage that is over is no bad line
  });

  it.each([
    ["gateway", "ping"],
    ["broker", "broker"],
  ] as const)("%s lossy: every third question is lost; good again when it is", async (component, what) => {
    const { net, polls, poll } = rig({ gatewaySeconds: 60, brokerSeconds: 60 });
    await poll();
    net[what] = (n: number) => n % 3 !== 0;
    const reading = await polls(600_000);
    expect(states(reading)).toEqual({ ...well, [component]: "lossy" });
    expect(reading.measures[`${component}Loss`]).toBeGreaterThanOrEqual(20);
    net[what] = () => true;
    expect(states(await polls(3_600_000))).toEqual(well);
  });

  it("a lossy router does not hide a broken broker, and a single lost packet in an hour is nothing", async () => {
    const { net, polls, poll } = rig();
    await poll();
    let lost = false;
    net.ping = (n: number) => {
      if (n !== 3 || lost) return true;
      lost = true;
      return false;
    };
    expect(states(await polls(3_600_000))).toEqual(well);
  });
});

describe("a router that does not answer ping", () => {
  it("is there if what lies behind it answers; it is not asked in haste then", async () => {
    const { net, poll, polls, asked, clock } = rig();
    await poll();
    net.ping = () => false;
    const reading = await polls(1_800_000);
    expect(states(reading)).toEqual(well);
    expect(reading.components.gateway?.vendorCode).toBe("no answer to ping, but from behind it");
    expect(reading.measures).not.toHaveProperty("gatewayLoss");
    const before = asked.ping;
    await polls(3_600_000);
    expect(asked.ping - before).toBeLessThanOrEqual(14);
    net.names = () => "ETIMEOUT";
    net.broker = () => false;
    await clock.advance(900_000);
    expect(states(await polls(600_000))).toMatchObject({ gateway: "unreachable", broker: "unknown" });
  });

  it("and never did: its hardware address is enough", async () => {
    const { net, polls, files } = rig({ broker: "none" });
    net.ping = () => false;
    net.names = () => "ETIMEOUT";
    expect(states(await polls(120_000))).toMatchObject({ gateway: "reachable", nameService: "failed" });
    files.set(
      "proc/net/arp",
      "IP address HW type Flags HW address Mask Device\n192.0.2.1 0x1 0x0 00:00:00:00:00:00 * eth0\n",
    );
    expect(states(await polls(60_000))).toMatchObject({ gateway: "unreachable", nameService: "unknown" });
  });

  it("while the agent's own connection stands", async () => {
    const { net, polls } = rig({ broker: "none" }, { brokerConnected: true });
    net.ping = () => false;
    net.names = () => "EREFUSED";
    expect(states(await polls(120_000))).toMatchObject({ gateway: "reachable", nameService: "failed" });
  });

  it("no ping program: not known, and nothing else suffers", async () => {
    const { net, polls } = rig();
    net.ping = () => "cannotAsk";
    const reading = await polls(120_000);
    expect(states(reading)).toEqual({ ...well, gateway: "unknown" });
    expect(reading.components.gateway?.vendorCode).toBe("ping: portMissing");
  });
});

describe("pace", () => {
  it("what lasts is asked more and more slowly, never in haste for ever", async () => {
    const { net, polls, poll, asked } = rig();
    await poll();
    net.broker = () => false;
    await polls(86_400_000);
    expect(asked.broker).toBeLessThan(30 + 86_400 / 120 + 100);
  }, 30_000);

  it("the agent's lost connection is reason enough to look at once", async () => {
    const facts = { brokerConnected: true };
    const { polls, poll, asked } = rig({}, facts);
    await poll();
    await polls(60_000);
    expect(asked.ping).toBe(1);
    facts.brokerConnected = false;
    await polls(60_000);
    expect(asked.ping).toBeGreaterThan(5);
  });

  it("another route: told, and asked at once; what was known of the old one is forgotten", async () => {
    const { files, poll, asked, events } = rig();
    await poll();
    files.set("proc/net/route", header + viaRouter.replace("010200C0", "FE0200C0") + network);
    await poll();
    expect(asked.ping).toBe(2);
    expect(events).toEqual([
      { code: "routeMoved", text: expect.any(String), data: { interface: "eth0", gateway: "192.0.2.254" } },
    ]);
  });
});

describe("checkNow", () => {
  it("asks everything at once, and tells figures and reasons", async () => {
    const { session, net, asked } = rig();
    net.broker = () => false;
    expect(await session.run("checkNow", {}, never)).toEqual({
      status: "succeeded",
      result: expect.objectContaining({
        interface: "eth0",
        gateway: "reachable",
        router: "192.0.2.1",
        nameService: "ok",
        broker: "unreachable (ECONNREFUSED 203.0.113.9:8883)",
        target: "broker.example.net:8883",
        gatewayLoss: 0,
        brokerLoss: 100,
      }),
    });
    expect([asked.ping, asked.names, asked.broker]).toEqual([5, 1, 5]);
  });

  it("takes no arguments, and there is no other command", async () => {
    const { session, asked } = rig();
    await expect(session.run("checkNow", { x: 1 }, never)).rejects.toMatchObject({ code: "badArgs" });
    await expect(session.run("reboot", {}, never)).rejects.toMatchObject({ code: "badArgs" });
    expect(asked.bytes).toBe(0);
  });
});

it("close settles what hangs, and nothing runs after it", async () => {
  const clock = new FakeClock();
  const hang = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(new DriverError("aborted", "stopped")));
    });
  const sources = { text: (_: string, signal: AbortSignal) => hang(signal) } as unknown as Sources;
  const memory = { get: () => undefined, set: () => undefined };
  const session = new NetworkLinkSession(sources, Value.Default(Config, {}) as Config, {
    clock,
    random: () => 0,
    memory,
  });
  const polling = session.poll(never);
  const stop = new AbortController();
  const second = session.poll(stop.signal);
  stop.abort();
  await expect(second).rejects.toMatchObject({ code: "aborted" });
  await session.close();
  await session.close();
  await expect(polling).rejects.toMatchObject({ code: "closed" });
  await expect(session.poll(never)).rejects.toMatchObject({ code: "closed" });
});
