import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectToldByAudit } from "../../tests/support/audit-replay.ts";
import { ServiceDesk } from "../../tests/support/service-desk.ts";
import { checklist } from "../inspections/checklist.ts";
import { Inspections } from "../inspections/inspections.ts";
import { makeContracts } from "../service-levels/contracts.ts";
import { Wear } from "../wear/wear.ts";
import { coverageText } from "./coverage.ts";

let desk: ServiceDesk;
beforeEach(async () => {
  desk = await ServiceDesk.open();
  await desk.addTerminal("t1", { printer: { deviceClass: "printer" } });
});
afterEach(async () => {
  expect(desk.errors).toEqual([]);
  expectToldByAudit(desk);
  await desk.close();
});

describe("a customer calls", () => {
  const request = { terminal: "t1", title: "Screen stays dark", severity: "major" } as const;

  test("the same promises run, contact and what contract and warranty say are on the ticket", async () => {
    const contact = { name: "Wang", phone: "+86 138 0000 0000" };
    const made = await desk.tickets.open({ ...request, contact, device: "printer", text: "since noon" }, "user:eva");
    expect(made).toMatchObject({
      number: 1,
      title: { en: "Screen stays dark", "zh-CN": "Screen stays dark" },
      cause: "reported",
      severity: "major",
      state: "new",
      skill: "site",
      queue: "remote",
      contact,
      device: "printer",
      faults: [],
      touched: true,
      level: "any",
    });
    expect(made.clocks.map(({ name, breached }) => [name, breached])).toEqual([
      ["contact", false],
      ["plan", false],
      ["onSite", false],
    ]);
    expect(made.timeline.map(({ kind, by, text }) => [kind, by, text.en])).toEqual([
      ["opened", "user:eva", "Screen stays dark: since noon"],
      ["comment", "broker", "no warranty is on record"],
    ]);
    await desk.pass(6 * 60_000, 60_000);
    expect(desk.ticketsOf("t1")[0]?.timeline.map((e) => e.kind)).toContain("escalated");
  });

  test("a terminal nobody knows and a device it does not have are refused by name", async () => {
    await expect(desk.tickets.open({ ...request, terminal: "t9" }, "user:eva")).rejects.toMatchObject({
      code: "unknownTerminal",
    });
    await expect(desk.tickets.open({ ...request, device: "cash" }, "user:eva")).rejects.toMatchObject({
      code: "badArgs",
      message: "t1 has no device cash; there are printer",
      context: { issues: [{ path: "/device" }] },
    });
    expect(desk.ticketsOf("t1")).toEqual([]);
  });

  test("what machines see on that terminal does not close it", async () => {
    await desk.tickets.open(request, "user:eva");
    await desk.report("t1", "printer", "printer", { paper: "out" });
    await desk.pass(10_000);
    await desk.report("t1", "printer", "printer", { paper: "full" });
    await desk.pass(120_000);
    expect(desk.ticketsOf("t1").map(({ number, state }) => [number, state])).toEqual([
      [2, "closed"],
      [1, "new"],
    ]);
  });
});

describe("what contract and warranty say", () => {
  const place = { id: "t1", site: "Central" };
  const now = Date.UTC(2026, 5, 1);
  const contract = { id: "metro", customer: "City Metro", policy: "two-level", sites: ["Central"], terminals: [] };
  const contracts = (until: string) => makeContracts([{ ...contract, zone: "UTC", from: "2025-01-01", until }]);
  const warranty = (until: string, holds: boolean) => ({ until, holds, by: "user:boss", setAt: 0 });
  test.each([
    [
      "in contract, no warranty known",
      "2026-12-31",
      undefined,
      "contract metro (City Metro); no warranty is on record",
    ],
    [
      "both over",
      "2026-03-31",
      warranty("2026-01-31", false),
      "OUT OF CONTRACT: metro (City Metro) ended on 2026-03-31; terminal OUT OF WARRANTY since 2026-01-31",
    ],
    [
      "in both",
      "2026-12-31",
      warranty("2027-01-31", true),
      "contract metro (City Metro); terminal in warranty until 2027-01-31",
    ],
  ])("%s", (_, until, held, text) => {
    const assets = { modules: [], ...(held ? { warranty: held } : {}) };
    expect(coverageText({ place, contracts: contracts(until), assets, now }).en).toBe(text);
  });

  test("a terminal of no contract is out of contract; where there are no contracts nothing is said of them", () => {
    const none = { modules: [] };
    const there = { place: { id: "t1", site: "Harbour" }, assets: none, now };
    expect(coverageText({ ...there, contracts: contracts("2026-12-31") }).en).toMatch(/^OUT OF CONTRACT: no contract/);
    expect(coverageText({ ...there, contracts: [] })["zh-CN"]).toBe("无保修记录");
  });
});

describe("an inspection round", () => {
  const finish = (result: "ok" | "notOk") => {
    const { store, live, clock, levels } = desk;
    const inspections = new Inspections({ store, live, clock, levels, wear: new Wear({ life: {} }, clock) });
    const answers = checklist.map(({ id }) =>
      id === "outside" ? { item: id, result, note: "lock bent" } : { item: id, result: "ok" as const },
    );
    return inspections.inspect("t1", { answers, finish: true }, "user:li");
  };

  test("that found something opens one ticket with what it found; the next round another", async () => {
    await finish("notOk");
    expect(desk.ticketsOf("t1")).toMatchObject([
      { cause: "inspection", round: 1, severity: "minor", title: { en: "Inspection round 1: Outside" }, touched: true },
    ]);
    expect(desk.ticketsOf("t1")[0]?.timeline[0]).toMatchObject({
      by: "user:li",
      text: { en: "Not in order: Outside (lock bent)" },
    });
    await finish("notOk");
    expect(desk.ticketsOf("t1").map(({ round }) => round)).toEqual([2, 1]);
  });

  test("that found nothing opens none", async () => {
    await finish("ok");
    expect(desk.ticketsOf("t1")).toEqual([]);
  });
});

test("a part that is used on a ticket stands in its timeline, once however often it is asked", async () => {
  await desk.tickets.open({ terminal: "t1", title: "x", severity: "minor" }, "user:eva");
  await desk.store.write((tx) => {
    desk.stock.setPlace(tx, { id: "van-3", kind: "van" }, "user:boss");
    desk.stock.setItem(tx, { item: "receipt printer" }, "user:boss");
    desk.stock.move(tx, { kind: "receive", item: "receipt printer", to: "van-3", serial: "P7" }, "user:boss");
  });
  const use = {
    kind: "use",
    item: "receipt printer",
    from: "van-3",
    ticket: 1,
    serial: "P7",
    key: "use-once",
  } as const;
  for (let n = 0; n < 2; n++) await desk.store.write((tx) => desk.stock.move(tx, use, "user:wang"));
  expect(desk.ticketsOf("t1")[0]?.timeline.filter((e) => e.kind === "stockMoved")).toMatchObject([
    {
      by: "user:wang",
      move: 2,
      text: { en: "Used: 1 × receipt printer P7 (van-3)", "zh-CN": "领用：1 × receipt printer P7（van-3）" },
    },
  ]);
});
