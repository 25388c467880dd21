import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { stringify } from "yaml";
import {
  AppError,
  type Clock,
  hasCode,
  type Site,
  sleep,
  type TerminalDetail,
  type TerminalSummary,
} from "../../contract/index.ts";
import { loadSimulators } from "../catalog.ts";
import { askAgent, callBroker } from "./broker-api.ts";
import type { KioskModel } from "./kiosks.ts";
import { type FleetProcess, startProcess } from "./process.ts";
import type { SentStream } from "./reckoning.ts";
import { openTerminal, type SimulatedTerminal } from "./terminal.ts";

export interface FleetOptions {
  readonly folder: string;
  readonly terminals: number;
  readonly clock: Clock;
  readonly random: () => number;
  /** True for demonstrations: faster polls, short hold times. False: as in service. */
  readonly hurry: boolean;
  /** Presses the rules' hold times together; 0.2 for a story, 1 in service. */
  readonly holdFactor?: number;
  /** False: nothing is diagnosed until a person asks. */
  readonly automatic?: boolean;
  /** Slow refresh of every device; left out: the agent's own. */
  readonly refreshMinutes?: number;
  /** How the terminals are built, the first one first; the rest are `classic`. */
  readonly kiosks?: readonly KioskModel[];
  /** Only these devices of the kiosk; left out: all. */
  readonly devices?: readonly string[];
  readonly signal: AbortSignal;
}

export interface FleetTerminal extends SimulatedTerminal {
  readonly agent: FleetProcess;
}

/** A broker process and kiosk terminals, each a real agent process on simulated devices. */
export interface Fleet {
  readonly url: string;
  readonly mqtt: string;
  readonly token: string;
  readonly broker: FleetProcess;
  readonly terminals: readonly FleetTerminal[];
  ask<T>(path: string): Promise<T>;
  /** Waits until every agent's outbox is empty, at most `withinMs`. */
  drained(withinMs: number): Promise<boolean>;
  sent(terminal: FleetTerminal): Promise<readonly SentStream[]>;
  stop(): Promise<void>;
}

/** Where the kiosks stand; they are dealt to the sites in turn. */
const sites: readonly Site[] = [
  { name: "Central Station", latitude: 22.5319, longitude: 114.1172, address: "1 Station Square" },
  { name: "Harbour Ferry Terminal", latitude: 22.4786, longitude: 113.9137, address: "Pier 3, Harbour Road" },
  { name: "Airport Line", latitude: 22.6331, longitude: 113.8146, address: "Ground Transport Centre, hall B" },
];

/** The wanted port if it is free, else any free one. */
const freePort = (wanted: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", () =>
      wanted === 0 ? reject(new AppError("port", "no free port on loopback")) : resolve(freePort(0)),
    );
    server.listen(wanted, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** Asks until the answer is good. Throws `AppError("late")` with the tail of the log after `withinMs`. */
const until = async (
  clock: Clock,
  what: string,
  logFile: string,
  process: FleetProcess,
  test: () => Promise<boolean>,
  withinMs = 20_000,
) => {
  const end = clock.mono() + withinMs;
  for (;;) {
    // Not up yet is not an error while there is time left.
    const good = await test().catch(() => false);
    if (good) return;
    if (clock.mono() > end || !process.running()) {
      const tail = (await readFile(logFile, "utf8").catch(() => "")).trim().split("\n").slice(-5).join("\n");
      throw new AppError("late", `${what} did not come up:\n${tail}`);
    }
    await sleep(clock, 100);
  }
};

/** On the usual ports if they are free; on any, if somebody else took them in the same moment. */
const startBroker = async (options: FleetOptions) => {
  try {
    return await startBrokerOn({ mqtt: 1883, http: 7070 }, options);
  } catch (error) {
    if (!hasCode(error, "late")) throw error;
    return startBrokerOn({ mqtt: 0, http: 0 }, options);
  }
};

const startBrokerOn = async (
  wanted: { mqtt: number; http: number },
  { folder, clock, holdFactor = 1, automatic = true }: FleetOptions,
) => {
  const mqttPort = await freePort(wanted.mqtt);
  const httpPort = await freePort(wanted.http);
  const configFile = join(folder, "broker.yaml");
  const logFile = join(folder, "broker.log");
  const settings = {
    dataFolder: join(folder, "broker"),
    mqtt: { host: "127.0.0.1", port: mqttPort },
    http: { host: "127.0.0.1", port: httpPort },
    faults: { holdFactor },
    diagnostics: { automatic },
  };
  await writeFile(configFile, stringify(settings));
  const broker = startProcess(["broker", "--config", configFile], logFile);
  const url = `http://127.0.0.1:${httpPort}`;
  // Its own word that it listens, and not only an answer: on a port that was taken somebody else answers.
  const saysSo = async () => (await readFile(join(folder, "broker", "http-url"), "utf8")).trim() === url;
  await until(clock, "the broker", logFile, broker, async () => (await saysSo()) && (await fetch(`${url}/health`)).ok);
  const token = (await readFile(join(folder, "broker", "admin-token"), "utf8")).trim();
  return { broker, url, token, mqttPort };
};

interface AgentStatus {
  readonly outbox: { readonly waiting: number; readonly streams: readonly SentStream[] };
}

/** Starts everything; on failure stops what had started. Throws `AppError("late")` naming what did not come up. */
export const startFleet = async (options: FleetOptions): Promise<Fleet> => {
  const { folder, clock, signal } = options;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const terminals: FleetTerminal[] = [];
  const simulators = await loadSimulators();
  const { broker, url, token, mqttPort } = await startBroker(options);
  const stop = async () => {
    for (const t of terminals) t.sales.stop();
    await Promise.all(terminals.map((t) => t.agent.stop()));
    await broker.stop();
    await Promise.all(terminals.map((t) => t.close()));
  };
  const startTerminal = async (n: number) => {
    const id = `kiosk-${n}`;
    const site = sites[(n - 1) % sites.length]?.name ?? "";
    const own = join(folder, id);
    const { password } = await callBroker<{ password: string }>(url, token, "/api/terminals", {
      id,
      name: `Kiosk ${n}`,
      site,
    });
    const simulated = await openTerminal({
      id,
      folder: own,
      password,
      broker: { host: "127.0.0.1", port: mqttPort },
      simulators,
      clock,
      random: options.random,
      hurry: options.hurry,
      model: options.kiosks?.[n - 1] ?? "classic",
      ...(options.refreshMinutes === undefined ? {} : { refreshMinutes: options.refreshMinutes }),
      ...(options.devices ? { devices: options.devices } : {}),
    });
    const agent = startProcess(["agent", "--config", simulated.configFile], join(own, "agent.log"));
    terminals.push({ ...simulated, agent });
  };
  const isOnline = async (id: string) => {
    const all = await callBroker<TerminalSummary[]>(url, token, "/api/terminals");
    return all.some((t) => t.id === id && t.status === "online");
  };
  try {
    for (const site of sites.slice(0, options.terminals)) await callBroker(url, token, "/api/sites", site);
    for (let n = 1; n <= options.terminals && !signal.aborted; n++) await startTerminal(n);
    for (const t of terminals)
      await until(clock, `the agent of ${t.id}`, join(folder, t.id, "agent.log"), t.agent, () => isOnline(t.id));
  } catch (error) {
    await stop();
    throw error;
  }
  const status = (t: FleetTerminal) => askAgent<AgentStatus>(t.socket, "/status");
  return {
    url,
    mqtt: `mqtt://127.0.0.1:${mqttPort}`,
    token,
    broker,
    terminals,
    ask: (path) => callBroker(url, token, path),
    sent: async (t) => (await status(t)).outbox.streams,
    async drained(withinMs) {
      const end = clock.mono() + withinMs;
      for (;;) {
        const waiting = await Promise.all(terminals.map(async (t) => (await status(t)).outbox.waiting));
        if (waiting.every((n) => n === 0)) return true;
        if (clock.mono() > end) return false;
        await sleep(clock, 200);
      }
    },
    stop,
  };
};

export const detailOf = (fleet: Fleet, id: string): Promise<TerminalDetail> => fleet.ask(`/api/terminals/${id}`);
