import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hasCode } from "../../contract/index.ts";
import { expectToldByAudit } from "../../tests/support/audit-replay.ts";
import { ServiceDesk } from "../../tests/support/service-desk.ts";
import type { Action } from "./actions.ts";
import { untold } from "./derive.ts";
import { ticketsFromAudit } from "./from-audit.ts";
import { append, eventOf, plain } from "./timeline.ts";

let desk: ServiceDesk;
beforeEach(async () => {
  desk = await ServiceDesk.open();
  await desk.addTerminal("t1", { printer: { deviceClass: "printer" }, cash: { deviceClass: "cashAcceptor" } });
});
afterEach(async () => {
  expect(desk.errors).toEqual([]);
  await desk.close();
});

const paper = (state: string) => desk.report("t1", "printer", "printer", { paper: state, cover: "closed" });
const box = (state: string) => desk.report("t1", "cash", "cashAcceptor", { cashBox: state, transport: "ok" });

/** What may happen to the tickets of a terminal; what a ticket's state forbids is refused, and leaves no trace. */
const happenings: readonly ((n: number) => Promise<unknown>)[] = [
  () => paper("out"),
  () => paper("low"),
  () => paper("full"),
  () => box("full"),
  () => box("ok"),
  (n) => desk.pass(n * 1000, 20_000),
  (n) => desk.pass(n * 60_000, 600_000),
  () => desk.restart(),
];
const actions: readonly Action[] = [
  { action: "accept" },
  { action: "assign", assignee: "li" },
  { action: "plan", text: "new roll" },
  { action: "wait", reason: "site" },
  { action: "wait", reason: "vendor" },
  { action: "resume" },
  { action: "queue", queue: "software" },
  { action: "dispatch", assignee: "wang" },
  { action: "arrive" },
  { action: "restore" },
  { action: "resolve", text: "done" },
  { action: "close" },
  { action: "reopen" },
  { action: "comment", text: "hm" },
];
const act = async (n: number, action: Action): Promise<void> => {
  try {
    await desk.tickets.act((n % 2) + 1, action, "user:eva");
  } catch (error) {
    if (!hasCode(error, "conflict", "unknownTicket")) throw error;
  }
};

test("whatever happens, the audit log alone tells every ticket: timeline, state, level, queue, clocks", async () => {
  const step = fc.oneof(
    fc.record({ n: fc.integer({ min: 1, max: 90 }), happening: fc.constantFrom(...happenings) }),
    fc.record({ n: fc.integer({ min: 1, max: 90 }), action: fc.constantFrom(...actions) }),
  );
  const history = fc.sample(step, { numRuns: 100, seed: 7 });
  await paper("out");
  await desk.pass(300_000, 60_000);
  for (const one of history) await ("action" in one ? act(one.n, one.action) : one.happening(one.n));
  const kinds = new Set(desk.store.read.tickets({}).flatMap((t) => t.timeline.map((e) => e.kind)));
  for (const kind of ["opened", "faultAdded", "reopened", "escalated", "queued", "waiting", "closed"] as const)
    expect(kinds).toContain(kind);
  expectToldByAudit(desk);
});

test("a timeline that gave up its old entries is told just as short", () => {
  const opened = eventOf("opened", 0, plain("x"), { level: "any" });
  const more = Array.from({ length: 900 }, (_, n) =>
    eventOf(n % 5 === 0 ? "comment" : "repeated", n, plain(String(n)), { by: n % 5 === 0 ? "user:eva" : "broker" }),
  );
  const kept = [opened, ...more].reduce(append, { ...untold, timeline: [] });
  const rows = [opened, ...more].map(({ kind, by, ...said }) => ({
    actor: by,
    action: `ticket.${kind}`,
    target: "t1",
    detail: { number: 1, version: 1, ...said },
  }));
  expect(kept.timeline).toHaveLength(400);
  expect(ticketsFromAudit(rows).get(1)?.timeline).toEqual(kept.timeline);
});

test("control: an entry that is missing is seen", async () => {
  await paper("out");
  await desk.pass(5_000);
  await act(0, { action: "accept" });
  const rows = desk.store.read.audit({}).filter(({ action }) => action !== "ticket.accepted");
  expect(ticketsFromAudit(rows).get(1)).toMatchObject({ state: "new" });
  expect(desk.ticketsOf("t1")[0]).toMatchObject({ state: "accepted" });
});

test("entries of before the desk wrote every event are passed over", () => {
  const old = { actor: "user:eva", action: "ticket.assign", target: "t1", detail: { number: 1, assignee: "li" } };
  expect(ticketsFromAudit([old]).size).toBe(0);
});

test("faults are in the audit log as they open, hide, show and close, and not as they are reported", async () => {
  for (const state of ["out", "out", "out"]) await paper(state);
  await desk.pass(5_000);
  await desk.report("t1", "printer", "printer", {}, { availability: "offline" });
  await desk.pass(300_000);
  await paper("full");
  await desk.pass(60_000);
  const faults = desk.store.read.audit({}).filter(({ action }) => action.startsWith("fault."));
  expect(faults.map(({ action, detail }) => `${action} ${(detail as { code: string }).code}`)).toEqual([
    "fault.opened printer.paper.out",
    "fault.opened device.silent",
    "fault.hidden printer.paper.out",
    "fault.closed device.silent",
    "fault.shown printer.paper.out",
    "fault.closed printer.paper.out",
  ]);
});
