import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../../contract/index.ts";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import { paperFault } from "../../../tests/support/fleet-rows.ts";
import type { HealthRow, Store } from "../store.ts";
import { brokenAt } from "./audit.ts";
import { openStore } from "./open.ts";

let folder: string;
let file: string;
const open = (): Promise<Store> => openStore(file, { clock: systemClock });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "roundsman-store-"));
  file = join(folder, "broker.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const health = (device: string, order: number): HealthRow => ({
  terminal: "T1",
  device,
  epoch: "e",
  order,
  at: 1000,
  receivedAt: 1000,
  health: {
    deviceClass: "printer",
    availability: "online",
    components: {},
    measures: {},
    observedAt: 1,
    freshForMs: 1000,
  },
});
const chunk = (streamId: number, from: number, to: number) => ({
  streamId,
  from,
  to,
  receivedAt: 5,
  history: false,
  body: JSON.stringify({ records: [{ seq: from }] }),
});

test("units of one turn share one transaction, and one that throws rolls back alone with its memory", async () => {
  const store = await open();
  const order: string[] = [];
  const first = store.write((tx) => {
    tx.saveSetting("a", "1");
    tx.afterCommit(() => order.push("a"));
  });
  const second = store.write((tx) => {
    tx.saveSetting("b", "1");
    tx.saveHealth(health("printer", 7));
    const stream = tx.openStream("T1", "s");
    tx.addChunk(chunk(stream.id, 1, 3));
    tx.afterCommit(() => order.push("b"));
    tx.afterRollback(() => order.push("undone"));
    throw new Error("no");
  });
  const third = store.write((tx) => {
    tx.afterCommit(() => order.push("c"));
    return tx.read.setting("a");
  });
  await expect(second).rejects.toThrow("no");
  await first;
  expect(await third).toBe("1");
  expect(order).toEqual(["undone", "a", "c"]);
  expect(store.read.setting("b")).toBeUndefined();
  expect(store.read.health("T1")).toEqual([]);
  expect(store.read.stream("T1", "s")).toBeUndefined();
  await store.close();
});

test("an asynchronous unit is refused and writes nothing", async () => {
  const store = await open();
  const asynchronous = store.write((tx) => {
    tx.saveSetting("a", "1");
    return Promise.resolve();
  });
  await expect(asynchronous).rejects.toThrow("synchronous");
  expect(store.read.setting("a")).toBeUndefined();
  await store.close();
});

test("changed health and streams are read at once, and a killed broker finds them again in the log", async () => {
  const store = await open();
  const id = await store.write((tx) => {
    const stream = tx.openStream("T1", "s");
    tx.addChunk(chunk(stream.id, 1, 3));
    tx.saveStream({ ...stream, upTo: 3, records: 3 });
    tx.saveHealth(health("printer", 1));
    return stream.id;
  });
  await store.write((tx) => {
    tx.addChunk(chunk(id, 6, 8));
    tx.saveStream({ ...tx.openStream("T1", "s"), also: [[6, 8]], records: 6, duplicates: 1 });
    tx.saveHealth(health("printer", 2));
  });
  expect(store.read.health("T1")[0]?.order).toBe(2);
  expect(store.read.stream("T1", "s")).toMatchObject({ upTo: 3, also: [[6, 8]], records: 6, duplicates: 1 });
  expect(store.read.counts()).toMatchObject({ records: 6, duplicates: 1 });
  expect([...store.read.chunks(id)].map((c) => c.from)).toEqual([1, 6]);

  // As after kill -9: the file is opened again while nothing of the projection was saved.
  const again = await open();
  expect(again.read.stream("T1", "s")).toMatchObject({ upTo: 3, also: [[6, 8]], records: 6 });
  expect([...again.read.chunks(id)].map((c) => c.from)).toEqual([1, 6]);
  expect([...again.read.unprojected()].map((c) => [c.terminal, c.stream, c.from])).toEqual([
    ["T1", "s", 1],
    ["T1", "s", 6],
  ]);
  await again.close();
  await store.close();
});

test("resting rows are saved in time, and then nothing is replayed", async () => {
  const clock = new FakeClock();
  const store = await openStore(file, { clock });
  await store.write((tx) => {
    const stream = tx.openStream("T1", "s");
    tx.addChunk(chunk(stream.id, 1, 3));
    tx.saveStream({ ...stream, upTo: 3, records: 3 });
    tx.saveHealth(health("printer", 1));
  });
  await store.write((tx) => tx.saveHealth(health("printer", 2)));
  await clock.advance(4000);
  const peek = new Sqlite(file, { readonly: true });
  expect(peek.prepare("SELECT up_to FROM streams").get()).toEqual({ up_to: 3 });
  expect(peek.prepare("SELECT ord FROM health").get()).toEqual({ ord: 2 });
  peek.close();
  expect([...store.read.unprojected()]).toEqual([]);
  await store.close();
});

test("a broker killed twice loses no reading: the mark waits for the readings of the replay, and nothing is counted twice", async () => {
  const clock = new FakeClock();
  const devices = Array.from({ length: 300 }, (_, i) => `d${i}`);
  const first = await openStore(file, { clock: new FakeClock() });
  await first.write((tx) => {
    for (const device of devices) tx.saveHealth(health(device, 0));
    const stream = tx.openStream("T1", "s");
    tx.addChunk(chunk(stream.id, 1, 3));
    tx.saveStream({ ...stream, upTo: 3, records: 3 });
    for (const device of devices) tx.saveHealth(health(device, 1));
  });
  const second = await openStore(file, { clock }); // as after kill -9
  await clock.advance(3000);
  await second.write(() => undefined); // saves what is old enough, while the readings are not replayed yet
  expect([...second.read.unprojected()]).toHaveLength(1);
  await second.write((tx) => {
    for (const device of devices) tx.saveHealth(health(device, 1));
    tx.endReplay();
  });
  await clock.advance(2000); // saves some of the readings, not all
  const third = await openStore(file, { clock }); // killed again
  expect([...third.read.unprojected()]).toHaveLength(1);
  const stream = third.read.stream("T1", "s");
  expect(stream?.records).toBe(3);
  expect([...third.read.chunks(stream?.id ?? 0)]).toHaveLength(1); // indexed before the second kill, replayed after it, listed once
  await third.write((tx) => tx.endReplay());
  await clock.advance(3000);
  expect([...third.read.unprojected()]).toEqual([]);
  for (const store of [third, second, first]) await store.close();
});

test("R2: synchronous is FULL, write-ahead logging is on", async () => {
  const store = await open();
  await store.write((tx) => tx.saveSetting("a", "1"));
  const peek = new Sqlite(file);
  expect(peek.pragma("journal_mode", { simple: true })).toBe("wal");
  peek.close();
  await store.close();
});

test("S6: an edited, removed or inserted audit entry is found with its number, a cut tail against the exported head", async () => {
  const store = await open();
  await store.write((tx) => {
    for (let i = 1; i <= 50; i++) tx.addAudit({ at: i, actor: "user:a", action: "x", target: `t${i}`, detail: { i } });
  });
  const rows = store.read.audit({ limit: 100 });
  const head = rows.at(-1) as (typeof rows)[number];
  expect(brokenAt(rows, head)).toBeUndefined();
  for (const n of [1, 20, 50]) {
    const at = n - 1;
    const row = rows[at] as (typeof rows)[number];
    expect(brokenAt(rows.with(at, { ...row, actor: "user:b" }), head)).toBe(n);
    expect(brokenAt(rows.with(at, { ...row, detail: {} }), head)).toBe(n);
    expect(brokenAt(rows.toSpliced(at, 1), head)).toBe(n);
    expect(brokenAt(rows.toSpliced(at, 0, row), head)).toBe(n + (n === 1 ? 1 : 1));
  }
  expect(brokenAt(rows.slice(0, 40), head)).toBe(41);
  await store.close();
});

test("a damaged data file is a clear error, not a crash", async () => {
  const store = await open();
  await store.close();
  writeFileSync(file, "this is not a database, whatever its name says".repeat(200));
  await expect(open()).rejects.toMatchObject({ code: "store", message: expect.stringContaining(file) as string });
});

test("a data file of a newer version is refused", async () => {
  const store = await open();
  await store.close();
  const db = new Sqlite(file);
  db.pragma("user_version = 999");
  db.close();
  await expect(open()).rejects.toMatchObject({ code: "store" });
});

test("refused messages are kept with their size, and cut", async () => {
  const store = await open();
  const payload = new Uint8Array(200_000);
  const text = { en: "r", "zh-CN": "由" };
  await store.write((tx) => tx.addQuarantine({ terminal: "T1", topic: "t", receivedAt: 1, text, payload }));
  expect(store.read.quarantine(10)).toEqual([
    { id: 1, terminal: "T1", topic: "t", receivedAt: 1, reason: "r", text, size: 200_000 },
  ]);
  expect(store.read.counts().quarantined).toBe(1);
  expect(store.read.refused(1)?.payload).toHaveLength(65_536);
  expect(store.read.quarantine(10, "T2")).toEqual([]);
  await store.close();
});

test("S7: card data in a refused message is blotted out before it is kept; all other bytes stay", async () => {
  const store = await open();
  const card = "4111111111111111";
  const said = Buffer.from('{"纸":"4111 1111 1111 1111","n":1}\u0000');
  const payload = Buffer.concat([said, Buffer.from([0xff, 0xfe])]);
  const refused = {
    terminal: "T1",
    topic: "rm/T1/up",
    receivedAt: 1,
    text: { en: `/${card} must be string`, "zh-CN": `/${card}：应为文本` },
  };
  const row = await store.write((tx) => tx.addQuarantine({ ...refused, payload }));
  expect(row.text).toEqual({ en: "/[card data removed] must be string", "zh-CN": "/[card data removed]：应为文本" });
  const kept = Buffer.from(store.read.refused(row.id)?.payload ?? []);
  expect(kept.toString("latin1")).toContain('{"纸":"[card data removed]","n":1}\u0000'.replace("纸", "\xe7\xba\xb8"));
  expect([...kept.subarray(-2)]).toEqual([0xff, 0xfe]);
  await store.close();
});

test("of too many faults those that are over are left out first, however new they are; what is listed is the newest first", async () => {
  const store = await open();
  const old = paperFault("old", 1000);
  const over = { ...old, state: "closed" as const, closedAt: 2000 };
  await store.write((tx) => {
    tx.saveFault(old);
    for (const id of ["a", "b", "c"]) tx.saveFault({ ...over, id });
  });
  expect(store.read.faults({ limit: 2 }).map(({ id }) => id)).toEqual(["c", "old"]);
  expect(store.read.faults({}).map(({ id }) => id)).toEqual(["c", "b", "a", "old"]);
  await store.close();
});
