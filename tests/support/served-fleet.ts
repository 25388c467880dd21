import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FaultRule } from "../../broker/faults/rule.ts";
import { clear } from "../../broker/faults/rule.ts";
import type { Actions } from "../../broker/http/actions.ts";
import type { AttemptLimits } from "../../broker/http/attempts.ts";
import { notFound } from "../../broker/http/errors.ts";
import { startHttp } from "../../broker/http/server.ts";
import type { StreamLimits } from "../../broker/http/stream.ts";
import { createToken } from "../../broker/http/tokens.ts";
import { Live } from "../../broker/live.ts";
import { openStore } from "../../broker/store/sqlite/open.ts";
import type { Role, Store, TerminalRow, Tx } from "../../broker/store/store.ts";
import {
  AppError,
  type Clock,
  type CommandView,
  type DeviceHealth,
  type DiagnosisView,
  type FaultView,
  systemClock,
  type TicketView,
} from "../../contract/index.ts";

/** A broker's HTTP side over a real store with a small fleet in it, for tests of the API and the command line. */
export interface ServedFleet {
  readonly url: string;
  readonly store: Store;
  readonly live: Live;
  readonly tokens: Readonly<Record<Role, string>>;
  readonly faultId: string;
  close(): Promise<void>;
}

const epoch = "9f1c2ab47de05836";
const rules = new Map<string, FaultRule>([
  [
    "printer.paper.out",
    {
      id: "printer.paper.out",
      deviceClass: "printer",
      title: { en: "Paper out", "zh-CN": "缺纸" },
      severity: "major",
      impact: ["receipt"],
      action: "clearOnSite",
      skill: "site",
      advice: [],
      parts: ["paper roll 80 mm"],
      holdMs: 2000,
      clearHoldMs: 5000,
      inhibitedBy: ["terminal.lost", "port.lost"],
      runbook: "printer-paper",
      ticket: true,
      look: () => clear,
    },
  ],
]);

const printer = (now: number): DeviceHealth => ({
  deviceClass: "printer",
  availability: "online",
  components: {
    paper: { state: "out", since: now - 200_000, vendorCode: "DLE EOT 4 = 7E", frame: "7e" },
    cover: { state: "closed", since: now - 900_000 },
    mechanism: { state: "ok", since: now - 900_000 },
  },
  measures: { cuts: 1822, linkFrames: 4211 },
  observedAt: now - 2000,
  freshForMs: 3_600_000,
});
const cash = (now: number): DeviceHealth => ({
  deviceClass: "cashAcceptor",
  availability: "online",
  components: { cashBox: { state: "ok", since: now - 900_000 }, transport: { state: "ok", since: now - 900_000 } },
  measures: { notesStacked: 312, cashBoxFill: 42 },
  money: "safe",
  observedAt: now - 2000,
  freshForMs: 3_600_000,
});

const terminal = (id: string, name: string, status: TerminalRow["status"], now: number): TerminalRow => ({
  id,
  name,
  site: "中央车站 Central station",
  createdAt: now - 86_400_000,
  presence: {
    v: 1,
    session: { epoch, n: 3 },
    status: status === "unknown" ? "online" : status,
    since: now - 600_000,
    agent: "0.1.0",
  },
  status,
  statusAt: now - 600_000,
  lastSeenAt: now - 3000,
  inventory: {
    v: 1,
    at: now - 600_000,
    devices: [
      {
        device: "printer",
        deviceClass: "printer",
        driver: "escpos-printer",
        port: "/dev/pts/7",
        identity: { manufacturer: "EPSON", model: "TM-T88V" },
        commands: [
          {
            name: "testPrint",
            title: "Print a test ticket",
            disturbs: "device",
            automatic: false,
            resets: false,
            timeoutMs: 15_000,
            args: { type: "object" },
          },
        ],
      },
      {
        device: "cash-1",
        deviceClass: "cashAcceptor",
        driver: "ccnet",
        port: "/dev/pts/8",
        identity: { model: "SM" },
        commands: [],
      },
    ],
  },
});

export const paperFault = (id: string, now: number): FaultView => ({
  id,
  terminal: "kiosk-001",
  device: "printer",
  code: "printer.paper.out",
  title: { en: "Paper out", "zh-CN": "缺纸" },
  severity: "major",
  impact: ["receipt"],
  action: "clearOnSite",
  skill: "site",
  state: "open",
  since: now - 200_000,
  openedAt: now - 198_000,
  occurrences: 2,
  flapping: false,
  maintenance: false,
  ticket: 1,
  evidence: [{ at: now - 198_000, text: "paper is out (DLE EOT 4 = 7E)", frames: ["< 7e"] }],
  conclusion: {
    verdict: "confirmed",
    cause: { en: "the roll is used up", "zh-CN": "纸卷已用完" },
    advice: [
      {
        en: "Put in a new 80 mm roll, coated side up, and close the cover until it clicks.",
        "zh-CN": "装入新的 80 mm 纸卷（热敏面朝上），合上上盖直到听到咔嗒声。",
      },
    ],
    parts: ["paper roll 80 mm"],
    evidence: [{ at: now - 190_000, text: "still out after re-reading the sensor", frames: ["> 10 04 04", "< 7e"] }],
  },
});

const diagnosis = (fault: string, now: number): DiagnosisView => ({
  id: "diag-0001",
  runbook: "printer-paper",
  title: { en: "Check the paper", "zh-CN": "检查纸张" },
  fault,
  terminal: "kiosk-001",
  device: "printer",
  by: "broker",
  state: "concluded",
  startedAt: now - 197_000,
  finishedAt: now - 190_000,
  steps: [
    { n: 0, at: now - 197_000, ask: "wait 5000 ms", answer: { kind: "waited" }, answeredAt: now - 192_000 },
    {
      n: 1,
      at: now - 192_000,
      ask: "command readSensors",
      answer: { kind: "command", state: "succeeded", outcome: { frames: ["> 10 04 04", "< 7e"] } },
      answeredAt: now - 190_000,
    },
  ],
  conclusion: paperFault(fault, now).conclusion ?? { verdict: "cannotTell", advice: [], parts: [], evidence: [] },
});

const ticket = (fault: string, now: number): TicketView => ({
  number: 0,
  terminal: "kiosk-001",
  cause: "printer.paper.out",
  title: { en: "Printer: paper out", "zh-CN": "打印机：缺纸" },
  severity: "major",
  state: "open",
  skill: "site",
  parts: ["paper roll 80 mm"],
  advice: paperFault(fault, now).conclusion?.advice ?? [],
  faults: [fault],
  openedAt: now - 190_000,
  touched: false,
  clocks: [
    { name: "respond", startedAt: now - 190_000, dueAt: now + 3_410_000, leftMs: 3_410_000, breached: false },
    { name: "resolve", startedAt: now - 190_000, dueAt: now + 14_210_000, leftMs: 14_210_000, breached: false },
  ],
  timeline: [
    { at: now - 190_000, by: "broker", kind: "opened", text: { en: "Paper out", "zh-CN": "缺纸" }, fault },
    {
      at: now - 189_000,
      by: "runbook:printer-paper",
      kind: "diagnosis",
      text: { en: "confirmed: the roll is used up", "zh-CN": "故障属实：纸卷已用完" },
    },
  ],
});

const command = (id: string, place: { terminal: string; device: string }, by: string, now: number): CommandView => ({
  id,
  ...place,
  command: "testPrint",
  args: {},
  by,
  reason: "",
  state: "queued",
  createdAt: now,
  notAfter: now + 60_000,
  tries: 0,
});

const fill = (tx: Tx, faultId: string, now: number): void => {
  tx.saveTerminal(terminal("kiosk-001", "Hall 1 大厅一", "online", now));
  tx.saveTerminal(terminal("kiosk-002", "Hall 2", "lost", now));
  tx.saveTerminal({
    id: "kiosk-003",
    name: "kiosk-003",
    site: "",
    createdAt: now,
    status: "unknown",
    statusAt: now,
    lastSeenAt: now,
  });
  for (const id of ["kiosk-001", "kiosk-002"]) {
    tx.saveHealth({
      terminal: id,
      device: "printer",
      epoch,
      order: 2,
      at: now - 2000,
      receivedAt: now - 1000,
      health: printer(now),
    });
    tx.saveHealth({
      terminal: id,
      device: "cash-1",
      epoch,
      order: 1,
      at: now - 2000,
      receivedAt: now - 1000,
      health: cash(now),
    });
  }
  tx.saveFault(paperFault(faultId, now));
  tx.saveDiagnosis(diagnosis(faultId, now));
  tx.saveTicket(ticket(faultId, now));
  tx.saveCommand({
    ...command("cmd-00000001", { terminal: "kiosk-001", device: "printer" }, "user:admin", now - 100_000),
    state: "succeeded",
    outcome: { id: "cmd-00000001", command: "testPrint", status: "succeeded", tookMs: 812 },
  });
  tx.addEvent({
    terminal: "kiosk-001",
    device: "cash-1",
    kind: "event",
    at: now - 300_000,
    receivedAt: now - 299_000,
    body: { code: "noteStacked", text: "note of 20.00 stacked" },
  });
  tx.addEvent({
    terminal: "kiosk-001",
    device: undefined,
    kind: "sale",
    at: now - 250_000,
    receivedAt: now - 100_000,
    body: { transaction: "t-1", kind: "cash", result: "success", amount: 350, currency: "EUR" },
  });
};

/** The actions as far as the API can be tested without terminals: they write to the same store. */
const actionsOver = (store: Store, live: Live, clock: Clock): Actions => ({
  enrol: async (request, by) => {
    if (store.read.terminal(request.id)) throw new AppError("conflict", `terminal ${request.id} is enrolled already`);
    const now = clock.now();
    await store.write((tx) => {
      tx.saveTerminal({
        id: request.id,
        name: request.name ?? request.id,
        site: request.site ?? "",
        createdAt: now,
        status: "unknown",
        statusAt: now,
        lastSeenAt: now,
      });
      tx.addAudit({ at: now, actor: by, action: "terminal.enrol", target: request.id, detail: {} });
    });
    return { id: request.id, password: "shown-once" };
  },
  setMaintenance: async (id, { minutes, reason = "" }, by) => {
    await store.write((tx) => {
      const row = tx.read.terminal(id);
      if (!row) throw notFound(`terminal ${id}`);
      tx.saveTerminal({ ...row, maintenance: { until: clock.now() + minutes * 60_000, by, reason } });
    });
  },
  runCommand: async (id, device, request, by) => {
    if (request.command !== "testPrint") throw notFound(`command ${request.command} of ${id} ${device}`);
    const queued = command("cmd-00000002", { terminal: id, device }, by, clock.now());
    const refused: CommandView = {
      ...queued,
      state: "refused",
      outcome: {
        id: queued.id,
        command: "testPrint",
        status: "refused",
        reason: { code: "customerPresent", text: "a customer is being served" },
      },
    };
    const ended: CommandView =
      request.args?.fail === undefined
        ? {
            ...queued,
            state: "succeeded",
            outcome: { id: queued.id, command: "testPrint", status: "succeeded", frames: ["> 1b 40"], tookMs: 640 },
          }
        : refused;
    await store.write((tx) => {
      tx.saveCommand(ended);
      live.emit(tx, "command", { command: ended });
    });
    return queued;
  },
  diagnose: async (id, device) => {
    if (id !== "kiosk-001" || device !== "printer") throw notFound(`device ${device} of ${id}`);
    const all = store.read.diagnoses({ terminal: id });
    if (!all[0]) throw notFound("diagnosis");
    return all[0];
  },
  ticketAction: (number, { action, assignee, text = "" }, by) =>
    store.write((tx) => {
      const row = tx.read.ticket(number);
      if (!row) throw notFound(`ticket ${number}`);
      const kind = action === "assign" ? "assigned" : "comment";
      const event = { at: clock.now(), by, kind, text: { en: text, "zh-CN": text } } as const;
      return tx.saveTicket({
        ...row,
        touched: true,
        ...(assignee === undefined ? {} : { assignee, state: "assigned" }),
        timeline: [...row.timeline, event],
      });
    }),
});

export interface ServeOptions {
  readonly clock?: Clock;
  readonly stream?: StreamLimits;
  readonly attempts?: AttemptLimits;
  readonly port?: number;
}

export const faultId = "4f2ab9c0-11aa-4c1e-9b7d-0a1b2c3d4e5f";

/** Starts it on a free port with a data folder of its own; `close` ends and removes both. */
export const serveFleet = async ({
  clock = systemClock,
  stream,
  attempts,
  port = 0,
}: ServeOptions = {}): Promise<ServedFleet> => {
  const folder = await mkdtemp(join(tmpdir(), "roundsman-http-"));
  const store = await openStore(join(folder, "store.db"), { clock });
  const errors: unknown[] = [];
  const live = new Live((error) => errors.push(error));
  await store.write((tx) => fill(tx, faultId, clock.now()));
  const tokens = {
    admin: await createToken(store, clock, "admin", "admin"),
    engineer: await createToken(store, clock, "eva", "engineer"),
    viewer: await createToken(store, clock, "vera", "viewer"),
  };
  const http = await startHttp({
    store,
    live,
    faults: { rules },
    actions: actionsOver(store, live, clock),
    clock,
    log: { error: (context) => errors.push(context) },
    config: { host: "127.0.0.1", port },
    limits: { ...(stream ? { stream } : {}), ...(attempts ? { attempts } : {}) },
  });
  const close = async (): Promise<void> => {
    await http.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: http.url, store, live, tokens, faultId, close };
};
