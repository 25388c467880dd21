import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultBrokerConfig } from "../../broker/config.ts";
import { enrolTerminal } from "../../broker/fleet/enrol.ts";
import { stderrLog } from "../../broker/log.ts";
import { startBroker } from "../../broker/main.ts";
import { systemRandom } from "../../broker/random.ts";
import { systemClock } from "../../contract/index.ts";
import { startBareLoop } from "./bare-loop.ts";

type Terminals = { id: string; password: string }[];

/** The process under load: the product or the bare loop, told by `argv[2]`; says its port and credentials, stops when told. */
const names = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `T${String(n + 1).padStart(5, "0")}`);

const startProduct = async (folder: string, count: number) => {
  const config = defaultBrokerConfig();
  const broker = await startBroker(
    { ...config, dataFolder: folder, mqtt: { ...config.mqtt, port: 0 }, http: { ...config.http, port: 0 } },
    { log: stderrLog("error") },
  );
  const terminals: Terminals = await broker.store.write((tx) =>
    names(count).map((id) => ({
      id,
      password: enrolTerminal(tx, { id, site: "bench" }, { clock: systemClock, random: systemRandom }).password,
    })),
  );
  const report = () => ({ ...broker.ingest.counters, stored: broker.store.read.counts().records });
  return { port: broker.mqttPort, terminals, report, stop: () => broker.stop() };
};

const startBare = async (folder: string, count: number, synchronous: "FULL" | "NORMAL" = "FULL") => ({
  ...(await startBareLoop(folder, synchronous)),
  terminals: names(count).map((id): Terminals[number] => ({ id, password: "x" })),
  report: () => ({}),
});

const servers = {
  product: startProduct,
  bare: startBare,
  /** The negative control of R2: commits that are not synced one by one. */
  unsynced: (folder: string, count: number) => startBare(folder, count, "NORMAL"),
} as const;
export type ServerKind = keyof typeof servers;

const kind = process.argv[2] ?? "";
if (process.send && kind in servers) {
  const folder = mkdtempSync(join(tmpdir(), "roundsman-bench-"));
  const server = await servers[kind as ServerKind](folder, Number(process.argv[3]));
  process.send({ port: server.port, terminals: server.terminals });
  process.once("message", () => {
    const usage = process.cpuUsage();
    const memory = process.memoryUsage().rss;
    const report = server.report();
    void server.stop().then(() => {
      rmSync(folder, { recursive: true, force: true });
      process.send?.({ cpuSeconds: (usage.user + usage.system) / 1e6, rss: memory, report }, () => process.exit(0));
    });
  });
}
