import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type CommandEnvelope,
  CommandOutcome,
  checker,
  EvidenceBundle,
  EvidencePart,
  EvidenceReceipt,
} from "../../contract/index.ts";
import type { Reading } from "../../drivers/api.ts";
import { memoryPair } from "../../drivers/port/memory.ts";
import { FakeClock, WallOnlyClock } from "../../tests/support/fake-clock.ts";
import { okPrinter, type ScriptedDevice, scriptedDevice } from "../../tests/support/scripted-driver.ts";
import { parseSettings } from "../config/load.ts";
import { type Devices, devicesOf } from "../devices/devices.ts";
import { Evidence } from "../evidence/evidence.ts";
import { keepingLog } from "../evidence/recent-log.ts";
import { Outbox } from "../outbox/outbox.ts";
import { ResetBudget } from "./budget.ts";
import { Commands } from "./commands.ts";
import { idFile } from "./id-file.ts";
import { interlock, type Situation } from "./interlock.ts";
import { journalIn } from "./journal.ts";

const dayMs = 86_400_000;
const outcomes = checker(CommandOutcome);
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
let folder: string;
let clock: FakeClock;
let closing: (() => Promise<void> | void)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "commands-"));
  clock = new FakeClock();
  closing = [];
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
});

interface Bench {
  readonly device: ScriptedDevice;
  readonly outbox: Outbox;
  readonly devices: Devices;
  readonly commands: Commands;
  customer: boolean;
  send(command: string, more?: Partial<CommandEnvelope>): string;
  /** Codes of the events told. */
  events(): string[];
  told(id?: string): CommandOutcome[];
}

const bench = async (device = scriptedDevice(), idsFile = join(folder, "commands.ids")): Promise<Bench> => {
  const outbox = new Outbox({
    folder,
    maxRecords: 10_000,
    maxBytes: 8e6,
    ballastBytes: 0,
    clock,
    boot: "boot-1",
    log: quiet,
  });
  closing.push(() => void outbox.close());
  const settings = parseSettings({
    terminal: "T1",
    broker: { url: "mqtt://localhost" },
    dataFolder: folder,
    devices: [{ id: "printer", driver: "scripted", port: "/dev/p" }],
  });
  const drivers = new Map([["scripted", device.driver]]);
  const { recent } = keepingLog({ ...quiet, debug: () => undefined, setLevel: () => undefined }, clock);
  const fares = () => ({ records: outbox.records, dropped: outbox.dropped, state: outbox.state });
  const evidence = new Evidence({ terminal: "T1", version: "1.2.3", clock, log: recent, outbox: fares });
  const devices = devicesOf({
    settings,
    drivers,
    outbox,
    clock,
    random: () => 0.5,
    openPort: async (_, { port = "" }) => memoryPair(port)[0],
    log: quiet,
    refreshMs: () => 900_000,
    facts: () => ({ outboxRecords: 0, outboxDropped: 0, outboxState: "ok", dataFolder: folder }),
    onInventory: () => undefined,
    emit: (record) => {
      evidence.noted(record);
      outbox.add(record);
    },
  });
  const self: Bench = {
    device,
    outbox,
    devices,
    customer: false,
    commands: new Commands({
      terminal: "T1",
      clock,
      outbox,
      journal: journalIn(outbox, idFile(idsFile), () => undefined),
      budget: new ResetBudget(outbox, clock),
      devices,
      evidence,
      customerPresent: () => self.customer,
      brokerTime: () => undefined,
      log: quiet,
    }),
    send(command, more = {}) {
      const envelope = {
        v: 1,
        id: `id-${Math.trunc(clock.mono())}-${command}`,
        terminal: "T1",
        device: "printer",
        command,
        args: {},
        at: 5_000_000,
        notAfter: 5_060_000,
        reason: "test",
        by: "user:test",
        nonce: "n",
        ...more,
      };
      self.commands.receive(Buffer.from(JSON.stringify(envelope)));
      return envelope.id;
    },
    events() {
      outbox.commit();
      const rows = outbox.page("urgent", 1, 1e9, 1e5, false).filter((r) => r.kind === "event");
      return rows.map((r) => (JSON.parse(r.body) as { code: string }).code);
    },
    told(id) {
      outbox.commit();
      const rows = outbox.page("urgent", 1, 1e9, 1e5, false).filter((r) => r.kind === "outcome");
      const all = rows.map((r) => outcomes.parse(JSON.parse(r.body), "outcome"));
      return id === undefined ? all : all.filter((o) => o.id === id);
    },
  };
  devices.start();
  closing.push(() => devices.stop());
  await clock.advance(50);
  return self;
};
const statuses = (list: CommandOutcome[]) => list.map((o) => (o.reason ? `${o.status}:${o.reason.code}` : o.status));

describe("intake", () => {
  it("accepts, runs once, tells how it ended, and then how the device is", async () => {
    const b = await bench();
    const id = b.send("print", { args: { lines: 2 } });
    await clock.advance(20);
    expect(statuses(b.told(id))).toEqual(["accepted", "succeeded"]);
    expect(b.told(id)[1]).toMatchObject({ frames: ["> 1B 01"], tookMs: 0 });
    const kinds = b.outbox.page("urgent", 1, 1e9, 1e5, false).map((r) => r.kind);
    expect(kinds.slice(-3)).toEqual(["outcome", "outcome", "health"]);
  });

  it("refuses what it does not know, each with its reason", async () => {
    const b = await bench();
    const cases: [string, string][] = [
      [b.send("reset", { device: "scanner", id: "case-0001" }), "refused:unknownDevice"],
      [b.send("explode", { id: "case-0002" }), "refused:unknownCommand"],
      [b.send("print", { args: { lines: 99 }, id: "case-0003" }), "refused:badArgs"],
      [b.send("print", { args: { lines: 1, more: 1 }, id: "case-0004" }), "refused:badArgs"],
      [b.send("print", { terminal: "T2", id: "case-0005" }), "refused:badEnvelope"],
      [b.send("print", { v: 2, id: "case-0006" }), "refused:badEnvelope"],
      [b.send("print", { notAfter: "soon" as unknown as number, id: "case-0007" }), "refused:badEnvelope"],
    ];
    await clock.advance(20);
    for (const [id, want] of cases) expect(statuses(b.told(id))).toEqual([want]);
    expect(b.device.calls.run).toEqual([]);
  });

  it("turns what has no readable id into an event, and survives any bytes", async () => {
    const b = await bench();
    for (const bytes of [
      "{",
      "null",
      "[]",
      '"x"',
      '{"id":7}',
      '{"id":"a b c d e f"}',
      "\u0000\u0001",
      `{"a":"${"x".repeat(70_000)}"}`,
    ])
      b.commands.receive(Buffer.from(bytes));
    b.outbox.commit();
    const events = b.outbox.page("urgent", 1, 1e9, 1e5, false).filter((r) => r.kind === "event");
    expect(events.length).toBe(8);
    expect(b.told()).toEqual([]);
  });

  it("R16: redelivered ten times, it runs once, and each time the stored outcome is told again", async () => {
    const b = await bench();
    const id = b.send("reset", { id: "same-id-01" });
    await clock.advance(20);
    for (let i = 0; i < 10; i++) b.send("reset", { id });
    await clock.advance(20);
    expect(b.device.calls.run).toEqual(["reset"]);
    expect(statuses(b.told(id))).toEqual(["accepted", ...Array.from({ length: 11 }, () => "succeeded")]);
  });

  /** Commands that wait for a busy device, or are late, while the wall clock jumps: how each went. */
  const acrossJumps = async (): Promise<Record<string, string[]>> => {
    const b = await bench();
    clock.jump(40 * dayMs);
    const fine = b.send("selfTest", { id: "fine-0001" });
    const late = b.send("selfTest", { id: "late-0001", at: 5_000_000, notAfter: 5_000_000 });
    clock.jump(-90 * dayMs);
    await clock.advance(20);
    b.device.poll = () => new Promise<Reading>((resolve) => clock.after(400, () => resolve(okPrinter)));
    const busy = async () => {
      const polls = b.device.calls.poll;
      while (b.device.calls.poll === polls) await clock.advance(10);
    };
    await busy();
    const patient = b.send("selfTest", { id: "hold-0001" });
    clock.jump(40 * dayMs);
    await clock.advance(500);
    await busy();
    const hasty = b.send("selfTest", { id: "wait-0001", notAfter: 5_000_100 });
    clock.jump(-40 * dayMs);
    // The device answers at once again, so that nothing waits for a clock that stands still.
    b.device.poll = () => okPrinter;
    await clock.advance(1_000);
    const all = Object.entries({ fine, late, patient, hasty });
    return Object.fromEntries(all.map(([name, id]) => [name, statuses(b.told(id))]));
  };

  it("R9: expires by its own monotonic time since receipt, whatever the wall clock does", async () => {
    expect(await acrossJumps()).toEqual({
      fine: ["accepted", "succeeded"],
      late: ["expired:expired"],
      patient: ["accepted", "succeeded"],
      hasty: ["accepted", "expired:expired"],
    });
  });

  it("R9 control: by the wall clock, a jump ahead expires what is still wanted, and a jump back runs what is over", async () => {
    clock = new WallOnlyClock();
    expect(await acrossJumps()).toMatchObject({
      patient: ["accepted", "expired:expired"],
      hasty: ["accepted", "succeeded"],
    });
  });

  it("R16: a lost journal does not make a command run again", async () => {
    const first = await bench();
    const id = first.send("reset", { id: "once-only-1" });
    await clock.advance(20);
    first.outbox.transact((db) => db.exec("DELETE FROM commands"));
    first.send("reset", { id });
    await clock.advance(20);
    expect(first.device.calls.run).toEqual(["reset"]);
    expect(statuses(first.told(id)).at(-1)).toBe("unknown:journalLost");
  });

  it("R16 control: without the journal and the file of ids it would have run twice", async () => {
    const first = await bench();
    const id = first.send("reset", { id: "once-only-1" });
    await clock.advance(20);
    first.outbox.transact((db) => db.exec("DELETE FROM commands"));
    rmSync(join(folder, "commands.ids"));
    for (const close of closing.splice(0).reverse()) await close();
    const second = await bench();
    second.send("reset", { id });
    await clock.advance(20);
    expect(second.device.calls.run).toEqual(["reset"]);
  });
});

describe("interlock", () => {
  it("refuses what disturbs while a customer is served, to be offered again; then lets it run under the same id", async () => {
    const b = await bench();
    b.customer = true;
    const id = b.send("reset", { id: "again-0001" });
    expect(b.told(id)).toMatchObject([{ status: "refused", retryable: true, reason: { code: "customerPresent" } }]);
    b.send("selfTest", { id: "quiet-0001" });
    b.customer = false;
    b.commands.freed();
    b.commands.freed();
    expect(b.events()).toEqual(["terminalFree"]);
    b.send("reset", { id });
    await clock.advance(20);
    expect(statuses(b.told(id))).toEqual(["refused:customerPresent", "accepted", "succeeded"]);
    expect(b.device.calls.run).toEqual(["selfTest", "reset"]);
  });

  it("asks again right before it starts: a customer may have come while it waited", async () => {
    const b = await bench();
    b.device.poll = () => new Promise<Reading>((resolve) => clock.after(300, () => resolve(okPrinter)));
    await clock.advance(1_000);
    const id = b.send("reset", { id: "race-0001" });
    b.customer = true;
    await clock.advance(1_000);
    expect(statuses(b.told(id))).toEqual(["accepted", "refused:customerPresent"]);
    expect(b.device.calls.run).toEqual([]);
  });

  const calm: Situation = {
    disturbs: "device",
    customerPresent: false,
    deviceClass: "cashAcceptor",
    money: "safe",
    others: [],
    portOnly: false,
  };
  const table: [string, Partial<Situation>, string | undefined][] = [
    ["all is calm", {}, undefined],
    ["a note is on its way", { money: "inTransit" }, "moneyInTransit"],
    ["nobody knows of the note", { money: "unknown" }, "moneyInTransit"],
    ["an acceptor that says nothing of it", { money: undefined }, "moneyInTransit"],
    ["a silent acceptor's port alone", { money: "unknown", portOnly: true }, undefined],
    ["its port, but a note is on its way", { money: "inTransit", portOnly: true }, "moneyInTransit"],
    ["a printer knows no money", { deviceClass: "printer", money: undefined }, undefined],
    [
      "a card of unknown place, moved",
      { deviceClass: "cardReader", money: "unknown", disturbs: "money" },
      "moneyInTransit",
    ],
    [
      "the terminal, while another holds a note",
      { deviceClass: "host", money: undefined, disturbs: "terminal", others: ["safe", "inTransit"] },
      "moneyInTransit",
    ],
    ["looking disturbs nobody", { disturbs: "nothing", customerPresent: true, money: "inTransit" }, undefined],
    ["a customer is there", { customerPresent: true, money: "inTransit" }, "customerPresent"],
  ];
  it.each(table)("%s", (_, more, want) => {
    const refusal = interlock({ ...calm, ...more });
    expect(refusal?.code).toBe(want);
    if (refusal) expect(refusal.retryable).toBe(true);
  });
});

describe("reset budget", () => {
  it("R17: four an hour, ten a day, each device for itself, and no clock jump refills it", async () => {
    const b = await bench();
    for (let i = 0; i < 5; i++) {
      b.send("reset", { id: `hour-000${i}` });
      await clock.advance(1_000);
    }
    expect(b.device.calls.run.length).toBe(4);
    expect(statuses(b.told("hour-0004"))).toEqual(["refused:budgetExhausted"]);
    expect(b.told("hour-0004")[0]?.retryable).toBe(false);
    clock.jump(3 * 86_400_000);
    b.send("reset", { id: "jump-0001" });
    expect(statuses(b.told("jump-0001"))).toEqual(["refused:budgetExhausted"]);
    expect(statuses(b.told(b.send("selfTest", { id: "test-0001" })))).toEqual(["accepted"]);
  });

  it("R17: counts over a restart, and refills with running time only", () => {
    const kept = new Map<string, unknown>();
    const keep = { get: (k: string) => kept.get(k), set: (k: string, v: unknown) => void kept.set(k, v) };
    const first = new ResetBudget(keep, clock);
    for (let i = 0; i < 4; i++) first.use("p");
    const later = new FakeClock();
    const second = new ResetBudget(keep, later);
    expect(second.check("p")?.code).toBe("budgetExhausted");
    expect(second.check("q")).toBeUndefined();
  });

  it("R17: refills after an hour, but not past ten a day", async () => {
    const kept = new Map<string, unknown>();
    const budget = new ResetBudget({ get: (k) => kept.get(k), set: (k, v) => void kept.set(k, v) }, clock);
    let done = 0;
    for (let minute = 0; minute < 23 * 60; minute += 10) {
      if (!budget.check("p")) {
        budget.use("p");
        done++;
      }
      await clock.advance(600_000);
    }
    expect(done).toBe(10);
  });
});

describe("restart", () => {
  it("refuses what waits when the agent stops, so that it may be offered again", async () => {
    const b = await bench();
    b.device.poll = () => new Promise<Reading>((resolve) => clock.after(300, () => resolve(okPrinter)));
    await clock.advance(1_000);
    const id = b.send("selfTest", { id: "stop-0001" });
    const stopping = b.commands.stop();
    await clock.advance(1_000);
    await stopping;
    expect(statuses(b.told(id))).toEqual(["accepted", "refused:agentStopping"]);
    expect(b.device.calls.run).toEqual([]);
  });
});

describe("evidence", () => {
  const parts = (b: Bench) => {
    b.outbox.commit();
    const rows = b.outbox.page("routine", 1, 1e9, 1e5, false).filter((r) => r.kind === "evidence");
    return rows.map((r) => checker(EvidencePart).parse(JSON.parse(r.body), "part"));
  };
  /** A bundle is packed outside of the clock: until so many outcomes of the command are told. */
  const settled = (b: Bench, id: string, outcomes = 2) =>
    vi.waitFor(() => expect(b.told(id).length).toBeGreaterThanOrEqual(outcomes), { timeout: 10_000, interval: 5 });

  it("is collected though the device hangs, and comes in parts with the outcome in one transaction", async () => {
    const b = await bench();
    await clock.advance(2_000);
    b.device.poll = () => ({ ...okPrinter, components: { ...okPrinter.components, paper: { state: "out" } } });
    await clock.advance(1_000);
    let letGo: (reading: Reading) => void = () => undefined;
    b.device.poll = () => new Promise<Reading>((resolve) => (letGo = resolve));
    await clock.advance(1_200);
    const id = b.send("collectEvidence", { id: "evid-0001", args: { minutes: 5 } });
    await settled(b, id);
    const [, last] = b.told(id);
    const receipt = checker(EvidenceReceipt).parse(last?.result, "receipt");
    expect(receipt).toMatchObject({ complete: true, parts: 1 });
    const all = parts(b);
    expect(all.map(({ part, of, bundle }) => [part, of, bundle])).toEqual([[1, 1, id]]);
    const json = gunzipSync(Buffer.from(all[0]?.data ?? "", "base64")).toString();
    const bundle = checker(EvidenceBundle).parse(JSON.parse(json), "bundle");
    expect(bundle.devices[0]).toMatchObject({ device: "printer", heard: "kept", identity: { serial: "1" } });
    expect(bundle.changes.at(-1)).toMatchObject({ device: "printer", components: { paper: "out" } });
    expect(b.device.calls.run).toEqual([]);
    letGo(okPrinter);
  });

  it("R16: a redelivery collects nothing anew", async () => {
    const b = await bench();
    const id = b.send("collectEvidence", { id: "evid-0001" });
    await settled(b, id);
    for (let i = 0; i < 10; i++) b.send("collectEvidence", { id: "evid-0001" });
    await settled(b, id, 12);
    expect(parts(b)).toHaveLength(1);
    expect(statuses(b.told(id)).slice(1)).toEqual(Array.from({ length: 11 }, () => "succeeded"));
  });

  it("R17: whoever asks, it is collected one at a time and only so often", async () => {
    const b = await bench();
    for (let i = 0; i < 9; i++) {
      await settled(b, b.send("collectEvidence", { id: `evid-000${i}` }));
    }
    expect(parts(b)).toHaveLength(6);
    expect(statuses(b.told("evid-0008"))).toEqual(["accepted", "refused:busy"]);
    await clock.advance(5 * 60_000);
    await settled(b, b.send("collectEvidence", { id: "evid-0100" }));
    expect(parts(b)).toHaveLength(7);
  });
});
