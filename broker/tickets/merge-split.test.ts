import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectToldByAudit } from "../../tests/support/audit-replay.ts";
import { ServiceDesk } from "../../tests/support/service-desk.ts";
import type { Action } from "./actions.ts";

let desk: ServiceDesk;
beforeEach(async () => {
  desk = await ServiceDesk.open();
  await desk.addTerminal("t1", { printer: { deviceClass: "printer" }, cash: { deviceClass: "cashAcceptor" } });
  await desk.addTerminal("t2", {});
});
afterEach(async () => {
  expect(desk.errors).toEqual([]);
  expectToldByAudit(desk);
  await desk.close();
});

const act = (number: number, action: Action, by = "user:eva") => desk.tickets.act(number, action, by);
const ticket = (number: number) => desk.store.read.ticket(number);
const paper = (state: string) => desk.report("t1", "printer", "printer", { paper: state, cover: "closed" });
const box = (state: string) => desk.report("t1", "cash", "cashAcceptor", { cashBox: state, transport: "ok" });
const kinds = (number: number) => ticket(number)?.timeline.map((e) => e.kind);
const clock = (number: number, name: string) =>
  desk.levels.clocks(ticket(number) as never, desk.clock.now()).find((c) => c.name === name);
const faultOf = (code: string) => desk.faultsOf("t1").find((fault) => fault.code === code);
/** Paper out is ticket 1, ten minutes later the full cash box is ticket 2. */
const two = async () => {
  await paper("out");
  await desk.pass(10_000);
  await desk.pass(600_000, 60_000);
  await box("full");
  await desk.pass(10_000);
  await desk.pass(120_000, 60_000);
};

describe("merge", () => {
  beforeEach(two);

  test("the other is closed as merged, its faults go along, and what happens to them lands here", async () => {
    const joined = await act(1, { action: "merge", other: 2 });
    expect(joined.faults).toHaveLength(2);
    expect(ticket(2)).toMatchObject({ state: "closed", mergedInto: 1, faults: [], clocks: [] });
    expect(kinds(2)?.at(-1)).toBe("mergedInto");
    expect(faultOf("cashAcceptor.cashBox.full")?.ticket).toBe(1);
    await box("ok");
    await desk.pass(120_000);
    expect(ticket(1)?.timeline.at(-1)).toMatchObject({ kind: "faultCleared" });
    expect(kinds(2)?.at(-1)).toBe("mergedInto");
    await box("full");
    await desk.pass(60_000);
    expect(desk.ticketsOf("t1")).toHaveLength(2);
  });

  test("the older promise counts, whichever goes into which", async () => {
    const started = clock(1, "onSite")?.startedAt;
    await act(2, { action: "merge", other: 1 });
    expect(clock(2, "onSite")?.startedAt).toBe(started);
    expect(ticket(2)?.timeline.at(-1)?.kind).not.toBe("opened");
  });

  test("its files and its evidence go along", async () => {
    const file = {
      id: "a1",
      name: "photo.jpg",
      mediaType: "image/jpeg" as const,
      size: 3,
      sha256: "0".repeat(64),
      by: "user:eva",
      at: 1,
    };
    await desk.store.write((tx) => tx.saveAttachment({ ...file, owner: { kind: "ticket", number: 2 } }));
    await act(1, { action: "merge", other: 2 });
    expect(desk.store.read.attachments({ kind: "ticket", number: 1 })).toMatchObject([
      { id: "a1", owner: { number: 1 } },
    ]);
    expect(desk.store.read.attachments({ kind: "ticket", number: 2 })).toEqual([]);
  });

  test("the merged one takes only comments", async () => {
    await act(1, { action: "merge", other: 2 });
    await expect(act(2, { action: "reopen" })).rejects.toMatchObject({
      code: "conflict",
      message: /was merged into 1: act there/,
    });
    await act(2, { action: "comment", text: "customer called again" });
    expect(ticket(2)).toMatchObject({ state: "closed" });
  });

  test.each([
    ["itself", 1, 1, /it is the same/],
    ["a ticket of another terminal", 1, 3, /of t2, not of t1/],
    ["one that nobody knows", 1, 99, /99 is not known/],
    ["one that is closed", 1, 4, /it is closed/],
  ])("%s is refused", async (_, into, other, message) => {
    await desk.tickets.open({ terminal: "t2", title: "x", severity: "minor" }, "user:eva");
    await desk.tickets.open({ terminal: "t1", title: "y", severity: "minor" }, "user:eva");
    await act(4, { action: "close" });
    await expect(act(into, { action: "merge", other })).rejects.toThrow(message);
  });

  test("a call about what the machine has seen already: its contact and words come along", async () => {
    const contact = { name: "Wang", phone: "138 0000 0000" };
    const { number } = await desk.tickets.open(
      { terminal: "t1", title: "no receipts", severity: "critical", contact },
      "user:eva",
    );
    const joined = await act(1, { action: "merge", other: number });
    expect(joined).toMatchObject({ contact, cause: "printer.paper.out" });
  });

  test("two dispatchers at once: the second is told", async () => {
    const { version } = ticket(1) as { version: number };
    const both = await Promise.allSettled([
      act(1, { action: "merge", other: 2, version }, "user:one"),
      act(2, { action: "merge", other: 1 }, "user:two"),
    ]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(desk.ticketsOf("t1").filter(({ state }) => state !== "closed")).toHaveLength(1);
  });
});

describe("split", () => {
  beforeEach(async () => {
    await two();
    await act(1, { action: "accept" }, "user:li");
    await act(1, { action: "merge", other: 2 });
    await desk.pass(60_000);
  });
  const box1 = () => faultOf("cashAcceptor.cashBox.full");

  test("faults get a ticket of their own, which stands where the old one stands; its clocks run from when they opened", async () => {
    const id = box1()?.id as string;
    const left = await act(1, { action: "split", faults: [id] });
    expect(left.faults).toEqual([faultOf("printer.paper.out")?.id]);
    expect(left.timeline.at(-1)).toMatchObject({ kind: "split", tickets: [3], faults: [id] });
    expect(ticket(3)).toMatchObject({
      cause: "cashAcceptor.cashBox.full",
      state: "accepted",
      assignee: "li",
      faults: [id],
    });
    expect(clock(3, "onSite")?.startedAt).toBe(box1()?.openedAt);
    expect(clock(3, "contact")).toMatchObject({ breached: false, metAt: clock(1, "contact")?.metAt });
    expect(box1()?.ticket).toBe(3);
    expect(kinds(3)).toEqual(["opened", "accepted", "split"]);
    // Later events of the fault are the new ticket's.
    await box("ok");
    await desk.pass(120_000);
    expect(kinds(3)?.slice(-2)).toEqual(["faultCleared", "restored"]);
    expect(ticket(1)?.state).toBe("accepted");
  });

  test("never before the old ticket began: splitting takes no time away, either", async () => {
    const id = faultOf("printer.paper.out")?.id as string;
    const before = clock(1, "onSite");
    await act(1, { action: "split", faults: [id] });
    expect(clock(3, "onSite")).toMatchObject({ startedAt: before?.startedAt, usedMs: before?.usedMs });
  });

  test("people are told of one thing, not of the history once more", async () => {
    desk.events.length = 0;
    await act(1, { action: "split", faults: [box1()?.id as string] });
    const told = desk.events.flatMap((e) => (e.name === "ticket" ? [[e.ticket.number, e.change, e.fresh]] : []));
    expect(told).toEqual([
      [3, "opened", 1],
      [1, "split", 1],
    ]);
  });

  test("the audit log says who split it, and whose steps they were", async () => {
    await act(1, { action: "split", faults: [box1()?.id as string] }, "user:boss");
    const rows = desk.store.read.audit({}).filter(({ detail }) => (detail as { number?: number }).number === 3);
    expect(rows.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      "user:boss ticket.opened",
      "user:boss ticket.accepted",
      "user:boss ticket.split",
    ]);
    expect(rows[1]?.detail).toMatchObject({ by: "user:li" });
  });

  test.each([
    ["a fault it does not have", ["ffff"], /has no fault ffff/],
    ["a beginning that fits several", ["f0000"], /names several faults/],
  ])("%s is refused", async (_, faults, message) => {
    await expect(act(1, { action: "split", faults })).rejects.toMatchObject({ code: "badArgs", message });
  });

  test("all of them are refused: nothing would be left", async () => {
    await expect(act(1, { action: "split", faults: ticket(1)?.faults as string[] })).rejects.toThrow(
      /left without a fault/,
    );
  });
});
