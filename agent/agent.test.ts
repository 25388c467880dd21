import { mkdtempSync, rmSync, statSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checker, Inventory, Presence, UpBatch } from "../contract/index.ts";
import { memoryPair } from "../drivers/port/memory.ts";
import { type PlainBroker, plainBroker, until } from "../tests/support/plain-broker.ts";
import { okPrinter, scriptedDevice } from "../tests/support/scripted-driver.ts";
import { parseSettings } from "./config/load.ts";
import { type RunningAgent, startAgent } from "./main.ts";

let folder: string;
let broker: PlainBroker;
let agents: RunningAgent[];
let lines: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "agent-"));
  broker = await plainBroker("T1");
  agents = [];
  lines = [];
});
afterEach(async () => {
  for (const agent of agents) await agent.stop();
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
});

const say = (text: string) => void lines.push(text);
const log = {
  debug: say,
  info: say,
  warn: say,
  error: say,
  setLevel: (level: string) => void lines.push(`level ${level}`),
};
const start = async (
  device = scriptedDevice({ poll: { everyMs: 100, deadlineMs: 500 } }),
  more: Record<string, unknown> = {},
) => {
  const settings = parseSettings({
    terminal: "T1",
    broker: { url: broker.url, keepaliveSeconds: 2, resendSeconds: 1 },
    dataFolder: join(folder, "data"),
    outbox: { ballastBytes: 0 },
    kiosk: { socket: join(folder, "kiosk.sock") },
    devices: [{ id: "printer", driver: "scripted", port: "/dev/p" }],
    ...more,
  });
  const drivers = new Map([["scripted", device.driver]]);
  const agent = await startAgent(
    { settings },
    { drivers, openPort: async (_, { port = "" }) => memoryPair(port)[0], log, random: () => 0 },
  );
  agents.push(agent);
  return { agent, device };
};
const command = (id: string, name: string) => ({
  v: 1,
  id,
  terminal: "T1",
  device: "printer",
  command: name,
  args: {},
  at: Date.now(),
  notAfter: Date.now() + 60_000,
  reason: "t",
  by: "user:t",
  nonce: "n",
});

describe("agent and broker", () => {
  it("is born, announces its devices, sends valid batches, and its records leave on our ack only", async () => {
    broker.acknowledge = false;
    const { agent } = await start();
    await until("birth", () => broker.states.some((s) => s.status === "online"));
    await until("health", () => broker.records("health").length > 0);
    checker(Presence).parse(broker.states[0], "presence");
    await until("identity in the inventory", () => JSON.stringify(broker.inventories.at(-1)).includes('"serial":"1"'));
    const inventory = checker(Inventory).parse(broker.inventories.at(-1), "inventory");
    expect(inventory.devices[0]?.commands.map((c) => c.name)).toContain("reopenPort");
    for (const batch of broker.batches) checker(UpBatch).parse(batch, "batch");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(agent.outbox.records).toBeGreaterThan(0);
    const sent = broker.batches.length;
    await until("a resend without an ack", () => broker.batches.length > sent, 4_000);
    broker.ackAll();
    await until("an empty outbox", () => agent.outbox.records === 0);
  });

  it("runs a command, and stops cleanly: `stopped`, no will, within 10 s", async () => {
    const { agent, device } = await start();
    await until("birth", () => broker.inventories.length > 0);
    broker.send("cmd", command("cmd-00001", "reset"));
    await until("outcome", () => broker.records("outcome").length >= 2);
    expect(device.calls.run).toEqual(["reset"]);
    const began = performance.now();
    await agent.stop();
    expect(performance.now() - began).toBeLessThan(10_000);
    await until("stopped", () => broker.states.at(-1)?.status === "stopped");
    expect(broker.states.some((s) => s.status === "lost")).toBe(false);
  });

  it("R6: after a cut link the will says lost, a new session with a higher number follows, and nothing is lost or given a second number", async () => {
    const { agent, device } = await start();
    await until("birth", () => broker.inventories.length > 0);
    for (let i = 0; i < 3; i++) {
      broker.cut();
      device.poll = () => ({ ...okPrinter, components: { paper: { state: i % 2 ? "low" : "out" } } });
      await until(`birth ${i + 2}`, () => broker.states.filter((s) => s.status === "online").length >= i + 2);
    }
    await until("empty", () => agent.outbox.records === 0);
    const births = broker.states.filter((s) => s.status === "online").map((s) => s.session.n);
    expect(births).toEqual([...births].sort((a, b) => a - b));
    expect(new Set(births).size).toBe(births.length);
    expect(broker.states.some((s) => s.status === "lost")).toBe(true);
    const bodies = new Map<number, string>();
    for (const r of broker.batches.filter((b) => b.stream.endsWith("urgent")).flatMap((b) => b.records)) {
      const body = JSON.stringify(r.body);
      expect(bodies.get(r.seq) ?? body).toBe(body);
      bodies.set(r.seq, body);
    }
    expect([...bodies.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: bodies.size }, (_, i) => i + 1));
  });

  it("works without a broker, and tries again with back-off until there is one", async () => {
    const port = Number(new URL(broker.url).port);
    await broker.close();
    const { agent } = await start();
    await until("records in the outbox", () => agent.outbox.records > 1);
    broker = await plainBroker("T1", port);
    await until("birth", () => broker.states.length > 0);
    await until("empty", () => agent.outbox.records === 0);
    expect(broker.batches.some((b) => b.history === true)).toBe(true);
    expect(lines.filter((l) => l.includes("ECONNREFUSED")).length).toBe(1);
  });

  it("does not take a refused subscription for a connection", async () => {
    broker.refuse = true;
    const { agent } = await start();
    await until("refusal", () => lines.some((l) => l.includes("refused channel")));
    expect(agent.connected()).toBe(false);
    broker.refuse = false;
    await until("birth", () => agent.connected());
  });

  it("puts desired settings into force, reports the revision, and refuses wrong ones", async () => {
    await start();
    await until("birth", () => broker.inventories.length > 0);
    broker.send("config", { v: 1, rev: 7, desired: { logLevel: "debug", refreshMinutes: 30 } });
    await until("revision", () => broker.states.at(-1)?.configRev === 7);
    expect(lines).toContain("level debug");
    broker.send("config", { v: 1, rev: 8, desired: { dataFolder: "/" } });
    await until("refusal", () => broker.records("event").some((r) => JSON.stringify(r.body).includes("configRefused")));
    expect(broker.states.at(-1)?.configRev).toBe(7);
    broker.send("config", { v: 1, rev: 8, desired: { dataFolder: "/" } });
    broker.send("config", { v: 1, rev: 9, desired: { customerLeaseMinutes: 8 } });
    await until("the next revision", () => broker.states.at(-1)?.configRev === 9);
    const refusals = broker.records("event").filter((r) => JSON.stringify(r.body).includes("configRefused"));
    expect(refusals).toHaveLength(1);
    const reported = () => checker(Inventory).parse(broker.inventories.at(-1), "inventory").settings;
    await until("the values", () => reported()?.rev === 9);
    expect(reported()).toMatchObject({
      inForce: { customerLeaseMinutes: 8, refreshMinutes: 15, logLevel: "info" },
      file: { customerLeaseMinutes: 5, refreshMinutes: 15, logLevel: "info" },
      devices: [{ device: "printer", everyMs: 100, ownership: "own" }],
      kiosk: "socket",
    });
    // A broker that was put back to an older day counts anew: the same number may mean something else.
    broker.send("config", { v: 1, rev: 9, desired: {} });
    await until("the file's", () => reported()?.inForce.customerLeaseMinutes === 5);
  });

  it("begins a new epoch when the broker knows more of a stream than the outbox does, and loses nothing", async () => {
    broker.acknowledge = false;
    const { agent } = await start();
    await until("health", () => broker.records("health").length > 0);
    const before = agent.outbox.epoch;
    broker.acknowledge = true;
    broker.send("ack", { v: 1, stream: agent.outbox.stream("urgent"), upTo: 500, also: [], at: Date.now() });
    await until(
      "a birth of another epoch",
      () => broker.states.at(-1)?.session.epoch !== before && broker.states.at(-1)?.status === "online",
    );
    await until("empty", () => agent.outbox.records === 0);
    const fresh = broker.batches.filter((b) => !b.stream.startsWith(before)).flatMap((b) => b.records);
    expect(fresh.map((r) => r.kind)).toContain("health");
    expect(JSON.stringify(fresh)).toContain("outboxReset");
  });

  it("refuses a second agent on one data folder, and leaves the first alone", async () => {
    const { agent } = await start();
    await expect(start(scriptedDevice(), { kiosk: undefined })).rejects.toMatchObject({ code: "dataFolderInUse" });
    await until("birth", () => agent.connected());
  });
});

const ask = (
  method: string,
  path: string,
  body?: unknown,
  type = "application/json",
): Promise<{ status: number; body: Record<string, unknown> }> =>
  new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
    const headers = text === undefined ? {} : { "content-type": type, "content-length": Buffer.byteLength(text) };
    const req = request({ socketPath: join(folder, "kiosk.sock"), method, path, headers }, (res) => {
      let all = "";
      res.on("data", (part: Buffer) => {
        all += part.toString();
      });
      res.on("end", () =>
        resolve({ status: res.statusCode ?? 0, body: JSON.parse(all || "{}") as Record<string, unknown> }),
      );
    });
    req.on("error", reject);
    req.end(text);
  });

describe("local API", () => {
  it("tells of a customer at a change only, within the same session", async () => {
    await start();
    await until("birth", () => broker.inventories.length > 0);
    expect(broker.states.at(-1)?.customer).toBeUndefined();
    await ask("POST", "/customer", { present: true });
    await until("the customer", () => broker.states.at(-1)?.customer?.present === true);
    await ask("POST", "/customer", { present: true });
    await ask("POST", "/customer", { present: false });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(broker.states.map(({ status, session }) => [status, session.n])).toEqual([
      ["online", 1],
      ["online", 1],
    ]);
  });

  it("takes sales, customers and touch targets, and shows what works", async () => {
    const { device } = await start();
    expect(statSync(join(folder, "kiosk.sock")).mode & 0o777).toBe(0o660);
    await until("first poll", () => device.calls.poll > 0);
    expect(
      await ask("POST", "/sale", {
        transaction: "S-1",
        kind: "cash",
        result: "success",
        amount: 1200,
        currency: "EUR",
      }),
    ).toEqual({ status: 202, body: { accepted: true, durable: true } });
    expect((await ask("POST", "/customer", { present: true })).body).toMatchObject({ present: true });
    expect((await ask("POST", "/touch-target", { device: "printer", x: 0.5, y: 0.5 })).status).toBe(200);
    expect(device.calls.observed).toEqual([
      { kind: "presence", present: true },
      { kind: "touchTarget", x: 0.5, y: 0.5 },
    ]);
    expect((await ask("GET", "/status")).body).toMatchObject({
      customer: { present: true },
      devices: [{ device: "printer", condition: "ok" }],
    });
    await until("birth", () => broker.inventories.length > 0);
    await until("the sale at the broker", () => broker.records("sale").length === 1);
    broker.send("cmd", command("cmd-00002", "reset"));
    await until("the refusal", () => broker.records("outcome").length > 0);
    expect(broker.records("outcome")[0]?.body).toMatchObject({
      status: "refused",
      retryable: true,
      reason: { code: "customerPresent" },
    });
  });

  it("refuses clearly what is wrong", async () => {
    await start();
    expect((await ask("POST", "/sale", { transaction: "S-1", kind: "barter", result: "success" })).body).toMatchObject({
      code: "invalid",
    });
    expect((await ask("POST", "/sale", { transaction: "S-1", kind: "cash", result: "success", more: 1 })).status).toBe(
      400,
    );
    expect((await ask("POST", "/customer", { present: "yes" })).status).toBe(400);
    expect((await ask("POST", "/customer", "{", "application/json")).body).toMatchObject({ code: "notJson" });
    expect((await ask("POST", "/customer", "present", "text/plain")).status).toBe(415);
    expect(
      (await ask("POST", "/sale", { transaction: "x".repeat(20_000), kind: "cash", result: "success" })).status,
    ).toBe(413);
    expect((await ask("POST", "/touch-target", { device: "nothing", x: 1, y: 1 })).status).toBe(404);
    expect((await ask("GET", "/nothing")).status).toBe(404);
  });

  it("S7: refuses whatever looks like card data, without repeating it", async () => {
    const { agent } = await start();
    const before = agent.outbox.records;
    const sales = [
      { transaction: "4111111111111111", kind: "card", result: "success" },
      { transaction: "S-1", kind: "card", result: "failed", cause: "card 5500 0000 0000 0004 declined" },
      { transaction: "S-1", kind: "card", result: "failed", cause: ";4111111111111111=25121010000000000?" },
      { transaction: "S-1", kind: "card", result: "success", amount: 4111111111111111 },
    ];
    for (const sale of sales) {
      const answer = await ask("POST", "/sale", sale);
      expect(answer.status).toBe(422);
      expect(answer.body["code"]).toBe("cardData");
      expect(JSON.stringify(answer.body)).not.toMatch(/\d{6}/);
    }
    expect(
      (await ask("POST", "/sale", { transaction: "T1763762400000", kind: "card", result: "success" })).status,
    ).toBe(202);
    expect(agent.outbox.records).toBeLessThan(before + 4);
  });

  it("does not take over a socket that answers", async () => {
    await start();
    await expect(start(scriptedDevice(), { dataFolder: join(folder, "other") })).rejects.toMatchObject({
      code: "socketInUse",
    });
  });
});
