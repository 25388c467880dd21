import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DeviceHealth, systemClock } from "../../contract/index.ts";
import { storeNote, storeReading } from "../../tests/support/past-rows.ts";
import { type ServedFleet, serveFleet } from "../../tests/support/served-fleet.ts";
import type { Tx } from "../store/store.ts";
import { tell } from "./job.ts";
import { pointsOf } from "./measure.ts";
import { stretchOf } from "./past.ts";
import { PastThread } from "./worker/run.ts";

const minute = 60_000;
const day = 86_400_000;
let fleet: ServedFleet;
let now: number;
beforeEach(async () => {
  now = Date.now();
  fleet = await serveFleet();
});
afterEach(() => fleet.close());

const host = (temperature: number | undefined, at: number, more: Partial<DeviceHealth> = {}): DeviceHealth => ({
  deviceClass: "host",
  availability: "online",
  components: { storage: { state: "ok", since: at } },
  measures: temperature === undefined ? {} : { temperature },
  observedAt: at,
  freshForMs: 10 * minute,
  ...more,
});
const write = (unit: (tx: Tx) => void): Promise<void> => fleet.store.write(unit);
const ask = (path: string, token = fleet.tokens.viewer): Promise<Response> =>
  fetch(fleet.url + path, { headers: { authorization: `Bearer ${token}` } });

describe("a measure over time", () => {
  test("what is not told, or too old, is a hole; peaks of a step are kept; what held before the stretch is in it", () => {
    const told = [
      { at: 0, until: 30, value: 5 },
      { at: 20, until: 50, value: undefined },
      { at: 40, until: 70, value: 1 },
      { at: 41, until: 71, value: 9 },
      { at: 42, until: 72, value: 3 },
      { at: 90, until: 120, value: 2 },
    ];
    expect(pointsOf(told, { from: 10, to: 100 }, 10)).toEqual([
      { at: 10, until: 20, least: 5, most: 5, last: 5 },
      { at: 40, until: 72, least: 1, most: 9, last: 3 },
      { at: 90, until: 100, least: 2, most: 2, last: 2 },
    ]);
  });

  test("comes from stored batches, of one device, with at most so many points", async () => {
    await write((tx) => {
      for (let n = 600; n > 0; n--) storeReading(tx, "kiosk-001", "host", now - n * minute, host(20 + (n % 7), now));
      storeReading(tx, "kiosk-001", "other", now - minute, host(99, now));
      storeReading(tx, "kiosk-002", "host", now - minute, host(98, now));
    });
    const answer = await ask(
      `/api/terminals/kiosk-001/devices/host/measures/temperature?from=${now - 600 * minute}&to=${now}&points=20`,
    );
    const { points, unit, stepMs } = (await answer.json()) as {
      points: { least: number; most: number }[];
      unit: string;
      stepMs: number;
    };
    expect([answer.status, unit, stepMs]).toEqual([200, "celsius", 30 * minute]);
    expect(points).toHaveLength(20);
    expect(points.every(({ least, most }) => least === 20 && most === 26)).toBe(true);
  });

  test("a record that came late is told where it happened", async () => {
    await write((tx) => {
      const stream = tx.openStream("kiosk-001", "late.routine");
      const at = now - 300 * minute;
      const record = { seq: 1, order: 1, kind: "health", device: "host", at, mono: 0, body: host(33, at) };
      const batch = { v: 1, stream: stream.stream, boot: "b", sentAt: now, sentMono: 300 * minute, records: [record] };
      tx.addChunk({ streamId: stream.id, from: 1, to: 1, receivedAt: now, history: true, body: JSON.stringify(batch) });
    });
    const wish = { terminal: "kiosk-001", device: "host", measure: "temperature", points: 100 };
    const answer = tell(fleet.store.read, "measureHistory", {
      ...wish,
      from: now - 310 * minute,
      to: now - 200 * minute,
    });
    expect(answer.points).toEqual([
      { at: now - 300 * minute, until: now - 290 * minute, least: 33, most: 33, last: 33 },
    ]);
  });

  test("asked wrongly it says what is wrong", async () => {
    expect(() => stretchOf({ from: 5, to: 5 }, now, day)).toThrow(/before/);
    expect(() => stretchOf({ from: 0, to: now }, now, day)).toThrow(/31 days/);
    expect(stretchOf({ to: now + day }, now, day)).toEqual({ from: now - day, to: now });
    expect((await ask("/api/terminals/nobody/timeline")).status).toBe(404);
    expect((await ask(`/api/terminals/kiosk-001/timeline?from=0`)).status).toBe(400);
    expect((await ask("/api/terminals/kiosk-001/devices/host/measures/temperature?points=5")).status).toBe(400);
  });
});

describe("what happened", () => {
  test("parts that changed, with the frames that said so; the first reading changes nothing", async () => {
    const jam = { storage: { state: "full", since: now, vendorCode: "E7", frame: "02e7" } };
    await write((tx) => {
      storeReading(tx, "kiosk-001", "host", now - 5 * minute, host(20, now));
      storeReading(tx, "kiosk-001", "host", now - 4 * minute, host(20, now));
      storeReading(tx, "kiosk-001", "host", now - 3 * minute, host(20, now, { components: jam }));
      storeReading(
        tx,
        "kiosk-001",
        "host",
        now - 2 * minute,
        host(20, now, { components: jam, availability: "offline" }),
      );
    });
    const { changes } = tell(fleet.store.read, "healthChanges", { terminal: "kiosk-001", from: now - day, to: now });
    expect(changes).toEqual([
      { at: now - 2 * minute, device: "host", before: "online", state: "offline" },
      {
        at: now - 3 * minute,
        device: "host",
        component: "storage",
        before: "ok",
        state: "full",
        vendorCode: "E7",
        frame: "02e7",
      },
    ]);
  });

  test("faults, runs, commands, tickets, visits, events and sales of the stretch, and none of before", async () => {
    const whole = tell(fleet.store.read, "timeline", { terminal: "kiosk-001", from: now - day, to: now });
    expect([whole.diagnoses, whole.commands, whole.tickets, whole.visits, whole.events].map((l) => l.length)).toEqual([
      1, 1, 1, 1, 1,
    ]);
    expect(whole.sales.map(({ success, failed }) => [success, failed])).toEqual([[1, 0]]);
    expect(whole.cut).toEqual([]);
    const before = tell(fleet.store.read, "timeline", {
      terminal: "kiosk-001",
      from: now - 2 * day,
      to: now - day + 1,
    });
    expect(
      [before.diagnoses, before.commands, before.tickets, before.visits, before.events, before.sales].flat(),
    ).toEqual([]);
  });

  test("R1: what nobody saw is unobserved, never up; up, down and unobserved leave no hole", async () => {
    await write((tx) => {
      const of = { terminal: "kiosk-001", device: "", kind: "presence" } as const;
      tx.saveSpan({ ...of, code: "online", from: now - 600 * minute, to: now - 300 * minute });
      tx.saveSpan({ ...of, code: "lost", from: now - 300 * minute });
    });
    const { course } = tell(fleet.store.read, "course", { terminal: "kiosk-001", from: now - 1000 * minute, to: now });
    expect(course.map(({ state }) => state)).toEqual(["unobserved", "up", "unobserved"]);
    expect(course.map(({ from }, n) => n === 0 || course[n - 1]?.to === from)).toEqual([true, true, true]);
  });
});

describe("a cash box", () => {
  const emptied = (tx: Tx, at: number): void =>
    tx.addEvent({
      terminal: "kiosk-002",
      device: "cash-1",
      kind: "event",
      at,
      receivedAt: at,
      body: { code: "cashBoxRemoved", text: "out", data: {} },
    });
  const reads = (tx: Tx, measures: Record<string, number>): void => {
    const row = tx.read.health("kiosk-001").find(({ device }) => device === "cash-1");
    if (row) tx.saveHealth({ ...row, order: row.order + 1, at: now, health: { ...row.health, measures } });
  };
  const cash = (terminal: string) => tell(fleet.store.read, "cash", { terminal, now });

  test("never seen empty: what was told is a lower bound, and nothing is said to agree", async () => {
    const { boxes, sales } = cash("kiosk-001");
    expect(sales).toBeUndefined();
    expect(boxes).toEqual([
      expect.objectContaining({ device: "cash-1", notes: 1, unknownNotes: 1, denominations: [], value: [] }),
    ]);
    expect(boxes[0]).not.toHaveProperty("since");
    expect(boxes[0]).not.toHaveProperty("agrees");
  });

  test("notes by denomination since it was emptied, against the reading, and beside what was sold", async () => {
    await write((tx) => {
      const of = { terminal: "kiosk-001", device: "cash-1", kind: "event" };
      const at = now - 200_000;
      storeNote(tx, "kiosk-001", "cash-1", at - 1000, 500);
      tx.addEvent({ ...of, at, receivedAt: at, body: { code: "cashBoxRemoved", text: "out" } });
      for (const [n, value] of [2000, 500, 2000].entries()) storeNote(tx, "kiosk-001", "cash-1", at + 1000 + n, value);
      const sale = { transaction: "x", kind: "cash", result: "success" };
      const rest = { terminal: "kiosk-001", device: undefined, kind: "sale", at: at + 5000, receivedAt: at + 5000 };
      tx.addEvent({ ...rest, body: { ...sale, amount: 4000, currency: "EUR" } });
      tx.addEvent({ ...rest, body: sale });
      reads(tx, { cashBoxNotes: 3, cashBoxValue: 4500 });
    });
    const { boxes, sales } = cash("kiosk-001");
    expect(boxes[0]).toMatchObject({
      since: now - 200_000,
      removed: false,
      agrees: true,
      value: [{ currency: "EUR", amount: 4500 }],
      denominations: [
        { currency: "EUR", value: 500, count: 1 },
        { currency: "EUR", value: 2000, count: 2 },
      ],
    });
    expect(sales).toEqual({
      since: now - 200_000,
      count: 2,
      withoutAmount: 1,
      value: [{ currency: "EUR", amount: 4000 }],
    });
    await write((tx) => reads(tx, { cashBoxNotes: 4, cashBoxValue: 4500 }));
    expect(cash("kiosk-001").boxes[0]?.agrees).toBe(false);
  });

  test("a lost terminal's reading is old: it agrees with nothing", async () => {
    await write((tx) => emptied(tx, now - 1000));
    const [box] = cash("kiosk-002").boxes;
    expect(box).toMatchObject({ removed: true, notes: 0, reading: { stale: true } });
    expect(box).not.toHaveProperty("agrees");
  });
});

describe("in a thread of its own", () => {
  test("the same answers; wrong questions and the end are told as such", async () => {
    await write((tx) => storeReading(tx, "kiosk-001", "host", now - minute, host(21, now)));
    const thread = new PastThread({ file: fleet.file, clock: systemClock, settle: () => fleet.store.settle() });
    const signal = new AbortController().signal;
    const wish = { terminal: "kiosk-001", from: now - day, to: now };
    const measure = { ...wish, device: "host", measure: "temperature", points: 50 };
    const [timeline, points] = await Promise.all([
      thread.tell("timeline", wish, signal),
      thread.tell("measureHistory", measure, signal),
    ]);
    expect(timeline).toEqual(tell(fleet.store.read, "timeline", wish));
    expect(points).toEqual(tell(fleet.store.read, "measureHistory", measure));
    await expect(thread.tell("cash", { terminal: "nobody", now }, signal)).rejects.toMatchObject({ code: "notFound" });
    const gone = new AbortController();
    const asked = [thread.tell("timeline", wish, signal), thread.tell("timeline", wish, gone.signal)];
    gone.abort(new Error("gone"));
    await expect(asked[1]).rejects.toThrow("gone");
    await asked[0];
    const last = thread.tell("timeline", wish, signal);
    await Promise.all([expect(last).rejects.toThrow("stops"), thread.stop()]);
    await expect(thread.tell("timeline", wish, signal)).rejects.toThrow("stops");
  });
});
