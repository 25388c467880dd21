import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DeviceHealth, FaultView, InspectionAnswer } from "../../contract/index.ts";
import { components, measures } from "../../contract/index.ts";
import { ServiceDesk } from "../../tests/support/service-desk.ts";
import { loadRules } from "../faults/load-rules.ts";
import { makeContracts } from "../service-levels/contracts.ts";
import { makePolicy } from "../service-levels/policy.ts";
import selfServiceTerminal from "../service-levels/presets/self-service-terminal.ts";
import { ServiceLevels } from "../service-levels/service-levels.ts";
import type { EventRow, HealthRow, TerminalRow } from "../store/store.ts";
import { wearItems } from "../wear/items.ts";
import type { Forecast } from "../wear/wear.ts";
import { checklist } from "./checklist.ts";
import { Inspections } from "./inspections.ts";
import { findingsOf, type MachineFacts, worstResult } from "./machine.ts";
import { itemOf, itemsNow } from "./round.ts";
import { dueAt, dueDate } from "./schedule.ts";

const dayMs = 86_400_000;
const now = Date.UTC(2026, 6, 15, 12);
const utc = (text: string): number => Date.parse(`${text}Z`);

describe("the checklist", () => {
  test("names components and measures that exist, each item once", async () => {
    const index = await loadRules();
    for (const { looks } of checklist)
      for (const { deviceClass, must = [], anyOf = [], also = [], measures: of = [] } of looks) {
        const known = Object.keys(components[deviceClass]);
        const rules = index.forClass(deviceClass).map(({ id }) => id.split(".")[1]);
        for (const name of [...must, ...anyOf]) expect(known, `${deviceClass}.${name}`).toContain(name);
        for (const name of also) expect([...known, ...rules], `${deviceClass}.${name}`).toContain(name);
        for (const { measure } of of) expect(Object.keys(measures)).toContain(measure);
      }
    expect(new Set(checklist.map(({ id }) => id)).size).toBe(checklist.length);
  });

  test("every component of every device is looked at in some item", () => {
    // A switch that people turn, climate in the cabinet, a button: no parts that a round looks after.
    const left = new Set([
      "cabinet.operatorSwitch",
      "cabinet.temperature",
      "cabinet.humidity",
      "cabinet.condensation",
      "cabinet.climateSensor",
      "display.control",
      "printer.feedButton",
      "powerSupply.shutdown",
      "network.power",
    ]);
    const looked = new Set(
      checklist.flatMap(({ looks }) =>
        looks.flatMap(({ deviceClass, must = [], anyOf = [], also = [] }) =>
          [...must, ...anyOf, ...also].map((name) => `${deviceClass}.${name}`),
        ),
      ),
    );
    const all = Object.entries(components).flatMap(([of, parts]) => Object.keys(parts).map((name) => `${of}.${name}`));
    expect(all.filter((name) => !looked.has(name) && !left.has(name))).toEqual([]);
  });
});

describe("when a round is due", () => {
  const facts = { months: 3, zone: "Asia/Shanghai", startsAt: utc("2025-12-31T16:00"), enrolledAt: 0 };

  test("so many months after the contract began, or after the last round", () => {
    expect(dueDate(facts).toString()).toBe("2026-04-01");
    expect(dueDate({ ...facts, enrolledAt: utc("2026-02-10T03:00") }).toString()).toBe("2026-05-10");
    expect(dueDate({ ...facts, lastAt: utc("2026-03-20T08:00") }).toString()).toBe("2026-06-20");
    // Of the contract before: it counts, but nothing is owed before this contract.
    expect(dueDate({ ...facts, lastAt: utc("2025-11-01T08:00") }).toString()).toBe("2026-02-01");
    expect(dueDate({ ...facts, lastAt: utc("2024-11-01T08:00") }).toString()).toBe("2026-01-01");
  });

  test("the day is the contract's: a round late in the evening in Shanghai is one of the next day in none", () => {
    const last = { ...facts, lastAt: utc("2026-01-30T17:00") }; // 31 January, 01:00 there
    expect(dueDate({ ...last, months: 1 }).toString()).toBe("2026-02-28");
    expect(dueDate({ ...last, months: 1, zone: "UTC" }).toString()).toBe("2026-02-28");
    expect(dueDate(last).toString()).toBe("2026-04-30");
    expect(dueAt(facts, utc("2026-04-01T15:59"))).toEqual({ due: "2026-04-01", days: 0, state: "soon" });
    expect(dueAt(facts, utc("2026-04-01T16:00"))).toEqual({ due: "2026-04-01", days: -1, state: "overdue" });
    expect(dueAt(facts, utc("2026-03-01T00:00")).state).toBe("later");
  });

  test("property: never before the contract, never more than the interval after the last round; days fall one a day", () => {
    const moments = fc.integer({ min: utc("2020-01-01T00:00"), max: utc("2030-01-01T00:00") });
    const zones = fc.constantFrom("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Apia", "UTC");
    fc.assert(
      fc.property(
        moments,
        moments,
        moments,
        zones,
        fc.integer({ min: 1, max: 24 }),
        (startsAt, lastAt, at, zone, months) => {
          const given = { months, zone, startsAt, enrolledAt: 0, lastAt };
          const due = dueDate(given).toZonedDateTime(zone).epochMilliseconds;
          expect(due).toBeGreaterThan(startsAt - 25 * 3_600_000);
          expect(due).toBeLessThanOrEqual(Math.max(startsAt, lastAt + months * 31 * dayMs + dayMs));
          const today = dueAt(given, at);
          expect(today.days - dueAt(given, at + 30 * dayMs).days).toBeGreaterThanOrEqual(29);
          expect(today.state === "overdue").toBe(today.days < 0);
        },
      ),
    );
  });
});

const healthOf = (deviceClass: DeviceHealth["deviceClass"], more: Partial<DeviceHealth> = {}): DeviceHealth => ({
  deviceClass,
  availability: "online",
  components: Object.fromEntries(
    Object.entries(components[deviceClass]).map(([name, states]) => [name, { state: states[0] as string, since: 0 }]),
  ),
  measures: {},
  observedAt: now,
  freshForMs: 60_000,
  ...more,
});
const row = (device: string, health: DeviceHealth, at = now): HealthRow => ({
  terminal: "T",
  device,
  epoch: "e",
  order: 1,
  at,
  receivedAt: at,
  health,
});
const terminal: TerminalRow = {
  id: "T",
  name: "T",
  site: "here",
  createdAt: 0,
  status: "online",
  statusAt: 0,
  lastSeenAt: now,
};
const facts = (more: Partial<MachineFacts>): MachineFacts => ({
  now,
  terminal,
  health: [],
  faults: [],
  forecasts: [],
  sales: [],
  ...more,
});
const fault = (code: string, state: FaultView["state"] = "open", device = "printer"): FaultView =>
  ({ id: code, terminal: "T", device, code, state, title: { en: code, "zh-CN": code } }) as FaultView;
const item = (id: string) => checklist.find((one) => one.id === id) as (typeof checklist)[number];
const machine = (id: string, of: Partial<MachineFacts>) =>
  worstResult(findingsOf(facts(of), item(id)).map(({ result }) => result as "ok"));

describe("what the machine finds", () => {
  const printer = row("printer", healthOf("printer"));

  test("well and lately read is ok, with what was read; old, away, unread or unknown is not", () => {
    const [found] = findingsOf(facts({ health: [printer] }), item("printer"));
    expect(found).toMatchObject({ result: "ok", device: "printer", readAt: now, states: { paper: "full" } });
    expect(machine("printer", { health: [row("printer", healthOf("printer"), now - 60_000)] })).toBe("cannotTell");
    expect(machine("printer", { health: [printer], terminal: { ...terminal, status: "lost" } })).toBe("cannotTell");
    expect(machine("printer", {})).toBe("cannotTell");
    const unknown = healthOf("printer", { components: { paper: { state: "unknown", since: 0 } } });
    expect(machine("printer", { health: [row("printer", unknown)] })).toBe("cannotTell");
    expect(machine("printer", { health: [row("printer", healthOf("printer", { availability: "offline" }))] })).toBe(
      "cannotTell",
    );
  });

  test("an open fault of its part is not ok; one just seen cannot be told; one of another part, or of wear, is no matter here", () => {
    const of = (...faults: FaultView[]) => machine("printer", { health: [printer], faults });
    expect(of(fault("printer.paper.out"))).toBe("notOk");
    expect(of(fault("printer.paper.out", "clearing"))).toBe("notOk");
    expect(of(fault("printer.paper.out", "pending"))).toBe("cannotTell");
    expect(of(fault("device.silent"))).toBe("notOk");
    expect(of(fault("printer.cutter.dueSoon"), fault("printer.link.noisy"))).toBe("ok");
    expect(of(fault("printer.paper.out", "open", "printer-2"))).toBe("ok");
  });

  test("a fault that stands on an old reading is told, and a person looks", () => {
    const [found] = findingsOf(
      facts({ health: [row("printer", healthOf("printer"), 0)], faults: [fault("printer.paper.out")] }),
      item("printer"),
    );
    expect(found).toMatchObject({ result: "cannotTell" });
    expect(found?.evidence.map(({ en }) => en)).toEqual(["the last reading is too old", "printer.paper.out"]);
  });

  test("measures have limits; without the test touch accuracy cannot be told", () => {
    const touch = (of: Record<string, number>) =>
      machine("touch", { health: [row("touch", healthOf("touchscreen", { measures: of }))] });
    expect([touch({}), touch({ positioningErrorMax: 0.4 }), touch({ positioningErrorMax: 1.2 })]).toEqual([
      "cannotTell",
      "ok",
      "notOk",
    ]);
    const light = (backlight: number) =>
      machine("display", { health: [row("display", healthOf("display", { measures: { backlight } }))] });
    expect([light(80), light(5)]).toEqual(["ok", "notOk"]);
  });

  test("notes refused tell of the validator, from enough notes on", () => {
    const notes = (notesStacked: number, notesRejected: number) =>
      machine("billValidator", {
        health: [row("cash", healthOf("cashAcceptor", { measures: { notesStacked, notesRejected } }))],
      });
    expect([notes(20, 0), notes(100, 4), notes(100, 20)]).toEqual(["cannotTell", "ok", "notOk"]);
  });

  test("sales speak for a card reader, never against it", () => {
    const sale = (n: number, kind: string, result: string, at = now - n * 1000): EventRow => ({
      id: n,
      terminal: "T",
      device: undefined,
      kind: "sale",
      at,
      receivedAt: at,
      body: { transaction: `${n}`, kind, result },
    });
    const of = (sales: EventRow[]) => machine("cardReader", { health: [row("reader", healthOf("cardReader"))], sales });
    const good = Array.from({ length: 10 }, (_, n) => sale(n, "card", "success"));
    expect(of(good)).toBe("ok");
    expect(of(good.slice(1))).toBe("cannotTell");
    expect(of(good.map((one) => ({ ...one, at: now - 8 * dayMs })))).toBe("cannotTell");
    expect(of([...good.slice(2), sale(1, "cash", "success"), sale(2, "cash", "success")])).toBe("cannotTell");
    expect(
      of([...good, ...good.slice(0, 5).map((one) => ({ ...one, body: { kind: "card", result: "failed" } }))]),
    ).toBe("cannotTell");
    expect(of([...good, ...good.map((one) => ({ ...one, body: { kind: "card", result: "cancelled" } }))])).toBe("ok");
  });

  test("each wearing part by its use; one that nobody counts is for a person", () => {
    const cutter = wearItems.find(({ id }) => id === "printer.cutter");
    const worn = (share: number): Forecast =>
      ({ item: cutter, usage: { terminal: "T", device: "printer", item: "printer.cutter" }, share }) as Forecast;
    const of = (share: number, at = now) =>
      findingsOf(facts({ health: [row("printer", healthOf("printer"), at)], forecasts: [worn(share)] }), item("wear"));
    expect(of(0.5).map(({ part, result }) => [part, result])).toEqual([
      ["printer.cutter", "ok"],
      ["printer.head", "cannotTell"],
      ["printer.mechanism", "cannotTell"],
    ]);
    expect(of(0.93)[0]).toMatchObject({ result: "notOk", evidence: [{ en: "Autocutter: 93 % of its life used" }] });
    expect(of(0.5, 0)[0]?.result).toBe("cannotTell");
  });

  test("property: nothing is ok in a terminal that is away or whose readings are old", () => {
    const classes = fc.constantFrom(...(Object.keys(components) as DeviceHealth["deviceClass"][]));
    fc.assert(
      fc.property(fc.array(classes, { maxLength: 9 }), fc.boolean(), (list, away) => {
        const health = list.map((of, n) => row(`d${n}`, healthOf(of), away ? now : now - dayMs));
        const all = facts({ health, terminal: { ...terminal, status: away ? "lost" : "online" } });
        for (const one of itemsNow(all, [])) expect([one.result, one.open]).toEqual(["cannotTell", true]);
      }),
    );
  });
});

describe("what a person answers", () => {
  const answer = (result: InspectionAnswer["result"]): InspectionAnswer => ({
    item: "x",
    result,
    by: "user:eva",
    at: now,
  });
  const finding = (result: "ok" | "notOk" | "cannotTell") => [{ result, states: {}, evidence: [] }];
  const of = (result: "ok" | "notOk" | "cannotTell", said?: InspectionAnswer["result"], always = false) => {
    const one = itemOf({ ...item("network"), always }, finding(result), said ? answer(said) : undefined);
    return [one.result, one.open];
  };

  test("is asked only where the machine cannot tell, and cannot talk away what the machine sees", () => {
    expect(of("ok")).toEqual(["ok", false]);
    expect(of("notOk")).toEqual(["notOk", false]);
    expect(of("cannotTell")).toEqual(["cannotTell", true]);
    expect(of("cannotTell", "ok")).toEqual(["ok", false]);
    expect(of("cannotTell", "notFitted")).toEqual(["notFitted", false]);
    expect(of("ok", undefined, true)).toEqual(["cannotTell", true]);
    expect(of("ok", "notOk", true)).toEqual(["notOk", false]);
    expect(of("notOk", "ok", true)).toEqual(["notOk", false]);
    expect(of("ok", "notFitted")).toEqual(["ok", false]);
  });
});

describe("a round in the store", () => {
  const inShanghai = () =>
    new ServiceLevels({
      standard: makePolicy(selfServiceTerminal, "test"),
      contracts: makeContracts([
        {
          id: "metro",
          customer: "City Metro",
          policy: "self-service-terminal",
          sites: ["here"],
          terminals: [],
          zone: "Asia/Shanghai",
          from: "2026-09-01",
        },
      ]),
    });
  const opened = async (run: (desk: ServiceDesk, inspections: () => Inspections) => Promise<void>) => {
    const desk = await ServiceDesk.open();
    const wear = { forecasts: () => [] };
    const levels = inShanghai();
    await desk.addTerminal("T", { printer: { deviceClass: "printer" } });
    try {
      await run(desk, () => new Inspections({ store: desk.store, live: desk.live, clock: desk.clock, levels, wear }));
      expect(desk.errors).toEqual([]);
    } finally {
      await desk.close();
    }
  };
  const all = checklist.map(({ id }) => ({ item: id, result: "ok" as const }));

  test("begins with an answer, is refused while a person is asked, is kept for ever once finished, and sets the next day", async () => {
    await opened(async (desk, inspections) => {
      await desk.report("T", "printer", "printer", { paper: "full", cover: "closed" });
      expect(inspections().due()).toMatchObject([
        { terminal: "T", contract: "metro", customer: "City Metro", due: "2027-02-21", state: "later", months: 3 },
      ]);
      expect(inspections().current("T")).toMatchObject({ state: "new", number: 0, result: "cannotTell" });

      const begun = await inspections().inspect(
        "T",
        { answers: [{ item: "outside", result: "notOk", note: "scratched" }] },
        "user:eva",
      );
      expect(begun).toMatchObject({ number: 1, version: 1, state: "open", result: "notOk", startedBy: "user:eva" });
      const refused = await inspections()
        .inspect("T", { finish: true }, "user:eva")
        .catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: "refused", message: expect.stringContaining("power, network") as string });
      expect(String(refused)).not.toContain("outside");

      await desk.restart();
      expect(inspections().due()[0]).toMatchObject({ open: 1 });
      const done = await inspections().inspect(
        "T",
        { answers: all.slice(1), finish: true, note: "key at the desk" },
        "user:li",
      );
      expect(done).toMatchObject({
        number: 1,
        state: "finished",
        result: "notOk",
        finishedBy: "user:li",
        note: "key at the desk",
      });
      expect(done.items.find((one) => one.item === "printer")?.findings[0]).toMatchObject({
        device: "printer",
        result: "ok",
      });

      // What happens later changes nothing of it.
      await desk.report("T", "printer", "printer", { paper: "out" });
      await desk.restart();
      expect(inspections().rounds({})).toEqual([done]);
      expect(inspections().round(1)).toEqual(done);
      expect(inspections().due()[0]).toMatchObject({
        due: "2027-02-21",
        last: { number: 1, result: "notOk", by: "user:li" },
      });
      expect(inspections().current("T")).toMatchObject({ state: "new", number: 0 });
      await expect(
        desk.store.write((tx) => {
          const kept = tx.read.round(1);
          if (kept) tx.saveRound({ ...kept, note: "rewritten" });
        }),
      ).rejects.toMatchObject({ code: "conflict" });
      const audit = desk.store.read.audit({}).map(({ action, actor, target }) => [action, actor, target]);
      expect(audit.filter(([action]) => action?.startsWith("inspection."))).toEqual([
        ["inspection.answer", "user:eva", "T"],
        ["inspection.finish", "user:li", "T"],
      ]);
    });
  });

  test("all or nothing: an item that does not exist, or a round that somebody changed, leaves everything as it was", async () => {
    await opened(async (desk, inspections) => {
      const wrong = [...all, { item: "wheels", result: "ok" as const }];
      await expect(inspections().inspect("T", { answers: wrong, finish: true }, "user:eva")).rejects.toMatchObject({
        code: "invalid",
        context: { issues: [{ path: `/answers/${all.length}/item` }] },
      });
      await inspections().inspect("T", { answers: [{ item: "outside", result: "ok" }], version: 0 }, "user:eva");
      await expect(
        inspections().inspect("T", { answers: all, finish: true, version: 0 }, "user:li"),
      ).rejects.toMatchObject({ code: "conflict" });
      await expect(inspections().inspect("T9", {}, "user:li")).rejects.toMatchObject({ code: "notFound" });
      expect(inspections().current("T")).toMatchObject({ number: 1, version: 1, state: "open" });
      expect(desk.store.read.audit({})).toHaveLength(1);
    });
  });
});
