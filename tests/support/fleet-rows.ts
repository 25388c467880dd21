import { factsAsk } from "../../broker/diagnostics/replay.ts";
import type { Facts } from "../../broker/diagnostics/runbook.ts";
import type { TerminalRow, Tx } from "../../broker/store/store.ts";
import type { DeviceHealth, DiagnosisView, FaultView, InventoryDevice, TicketView } from "../../contract/index.ts";

const epoch = "9f1c2ab47de05836";
export const faultId = "4f2ab9c0-11aa-4c1e-9b7d-0a1b2c3d4e5f";
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

const printerInInventory: InventoryDevice = {
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
};

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
      printerInInventory,
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

const factsAt = (now: number, fault: string): Facts => ({
  terminal: "kiosk-001",
  device: printerInInventory,
  fault: paperFault(fault, now),
  health: printer(now),
  startedAt: now,
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
    { n: 0, at: now - 197_000, ask: factsAsk, answer: factsAt(now - 197_000, fault), answeredAt: now - 197_000 },
    { n: 1, at: now - 197_000, ask: "wait 5000 ms", answer: { kind: "waited" }, answeredAt: now - 192_000 },
    {
      n: 2,
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
  version: 1,
  terminal: "kiosk-001",
  cause: "printer.paper.out",
  title: { en: "Printer: paper out", "zh-CN": "打印机：缺纸" },
  severity: "major",
  state: "new",
  skill: "site",
  parts: ["paper roll 80 mm"],
  advice: paperFault(fault, now).conclusion?.advice ?? [],
  faults: [fault],
  openedAt: now - 190_000,
  touched: false,
  queue: "remote",
  queuedSince: now - 190_000,
  policy: "self-service-terminal",
  level: "any",
  clocks: [],
  timeline: [
    {
      at: now - 190_000,
      by: "broker",
      kind: "opened",
      text: { en: "Paper out", "zh-CN": "缺纸" },
      fault,
      level: "any",
    },
    {
      at: now - 189_000,
      by: "runbook:printer-paper",
      kind: "diagnosis",
      text: { en: "confirmed: the roll is used up", "zh-CN": "故障属实：纸卷已用完" },
    },
  ],
});

/** Three terminals: one with paper out, one lost, one that was never heard. */
export const fillFleet = (tx: Tx, now: number): void => {
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
    id: "cmd-00000001",
    terminal: "kiosk-001",
    device: "printer",
    command: "testPrint",
    args: {},
    by: "user:admin",
    reason: "",
    state: "succeeded",
    createdAt: now - 100_000,
    notAfter: now - 40_000,
    tries: 1,
    outcome: { id: "cmd-00000001", command: "testPrint", status: "succeeded", tookMs: 812 },
  });
  tx.saveComplaint({
    number: 0,
    version: 1,
    customer: "Metro",
    terminal: "kiosk-001",
    ticket: 1,
    from: "Station hall",
    text: "nobody called back",
    policy: "self-service-terminal",
    receivedAt: now - 3_600_000,
    state: "received",
    timeline: [
      {
        at: now - 3_600_000,
        by: "user:eva",
        kind: "received",
        text: { en: "nobody called back", "zh-CN": "nobody called back" },
      },
    ],
  });
  tx.saveRound({
    number: 0,
    version: 1,
    terminal: "kiosk-001",
    startedAt: now - 800_000,
    startedBy: "user:eva",
    answers: [],
    finished: {
      number: 0,
      version: 1,
      terminal: "kiosk-001",
      state: "finished",
      result: "ok",
      finishedAt: now - 700_000,
      finishedBy: "user:eva",
      items: [],
    },
  });
  const went = { by: "user:wei", receivedAt: now - 500_000 };
  tx.saveVisit({
    number: 0,
    version: 3,
    terminal: "kiosk-001",
    ticket: 1,
    technician: "wei",
    state: "left",
    appointment: { from: now - 900_000, to: now - 400_000, zone: "UTC" },
    order: {
      title: { en: "Paper out", "zh-CN": "缺纸" },
      skill: "site",
      tasks: [{ text: { en: "Put in a new roll", "zh-CN": "装入新的纸卷" }, source: "rule", device: "printer" }],
      parts: [{ item: "paper roll", quantity: 1, why: "fault" }],
      modules: [{ device: "printer", deviceClass: "printer" }],
    },
    claims: [
      { action: "arrive", at: now - 800_000, ...went },
      { action: "depart", at: now - 600_000, outcome: "unresolved", ...went },
    ],
    plannedAt: now - 1_000_000,
    plannedBy: "user:dana",
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
