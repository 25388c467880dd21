import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DeviceHealth, FaultView } from "../../contract/index.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { Live } from "../live.ts";
import { openStore } from "../store/sqlite/open.ts";
import type { Store } from "../store/store.ts";
import { aliveEveryMs, History } from "./history.ts";
import { byHour, counted, hourMs, hourOf, meanOf } from "./samples.ts";

let folder: string;
let clock: FakeClock;
let store: Store;
let live: Live;
let history: History;
let start: number;
const errors: unknown[] = [];

const open = async (): Promise<void> => {
  store = await openStore(join(folder, "broker.db"), { clock });
  live = new Live((error) => void errors.push(error));
  history = new History({ store, live, clock, onError: (error) => void errors.push(error) });
  await history.load();
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "history-"));
  clock = new FakeClock(Date.UTC(2026, 10, 21));
  start = clock.now();
  await open();
});
afterEach(async () => {
  await history.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
  expect(errors.splice(0)).toEqual([]);
});

const all = { from: 0, to: Number.MAX_SAFE_INTEGER };
const presence = (status: "online" | "stopped" | "lost") =>
  store.write((tx) => live.emit(tx, "presence", { terminal: "t1", status, at: clock.now() }));
/** `[code, from, to]` in minutes since the start. */
const spans = (kind?: "presence" | "dark" | "fault" | "maintenance") =>
  store.read
    .spans(all, kind)
    .map(({ code, from, to }) => [code, ...[from, to].map((at) => (at === undefined ? "…" : (at - start) / 60_000))]);
const minutes = (n: number) => clock.advance(n * 60_000);

const health = (more: Partial<DeviceHealth> = {}): DeviceHealth => ({
  deviceClass: "host",
  availability: "online",
  components: {},
  measures: {},
  observedAt: clock.now(),
  freshForMs: 10 * 60_000,
  ...more,
});
interface Known {
  readonly at: number;
  readonly health: DeviceHealth;
}
const read = async (known: Known | undefined, next: DeviceHealth): Promise<Known> => {
  const now = { at: clock.now(), health: next };
  await store.write((tx) => history.reading(tx, "t1", "host", known, now));
  return now;
};
const fault = (state: FaultView["state"], more: Partial<FaultView> = {}) =>
  store.write((tx) =>
    live.emit(tx, "fault", {
      fault: {
        id: "f1",
        terminal: "t1",
        device: "d",
        code: "x.y.z",
        state,
        since: start,
        occurrences: 1,
        phaseAt: clock.now(),
        ...more,
      } as FaultView,
      change: state,
    } as never),
  );

describe("what lasted", () => {
  test("presence: one span ends where the next begins; a second birth begins none", async () => {
    await presence("online");
    await minutes(5);
    await presence("online");
    await presence("lost");
    await minutes(2);
    await presence("online");
    expect(spans("presence")).toEqual([
      ["online", 0, 5],
      ["lost", 5, 7],
      ["online", 7, "…"],
    ]);
  });

  test("a killed broker saw nothing since its last sign of life; who was online is so again from the next birth", async () => {
    await presence("online");
    await minutes(10);
    // Killed: nothing is closed or saved. The last sign of life was at most a minute ago.
    await store.close();
    await history.close().catch(() => undefined); // its store is gone: only its timer ends
    await minutes(30);
    await open();
    const [, from, to] = spans("presence")[0] ?? [];
    expect(from).toBe(0);
    expect(Number(to)).toBeLessThanOrEqual(10);
    expect(Number(to)).toBeGreaterThanOrEqual(10 - aliveEveryMs / 60_000);
    await minutes(1);
    await presence("online");
    expect(spans("presence").at(-1)).toEqual(["online", 41, "…"]);
  });

  test("a fault lasts from its condition's beginning to its end, not from hold to clear-hold; each occurrence by itself", async () => {
    await minutes(1);
    await fault("pending");
    await fault("open");
    await minutes(9);
    await fault("clearing");
    await minutes(1);
    await fault("closed");
    await minutes(5);
    await fault("open", { occurrences: 2 });
    await minutes(1);
    expect(spans("fault")).toEqual([
      ["x.y.z", 0, 10],
      ["x.y.z", 16, "…"],
    ]);
    expect(store.read.spans(all, "fault")[0]?.ref).toBe("f1");
  });

  test("readings: before the first nothing is known; too old is dark from the moment it was; unknown is dark as long as it says so", async () => {
    await minutes(1);
    const first = await read(undefined, health());
    await minutes(15);
    const second = await read(first, health({ availability: "unknown" }));
    await minutes(2);
    const third = await read(second, health({ availability: "unknown" }));
    await minutes(2);
    await read(third, health());
    expect(store.read.spans(all, "dark").map(({ code }) => code)).toEqual(["unread", "stale", "unknown"]);
    expect(spans("dark").slice(1)).toEqual([
      ["stale", 11, 16],
      ["unknown", 16, 20],
    ]);
  });

  test("what a unit wrote that rolled back is not remembered", async () => {
    const broken = store.write((tx) => {
      live.emit(tx, "presence", { terminal: "t1", status: "online", at: clock.now() });
      throw new Error("no");
    });
    await expect(broken).rejects.toThrow("no");
    expect(spans()).toEqual([]);
    await minutes(1);
    await presence("online");
    expect(spans("presence")).toEqual([["online", 1, "…"]]);
  });

  test("maintenance that was to end while no broker ran ended then", async () => {
    const until = start + 10 * 60_000;
    const maintenance = { until, by: "user:li", reason: "" };
    await store.write((tx) => {
      tx.saveTerminal({
        id: "t1",
        name: "t1",
        site: "",
        createdAt: start,
        status: "online",
        statusAt: start,
        lastSeenAt: start,
        maintenance,
      });
      history.maintenance(tx, "t1", maintenance);
    });
    await history.close();
    await store.close();
    await minutes(60);
    await open();
    expect(spans("maintenance")).toEqual([["", 0, 10]]);
  });
});

describe("what was counted", () => {
  const measured = (processorLoad: number) => health({ measures: { processorLoad }, freshForMs: 3 * hourMs });

  test("samples are weighted by time, split at the hour, and not held beyond freshness", async () => {
    await minutes(30);
    const first = await read(undefined, measured(10));
    await minutes(15);
    const second = await read(first, measured(50));
    await minutes(30); // until 01:15
    const third = await read(second, health({ measures: {}, freshForMs: 60_000 }));
    await minutes(10);
    await read(third, measured(90));
    await history.save();
    const running = store.read.sample("t1", "host", start + hourMs);
    expect(running?.measures).toEqual({ processorLoad: [15 * 60_000, 50 * 15 * 60_000, 50, 50] });
    const saved = store.read.sample("t1", "host", start);
    expect(saved?.measures.processorLoad).toEqual([30 * 60_000, (10 + 50) * 15 * 60_000, 10, 50]);
    expect(meanOf(saved?.measures.processorLoad ?? [0, 0, 0, 0])).toBe(30);
  });

  test("a restart counts nothing twice: what the row has is in it", async () => {
    const first = await read(undefined, measured(10));
    await minutes(20);
    const second = await read(first, measured(20));
    await history.close();
    await store.close();
    await open();
    // Replay brings the same reading again, and then one more.
    await store.write((tx) => history.reading(tx, "t1", "host", first, second));
    await minutes(20);
    await read(second, measured(30));
    await history.save();
    const saved = store.read.sample("t1", "host", start);
    expect(saved?.measures.processorLoad).toEqual([40 * 60_000, (10 + 20) * 20 * 60_000, 10, 20]);
  });

  test("sales are added up by hour, kind, result, cause and currency", async () => {
    const sale = (cause?: string) =>
      store.write((tx) =>
        history.sale(tx, "t1", clock.now(), {
          transaction: "x",
          kind: "card",
          result: cause === undefined ? "success" : "failed",
          amount: 250,
          currency: "EUR",
          ...(cause === undefined ? {} : { cause }),
        }),
      );
    await sale();
    await sale();
    await sale("timeout");
    await minutes(61);
    await sale();
    expect(
      store.read
        .saleTallies(all)
        .map(({ hour, result, cause, count, amount }) => [hour - start, result, cause, count, amount]),
    ).toEqual([
      [0, "failed", "timeout", 1, 250],
      [0, "success", "", 2, 500],
      [hourMs, "success", "", 1, 250],
    ]);
  });

  test("hours tile any stretch, and counting in pieces is counting at once", () => {
    const [from, to] = [start + 1234, start + 5 * hourMs + 77];
    const parts = [...byHour(from, to)];
    expect(parts.reduce((sum, [, a, b]) => sum + b - a, 0)).toBe(to - from);
    for (const [hour, a, b] of parts) expect([hourOf(a), hourOf(b - 1)]).toEqual([hour, hour]);
    const row = { terminal: "t", device: "d", hour: start, upTo: 0, measures: {} };
    const once = counted(row, { processorLoad: 40 }, [start, start + 1000]);
    const twice = counted(counted(row, { processorLoad: 40 }, [start, start + 600]), { processorLoad: 40 }, [
      start + 500,
      start + 1000,
    ]);
    expect(twice).toEqual(once);
  });
});
