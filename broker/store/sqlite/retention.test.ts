import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import type { Store, Tx } from "../store.ts";
import { openStore } from "./open.ts";
import { rowsPerStep } from "./retention.ts";

const dayMs = 86_400_000;
const retention = { chunksDays: 2, eventsDays: 5, historyDays: 20, samplesDays: 10, quarantineRows: 300 };

let folder: string;
let clock: FakeClock;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "roundsman-retention-"));
  clock = new FakeClock();
  store = await openStore(join(folder, "broker.db"), { clock, retention });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

let seq = 0;
const arrive = (tx: Tx, count: number): void => {
  const stream = tx.openStream("T1", "s");
  const receivedAt = clock.now();
  for (let i = 0; i < count; i++) {
    seq += 1;
    tx.addChunk({ streamId: stream.id, from: seq, to: seq, receivedAt, history: false, body: `{"n":${seq}}` });
    tx.addEvent({ terminal: "T1", device: undefined, kind: "event", at: receivedAt, receivedAt, body: { n: seq } });
  }
  tx.saveStream({ ...stream, upTo: seq, records: seq });
};
const later = (days: number): Promise<void> => {
  clock.jump(days * dayMs);
  return clock.advance(63_000);
};
const chunks = (): number => [...store.read.chunks(store.read.stream("T1", "s")?.id ?? 0)].length;
const events = (): number => store.read.events({ terminal: "T1", limit: 100_000 }).length;

test("what is older than its days goes, in bounded steps; what is younger stays, and so does what the stream has counted", async () => {
  seq = 0;
  const old = rowsPerStep * 2 + 100;
  await store.write((tx) => arrive(tx, old));
  await later(1);
  await store.write((tx) => arrive(tx, 10));
  expect(chunks()).toBe(old + 10);
  await later(1.5);
  expect([chunks(), events()]).toEqual([10, old + 10]);
  await later(3);
  expect(events()).toBe(10);
  expect(store.read.stream("T1", "s")).toMatchObject({ upTo: old + 10, records: old + 10 });
  // The newest batch stays however old it is: its number must not be given out again.
  await later(100);
  expect([chunks(), events()]).toEqual([1, 0]);
  await store.write((tx) => arrive(tx, 1));
  expect(chunks()).toBe(2);
});

test("the quarantine keeps the newest", async () => {
  await store.write((tx) => {
    const payload = new Uint8Array(1);
    for (let i = 0; i < 1000; i++)
      tx.addQuarantine({ terminal: "T1", topic: "t", receivedAt: 1, text: { en: `${i}`, "zh-CN": `${i}` }, payload });
  });
  const kept = store.read.quarantine(10_000);
  expect(kept.length).toBeGreaterThanOrEqual(300);
  expect(kept.length).toBeLessThan(400);
  expect(kept[0]?.reason).toBe("999");
});

test("sightings go with the events; what each part did last stays, however long ago", async () => {
  const sight = (component: string, state: string) =>
    store.write((tx) => {
      const [at, receivedAt] = [clock.now(), clock.now()];
      tx.addSighting({ terminal: "T1", device: "cabinet", component, state, since: at, at, receivedAt });
    });
  await sight("lock", "bolted");
  await sight("outerDoor", "closed");
  await later(1);
  await sight("outerDoor", "open");
  await sight("outerDoor", "closed");
  const kept = () =>
    store.read
      .sightings({ from: 0, to: Number.MAX_SAFE_INTEGER })
      .map(({ component, state }) => `${component} ${state}`);
  await later(4.5);
  expect(kept()).toEqual(["lock bolted", "outerDoor open", "outerDoor closed"]);
  await later(100);
  expect(kept().filter((one) => one.startsWith("lock"))).toEqual(["lock bolted"]);
  expect(store.read.sightedBefore("T1", clock.now()).map(({ state }) => state)).toEqual(["bolted", "closed"]);
});
