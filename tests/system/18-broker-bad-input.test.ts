import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "../../broker/store/sqlite/open.ts";
import { systemClock, topicOf } from "../../contract/index.ts";
import { connectPacket, publishPacket, RawClient, subscribePacket } from "../load/raw-client.ts";
import { batchOf, paperRecord, testStream } from "../support/broker.ts";
import { until } from "../support/processes.ts";
import { seeded, seedOfRun } from "../support/seeded.ts";
import { type Centre, startCentre } from "./rig.ts";

let folder: string;
let centre: Centre;
let good: RawClient;
let acked = 0;
let sent = 0;
let password = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "roundsman-input-"));
  centre = await startCentre(folder);
  password = await centre.enrol("bad");
  good = await RawClient.open(address(), "good", await centre.enrol("good"));
  good.onAcks = (count) => {
    acked += count;
  };
}, 60_000);
afterAll(async () => {
  good.socket.destroy();
  await centre.process.stop();
  await rm(folder, { recursive: true, force: true });
});

const address = () => ({ host: "127.0.0.1", port: centre.mqttPort });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => paperRecord(from + i));
const quarantined = async (): Promise<number> =>
  (await centre.ask<{ quarantined: number }>("/api/summary")).quarantined;
const streamOf = async (id: string) => (await centre.detail(id)).streams.find((s) => s.stream === testStream);
/** The other terminal goes on working, and its next batch is acknowledged. */
const goodGoesOn = async (): Promise<void> => {
  const before = acked;
  good.publish(topicOf("good", "up"), batchOf([paperRecord(++sent)]));
  await until(() => acked > before, "the other terminal's receipt", 5000);
};
/** Sends payloads one after the other, and waits until each is acknowledged. */
const deliver = async (payloads: readonly string[]): Promise<Socket> => {
  const client = await RawClient.open(address(), "bad", password);
  for (const payload of payloads) {
    const receipt = new Promise<void>((resolve) => {
      client.onAcks = () => resolve();
    });
    client.publish(topicOf("bad", "up"), payload);
    await receipt;
  }
  return client.socket;
};

test("malformed JSON, wrong shapes and an unknown version are acknowledged, counted and kept with their reason; the connection stays", async () => {
  const before = await quarantined();
  const wrong = ["{", "\u0000\u0001", "[]", JSON.stringify({ v: 1, records: 7 }), batchOf(range(1, 2), { v: 99 })];
  const socket = await deliver(wrong);
  expect(socket.destroyed).toBe(false);
  expect(await quarantined()).toBe(before + wrong.length);
  socket.destroy();
  await goodGoesOn();
});

test("a payload above 256 KiB ends that connection only, and is noted with its sender, however soon after CONNACK it comes", async () => {
  const before = await quarantined();
  const times = 30;
  for (let k = 0; k < times; k++) {
    const client = await RawClient.open(address(), "bad", password);
    const closed = new Promise<void>((resolve) => client.socket.once("close", () => resolve()));
    client.publish(topicOf("bad", "up"), " ".repeat(300 * 1024));
    await closed;
  }
  await until(async () => (await quarantined()) === before + times, "the notes");
  const notes = await centre.ask<{ terminal: string; reason: string }[]>(`/api/quarantine?limit=${times}`);
  for (const note of notes) expect(note).toMatchObject({ terminal: "bad", reason: expect.stringMatching(/at most/) });
  await goodGoesOn();
});

test("replayed and overlapping batches are stored once, a gap is known and filled by what comes late", async () => {
  const stream = "fedcba9876543210.urgent";
  const batches = [range(1, 10), range(1, 10), range(6, 15), range(21, 25), range(1, 3)];
  (await deliver(batches.map((records) => batchOf(records, { stream })))).destroy();
  const seen = async () => (await centre.detail("bad")).streams.find((s) => s.stream === stream);
  expect(await seen()).toMatchObject({ upTo: 15, records: 20, duplicates: 18, missing: 5 });
  (await deliver([batchOf(range(16, 20), { stream })])).destroy();
  expect(await seen()).toMatchObject({ upTo: 25, records: 25, missing: 0 });
  await goodGoesOn();
});

const swarm = Number(process.env.ROUNDSMAN_FUZZ ?? 100_000);
test(`R10: ${swarm} mutated MQTT packets on the listener: the broker lives, others are served`, {
  timeout: 60_000 + swarm,
}, async () => {
  const random = seeded(seedOfRun());
  const seeds = [
    connectPacket("bad", password),
    publishPacket(topicOf("bad", "up"), batchOf([paperRecord(1)]), 7),
    subscribePacket(topicOf("bad", "cmd")),
    Buffer.from([0xc0, 0x00]),
    Buffer.from([0x40, 0x02, 0x00, 0x07]),
    Buffer.from([0xe0, 0x00]),
  ];
  const mutate = (bytes: Buffer): Buffer => {
    const out = Buffer.from(bytes);
    for (let k = 0; k < 1 + random() * 4; k++) out[Math.floor(random() * out.length)] = Math.floor(random() * 256);
    return random() < 0.2 ? out.subarray(0, Math.floor(random() * out.length)) : out;
  };
  const pick = (): Buffer => seeds[Math.floor(random() * seeds.length)] as Buffer;
  /** One connection that begins rightly in half of the cases, then sends rubbish until it is cut or done. */
  const attack = (packets: number): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect(centre.mqttPort, "127.0.0.1");
      socket.on("error", () => undefined); // being cut is what we expect
      socket.once("close", () => resolve());
      socket.resume();
      const first = random() < 0.5 ? connectPacket("bad", password) : mutate(connectPacket("bad", password));
      const rest = Array.from({ length: packets }, () => mutate(pick()));
      socket.end(Buffer.concat([first, ...rest]));
      setTimeout(() => socket.destroy(), 1000);
    });
  const perConnection = 20;
  const memory = async (): Promise<number> => {
    const text = await (await fetch(`${centre.url}/metrics`)).text();
    return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]) / 2 ** 20;
  };
  const before = await memory();
  for (let done = 0; done < swarm; done += perConnection * 20) {
    await Promise.all(Array.from({ length: 20 }, () => attack(perConnection)));
    await goodGoesOn();
  }
  console.log(`R10 seed ${seedOfRun()}: memory ${Math.round(before)} -> ${Math.round(await memory())} MiB`);
  expect((await memory()) - before).toBeLessThan(100);
  expect(centre.process.running()).toBe(true);
});

test("after all that: the other terminal's records are all there once, no fault and no ticket came of it, each refusal has its reason", async () => {
  expect(await streamOf("good")).toMatchObject({ upTo: sent, records: sent, duplicates: 0, missing: 0 });
  const { ticketsOpen } = await centre.ask<{ ticketsOpen: number }>("/api/summary");
  // Hundreds of connections with one identity are rightly a fault of that one identity.
  expect(ticketsOpen).toBeLessThanOrEqual(1);
  expect((await centre.detail("good")).faultList).toEqual([]);
  expect(centre.process.output()).not.toMatch(/unhandled/i);
  expect(await centre.process.stop()).toBe("0");
  const store = await openStore(join(folder, "broker", "broker.db"), { clock: systemClock });
  const reasons = store.read.quarantine(2000).map((r) => `${r.terminal}: ${r.reason}`);
  await store.close();
  for (const reason of [/bad: not JSON/, /bad: .*version 99 is newer/, /bad: .*at most/])
    expect(
      reasons.some((text) => reason.test(text)),
      String(reason),
    ).toBe(true);
});
