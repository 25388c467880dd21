import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "../../broker/store/sqlite/open.ts";
import { systemClock, topicOf } from "../../contract/index.ts";
import { RawClient } from "../load/raw-client.ts";
import { batchOf, paperRecord } from "../support/broker.ts";
import { until } from "../support/processes.ts";
import { seeded, seedOfRun } from "../support/seeded.ts";
import { ackFirstScript } from "./kill-run.ts";
import { type Centre, type RigProcess, startCentre, startProgram } from "./rig.ts";

let folder: string;
let centre: Centre;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "roundsman-r24-"));
  centre = await startCentre(folder);
}, 60_000);
afterAll(async () => {
  await centre.process.stop();
  await rm(folder, { recursive: true, force: true });
});

const window = 20;
const batchSize = 10;

interface Load {
  readonly id: string;
  readonly stream: string;
  readonly client: RawClient;
  sent: number;
  acked: number;
}

/** Keeps `window` batches on their way; each stream is one round's own, so that its numbers say what came through. */
const loadOf = async (id: string, password: string, round: number): Promise<Load> => {
  const client = await RawClient.open({ host: "127.0.0.1", port: centre.mqttPort }, id, password);
  const stream = `${(round + 1).toString(16).padStart(16, "0")}.urgent`;
  const load: Load = { id, stream, client, sent: 0, acked: 0 };
  const send = () => {
    const from = load.sent * batchSize;
    load.sent += 1;
    const records = Array.from({ length: batchSize }, (_, i) => paperRecord(from + i + 1));
    client.publish(topicOf(id, "up"), batchOf(records, { stream }));
  };
  client.onAcks = (count) => {
    load.acked += count;
    for (let i = 0; i < count; i++) send();
  };
  for (let i = 0; i < window; i++) send();
  return load;
};

const ids = ["T1", "T2", "T3"];
const passwords = new Map<string, string>();
beforeAll(async () => {
  for (const id of ids) passwords.set(id, await centre.enrol(id));
});

const closed = (client: RawClient): Promise<void> =>
  new Promise((resolve) => {
    client.socket.once("close", () => resolve());
    setTimeout(resolve, 2000);
  });

/** Loads a running broker for a while, then stops it. */
const stopUnderLoad = async (broker: RigProcess, round: number, forMs: number) => {
  const loads = await Promise.all(ids.map((id) => loadOf(id, passwords.get(id) ?? "", round)));
  await new Promise((resolve) => setTimeout(resolve, forMs));
  const begun = performance.now();
  broker.kill("SIGTERM");
  const how = await broker.ended;
  const tookMs = performance.now() - begun;
  // What the dying broker still said arrives before its sockets close.
  await Promise.all(loads.filter(({ client }) => !client.socket.destroyed).map(({ client }) => closed(client)));
  return { loads, how, tookMs };
};

const rounds = Number(process.env.ROUNDSMAN_STOPS ?? 10);

test(`R24: SIGTERM to the broker process under load, ${rounds} times: it ends in time, all that was acknowledged is stored once`, {
  timeout: 30_000 + rounds * 12_000,
}, async () => {
  const random = seeded(seedOfRun());
  const all: Load[] = [];
  let slowest = 0;
  for (let round = 0; round < rounds; round++) {
    if (round > 0) await centre.again();
    const { loads, how, tookMs } = await stopUnderLoad(centre.process, round, 30 + random() * 200);
    expect(how).toBe("0");
    all.push(...loads);
    slowest = Math.max(slowest, tookMs);
  }
  expect(slowest).toBeLessThan(10_000);
  const store = await openStore(join(folder, "broker", "broker.db"), { clock: systemClock });
  let acknowledged = 0;
  for (const { id, stream, acked, sent } of all) {
    const row = store.read.stream(id, stream);
    acknowledged += acked * batchSize;
    expect(row?.upTo ?? 0, `${id} ${stream}`).toBeGreaterThanOrEqual(acked * batchSize);
    expect(row?.records ?? 0).toBe(row?.upTo ?? 0);
    expect(row?.upTo ?? 0).toBeLessThanOrEqual(sent * batchSize);
    expect(row?.duplicates ?? 0).toBe(0);
  }
  await store.close();
  console.log(`R24 seed ${seedOfRun()}: ${acknowledged} records acknowledged, slowest stop ${Math.round(slowest)} ms`);
  expect(acknowledged).toBeGreaterThan(rounds * 100);
});

test("R24 control: a broker that acknowledges before it commits loses what it acknowledged, and the comparison sees it", {
  timeout: 60_000,
}, async () => {
  expect(centre.process.running()).toBe(false);
  // Later than any orderly stop takes: what it writes down while it stops must not hide the loss.
  const late = startProgram([process.execPath, ackFirstScript, centre.config, "20000"], join(folder, "late.log"));
  const up = async () => (await fetch(`${centre.url}/health`).catch(() => undefined))?.ok === true;
  await until(up, "the broken broker", 30_000);
  const { loads } = await stopUnderLoad(late, rounds, 600);
  const store = await openStore(join(folder, "broker", "broker.db"), { clock: systemClock });
  const lost = loads.map((l) => l.acked * batchSize - (store.read.stream(l.id, l.stream)?.upTo ?? 0));
  await store.close();
  expect(Math.max(...lost)).toBeGreaterThan(0);
});
