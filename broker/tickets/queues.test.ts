import { afterEach, beforeEach, expect, test } from "vitest";
import { expectToldByAudit } from "../../tests/support/audit-replay.ts";
import { ServiceDesk } from "../../tests/support/service-desk.ts";
import type { Action } from "./actions.ts";

let desk: ServiceDesk;
beforeEach(async () => {
  desk = await ServiceDesk.open();
  await desk.addTerminal("t1", { printer: { deviceClass: "printer" }, host: { deviceClass: "host" } });
});
afterEach(async () => {
  expect(desk.errors).toEqual([]);
  expectToldByAudit(desk);
  await desk.close();
});

const act = (action: Action, by = "user:eva") => desk.tickets.act(1, action, by);
const ticket = () => desk.ticketsOf("t1")[0];
const paperOut = async () => {
  await desk.report("t1", "printer", "printer", { paper: "out", cover: "closed" });
  await desk.pass(5_000);
};
const finding = (verdict: "confirmed" | "cannotTell") =>
  desk.store.write((tx) => {
    const fault = desk.faultsOf("t1")[0];
    if (!fault) return;
    const conclusion = { verdict, advice: [], parts: [], evidence: [] };
    desk.faults.patch(tx, fault.id, { conclusion });
    const about = { id: "d1", runbook: "r", fault: fault.id, terminal: "t1", device: "printer", by: "broker" };
    const times = { startedAt: desk.clock.now(), finishedAt: desk.clock.now(), steps: [] };
    const title = { en: "Look", "zh-CN": "检查" };
    desk.live.emit(tx, "diagnosis", { diagnosis: { ...about, ...times, title, state: "concluded", conclusion } });
  });

test("a new ticket is with the first line, since it was opened", async () => {
  await paperOut();
  expect(ticket()).toMatchObject({ queue: "remote", queuedSince: ticket()?.openedAt });
});

test("a finding that a person must go hands it to the second line; one that cannot tell does not", async () => {
  await paperOut();
  await finding("cannotTell");
  expect(ticket()?.queue).toBe("remote");
  await desk.pass(60_000);
  await finding("confirmed");
  expect(ticket()).toMatchObject({ queue: "field", queuedSince: desk.clock.now() });
  expect(ticket()?.timeline.at(-1)).toMatchObject({
    kind: "queued",
    by: "broker",
    text: { en: "second line, field", "zh-CN": "二线（现场）" },
  });
});

test("what a person has put somewhere a finding does not take away; their next step does", async () => {
  await paperOut();
  await act({ action: "queue", queue: "remote" });
  await finding("confirmed");
  expect(ticket()?.queue).toBe("remote");
  await act({ action: "dispatch" });
  expect(ticket()?.queue).toBe("field");
});

test("waiting for the maker is the vendor's; afterwards it is where it was", async () => {
  await paperOut();
  await act({ action: "queue", queue: "software", text: "log looks odd" });
  await act({ action: "wait", reason: "vendor" });
  expect(ticket()?.queue).toBe("vendor");
  await act({ action: "resume" });
  expect(ticket()?.queue).toBe("software");
  expect(ticket()?.timeline.flatMap((e) => (e.kind === "queued" ? [e.text.en] : []))).toEqual([
    "software: log looks odd",
    "vendor",
    "software",
  ]);
});

test("what wants software skill is theirs from the beginning", async () => {
  await desk.tickets.open(
    { terminal: "t1", title: "Prices are wrong", severity: "major", skill: "software" },
    "user:eva",
  );
  expect(ticket()).toMatchObject({ queue: "software", cause: "reported" });
});

test("tickets are found by queue, state, who has them, customer and site", async () => {
  await paperOut();
  await desk.addTerminal("t2", {}, "elsewhere");
  await desk.tickets.open({ terminal: "t2", title: "x", severity: "minor" }, "user:eva");
  await act({ action: "dispatch", assignee: "wang" });
  const numbers = (filter: Parameters<typeof desk.store.read.tickets>[0]) =>
    desk.store.read.tickets(filter).map(({ number }) => number);
  expect(numbers({ queue: "field" })).toEqual([1]);
  expect(numbers({ queue: "remote" })).toEqual([2]);
  expect(numbers({ state: "new" })).toEqual([2]);
  expect(numbers({ assignee: "wang" })).toEqual([1]);
  expect(numbers({ site: "elsewhere" })).toEqual([2]);
  expect(numbers({ customer: "nobody" })).toEqual([]);
});

test("a dispatch says what the van lacks and who has it; it refuses nothing but a van nobody named", async () => {
  await paperOut();
  const part = ticket()?.parts[0] as string;
  await desk.store.write((tx) => {
    desk.stock.setPlace(tx, { id: "van-3", kind: "van" }, "user:boss");
    desk.stock.setPlace(tx, { id: "depot", kind: "depot" }, "user:boss");
    desk.stock.setItem(tx, { item: part }, "user:boss");
    desk.stock.move(tx, { kind: "receive", item: part, to: "depot", quantity: 2 }, "user:boss");
  });
  await expect(act({ action: "dispatch", van: "van-9" })).rejects.toMatchObject({ code: "notFound" });
  const sent = await act({ action: "dispatch", assignee: "wang", van: "van-3" });
  expect(sent).toMatchObject({ state: "dispatched", van: "van-3", assignee: "wang" });
  const event = sent.timeline.find((e) => e.kind === "dispatched");
  expect(event).toMatchObject({ van: "van-3", lacks: [{ item: part, wanted: 1, have: 0 }] });
  expect(event?.text).toEqual({
    en: `wang is on the way with van-3, which lacks: ${part} (0 of 1; depot has 2)`,
    "zh-CN": `wang 已出发（车辆 van-3，缺少备件：${part}（0/1；depot 有 2））`,
  });
  await desk.store.write((tx) =>
    desk.stock.move(tx, { kind: "move", item: part, from: "depot", to: "van-3", quantity: 1 }, "user:boss"),
  );
  const again = await act({ action: "dispatch", assignee: "wang", van: "van-3" });
  expect(again.timeline.at(-1)).not.toHaveProperty("lacks");
});
