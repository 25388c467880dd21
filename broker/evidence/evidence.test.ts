import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type CommandEnvelope,
  collectEvidence,
  type EvidenceBundle,
  type EvidencePart,
  type EvidenceView,
  maxEvidenceJsonBytes,
} from "../../contract/index.ts";
import { command, ServiceDesk } from "../../tests/support/service-desk.ts";
import { Attachments } from "../attachments/attachments.ts";
import { Evidence } from "./evidence.ts";
import type { EvidenceSettings } from "./settings.ts";

const minute = 60_000;
let desk: ServiceDesk;
let folder: string;
let evidence: Evidence;
let files: Attachments;
let ids = 0;
/** How the terminal answers; by default with a whole bundle. */
let answer: (envelope: CommandEnvelope) => Promise<void>;

const offered = command(collectEvidence, { disturbs: "nothing", args: {} });
const bundleFor = (terminal: string, more: Partial<EvidenceBundle> = {}): EvidenceBundle => ({
  v: 1,
  terminal,
  collectedAt: 1_795_212_000_000,
  minutes: 15,
  agent: { version: "1.2.3", node: "v20", startedAt: 1, outbox: { records: 0, dropped: 0, state: "ok" } },
  devices: [],
  changes: [],
  events: [],
  log: [{ at: 1, level: "warn", text: "printer: noAnswer" }],
  leftOut: { exchanges: 0, log: 0, changes: 0, events: 0 },
  ...more,
});
const partsOf = (id: string, bytes: Buffer, size = 40): EvidencePart[] => {
  const of = Math.ceil(bytes.length / size);
  const sha256 = createHash("sha256").update(bytes).digest("base64");
  return Array.from({ length: of }, (_, i) => {
    const data = bytes.subarray(i * size, (i + 1) * size).toString("base64");
    return { bundle: id, part: i + 1, of, bytes: bytes.length, sha256, data };
  });
};
const arrive = (terminal: string, part: EvidencePart) =>
  desk.store.write((tx) => desk.live.inform(tx, "evidencePart", { terminal, part }));
const packed = (value: unknown): Buffer => gzipSync(JSON.stringify(value));
const receipt = (parts: number) => ({
  parts,
  bytes: 100,
  complete: true,
  leftOut: { exchanges: 0, log: 0, changes: 0, events: 0 },
});
const succeed = async ({ id, terminal }: CommandEnvelope, parts: number): Promise<void> => {
  await desk.outcome(terminal, { id, command: collectEvidence, status: "accepted" });
  await desk.outcome(terminal, { id, command: collectEvidence, status: "succeeded", result: receipt(parts) });
};
const whole = async (envelope: CommandEnvelope): Promise<void> => {
  const parts = partsOf(envelope.id, packed(bundleFor(envelope.terminal)));
  await succeed(envelope, parts.length);
  for (const part of parts) await arrive(envelope.terminal, part);
};

const startDesk = async (settings: Partial<EvidenceSettings> = {}): Promise<void> => {
  const { store, clock, tickets, live, commands } = desk;
  const newId = () => (++ids).toString(16).padStart(20, "0");
  const onError = (error: unknown) => void desk.errors.push(error);
  const limits = { maxFileBytes: 1e7, maxOwnerBytes: 1e8, keepDays: 800 };
  files = new Attachments({ store, clock, tickets, folder, settings: limits, newId, onError });
  await files.load();
  evidence = new Evidence({
    store,
    live,
    clock,
    commands,
    downlink: { connected: (terminal) => desk.online.has(terminal) },
    attachments: files,
    settings: { automatic: true, perTerminalPerHour: 4, ...settings },
    newId,
    onError,
  });
};
const restart = async (): Promise<void> => {
  evidence.stop();
  files.stop();
  await desk.restart();
  await startDesk();
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "evidence-"));
  answer = whole;
  desk = await ServiceDesk.open();
  desk.script = (envelope) => (envelope.command === collectEvidence ? answer(envelope) : undefined);
  const devices = {
    printer: { deviceClass: "printer", commands: [offered] },
    network: { deviceClass: "network", commands: [offered] },
    cabinet: { deviceClass: "cabinet", commands: [offered] },
  } as const;
  await desk.addTerminal(
    "T1",
    Object.fromEntries(Object.entries(devices).map(([k, d]) => [k, { ...d, commands: [...d.commands] }])),
  );
  await desk.addTerminal("OLD", { printer: { deviceClass: "printer" } });
});
afterEach(async () => {
  evidence.stop();
  files.stop();
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
  expect(desk.errors).toEqual([]);
});

const jam = async (terminal = "T1"): Promise<number> => {
  await desk.report(terminal, "printer", "printer", { cover: "open", paper: "out" });
  await desk.pass(5 * minute);
  return desk.ticketsOf(terminal)[0]?.number ?? 0;
};
/** Writes, files and zip need turns of the real loop: until it is so, on a slow machine, too; without anything to wait for, half a second. */
const settle = async (so?: () => boolean): Promise<void> => {
  for (let i = 0; i < (so ? 2000 : 100) && !so?.(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
};
const views = (ticket: number): EvidenceView[] => desk.store.read.evidence({ ticket });
const stored = async (ticket: number): Promise<EvidenceView | undefined> => {
  await settle(() => views(ticket)[0]?.state === "stored");
  return views(ticket)[0];
};

describe("by itself", () => {
  it("a ticket for a device brings its evidence, once, attached and told in its timeline", async () => {
    await startDesk();
    const ticket = await jam();
    const view = await stored(ticket);
    expect(view).toMatchObject({ state: "stored", by: "broker", device: "printer", minutes: 15, complete: true });
    const [file] = files.list({ kind: "ticket", number: ticket });
    expect(file).toMatchObject({
      id: view?.attachment,
      mediaType: "application/json",
      by: "broker",
      evidence: view?.id,
    });
    const event = desk.store.read.ticket(ticket)?.timeline.find((e) => e.kind === "attached");
    expect(event?.text.en).toMatch(/^Evidence of printer, last 15 min: 0 exchanges .* 1 log lines$/);
    expect(desk.store.read.ticket(ticket)?.touched).toBe(false);
    await desk.report("T1", "printer", "printer", { cover: "open", paper: "low" });
    await desk.pass(10 * minute);
    expect(views(ticket)).toHaveLength(1);
    expect(desk.sent.filter((e) => e.command === collectEvidence)).toMatchObject([
      { args: { minutes: 15, all: false } },
    ]);
  });

  it.each([
    ["it is switched off", { automatic: false }, "T1"],
    ["the budget of the terminal is used up (R17)", { perTerminalPerHour: 0 }, "T1"],
    ["its agent has none", {}, "OLD"],
  ])("nothing is asked where %s", async (_, settings, terminal) => {
    await startDesk(settings);
    expect(views(await jam(terminal))).toEqual([]);
  });

  it("nothing is asked of a terminal that is not connected", async () => {
    await startDesk();
    desk.online.delete("T1");
    expect(views(await jam())).toEqual([]);
  });
});

describe("asked by a person", () => {
  beforeEach(() => startDesk({ automatic: false }));

  it("of the ticket's device, of another, and twice is once while it is under way", async () => {
    const ticket = await jam();
    answer = async () => undefined;
    const first = await evidence.ask(ticket, {}, "user:eva");
    expect(first).toMatchObject({ device: "printer", minutes: 15, state: "asked", by: "user:eva" });
    expect((await evidence.ask(ticket, { minutes: 3 }, "user:li")).id).toBe(first.id);
    expect(await evidence.ask(ticket, { device: "network", minutes: 5 }, "user:eva")).toMatchObject({ minutes: 5 });
    await settle(() => desk.sent.length >= 2);
    expect(desk.sent.at(-1)?.args).toEqual({ minutes: 5, all: true });
    const audit = desk.store.read.audit({ limit: 1000 }).filter((a) => a.action === "command.requested");
    expect(audit.map((a) => a.actor)).toEqual(["user:eva", "user:eva"]);
  });

  it("refusals say why", async () => {
    const ticket = await jam();
    await expect(evidence.ask(999, {}, "user:eva")).rejects.toMatchObject({ code: "unknownTicket" });
    await expect(evidence.ask(ticket, { device: "tea" }, "user:eva")).rejects.toMatchObject({ code: "unknownDevice" });
    const old = await jam("OLD");
    await expect(evidence.ask(old, {}, "user:eva")).rejects.toThrow(/agent of OLD offers no evidence of printer/);
    desk.online.delete("T1");
    await expect(evidence.ask(ticket, {}, "user:eva")).rejects.toThrow(/not connected/);
  });

  it("what the terminal refuses, or does not answer in time, is said", async () => {
    const ticket = await jam();
    const reason = { code: "evidence", text: "no memory" };
    answer = ({ id, terminal }) => desk.outcome(terminal, { id, command: collectEvidence, status: "failed", reason });
    await evidence.ask(ticket, {}, "user:eva");
    await settle(() => views(ticket)[0]?.state === "failed");
    expect(views(ticket)[0]?.text?.en).toBe("the terminal refused: no memory (evidence)");
    answer = async () => undefined;
    await evidence.ask(ticket, {}, "user:eva");
    await desk.pass(20 * minute);
    expect(views(ticket)[0]).toMatchObject({ state: "failed" });
  });
});

describe("whole or not at all", () => {
  let ticket: number;
  beforeEach(async () => {
    await startDesk({ automatic: false });
    ticket = await jam();
  });
  const nothingAttached = () => expect(files.list({ kind: "ticket", number: ticket })).toEqual([]);

  it("R1: a broker that ends between two parts goes on where it was, in any order, and parts sent twice count once", async () => {
    let parts: EvidencePart[] = [];
    answer = async (envelope) => {
      parts = partsOf(envelope.id, packed(bundleFor("T1")));
      await succeed(envelope, parts.length);
    };
    await evidence.ask(ticket, {}, "user:eva");
    await settle(() => parts.length > 0);
    expect(parts.length).toBeGreaterThan(4);
    for (const part of parts.slice(2).reverse()) await arrive("T1", part);
    await restart();
    nothingAttached();
    expect(views(ticket)[0]).toMatchObject({ state: "arriving", have: parts.length - 2, of: parts.length });
    for (const part of parts) await arrive("T1", part);
    expect(await stored(ticket)).toMatchObject({ state: "stored", have: parts.length });
    expect(desk.store.read.evidenceParts(parts[0]?.bundle ?? "")).toEqual([]);
    for (const part of parts) await arrive("T1", part);
    await settle();
    expect(files.list({ kind: "ticket", number: ticket })).toHaveLength(1);
  });

  it("a broker that ends with all parts and before it put them together does so when it starts", async () => {
    let parts: EvidencePart[] = [];
    answer = async (envelope) => {
      parts = partsOf(envelope.id, packed(bundleFor("T1")));
    };
    const { id } = await evidence.ask(ticket, {}, "user:eva");
    await settle(() => parts.length > 0);
    evidence.stop();
    await desk.store.write((tx) => {
      for (const part of parts) tx.addEvidencePart(part);
      const view = tx.read.evidenceNamed(id);
      if (view) tx.saveEvidence({ ...view, state: "arriving", have: parts.length, of: parts.length });
    });
    await restart();
    expect(await stored(ticket)).toMatchObject({ state: "stored" });
  });

  it("what was written down and never sent is sent when it starts", async () => {
    desk.online.delete("T1");
    await desk.store.write((tx) =>
      tx.saveEvidence({
        id: "e".repeat(20),
        ticket,
        terminal: "T1",
        device: "printer",
        minutes: 15,
        by: "broker",
        askedAt: desk.clock.now(),
        state: "asked",
        tries: 1,
        have: 0,
      }),
    );
    desk.online.add("T1");
    await restart();
    expect(await stored(ticket)).toMatchObject({ state: "stored", id: "e".repeat(20) });
  });

  it("a part that never comes: asked once more after a while, under another name, then given up", async () => {
    const sent: string[] = [];
    answer = async (envelope) => {
      sent.push(envelope.id);
      const parts = partsOf(envelope.id, packed(bundleFor("T1")));
      await succeed(envelope, parts.length);
      for (const part of parts.slice(1)) await arrive("T1", part);
    };
    const { id } = await evidence.ask(ticket, {}, "user:eva");
    await settle(() => sent.length > 0);
    await desk.pass(11 * minute);
    await settle(() => sent.length > 1);
    expect(sent).toEqual([`${id}.1`, `${id}.2`]);
    await desk.pass(11 * minute);
    await settle(() => views(ticket)[0]?.state === "failed");
    expect(views(ticket)[0]).toMatchObject({ state: "failed", text: { en: "some of its parts never came" }, tries: 2 });
    nothingAttached();
  });

  it("while the terminal is away its outbox has them: it is waited for", async () => {
    let parts: EvidencePart[] = [];
    answer = async (envelope) => {
      parts = partsOf(envelope.id, packed(bundleFor("T1")));
      await succeed(envelope, parts.length);
      desk.online.delete("T1");
    };
    await evidence.ask(ticket, {}, "user:eva");
    await settle(() => parts.length > 0);
    await desk.pass(60 * minute, 30_000);
    expect(views(ticket)[0]).toMatchObject({ state: "arriving", tries: 1 });
    for (const part of parts) await arrive("T1", part);
    expect(await stored(ticket)).toMatchObject({ state: "stored" });
  });

  const spoilt: readonly (readonly [string, (good: Buffer) => Buffer, (part: EvidencePart) => EvidencePart])[] = [
    ["a hash that does not fit", (b) => b, (p) => ({ ...p, sha256: `${"A".repeat(43)}=` })],
    ["a length that does not fit", (b) => b, (p) => ({ ...p, bytes: p.bytes + 1 })],
    ["no gzip", () => Buffer.from("not compressed at all, and long enough for some parts"), (p) => p],
    ["no JSON", () => gzipSync("{"), (p) => p],
    ["no bundle", () => packed({ v: 1 }), (p) => p],
    ["another terminal's bundle (S1)", () => packed(bundleFor("T2")), (p) => p],
    ["more than may be unfolded", () => gzipSync(Buffer.alloc(maxEvidenceJsonBytes + 1, 32)), (p) => p],
  ];
  it.each(spoilt)("%s: nothing is attached", async (_, spoil, bend) => {
    answer = async (envelope) => {
      const parts = partsOf(envelope.id, spoil(packed(bundleFor("T1"))), 4_000);
      await succeed(envelope, parts.length);
      for (const part of parts) await arrive("T1", bend(part));
    };
    await evidence.ask(ticket, {}, "user:eva");
    await settle(() => views(ticket)[0]?.state === "failed");
    expect(views(ticket)[0]).toMatchObject({
      state: "failed",
      tries: 2,
      text: { en: "its parts do not make a whole" },
    });
    nothingAttached();
  });

  it("S1: parts from another terminal, or that nobody asked for, are no one's", async () => {
    let parts: EvidencePart[] = [];
    answer = async (envelope) => {
      parts = partsOf(envelope.id, packed(bundleFor("T1")));
    };
    await evidence.ask(ticket, {}, "user:eva");
    await settle(() => parts.length > 0);
    for (const part of parts) await arrive("OLD", part);
    for (const part of parts) await arrive("T1", { ...part, bundle: "nobody-asked.1" });
    await settle();
    expect(views(ticket)[0]?.have).toBe(0);
    expect(desk.store.read.evidenceParts("nobody-asked.1")).toEqual([]);
    nothingAttached();
  });

  it("R16: an agent that was killed while it collected is asked once more", async () => {
    const sent: string[] = [];
    answer = async (envelope) => {
      sent.push(envelope.id);
      if (sent.length > 1) return whole(envelope);
      const reason = { code: "agentKilled", text: "nobody knows" };
      await desk.outcome("T1", { id: envelope.id, command: collectEvidence, status: "unknown", reason });
    };
    await evidence.ask(ticket, {}, "user:eva");
    expect(await stored(ticket)).toMatchObject({ state: "stored", tries: 2 });
  });
});
