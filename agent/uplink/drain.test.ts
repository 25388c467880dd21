import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checker, UpBatch } from "../../contract/index.ts";
import { FakeClock, WallOnlyClock } from "../../tests/support/fake-clock.ts";
import { Outbox } from "../outbox/outbox.ts";
import { Drain, type DrainOptions } from "./drain.ts";
import { gapsBetween } from "./intervals.ts";
import { clockSkew } from "./skew.ts";
import { reconnectMs } from "./uplink.ts";

let folder: string;
let outbox: Outbox;
let clock: FakeClock;
const batches = checker(UpBatch);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "drain-"));
  clock = new FakeClock();
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  outbox = new Outbox({ folder, maxRecords: 100_000, maxBytes: 64e6, ballastBytes: 0, clock, boot: "boot-1", log });
});
afterEach(() => {
  outbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const news = (n: number, pad = 0) => {
  for (let i = 0; i < n; i++) outbox.add({ kind: "event", body: { code: "e", text: "x".repeat(pad) } });
  outbox.commit();
};
const routine = (n: number) => {
  for (let i = 0; i < n; i++) outbox.add({ kind: "sale", body: { transaction: "t", kind: "cash", result: "success" } });
  outbox.commit();
};
const drainOf = (more: Partial<DrainOptions> = {}) =>
  new Drain({
    source: outbox,
    clock,
    boot: "boot-1",
    windowBatches: 20,
    resendMs: 15_000,
    historyPerSecond: () => 100,
    ...more,
  });
const read = (text: string | undefined) => {
  if (text === undefined) return undefined;
  const batch = batches.parse(JSON.parse(text), "batch");
  return { batch, lane: batch.stream.split(".")[1], from: batch.records[0]?.seq, to: batch.records.at(-1)?.seq };
};
const pull = (drain: Drain) => {
  const all = [];
  for (let one = read(drain.next()); one; one = read(drain.next())) all.push(one);
  return all;
};
const shape = (list: ReturnType<typeof pull>) => list.map((b) => [b.lane, b.from, b.to, b.batch.history === true]);

describe("drain", () => {
  it("after an outage sends the newest faults first, ascending inside a batch; live ones before them; history last, and marked", () => {
    news(250);
    routine(30);
    const drain = drainOf({ windowBatches: 40 });
    news(2);
    routine(1);
    expect(shape(pull(drain))).toEqual([
      ["urgent", 251, 252, false],
      ["urgent", 151, 250, true],
      ["urgent", 51, 150, true],
      ["urgent", 1, 50, true],
      ["routine", 31, 31, false],
      ["routine", 1, 30, true],
    ]);
  });

  it("keeps at most its window unacknowledged, and goes on as acks come", () => {
    news(1_000);
    const drain = drainOf({ windowBatches: 4 });
    expect(pull(drain).length).toBe(4);
    drain.acknowledged("urgent", { upTo: 0, also: [[901, 1_000]] });
    expect(shape(pull(drain))).toEqual([["urgent", 501, 600, true]]);
  });

  it("holds history back to its rate, and lets live records pass it", async () => {
    routine(1_000);
    const drain = drainOf({ historyPerSecond: () => 50 });
    let upTo = 0;
    const step = () => {
      const list = pull(drain);
      for (const b of list) upTo = Math.max(upTo, b.to ?? 0);
      drain.acknowledged("routine", { upTo, also: [] });
      outbox.acknowledge("routine", upTo, []);
      outbox.commit();
      return list;
    };
    let sent = step().reduce((n, b) => n + b.batch.records.length, 0);
    for (let second = 0; second < 10; second++) {
      await clock.advance(1_000);
      sent += step().reduce((n, b) => n + b.batch.records.length, 0);
    }
    expect(sent).toBeGreaterThanOrEqual(500);
    expect(sent).toBeLessThanOrEqual(600);
    expect(drain.wakeInMs()).toBeLessThanOrEqual(1_000);
    news(1);
    expect(shape(pull(drain))[0]).toEqual(["urgent", 1, 1, false]);
  });

  it("offers a batch again that got no ack in time, each time with more patience, and one that did not", async () => {
    news(1);
    const drain = drainOf({ resendMs: 1_000 });
    expect(pull(drain).length).toBe(1);
    expect(pull(drain).length).toBe(0);
    await clock.advance(1_000);
    expect(drain.expire()).toBe(1);
    expect(pull(drain).length).toBe(1);
    await clock.advance(1_000);
    expect(drain.expire()).toBe(0);
    await clock.advance(1_000);
    expect(drain.expire()).toBe(1);
    drain.acknowledged("urgent", { upTo: 1, also: [] });
    expect(pull(drain)).toEqual([]);
  });

  it("keeps a batch within 64 KiB and without holes", () => {
    news(40, 4_000);
    outbox.page("urgent", 1, 40, 40, false);
    outbox.acknowledge("urgent", 0, [[20, 21]]);
    outbox.commit();
    const drain = drainOf();
    const list = pull(drain);
    for (const { batch } of list) {
      expect(JSON.stringify(batch).length).toBeLessThanOrEqual(64 * 1024);
      expect(batch.records.map((r) => r.seq)).toEqual(batch.records.map((_, i) => (batch.records[0]?.seq ?? 0) + i));
    }
    expect(list.flatMap((b) => b.batch.records).length).toBe(38);
  });

  it("says the boot of a record of an earlier run", () => {
    news(1);
    const drain = drainOf({ boot: "boot-2" });
    const [one] = pull(drain);
    expect(one?.batch).toMatchObject({ boot: "boot-2", records: [{ boot: "boot-1" }] });
  });

  /** Batches that are given up after jumps of the wall clock, and then after the resend time. */
  const expiredByJump = async (): Promise<{ byJump: number; byTime: number; seqs: number[]; orders: number[] }> => {
    news(1);
    clock.jump(-5 * 86_400_000);
    news(1);
    clock.jump(8 * 86_400_000);
    news(1);
    const drain = drainOf({ resendMs: 1_000 });
    const records = pull(drain)[0]?.batch.records ?? [];
    clock.jump(10 * 86_400_000);
    const byJump = drain.expire();
    await clock.advance(1_000);
    return { byJump, byTime: drain.expire(), seqs: records.map((r) => r.seq), orders: records.map((r) => r.order) };
  };

  it("R9: clock jumps change labels only: order, deadlines and rates stay", async () => {
    const { byJump, byTime, seqs, orders } = await expiredByJump();
    expect([byJump, byTime]).toEqual([0, 1]);
    expect(seqs).toEqual([1, 2, 3]);
    expect([...orders].sort((a, b) => a - b)).toEqual(orders);
  });

  it("R9 control: with deadlines by the wall clock a jump ahead sends everything again", async () => {
    clock = new WallOnlyClock();
    expect(await expiredByJump()).toMatchObject({ byJump: 1, byTime: 0 });
  });

  it("property: with acks in any order, everything is sent and nothing acknowledged is sent again", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.nat(19), { minLength: 30, maxLength: 60 }),
        (count, picks) => {
          const rows = Array.from({ length: count }, (_, i) => i + 1);
          const row = (seq: number) => ({
            ord: seq,
            lane: "urgent" as const,
            seq,
            kind: "event",
            device: null,
            at: 1,
            mono: 1,
            boot: "b",
            crc: 0,
            body: "{}",
          });
          const source = {
            top: (lane: string) => (lane === "urgent" ? count : 0),
            stream: (lane: string) => `0123456789abcdef.${lane}`,
            page: (lane: string, from: number, to: number, limit: number, newest: boolean) => {
              const found = lane === "urgent" ? rows.filter((n) => n >= from && n <= to) : [];
              return (newest ? found.reverse() : found).slice(0, limit).map(row);
            },
          };
          const drain = drainOf({ source, windowBatches: 3 });
          const acked = new Set<number>();
          const waiting: number[][] = [];
          for (const pick of [...picks, ...Array.from({ length: 20 }, () => 0)]) {
            for (const b of pull(drain)) {
              const seqs = b.batch.records.map((r) => r.seq);
              expect(seqs.some((s) => acked.has(s))).toBe(false);
              waiting.push(seqs);
            }
            const [got] = waiting.splice(pick % Math.max(1, waiting.length), 1);
            for (const seq of got ?? []) acked.add(seq);
            let upTo = 0;
            while (acked.has(upTo + 1)) upTo++;
            const open = gapsBetween(
              [...acked].map((n) => ({ from: n, to: n })),
              upTo + 1,
              count,
            );
            const also = gapsBetween(open, upTo + 1, count).map(({ from, to }): [number, number] => [from, to]);
            drain.acknowledged("urgent", { upTo, also });
          }
          expect(acked.size).toBe(count);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("reconnection", () => {
  it("spreads a fleet over the whole wait and never passes the cap", () => {
    const waits = Array.from({ length: 100 }, (_, i) => reconnectMs(6, 60_000, () => i / 100));
    expect(Math.min(...waits)).toBeLessThan(1_000);
    expect(Math.max(...waits)).toBeGreaterThan(55_000);
    expect(reconnectMs(30, 60_000, () => 1)).toBeLessThanOrEqual(60_050);
  });
});

describe("clock skew", () => {
  it("takes the least delayed word of the broker", () => {
    const skew = clockSkew(3);
    expect(skew.ms()).toBeUndefined();
    skew.heard(1_000, 6_400);
    skew.heard(2_000, 7_010);
    skew.heard(3_000, 8_900);
    expect(skew.ms()).toBe(5_010);
  });
});
