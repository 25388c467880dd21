import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { command, ServiceDesk } from "../../tests/support/service-desk.ts";

let desk: ServiceDesk;
const levels = { type: "object", required: ["percent"], properties: { percent: { type: "integer", maximum: 100 } } };

beforeEach(async () => {
  desk = await ServiceDesk.open();
  await desk.addTerminal("t1", {
    cash: { deviceClass: "cashAcceptor", commands: [command("reset", { resets: true })] },
    screen: { deviceClass: "display", commands: [command("setBacklight", { args: levels })] },
  });
  await desk.addTerminal("t2", { cash: { deviceClass: "cashAcceptor", commands: [command("reset")] } });
});
afterEach(async () => {
  expect(desk.errors).toEqual([]);
  await desk.close();
});

const ask = (more: Record<string, unknown> = {}) =>
  desk.commands.request({ terminal: "t1", device: "cash", command: "reset", by: "user:anna", reason: "jam", ...more });
const state = (id: string) => desk.commands.get(id)?.state;
const actions = () => desk.store.read.audit({ limit: 1000 }).map((a) => `${a.actor} ${a.action}`);

describe("commands", () => {
  test("queued, sent, delivered, succeeded: each said when it is so, and audited with who asked", async () => {
    desk.online.delete("t1");
    const view = await ask();
    await desk.pass(1000);
    expect(state(view.id)).toBe("queued");
    await desk.birth("t1");
    await desk.pass(1000);
    expect(state(view.id)).toBe("sent");
    const done = desk.commands.finished(view.id);
    await desk.outcome("t1", { id: view.id, command: "reset", status: "accepted" });
    expect(state(view.id)).toBe("delivered");
    await desk.outcome("t1", { id: view.id, command: "reset", status: "succeeded", tookMs: 4 });
    expect(await done).toMatchObject({ state: "succeeded", outcome: { tookMs: 4 } });
    expect(actions()).toEqual(["user:anna command.requested", "terminal:t1 command.succeeded"]);
  });

  test("what cannot be asked is refused with what there is", async () => {
    await expect(ask({ terminal: "t9" })).rejects.toMatchObject({ code: "unknownTerminal" });
    await expect(ask({ device: "printer" })).rejects.toMatchObject({
      code: "unknownDevice",
      message: "t1 has no device printer; there are cash, screen",
    });
    await expect(ask({ command: "explode" })).rejects.toMatchObject({
      code: "unknownCommand",
      message: "cash offers no command explode; there are reset",
    });
    await expect(ask({ device: "screen", command: "setBacklight", args: { percent: 400 } })).rejects.toMatchObject({
      code: "badArgs",
    });
    expect(desk.store.read.commands({})).toEqual([]);
    expect(actions()).toEqual([]);
  });

  test("a terminal that does not come back cannot pile up commands", async () => {
    desk.online.delete("t1");
    for (let i = 0; i < 64; i++) await ask();
    await expect(ask()).rejects.toMatchObject({ code: "tooManyCommands" });
  });

  test("R16: never sent after expiry; expired exactly when its time is over", async () => {
    desk.online.delete("t1");
    const view = await ask({ ttlMs: 10_000 });
    await desk.pass(9_999, 9_999);
    expect(state(view.id)).toBe("queued");
    await desk.pass(1, 1);
    expect(state(view.id)).toBe("expired");
    await desk.birth("t1");
    await desk.pass(5_000);
    expect(desk.sent).toEqual([]);
  });

  test("R16: a wall clock that jumps neither expires nor revives a command", async () => {
    desk.online.delete("t1");
    const view = await ask({ ttlMs: 60_000 });
    desk.clock.jump(-5 * 86_400_000);
    await desk.pass(59_000);
    expect(state(view.id)).toBe("queued");
  });

  test("R16: sent and never heard of is unknown, offered again meanwhile with the same id", async () => {
    const view = await ask({ ttlMs: 20_000 });
    await desk.pass(60_000);
    expect(state(view.id)).toBe("unknown");
    expect(desk.sent.length).toBeGreaterThan(1);
    expect(new Set(desk.sent.map((e) => e.id))).toEqual(new Set([view.id]));
    expect(desk.sent.every((e) => e.notAfter === view.notAfter && e.at < e.notAfter)).toBe(true);
    expect(new Set(desk.sent.map((e) => e.nonce)).size).toBe(desk.sent.length);
  });

  test("R16: ten births while it is under way, and an agent with a journal runs it once", async () => {
    let runs = 0;
    const journal = new Set<string>();
    desk.script = (envelope) => {
      if (journal.has(envelope.id)) return;
      journal.add(envelope.id);
      runs += 1;
    };
    const view = await ask();
    for (let i = 0; i < 10; i++) await desk.birth("t1");
    await desk.pass(3_000);
    expect(desk.sent.length).toBeGreaterThan(5);
    await desk.outcome("t1", { id: view.id, command: "reset", status: "succeeded" });
    expect([runs, state(view.id)]).toEqual([1, "succeeded"]);
  });

  test("R16, control: an agent without a journal runs it again: it is the id that protects, not luck", async () => {
    let runs = 0;
    desk.script = () => void (runs += 1);
    await ask();
    for (let i = 0; i < 10; i++) await desk.birth("t1");
    await desk.pass(3_000);
    expect(runs).toBeGreaterThan(1);
  });

  test("R16: an accepted command is not offered again; killed while it ran, it is unknown", async () => {
    const view = await ask({ ttlMs: 20_000 });
    await desk.pass(500);
    await desk.outcome("t1", { id: view.id, command: "reset", status: "accepted" });
    const sent = desk.sent.length;
    await desk.birth("t1");
    await desk.pass(10_000);
    expect(desk.sent.length).toBe(sent);
    await desk.outcome("t1", { id: view.id, command: "reset", status: "unknown" });
    expect(state(view.id)).toBe("unknown");
  });

  test("refused for a passing reason: tried again later until it runs", async () => {
    let free = false;
    desk.script = (envelope) =>
      free
        ? desk.finish(envelope)
        : desk.outcome("t1", {
            id: envelope.id,
            command: "reset",
            status: "refused",
            retryable: true,
            reason: { code: "customerPresent", text: "a customer is being served" },
          });
    const view = await ask({ ttlMs: 300_000 });
    await desk.pass(4_000);
    expect([desk.sent.length, state(view.id)]).toEqual([1, "queued"]);
    await desk.pass(30_000);
    expect(desk.sent.length).toBe(3);
    free = true;
    await desk.pass(60_000);
    expect(state(view.id)).toBe("succeeded");
  });

  test("refused because of a customer: offered at once when the terminal says that nobody is served any more", async () => {
    desk.script = (envelope) =>
      desk.sent.length > 1
        ? desk.finish(envelope)
        : desk.outcome("t1", {
            id: envelope.id,
            command: "reset",
            status: "refused",
            retryable: true,
            reason: { code: "customerPresent", text: "a customer is being served" },
          });
    const view = await ask({ ttlMs: 300_000 });
    await desk.pass(500);
    expect(state(view.id)).toBe("queued");
    const free = { terminal: "t1", code: "terminalFree", text: "", at: 0 };
    await desk.store.write((tx) => desk.live.emit(tx, "event", { ...free, terminal: "t2" }));
    await desk.pass(500);
    expect(state(view.id)).toBe("queued");
    await desk.store.write((tx) => desk.live.emit(tx, "event", free));
    await desk.pass(500);
    expect(state(view.id)).toBe("succeeded");
  });

  test("refused for good is not tried again", async () => {
    const view = await ask();
    await desk.pass(500);
    await desk.outcome("t1", {
      id: view.id,
      command: "reset",
      status: "refused",
      reason: { code: "budget", text: "x" },
    });
    await desk.pass(120_000);
    expect([desk.sent.length, state(view.id)]).toEqual([1, "refused"]);
  });

  test("late and foreign outcomes change nothing and are kept in the audit", async () => {
    const view = await ask({ ttlMs: 5_000 });
    await desk.pass(500);
    await desk.outcome("t2", { id: view.id, command: "reset", status: "succeeded" });
    expect(state(view.id)).toBe("sent");
    await desk.pass(30_000);
    expect(state(view.id)).toBe("unknown");
    await desk.outcome("t1", { id: view.id, command: "reset", status: "succeeded" });
    expect(state(view.id)).toBe("unknown");
    expect(actions().slice(1)).toEqual([
      "terminal:t2 command.foreignOutcome",
      "broker command.unknown",
      "terminal:t1 command.lateOutcome",
    ]);
  });

  test("a restarted broker goes on: offers what waits, ends what is over", async () => {
    desk.online.delete("t1");
    const waits = await ask({ ttlMs: 100_000 });
    const ends = await ask({ ttlMs: 5_000 });
    await desk.restart();
    await desk.pass(6_000);
    expect([state(waits.id), state(ends.id)]).toEqual(["queued", "expired"]);
    desk.script = (envelope) => desk.finish(envelope);
    await desk.birth("t1");
    await desk.pass(2_000);
    expect(state(waits.id)).toBe("succeeded");
  });

  test("waiting for a command ends with the signal, and when the broker stops", async () => {
    desk.online.delete("t1");
    const view = await ask();
    const stop = new AbortController();
    const first = desk.commands.finished(view.id, stop.signal);
    const second = desk.commands.finished(view.id);
    stop.abort(new Error("enough"));
    await expect(first).rejects.toThrow("enough");
    desk.commands.stop();
    await expect(second).rejects.toMatchObject({ code: "closed" });
    await expect(ask()).rejects.toMatchObject({ code: "closed" });
  });
});
