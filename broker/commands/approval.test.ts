import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { command, ServiceDesk } from "../../tests/support/service-desk.ts";
import { approvalMs } from "./approval.ts";

let desk: ServiceDesk;
beforeEach(async () => {
  desk = await ServiceDesk.open();
  await desk.addTerminal("t1", {
    cash: { deviceClass: "cashAcceptor", commands: [command("empty", { disturbs: "money" }), command("reset")] },
  });
  desk.script = (envelope) => desk.finish(envelope);
});
afterEach(async () => {
  expect(desk.errors).toEqual([]);
  await desk.close();
});

const ask = (more: Record<string, unknown> = {}) =>
  desk.commands.request({
    terminal: "t1",
    device: "cash",
    command: "empty",
    by: "user:anna",
    reason: "count",
    ...more,
  });
const approve = (id: string, by = "user:bela") => desk.commands.decide(id, { approve: true, by });
const state = (id: string) => desk.commands.get(id)?.state;
const actions = () => desk.store.read.audit({ limit: 1000 }).map((a) => `${a.actor} ${a.action}`);

describe("a second person for what could move money", () => {
  test("it waits, is sent once somebody else approves, and both are in the audit log", async () => {
    const view = await ask();
    await desk.pass(5_000);
    expect([state(view.id), desk.sent.length]).toEqual(["awaitingApproval", 0]);
    expect((await approve(view.id)).approval).toMatchObject({
      askedBy: "user:anna",
      decision: "approved",
      by: "user:bela",
    });
    await desk.pass(1_000);
    expect([state(view.id), desk.sent.length]).toEqual(["succeeded", 1]);
    expect(actions()).toEqual([
      "user:anna command.requested",
      "user:bela command.approved",
      "terminal:t1 command.succeeded",
    ]);
  });

  test("who asked cannot approve, nor who started the runbook that asks", async () => {
    const own = await ask();
    await expect(approve(own.id, "user:anna")).rejects.toMatchObject({ code: "forbidden" });
    const runbook = await ask({ by: "runbook:count", askedBy: "user:anna" });
    await expect(approve(runbook.id, "user:anna")).rejects.toMatchObject({ code: "forbidden" });
    expect([state(own.id), state(runbook.id)]).toEqual(["awaitingApproval", "awaitingApproval"]);
    expect(desk.sent).toEqual([]);
    expect(actions()).toEqual(["user:anna command.requested", "runbook:count command.requested"]);
  });

  test("nobody comes: it expires by itself, and nobody can approve it any more", async () => {
    const view = await ask();
    await desk.pass(approvalMs - 1, approvalMs - 1);
    expect(state(view.id)).toBe("awaitingApproval");
    await desk.pass(1, 1);
    expect(state(view.id)).toBe("expired");
    await expect(approve(view.id)).rejects.toMatchObject({ code: "conflict" });
    await desk.pass(60_000);
    expect(desk.sent).toEqual([]);
  });

  test("it is approved once only", async () => {
    const view = await ask();
    const both = await Promise.allSettled([approve(view.id), approve(view.id, "user:carl")]);
    expect(both.map((one) => one.status)).toEqual(["fulfilled", "rejected"]);
    await desk.pass(30_000);
    expect(desk.sent.length).toBe(1);
    await expect(approve(view.id)).rejects.toMatchObject({ code: "conflict" });
  });

  test("its time to run begins with the approval", async () => {
    desk.online.delete("t1");
    const view = await ask({ ttlMs: 20_000 });
    await desk.pass(approvalMs - 10_000, 10_000);
    await approve(view.id);
    await desk.pass(19_000, 1_000);
    expect(state(view.id)).toBe("queued");
    await desk.pass(1_000, 1_000);
    expect(state(view.id)).toBe("expired");
  });

  test("declined, or taken back by the one who asked: it never runs, and says who said no", async () => {
    const declined = await ask();
    await desk.commands.decide(declined.id, { approve: false, by: "user:bela", reason: "cash van" });
    const own = await ask();
    await desk.commands.decide(own.id, { approve: false, by: "user:anna" });
    await desk.pass(30_000);
    expect(desk.commands.get(declined.id)).toMatchObject({
      state: "refused",
      outcome: { reason: { code: "declined", text: "declined by user:bela: cash van" } },
    });
    expect([state(own.id), desk.sent.length]).toEqual(["refused", 0]);
  });

  test("a restarted broker still waits, and still ends it", async () => {
    const first = await ask();
    const second = await ask();
    await desk.pass(60_000);
    await desk.restart();
    desk.script = (envelope) => desk.finish(envelope);
    expect([state(first.id), desk.sent.length]).toEqual(["awaitingApproval", 0]);
    await desk.birth("t1");
    await desk.pass(5_000);
    expect(desk.sent).toEqual([]);
    await approve(first.id);
    await desk.pass(1_000);
    expect(state(first.id)).toBe("succeeded");
    await desk.pass(approvalMs);
    expect(state(second.id)).toBe("expired");
  });

  test("what the terminal no longer offers cannot be approved", async () => {
    const view = await ask();
    await desk.addTerminal("t1", { cash: { deviceClass: "cashAcceptor", commands: [] } });
    await expect(approve(view.id)).rejects.toMatchObject({ code: "unknownCommand" });
    expect(state(view.id)).toBe("awaitingApproval");
  });

  test("a terminal's word about it changes nothing: it was never sent", async () => {
    const view = await ask();
    await desk.outcome("t1", { id: view.id, command: "empty", status: "succeeded" });
    expect(state(view.id)).toBe("awaitingApproval");
  });

  test("control: what moves no money waits for nobody", async () => {
    const view = await ask({ command: "reset" });
    await desk.pass(1_000);
    expect([state(view.id), view.approval]).toEqual(["succeeded", undefined]);
    await expect(approve(view.id)).rejects.toMatchObject({ code: "conflict" });
  });
});
