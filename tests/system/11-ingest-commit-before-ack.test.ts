import type { MqttClient } from "mqtt";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { missingCount } from "../../broker/store/intervals.ts";
import { type Ack, topicOf } from "../../contract/index.ts";
import {
  batchOf,
  paperRecord,
  publishUp,
  startTestBroker,
  type TestBroker,
  testStream,
  until,
} from "../support/broker.ts";

let broker: TestBroker;
let client: MqttClient;
let acks: Ack[];
let id: string;
let n = 0;
beforeAll(async () => {
  broker = await startTestBroker();
});
afterAll(() => broker.end());
beforeEach(async () => {
  id = `T${++n}`;
  client = await broker.client(id, await broker.enrol(id));
  acks = [];
  client.on("message", (_, payload) => acks.push(JSON.parse(payload.toString()) as Ack));
  await client.subscribeAsync(topicOf(id, "ack"), { qos: 0 });
});

const up = (payload: string): Promise<unknown> => publishUp(client, id, payload);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => paperRecord(from + i));
const row = () => broker.store.read.stream(id, testStream);
const storedSeqs = (): number[] =>
  [...broker.store.read.chunks(row()?.id ?? -1)].flatMap((c) =>
    (JSON.parse(c.body.toString()) as { records: { seq: number }[] }).records.map((r) => r.seq),
  );

test("R2: a PUBACK, and the ack after it, are said only of what is in the store", async () => {
  await up(batchOf(range(1, 10)));
  expect(row()).toMatchObject({ upTo: 10, records: 10 });
  await until(() => acks.at(-1)?.upTo === 10);
  expect(broker.store.read.health(id)[0]).toMatchObject({ order: 10, device: "printer" });
});

test("replayed and overlapping batches are stored once and counted", async () => {
  await up(batchOf(range(1, 10)));
  await up(batchOf(range(1, 10)));
  await up(batchOf(range(6, 15)));
  expect(row()).toMatchObject({ upTo: 15, records: 15, duplicates: 15 });
  expect(storedSeqs()).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
  await until(() => acks.at(-1)?.upTo === 15);
});

test("a gap is known at once, said in the ack, and filled by what comes late or by a record that declares it lost", async () => {
  await up(batchOf(range(1, 2)));
  await up(batchOf(range(6, 8)));
  await until(() => acks.at(-1)?.also.length === 1);
  expect(acks.at(-1)).toMatchObject({ upTo: 2, also: [[6, 8]] });
  expect(missingCount(row() as never)).toBe(3);
  await up(batchOf(range(4, 4)));
  const gap = { stream: testStream, from: 3, to: 5, count: 2, reason: "no space" };
  await up(batchOf([{ ...paperRecord(9), kind: "gap", device: undefined, body: gap }]));
  expect(row()).toMatchObject({ upTo: 9, also: [], records: 7 });
  expect(broker.store.read.events({ terminal: id, kind: "gap" })).toHaveLength(1);
});

test("malformed JSON and wrong shapes are acknowledged and kept with their reason; the connection stays", async () => {
  for (const text of [
    "{",
    "[]",
    "null",
    '"x"',
    `${"[".repeat(5000)}`,
    JSON.stringify({ v: 1, stream: "x", records: [] }),
  ])
    await up(text);
  expect(client.connected).toBe(true);
  const reasons = broker.store.read.quarantine(6).map((r) => r.reason);
  expect(reasons).toHaveLength(6);
  expect(reasons.filter((r) => r === "not JSON")).toHaveLength(2);
  await up(batchOf(range(1, 1)));
  expect(row()?.upTo).toBe(1);
});

test("a higher contract version is refused with a reason, and the terminal need not offer it again", async () => {
  await up(batchOf(range(1, 3), { v: 2 }));
  expect(broker.store.read.quarantine(1)[0]?.reason).toContain("version 2 is newer");
  await until(() => acks.at(-1)?.upTo === 3);
  expect(broker.store.read.health(id)).toEqual([]);
});

test("a record that is not what its kind says goes to quarantine; those beside it are used; unknown kinds are kept raw", async () => {
  const bad = { ...paperRecord(2), body: { availability: "lovely" } };
  const strange = { ...paperRecord(3), kind: "telepathy", body: { anything: true } };
  const before = broker.ingest.counters.unknownKinds;
  await up(batchOf([paperRecord(1), bad, strange, paperRecord(4)]));
  expect(row()?.upTo).toBe(4);
  expect(broker.store.read.quarantine(1)[0]?.reason).toContain("record 2 (health)");
  expect(broker.ingest.counters.unknownKinds).toBe(before + 1);
  expect(storedSeqs()).toEqual([1, 2, 3, 4]);
  expect(broker.store.read.health(id)[0]?.order).toBe(4);
});

test("history does not overwrite what is newer, and is not judged", async () => {
  await up(batchOf([{ ...paperRecord(2), order: 20 }]));
  await up(batchOf([{ ...paperRecord(1, "out"), order: 3 }], { history: true }));
  expect(broker.store.read.health(id)[0]).toMatchObject({ order: 20 });
  expect(broker.faults.active(id)).toEqual([]);
  await up(batchOf([{ ...paperRecord(3, "out"), order: 21 }]));
  expect(broker.faults.active(id, "printer").map((f) => f.code)).toContain("printer.paper.out");
});

test("of a batch recorded during an outage only each device's last reading is judged: what came and went is no flapping", async () => {
  const turns = Array.from({ length: 20 }, (_, i) => paperRecord(i + 1, i % 2 === 0 ? "out" : "full"));
  await up(batchOf(turns, { history: true }));
  expect(broker.faults.active(id)).toEqual([]);
  await up(batchOf([paperRecord(21, "full"), paperRecord(22, "out")], { history: true }));
  expect(broker.faults.active(id, "printer").map((f) => [f.code, f.state])).toEqual([["printer.paper.out", "pending"]]);
});

test("a retained flag where none belongs is ignored; a birth and a will make presence", async () => {
  await client.publishAsync(topicOf(id, "up"), batchOf(range(1, 1)), { qos: 1, retain: true });
  const state = (status: string) =>
    JSON.stringify({ v: 1, session: { epoch: "0123456789abcdef", n: 1 }, status, since: 1 });
  await client.publishAsync(topicOf(id, "state"), state("online"), { qos: 1, retain: true });
  expect(broker.store.read.terminal(id)?.status).toBe("online");
  await client.publishAsync(topicOf(id, "state"), state("stopped"), { qos: 1, retain: true });
  expect(broker.store.read.terminal(id)?.status).toBe("stopped");
  expect(row()?.upTo).toBe(1);
});

test("at birth a terminal hears what is stored of its epoch, before it offers anything", async () => {
  await up(batchOf(range(1, 7)));
  await up(batchOf(range(10, 12)));
  await until(() => acks.at(-1)?.also.length === 1);
  acks.length = 0;
  const born = (epoch: string, session: number) =>
    JSON.stringify({ v: 1, session: { epoch, n: session }, status: "online", since: 1 });
  await client.publishAsync(topicOf(id, "state"), born("0123456789abcdef", 1), { qos: 1, retain: true });
  await until(() => acks.length > 0);
  expect(acks).toMatchObject([{ stream: testStream, upTo: 7, also: [[10, 12]] }]);
  await client.publishAsync(topicOf(id, "state"), born("fedcba9876543210", 1), { qos: 1, retain: true });
  expect(broker.store.read.streams(id)).toHaveLength(1);
  expect(acks).toHaveLength(1);
});

test("declared losses are taken, but not without bound; a record from before time began is not", async () => {
  const gaps = (first: number) =>
    Array.from({ length: 100 }, (_, i) => {
      const at = 10_000 + (first + i) * 2;
      const body = { stream: testStream, from: at, to: at, count: 1, reason: "x" };
      return { ...paperRecord(first + i), kind: "gap", device: undefined, body };
    });
  for (let first = 1; first < 4600; first += 100) await up(batchOf(gaps(first)));
  expect(row()?.upTo).toBe(4600);
  expect(row()?.also.length).toBe(4096);
  await up(batchOf([{ ...paperRecord(4601), mono: -1e300 }]));
  expect(broker.store.read.health(id)[0]?.at).toBe(0);
});

test("nothing of all this was an error of the broker", () => expect(broker.errors).toEqual([]));

test("messages that come when the store is closed are turned away, not kept and not tried for ever", async () => {
  const other = await startTestBroker();
  await other.store.close();
  const failed: string[] = [];
  const done = (): void => void failed.push("done");
  const fail = (error: Error): void => void failed.push(error.message);
  for (const topic of ["a", "b"])
    other.ingest.accept({ terminal: "T1", channel: "up", topic, payload: Buffer.from("{}"), done, fail });
  await other.ingest.drain();
  expect(failed).toEqual(["the store is closed", "the store is closed"]);
  expect(other.ingest.waiting).toBe(0);
  await other.end();
});
