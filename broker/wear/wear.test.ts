import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DeviceHealth } from "../../contract/index.ts";
import { measures, statesOf } from "../../contract/index.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { loadRules } from "../faults/load-rules.ts";
import { openStore } from "../store/sqlite/open.ts";
import { type WearItem, wearItems } from "./items.ts";
import { observe, outlook, renew, shareUsed } from "./usage.ts";
import { Wear } from "./wear.ts";

const dayMs = 86_400_000;
const itemOf = (id: string): WearItem => wearItems.find((item) => item.id === id) as WearItem;
const key = { terminal: "T", device: "d" };
const cutter = itemOf("printer.cutter");
const paper = itemOf("printer.paper");

const readings = (item: WearItem, values: readonly number[], stepMs = dayMs) =>
  values.reduce<ReturnType<typeof observe> | undefined>(
    (usage, value, n) => observe(usage, key, item, { at: n * stepMs, value }),
    undefined,
  ) as ReturnType<typeof observe>;

describe("the table of items", () => {
  test("names devices' classes, measures and states that exist, and every part with a life has its rule", async () => {
    const rules = await loadRules();
    const looked = new Set<string>();
    for (const rule of rules.byId.values())
      if (rule.id.endsWith(".dueSoon"))
        rule.look({
          terminal: "T",
          device: "d",
          health: { components: {}, measures: {} } as unknown as DeviceHealth,
          fresh: true,
          at: 0,
          worn: (item) => void looked.add(item) as undefined,
        });
    for (const item of wearItems) {
      expect(Object.keys(measures)).toContain(item.measure);
      expect(item.id.startsWith(`${item.deviceClass}.`)).toBe(true);
      for (const state of [...(item.renewedBy?.from ?? []), ...(item.renewedBy ? [item.renewedBy.to] : [])])
        expect(statesOf(item.deviceClass, item.renewedBy?.component ?? "")).toContain(state);
      // A roll that the printer itself shows as low or out has its rules there.
      if (item.kind === "wear" && !item.renewedBy) expect([...looked]).toContain(item.id);
    }
    expect(new Set(wearItems.map((item) => item.id)).size).toBe(wearItems.length);
  });
});

describe("use and outlook", () => {
  test("a counter: mean use of the last days gives the date", () => {
    const usage = readings(cutter, [0, 1000, 2000, 3000]);
    const seen = outlook(cutter, usage, 3 * dayMs, 10_000);
    expect(seen).toMatchObject({ left: 7000, perDay: 1000, watchedHours: 72, dueAt: 10 * dayMs });
  });

  test("a level that falls: a refill is no use, and the rate goes on over it", () => {
    const usage = readings(paper, [3000, 2000, 1000, 5000, 4000]);
    expect(outlook(paper, usage, 4 * dayMs)).toMatchObject({ left: 4000, perDay: 750 });
    expect(shareUsed(paper, 4000)).toBeUndefined();
  });

  test("only the last fortnight counts", () => {
    const busy = Array.from({ length: 20 }, (_, n) => n * 10_000);
    const calm = Array.from({ length: 20 }, (_, n) => 190_000 + (n + 1) * 100);
    const seen = outlook(cutter, readings(cutter, [...busy, ...calm]), 39 * dayMs);
    expect(seen.perDay).toBeCloseTo(100);
  });

  test("nothing used gives no date; a minute's watch gives no rate; used up is now", () => {
    expect(outlook(cutter, readings(cutter, [5, 5, 5]), 2 * dayMs)).toEqual({
      left: cutter.end - 5,
      perDay: 0,
      watchedHours: 48,
    });
    expect(outlook(cutter, readings(cutter, [5, 50], 60_000), 60_000).perDay).toBeUndefined();
    expect(outlook(cutter, readings(cutter, [0, 10, 20]), 2 * dayMs, 15)).toMatchObject({ left: 0, dueAt: 2 * dayMs });
  });

  test("a renewed part begins anew; a device that begins anew takes the part's count with it", () => {
    const renewed = renew(readings(cutter, [900, 1000]), dayMs, "user:eva");
    expect(shareUsed(cutter, 1000, renewed.base, 1000)).toBe(0);
    const after = observe(renewed, key, cutter, { at: 2 * dayMs, value: 1100 });
    expect(shareUsed(cutter, 1100, after.base, 1000)).toBeCloseTo(0.1);
    const reborn = observe(after, key, cutter, { at: 3 * dayMs, value: 40 });
    expect(reborn).toMatchObject({ base: 0, value: 40, used: 200 });
  });

  test("property: use never falls, whatever comes; late readings change nothing; memory is bounded", () => {
    const reading = fc.record({ at: fc.integer({ min: 0, max: 90 * dayMs }), value: fc.integer({ min: 0, max: 1e6 }) });
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 200 }), fc.constantFrom(cutter, paper), (list, item) => {
        let usage: ReturnType<typeof observe> | undefined;
        for (const one of list) {
          const next = observe(usage, key, item, one);
          if (usage) expect(next.used).toBeGreaterThanOrEqual(usage.used);
          if (usage && one.at < usage.at) expect(next).toBe(usage);
          expect(next.days.length).toBeLessThanOrEqual(15);
          const { left, perDay = 0, dueAt } = outlook(item, next, next.at);
          expect(left).toBeGreaterThanOrEqual(0);
          expect(perDay).toBeGreaterThanOrEqual(0);
          if (dueAt !== undefined) expect(dueAt).toBeGreaterThanOrEqual(next.at);
          usage = next;
        }
      }),
    );
  });
});

describe("kept in the store", () => {
  const health = (measured: Record<string, number>, paperState = "full"): DeviceHealth =>
    ({
      device: "printer",
      deviceClass: "printer",
      availability: "online",
      components: { paper: { state: paperState, since: 0 } },
      measures: measured,
      observedAt: 0,
      freshForMs: 60_000,
    }) as DeviceHealth;

  const opened = async (
    run: (tools: { wear: () => Wear; reopen: () => Promise<void>; see: Seer }) => Promise<void>,
  ) => {
    const folder = await mkdtemp(join(tmpdir(), "roundsman-wear-"));
    const clock = new FakeClock();
    const open = () => openStore(join(folder, "broker.db"), { clock });
    let store = await open();
    let wear = new Wear({ life: {} }, clock);
    wear.load(store.read);
    const see: Seer = (at, said) =>
      store.write((tx) =>
        wear.observe(tx, { terminal: "T", device: "printer", health: said, at: clock.now() - 2 * dayMs + at }),
      );
    const reopen = async () => {
      await store.close();
      store = await open();
      wear = new Wear({ life: {} }, clock);
      wear.load(store.read);
    };
    try {
      await run({ wear: () => wear, reopen, see });
      await expect(
        store.write((tx) => wear.renew(tx, { terminal: "T", device: "printer", part: "printer.lamp", by: "x" })),
      ).rejects.toMatchObject({ code: "notFound", message: expect.stringContaining("printer.cutter") });
      await store.write((tx) => wear.renew(tx, { terminal: "T", device: "printer", part: "printer.cutter", by: "x" }));
      expect(wear.share("T", "printer", "printer.cutter", health({ cuts: 3000 }))).toBe(0);
    } finally {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    }
  };
  type Seer = (at: number, said: DeviceHealth) => Promise<void>;

  test("survives a restart without losing use, and a new roll begins at its own line", async () => {
    await opened(async ({ wear, reopen, see }) => {
      await see(0, health({ cuts: 1000, linesFed: 0 }, "low"));
      await see(1000, health({ cuts: 1010, linesFed: 18_000 }, "out"));
      await reopen();
      await see(dayMs, health({ cuts: 3000, linesFed: 18_000 }, "out"));
      expect(
        wear()
          .forecasts({ terminal: "T" })
          .find((f) => f.item.id === "printer.cutter"),
      ).toMatchObject({
        perDay: 2000,
        usage: { used: 2000 },
      });
      // A roll that was in the printer before we looked: how much of it is used nobody can tell.
      expect(wear().share("T", "printer", "printer.paperRoll", health({ linesFed: 18_000 }))).toBeUndefined();
      expect(
        wear()
          .forecasts()
          .map((f) => f.item.id),
      ).not.toContain("printer.paperRoll");
      await see(dayMs + 1, health({ cuts: 3000, linesFed: 18_001 }, "full"));
      expect(wear().share("T", "printer", "printer.paperRoll", health({ linesFed: 18_001 }))).toBe(0);
      expect(wear().share("T", "printer", "printer.paperRoll", health({ linesFed: 27_451 }))).toBe(0.5);
    });
  });

  test("a unit that rolls back leaves no trace in memory", async () => {
    await opened(async ({ wear, see }) => {
      await see(0, health({ cuts: 3000 }));
      const before = wear().forecasts();
      const broken = health({ cuts: 9000 });
      Object.defineProperty(broken.measures, "linesFed", {
        get: () => {
          throw new Error("broken");
        },
      });
      await expect(see(5000, broken)).rejects.toThrow("broken");
      expect(wear().forecasts()).toEqual(before);
    });
  });

  test("a life for a part that does not exist is refused by name", () => {
    expect(() => new Wear({ life: { "printer.wheel": 5 } }, new FakeClock())).toThrow(
      /printer\.wheel.*printer\.cutter/,
    );
  });
});
