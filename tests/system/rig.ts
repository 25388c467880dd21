import { execFile, spawn, spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { openStore } from "../../broker/store/sqlite/open.ts";
import {
  type DeviceHealth,
  systemClock,
  type TerminalDetail,
  type UpBatch,
  type WireRecord,
} from "../../contract/index.ts";
import { askAgent, callBroker } from "../../simulators/fleet/broker-api.ts";
import type { SentStream } from "../../simulators/fleet/reckoning.ts";
import { until } from "../support/processes.ts";

/** The built command line: the tests of this folder start it as it is shipped. */
export const mainScript = fileURLToPath(new URL("../../dist/console/cli/main.js", import.meta.url));

/** A program of the operating system a test needs. Missing in CI it is an error, elsewhere the test is left out and says so. */
export const haveTool = (name: string, versionFlag = "--version"): boolean => {
  const there = spawnSync(name, [versionFlag], { stdio: "ignore" }).error === undefined;
  if (there) return true;
  if (process.env.CI) throw new Error(`${name} is not installed, and CI needs it`);
  console.warn(`${name} is not installed: what needs it is NOT checked`);
  return false;
};

/** A process of its own group with its output in a file; whoever started it ends it. */
export interface RigProcess {
  readonly pid: number;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<string>;
  running(): boolean;
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, and SIGKILL after 12 s. */
  stop(): Promise<string>;
}

export const startProgram = (
  command: readonly string[],
  logFile: string,
  env: Readonly<Record<string, string>> = {},
): RigProcess => {
  const log = openSync(logFile, "a");
  const [file = "", ...args] = command;
  const child = spawn(file, args, { stdio: ["ignore", log, log], detached: true, env: { ...process.env, ...env } });
  closeSync(log);
  let over = false;
  const ended = new Promise<string>((resolve) => {
    const end = (how: string) => {
      over = true;
      resolve(how);
    };
    child.once("error", (error) => end(error.message));
    child.once("exit", (code, signal) => end(signal ?? String(code)));
  });
  return {
    pid: child.pid ?? 0,
    ended,
    running: () => !over,
    output: () => readFileSync(logFile, "utf8"),
    kill: (signal) => void child.kill(signal),
    async stop() {
      if (!over) child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 12_000);
      const how = await ended;
      clearTimeout(late);
      return how;
    },
  };
};

export const startRoundsman = (
  args: readonly string[],
  logFile: string,
  env: Readonly<Record<string, string>> = {},
): RigProcess => startProgram([process.execPath, mainScript, ...args], logFile, env);

export interface CliAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One `roundsman …` to its end, at most 30 s. */
export const roundsman = (
  args: readonly string[],
  { env = {}, cwd }: { env?: Readonly<Record<string, string>>; cwd?: string } = {},
): Promise<CliAnswer> =>
  new Promise((resolve) => {
    const options = { timeout: 30_000, env: { ...process.env, LANG: "C.UTF-8", ...env }, ...(cwd && { cwd }) };
    execFile(process.execPath, [mainScript, ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });

/** A broker process with its data in `folder/broker`. */
export interface Centre {
  readonly folder: string;
  readonly url: string;
  readonly token: string;
  readonly mqttPort: number;
  /** Its settings file, with the ports it got. */
  readonly config: string;
  process: RigProcess;
  ask<T>(path: string, body?: unknown): Promise<T>;
  enrol(id: string): Promise<string>;
  detail(id: string): Promise<TerminalDetail>;
  /** Starts it again on the same ports, once it has ended. */
  again(): Promise<void>;
}

interface Announcement {
  readonly mqtt: string;
  readonly http: string;
  readonly adminToken?: string;
}

/** What each start of the broker wrote on its standard output. */
const announcements = (output: string): Announcement[] =>
  output
    .split("\n")
    .filter((l) => l.startsWith("{") && l.includes('"mqtt"') && l.includes('"http"'))
    .map((l) => JSON.parse(l) as Announcement);

export const startCentre = async (
  folder: string,
  settings: { mqtt?: object; http?: object; faults?: object } = {},
): Promise<Centre> => {
  await mkdir(folder, { recursive: true });
  const config = join(folder, "broker.yaml");
  const write = (mqttPort: number, httpPort: number) =>
    writeFile(
      config,
      stringify({
        dataFolder: join(folder, "broker"),
        mqtt: { port: mqttPort, ...settings.mqtt },
        http: { port: httpPort, ...settings.http },
        ...(settings.faults && { faults: settings.faults }),
      }),
    );
  const log = join(folder, "broker.log");
  const start = async () => {
    const before = announcements(readOr(log)).length;
    const started = startRoundsman(["broker", "--config", config, "--json"], log);
    const isUp = () => {
      if (!started.running()) throw new Error(`the broker ended: ${started.output()}`);
      return announcements(started.output()).length > before;
    };
    await until(isUp, "the broker", 30_000);
    return started;
  };
  await write(0, 0);
  const first = await start();
  const { mqtt, http, adminToken = "" } = announcements(first.output())[0] as Announcement;
  const mqttPort = Number(new URL(mqtt).port);
  await write(mqttPort, Number(new URL(http).port));
  const ask = <T>(path: string, body?: unknown): Promise<T> => callBroker<T>(http, adminToken, path, body);
  const centre: Centre = {
    folder,
    url: http,
    token: adminToken,
    mqttPort,
    config,
    process: first,
    ask,
    enrol: async (id) => (await ask<{ password: string }>("/api/terminals", { id })).password,
    detail: (id) => ask(`/api/terminals/${id}`),
    async again() {
      centre.process = await start();
    },
  };
  return centre;
};

const readOr = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // not written yet
  }
};

export interface AgentOptions {
  readonly id: string;
  readonly password: string;
  readonly mqttPort: number;
  readonly folder: string;
  /** Own folder name, if two share one id. */
  readonly name?: string;
  readonly broker?: Readonly<Record<string, unknown>>;
  readonly devices?: readonly Readonly<Record<string, unknown>>[];
}

export interface AgentFiles {
  readonly config: string;
  readonly socket: string;
  readonly log: string;
}

/** Writes the settings of an agent; the caller starts it. */
export const writeAgent = async (options: AgentOptions): Promise<AgentFiles> => {
  const own = join(options.folder, options.name ?? options.id);
  await mkdir(own, { recursive: true });
  const files = { config: join(own, "agent.yaml"), socket: join(own, "kiosk.sock"), log: join(own, "agent.log") };
  const settings = {
    terminal: options.id,
    broker: {
      url: `mqtt://127.0.0.1:${options.mqttPort}`,
      password: options.password,
      resendSeconds: 1,
      backoffMaxSeconds: 1,
      historyPerSecond: 5000,
      ...options.broker,
    },
    dataFolder: join(own, "data"),
    kiosk: { socket: files.socket },
    devices: options.devices ?? [],
  };
  await writeFile(files.config, stringify(settings), { mode: 0o600 });
  return files;
};

export const startAgentProcess = (files: AgentFiles, env: Readonly<Record<string, string>> = {}): RigProcess =>
  startRoundsman(["agent", "--config", files.config], files.log, env);

interface LocalAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** `POST path` to an agent's local API; nothing if nobody answers. */
const post = (socketPath: string, path: string, value: object): Promise<LocalAnswer | undefined> =>
  new Promise((resolve) => {
    const body = JSON.stringify(value);
    const headers = { "content-type": "application/json", "content-length": body.length };
    const call = request({ socketPath, path, method: "POST", timeout: 2000, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) as LocalAnswer["body"] }),
      );
      answer.on("error", () => resolve(undefined));
    });
    call.on("timeout", () => call.destroy());
    call.on("error", () => resolve(undefined));
    call.end(body);
  });

/** One sale to an agent's local API: true once the agent says it is durable; to a dead agent that sale never was. */
export const sell = async (socket: string, transaction: string): Promise<boolean> => {
  const sale = { transaction, kind: "cash", result: "success", amount: 500, currency: "EUR" };
  const answer = await post(socket, "/sale", sale);
  return answer?.status === 202 && answer.body.durable === true;
};

/** A customer stands before the terminal, or has left. True if the agent heard it. */
export const sayCustomer = async (socket: string, present: boolean): Promise<boolean> =>
  (await post(socket, "/customer", { present }))?.status === 200;

/** Sells without pause until stopped; answers the sales that were durable, in order. */
export const sellUntilStopped = (socket: string, name: string, everyMs = 20): (() => Promise<string[]>) => {
  let going = true;
  const work = (async () => {
    const durable: string[] = [];
    for (let n = 1; going; n++) {
      const transaction = `${name}-${n}`;
      if (await sell(socket, transaction)) durable.push(transaction);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    return durable;
  })();
  return () => {
    going = false;
    return work;
  };
};

export interface LocalStatus {
  readonly devices: readonly {
    readonly device: string;
    readonly availability: string;
    readonly condition: string;
    readonly components: Readonly<Record<string, string>>;
  }[];
  readonly outbox: { readonly waiting: number; readonly streams: readonly SentStream[] };
}

export const localStatus = (socket: string): Promise<LocalStatus> => askAgent<LocalStatus>(socket, "/status");

/** Waits until the agent has nothing left to send. */
export const drained = (socket: string, withinMs = 20_000): Promise<void> =>
  until(
    async () => (await localStatus(socket).catch(() => undefined))?.outbox.waiting === 0,
    `${socket} to drain`,
    withinMs,
  );

export const healthOf = async (centre: Centre, id: string, device: string): Promise<DeviceHealth | undefined> =>
  (await centre.detail(id)).deviceList.find((d) => d.device === device)?.health;

/** Everything the store of a stopped broker holds of a terminal: its records by stream in the order of their numbers, what is wrong with the numbering. */
export interface Stored {
  readonly records: ReadonlyMap<string, readonly WireRecord[]>;
  readonly problems: readonly string[];
}

export const readStored = async (centre: Centre, terminal: string): Promise<Stored> => {
  const store = await openStore(join(centre.folder, "broker", "broker.db"), { clock: systemClock });
  const problems: string[] = [];
  const records = new Map<string, WireRecord[]>();
  for (const stream of store.read.streams(terminal)) {
    const all: WireRecord[] = [];
    for (const chunk of store.read.chunks(stream.id))
      all.push(...(JSON.parse(chunk.body.toString()) as UpBatch).records);
    all.sort((a, b) => a.seq - b.seq);
    records.set(stream.stream, all);
    const distinct = new Set(all.map((r) => r.seq)).size;
    if (distinct !== all.length) problems.push(`${stream.stream}: ${all.length - distinct} numbers stored twice`);
    if (distinct !== stream.upTo)
      problems.push(`${stream.stream}: without a hole up to ${stream.upTo}, ${distinct} stored`);
  }
  await store.close();
  return { records, problems };
};

export const salesIn = (stored: Stored): string[] =>
  [...stored.records.values()]
    .flat()
    .filter((r) => r.kind === "sale")
    .sort((a, b) => a.order - b.order)
    .map((r) => (r.body as { transaction: string }).transaction);
