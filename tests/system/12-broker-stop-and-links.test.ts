import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { defaultBrokerConfig } from "../../broker/config.ts";
import { startBroker } from "../../broker/main.ts";
import { openStore } from "../../broker/store/sqlite/open.ts";
import { systemClock, topicOf } from "../../contract/index.ts";
import type { ServerKind } from "../load/ingest-server.ts";
import { RawClient } from "../load/raw-client.ts";
import { batchOf, paperRecord, startTestBroker, type TestBroker, testStream, until } from "../support/broker.ts";
import { acknowledgeFirst } from "./variants/acknowledge-first.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});
const started = async (...args: Parameters<typeof startTestBroker>): Promise<TestBroker> => {
  const broker = await startTestBroker(...args);
  cleanups.push(() => broker.end());
  return broker;
};
const state = (status: string, n = 1): string =>
  JSON.stringify({ v: 1, session: { epoch: "0123456789abcdef", n }, status, since: 1 });

interface Stopped {
  readonly tookMs: number;
  /** Batches of one record each; `ackedLate`: after `stop` had returned. */
  readonly acked: number;
  readonly ackedLate: number;
  /** All records up to here are in the store. */
  readonly stored: number;
  readonly status: string | undefined;
}

/** R24: stops a broker whose terminal always has twenty batches on their way, and looks at what it left. */
const stoppedUnderLoad = async (broker: TestBroker, loadMs: number): Promise<Stopped> => {
  const address = { host: "127.0.0.1", port: broker.mqttPort };
  const client = await RawClient.open(address, "T1", await broker.enrol("T1"));
  let acked = 0;
  let sent = 0;
  const send = () => client.publish(topicOf("T1", "up"), batchOf([paperRecord(++sent)]));
  client.onAcks = (count) => {
    acked += count;
    for (let i = 0; i < count; i++) send();
  };
  for (let i = 0; i < 20; i++) send();
  await new Promise((resolve) => setTimeout(resolve, loadMs));
  await until(() => acked > 0);
  const begun = performance.now();
  await broker.stop();
  const tookMs = performance.now() - begun;
  const atStop = acked;
  await new Promise((resolve) => setTimeout(resolve, 20));
  client.socket.destroy();
  const store = await openStore(join(broker.folder, "broker.db"), { clock: systemClock });
  const stored = store.read.stream("T1", testStream)?.upTo ?? 0;
  const status = store.read.terminal("T1")?.status;
  await store.close();
  rmSync(broker.folder, { recursive: true, force: true });
  return { tookMs, acked, ackedLate: acked - atStop, stored, status };
};

describe("R24: a graceful stop under load", () => {
  test("ends within ten seconds; all that was acknowledged is stored, nothing is acknowledged that is not", async () => {
    for (let round = 0; round < 5; round++) {
      const broker = await startTestBroker();
      const { tookMs, acked, ackedLate, stored, status } = await stoppedUnderLoad(broker, 40 + 30 * round);
      expect(tookMs).toBeLessThan(10_000);
      expect(acked).toBeGreaterThan(0);
      expect(acked).toBeLessThanOrEqual(stored);
      expect(ackedLate).toBeLessThanOrEqual(20);
      expect(status).toBe("unknown");
      expect(broker.errors).toEqual([]);
    }
  });

  test("R24 control: a broker that acknowledges what it will store later has acknowledged more than it leaves", async () => {
    const broker = await startTestBroker();
    acknowledgeFirst(broker, 1000);
    const { acked, stored } = await stoppedUnderLoad(broker, 60);
    expect(acked).toBeGreaterThan(stored);
  });

  test("the broker's going is not the terminals' loss: no will of theirs is taken", async () => {
    const broker = await startTestBroker();
    const will = { topic: topicOf("T1", "state"), payload: Buffer.from(state("lost")), qos: 1 as const, retain: true };
    const client = await broker.client("T1", await broker.enrol("T1"), { will });
    await client.publishAsync(topicOf("T1", "state"), state("online"), { qos: 1 });
    await broker.stop();
    const store = await openStore(join(broker.folder, "broker.db"), { clock: systemClock });
    expect(store.read.terminal("T1")?.status).toBe("online");
    await store.close();
    client.end(true);
    rmSync(broker.folder, { recursive: true, force: true });
  });
});

/** A proxy that can stop passing bytes without closing anything: a half-open link. */
const blackHole = async (port: number): Promise<{ port: number; freeze(): void; server: Server }> => {
  let frozen = false;
  const server = createServer((near: Socket) => {
    const far = connect(port, "127.0.0.1");
    const pass = (from: Socket, to: Socket) => {
      from.on("data", (chunk) => frozen || to.write(chunk));
      from.on("close", () => frozen || to.destroy());
      from.on("error", () => undefined);
    };
    pass(near, far);
    pass(far, near);
    cleanups.push(() => [near.destroy(), far.destroy()]);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => server.close());
  const address = server.address();
  return { port: (address as { port: number }).port, server, freeze: () => void (frozen = true) };
};

test("R6: over a half-open link the broker says lost within one and a half keepalives, and a late birth brings it back", async () => {
  const broker = await started();
  const password = await broker.enrol("T1");
  const proxy = await blackHole(broker.mqttPort);
  const will = { topic: topicOf("T1", "state"), payload: Buffer.from(state("lost")), qos: 1 as const, retain: true };
  const client = await broker.client("T1", password, { port: proxy.port, keepalive: 1, will });
  await client.publishAsync(topicOf("T1", "state"), state("online"), { qos: 1 });
  expect(broker.store.read.terminal("T1")?.status).toBe("online");
  proxy.freeze();
  const begun = performance.now();
  await until(() => broker.store.read.terminal("T1")?.status === "lost", 5000);
  expect(performance.now() - begun).toBeLessThan(3000);
  const again = await broker.client("T1", password);
  await again.publishAsync(topicOf("T1", "state"), state("online", 2), { qos: 1 });
  expect(broker.store.read.terminal("T1")?.status).toBe("online");
});

test("S8: a dropped terminal is gone at once", async () => {
  const broker = await started();
  const client = await broker.client("T1", await broker.enrol("T1"));
  const gone = new Promise<void>((resolve) => client.once("close", () => resolve()));
  broker.gateway.drop("T1");
  await gone;
  await until(() => !broker.gateway.connected("T1"));
});

describe("what a wrong start says", () => {
  const config = (folder: string, port: number) => {
    const base = defaultBrokerConfig();
    return { ...base, dataFolder: folder, mqtt: { ...base.mqtt, port }, http: { ...base.http, port: 0 } };
  };
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

  test("a port another program holds", async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => holder.close());
    const { port } = holder.address() as { port: number };
    const folder = mkdtempSync(join(tmpdir(), "roundsman-port-"));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    const start = startBroker(config(folder, port), { log: silent });
    await expect(start).rejects.toMatchObject({
      code: "listen",
      message: expect.stringContaining(`${port}`) as string,
    });
    await startBroker(config(folder, 0), { log: silent }).then((broker) => broker.stop());
  });

  test("a folder that cannot be made", async () => {
    const start = startBroker(config("/proc/roundsman", 0), { log: silent });
    await expect(start).rejects.toMatchObject({
      code: "config",
      message: expect.stringContaining("/proc/roundsman") as string,
    });
  });
});

test("the first start makes an admin token, readable by its owner only; the second does not", async () => {
  const broker = await started();
  const file = join(broker.folder, "admin-token");
  expect(readFileSync(file, "utf8").trim()).toBe(broker.adminToken);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await broker.stop();
  const again = await started({}, broker.folder);
  expect(again.adminToken).toBeUndefined();
});

const server = fileURLToPath(new URL("../../dist/tests/load/ingest-server.js", import.meta.url));
const hasStrace = spawnSync("strace", ["-V"]).status === 0;
if (!hasStrace) console.warn("R2: strace is not installed, the count of fsyncs is NOT checked");
if (!existsSync(server)) console.warn("R2: not built, the count of fsyncs is NOT checked; run `npm run build`");

const underStrace = async (kind: ServerKind, messages: number): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), "roundsman-strace-"));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  const trace = join(folder, "trace");
  const args = ["-f", "-e", "trace=fsync,fdatasync", "-o", trace, process.execPath, server, kind, "1"];
  const child: ChildProcess = spawn("strace", args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  cleanups.push(() => child.kill("SIGKILL"));
  const [ready] = (await once(child, "message")) as [{ port: number; terminals: { id: string; password: string }[] }];
  const { id, password } = ready.terminals[0] as { id: string; password: string };
  const client = await RawClient.open({ host: "127.0.0.1", port: ready.port }, id, password);
  const syncs = (): number =>
    readFileSync(trace, "utf8")
      .split("\n")
      .filter((l) => /f(data)?sync\(/.test(l)).length;
  const before = syncs();
  for (let seq = 1; seq <= messages; seq++) {
    const acked = new Promise<void>((resolve) => {
      client.onAcks = () => resolve();
    });
    client.publish(topicOf(id, "up"), batchOf([paperRecord(seq)]));
    await acked;
  }
  const counted = syncs() - before;
  client.socket.destroy();
  child.send("stop");
  await once(child, "exit");
  return counted;
};

test.runIf(hasStrace && existsSync(server))(
  "R2: every receipt is preceded by an fsync of its own (40 messages, one at a time)",
  async () => {
    expect(await underStrace("product", 40)).toBeGreaterThanOrEqual(40);
  },
);

test.runIf(hasStrace && existsSync(server))(
  "R2 control: with synchronous=NORMAL the same count finds receipts without an fsync",
  async () => {
    expect(await underStrace("unsynced", 40)).toBeLessThan(40);
  },
);
