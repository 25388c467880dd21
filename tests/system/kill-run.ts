import { mkdir, readFile, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { openStore } from "../../broker/store/sqlite/open.ts";
import { sleep, systemClock, type UpBatch } from "../../contract/index.ts";
import { askAgent, callBroker } from "../../simulators/fleet/broker-api.ts";
import { type FleetProcess, startProcess } from "../../simulators/fleet/process.ts";
import { until } from "../support/processes.ts";

export interface KillRunOptions {
  readonly folder: string;
  readonly kills: number;
  /** Goes on killing until this many sales are durable, so that a slow machine proves as much as a fast one; at most thrice the kills. */
  readonly sales?: number;
  readonly agents: number;
  readonly random: () => number;
  /** Kill only the broker. */
  readonly brokerOnly?: boolean;
  /** A script of the build to run instead of the broker. */
  readonly brokerScript?: string;
}

export interface KillRunResult {
  readonly committed: number;
  /** Sales the agent said were durable, and the store has not; sales the store has twice; numbers of a stream stored twice. */
  readonly missing: string[];
  readonly twice: string[];
  readonly holes: string[];
  readonly kills: Record<string, number>;
}

interface Victim {
  readonly name: string;
  start(): FleetProcess;
  process: FleetProcess;
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** One sale to an agent's local API: true once the agent says it is durable. A dead agent answers nothing, and that sale never was. */
const sell = (socketPath: string, transaction: string): Promise<boolean> =>
  new Promise((resolve) => {
    const body = JSON.stringify({ transaction, kind: "cash", result: "success", amount: 500, currency: "EUR" });
    const headers = { "content-type": "application/json", "content-length": body.length };
    const call = request({ socketPath, path: "/sale", method: "POST", timeout: 2000, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      answer.on("end", () => resolve(answer.statusCode === 202 && (JSON.parse(text) as { durable: boolean }).durable));
      answer.on("error", () => resolve(false));
    });
    call.on("timeout", () => call.destroy());
    call.on("error", () => resolve(false));
    call.end(body);
  });

const startBrokerVictim = async (options: KillRunOptions, ports: { mqtt: number; http: number }): Promise<Victim> => {
  const config = join(options.folder, "broker.yaml");
  const settings = {
    dataFolder: join(options.folder, "broker"),
    logLevel: "error",
    mqtt: { port: ports.mqtt },
    http: { port: ports.http },
  };
  await writeFile(config, stringify(settings));
  const log = join(options.folder, "broker.log");
  const start = () =>
    options.brokerScript
      ? startProcess([config], log, options.brokerScript)
      : startProcess(["broker", "--config", config], log);
  return { name: "broker", start, process: start() };
};

const startAgentVictim = async (folder: string, id: string, password: string, mqttPort: number): Promise<Victim> => {
  await mkdir(join(folder, id), { recursive: true });
  const config = join(folder, id, "agent.yaml");
  const settings = {
    terminal: id,
    broker: {
      url: `mqtt://127.0.0.1:${mqttPort}`,
      password,
      resendSeconds: 1,
      backoffMaxSeconds: 1,
      historyPerSecond: 5000,
    },
    dataFolder: join(folder, id, "data"),
    kiosk: { socket: socketOf(folder, id) },
    logLevel: "error",
  };
  await writeFile(config, stringify(settings));
  const start = () => startProcess(["agent", "--config", config], join(folder, id, "agent.log"));
  return { name: id, start, process: start() };
};

const socketOf = (folder: string, id: string): string => join(folder, `${id}.sock`);

/** What the store holds: each sale with how often, and each stream's numbers. */
const readStore = async (folder: string) => {
  const store = await openStore(join(folder, "broker", "broker.db"), { clock: systemClock });
  const sales = new Map<string, number>();
  const twice: string[] = [];
  const holes: string[] = [];
  for (const terminal of store.read.terminals()) {
    for (const stream of store.read.streams(terminal.id)) {
      const seen = new Set<number>();
      for (const chunk of store.read.chunks(stream.id)) {
        for (const record of (JSON.parse(chunk.body.toString()) as UpBatch).records) {
          if (seen.has(record.seq)) twice.push(`${stream.stream} ${record.seq}`);
          seen.add(record.seq);
          const sale = record.kind === "sale" ? (record.body as { transaction: string }).transaction : undefined;
          if (sale) sales.set(sale, (sales.get(sale) ?? 0) + 1);
        }
      }
      if (seen.size !== stream.upTo) holes.push(`${stream.stream}: up to ${stream.upTo}, ${seen.size} stored`);
    }
  }
  await store.close();
  return { sales, twice, holes };
};

/** Sells without pause while random victims are killed, lets everything drain, and compares the sellers' journal with the store. */
export const killRun = async (options: KillRunOptions): Promise<KillRunResult> => {
  const { folder, random, sales = 0 } = options;
  const ports = { mqtt: await freePort(), http: await freePort() };
  const url = `http://127.0.0.1:${ports.http}`;
  const broker = await startBrokerVictim(options, ports);
  await until(async () => (await fetch(`${url}/health`).catch(() => undefined))?.ok === true, "the broker", 15_000);
  const token = (await readFile(join(folder, "broker", "admin-token"), "utf8")).trim();
  const ids = Array.from({ length: options.agents }, (_, i) => `k${i + 1}`);
  const agents: Victim[] = [];
  for (const id of ids) {
    const { password } = await callBroker<{ password: string }>(url, token, "/api/terminals", { id });
    agents.push(await startAgentVictim(folder, id, password, ports.mqtt));
  }
  const processes = [broker, ...agents];
  const victims = options.brokerOnly ? [broker] : processes;
  const journal = new Set<string>();
  const kills: Record<string, number> = {};
  let selling = true;
  const sellers = ids.map(async (id) => {
    for (let n = 1; selling; n++) {
      const transaction = `${id}-${n}`;
      if (await sell(socketOf(folder, id), transaction)) journal.add(transaction);
      else await sleep(systemClock, 20);
    }
  });
  try {
    await sleep(systemClock, 1500);
    const enough = (n: number) => n >= options.kills && (journal.size > sales || n >= 3 * options.kills);
    for (let n = 0; !enough(n); n++) {
      await sleep(systemClock, 120 + random() * 180);
      const victim = victims[Math.floor(random() * victims.length)] as Victim;
      kills[victim.name] = (kills[victim.name] ?? 0) + 1;
      victim.process.kill("SIGKILL");
      await victim.process.ended;
      victim.process = victim.start();
      // Every third time it is left running long enough to do some work; the others die while they start.
      if (n % 3 === 0) await sleep(systemClock, 900);
    }
    selling = false;
    await Promise.all(sellers);
    const empty = async (id: string) =>
      (await askAgent<{ outbox: { waiting: number } }>(socketOf(folder, id), "/status")).outbox.waiting === 0;
    for (const id of ids) await until(() => empty(id).catch(() => false), `${id} to drain`, 40_000);
  } finally {
    selling = false;
    for (const one of processes) await one.process.stop();
  }
  const { sales: stored, twice, holes } = await readStore(folder);
  return {
    committed: journal.size,
    missing: [...journal].filter((sale) => !stored.has(sale)),
    twice: [...twice, ...[...stored].filter(([, n]) => n > 1).map(([sale]) => sale)],
    holes,
    kills,
  };
};

export const ackFirstScript = fileURLToPath(new URL("../../dist/tests/system/variants/ack-first.js", import.meta.url));
