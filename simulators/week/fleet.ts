import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { AppError, sleep, systemClock } from "../../contract/index.ts";
import { callBroker } from "../fleet/broker-api.ts";
import { type FleetProcess, startDrivenBroker } from "../fleet/process.ts";
import { startOf, type WeekScenario } from "../scenarios/week.ts";
import { Conductor, expectWord } from "./conductor.ts";
import { openShop } from "./customers.ts";
import { type Gateway, openGateway } from "./gateway.ts";
import { WireTerminal } from "./wire-terminal.ts";

/** Numbers of 0..1, the same for the same seed (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export interface WeekFleet {
  readonly broker: FleetProcess;
  readonly url: string;
  readonly tokens: Readonly<Record<string, string>>;
  readonly conductor: Conductor;
  readonly terminals: ReadonlyMap<string, WireTerminal>;
  /** Text messages go here. */
  readonly gateway: Gateway;
  stop(): Promise<void>;
}

const nameOf = (id: string, site: string): string => `${site} ${Number(id.slice(-2))}`;

/** Settings and policy files of the week's broker. Its folder holds everything the week leaves behind. */
const writeSettings = async (week: WeekScenario, folder: string, gateway: Gateway): Promise<string> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "policies"), { recursive: true });
  const policies: Record<string, string> = {};
  for (const [name, policy] of Object.entries(week.policies)) {
    policies[name] = join(folder, "policies", `${name}.yaml`);
    await writeFile(policies[name], stringify(policy));
  }
  const settings = {
    ...week.broker,
    dataFolder: join(folder, "broker"),
    logLevel: "warn",
    mqtt: { host: "127.0.0.1", port: 0, keepaliveLimitS: 3600 },
    http: { host: "127.0.0.1", port: 0 },
    reports: { zone: week.zone, ...(week.broker["reports"] as object | undefined) },
    notify: {
      zone: week.zone,
      channels: { sms: { kind: "sms", url: `${gateway.url}/send`, json: { to: "{to}", text: "{text}", id: "{id}" } } },
    },
    contracts: week.customers.map(({ id, name, policy, from, sites, terms = {} }) => ({
      ...terms,
      id,
      customer: name,
      policy: policies[policy] ?? policy,
      sites: Object.keys(sites),
      zone: week.zone,
      from,
    })),
  };
  const file = join(folder, "broker.yaml");
  await writeFile(file, stringify(settings));
  return file;
};

/** A broker on a driven clock at the first midnight of the week, and its terminals, enrolled and connected. Throws `AppError("driven")` or `("late")`. */
export const startWeekFleet = async (week: WeekScenario, folder: string): Promise<WeekFleet> => {
  const gateway = await openGateway();
  const config = await writeSettings(week, folder, gateway);
  const broker = startDrivenBroker(join(folder, "broker.log"));
  const stop = async (): Promise<void> => {
    for (const terminal of terminals.values()) await terminal.stop().catch(() => undefined); // its broker may be gone
    if (broker.running()) await broker.ask({ order: "stop" });
    await broker.stop();
    await gateway.close();
  };
  const terminals = new Map<string, WireTerminal>();
  try {
    const { people } = week;
    const started = expectWord(await broker.ask({ order: "start", at: startOf(week), config, people }), "started");
    const { url, mqttPort, adminToken } = started;
    const tokens = { ...started.tokens, admin: adminToken };
    const conductor = new Conductor(broker, startOf(week));
    const places = week.customers.flatMap(({ sites }) =>
      Object.entries(sites).flatMap(([site, ids]) => ids.map((id) => ({ id, site }))),
    );
    for (const [name, [latitude, longitude]] of week.customers.flatMap((one) => Object.entries(one.places)))
      await callBroker(url, adminToken, "/api/sites", { name, latitude, longitude });
    for (const [n, { id, site }] of places.entries()) {
      const { password } = await callBroker<{ password: string }>(url, adminToken, "/api/terminals", {
        id,
        name: nameOf(id, site),
        site,
      });
      const random = seeded(week.seed + n);
      const carrier = week.carriers[n % week.carriers.length] ?? "";
      const terminal = new WireTerminal({ id, mqttPort, password, clock: conductor.clock, carrier, random });
      terminals.set(id, terminal);
      conductor.add(terminal);
      await terminal.connect();
      openShop(conductor, terminal, { random: seeded(week.seed + 1000 + n), offsetHours: week.offsetHours });
    }
    return { broker, url, tokens, conductor, terminals, gateway, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** Everything the terminals recorded is acknowledged. Throws `AppError("late")`. */
export const drained = async (terminals: Iterable<WireTerminal>): Promise<void> => {
  const end = systemClock.mono() + 10_000;
  for (const terminal of terminals)
    while (terminal.connected && terminal.waiting > 0) {
      if (systemClock.mono() > end)
        throw new AppError("late", `${terminal.id}: ${terminal.waiting} records are not acknowledged`);
      await sleep(systemClock, 5);
    }
};
