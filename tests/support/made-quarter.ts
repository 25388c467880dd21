import type { Tx } from "../../broker/store/store.ts";
import { eventOf } from "../../broker/tickets/timeline.ts";
import type { DeviceClass, FaultView, TicketView } from "../../contract/index.ts";
import { seeded } from "./seeded.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const devices: readonly (readonly [string, DeviceClass, string])[] = [
  ["printer", "printer", "TM-T88V"],
  ["cash", "cashAcceptor", "NV9"],
  ["reader", "cardReader", "CRT-571"],
  ["host", "host", ""],
];

const kinds = [
  {
    device: "printer",
    code: "printer.paper.out",
    en: "Receipt paper is out",
    zh: "小票纸已用尽",
    severity: "major",
    impact: ["receipt"],
    skill: "site",
  },
  {
    device: "cash",
    code: "cashAcceptor.transport.jammed",
    en: "A note is jammed in the cash acceptor",
    zh: "纸币接收器卡钞",
    severity: "major",
    impact: ["sellByCash"],
    skill: "cash",
  },
  {
    device: "reader",
    code: "cardReader.media.jammed",
    en: "A card is jammed in the reader",
    zh: "读卡器卡卡",
    severity: "critical",
    impact: ["sellByCard"],
    skill: "mechanic",
  },
  {
    device: "host",
    code: "host.storage.high",
    en: "Disk is nearly full",
    zh: "磁盘空间不足",
    severity: "minor",
    impact: [],
    skill: "software",
  },
] as const;

interface Made {
  readonly terminals: number;
  readonly from: number;
  readonly to: number;
  readonly seed?: number;
}

const terminalRow = (n: number, from: number): Parameters<Tx["saveTerminal"]>[0] => {
  const id = `kiosk-${String(n).padStart(3, "0")}`;
  return {
    id,
    name: n % 3 === 0 ? `售票机 ${n}` : `Kiosk ${n}`,
    site: ["Central Station", "Airport <T2>", "人民广场"][n % 3] as string,
    createdAt: from - dayMs,
    status: "online",
    statusAt: from,
    lastSeenAt: from,
    inventory: {
      v: 1,
      at: from,
      devices: devices.map(([device, deviceClass, model]) => ({
        device,
        deviceClass,
        driver: "made",
        identity: model === "" ? {} : { model },
        commands: [],
      })),
    },
  };
};

const fault = (
  terminal: string,
  n: number,
  kind: (typeof kinds)[number],
  [since, gone]: readonly [number, number],
  cured: boolean,
): FaultView => ({
  id: `fault-${terminal}-${n}`,
  terminal,
  device: kind.device,
  code: kind.code,
  title: { en: kind.en, "zh-CN": kind.zh },
  severity: kind.severity,
  impact: [...kind.impact],
  action: "clearOnSite",
  skill: kind.skill,
  state: "closed",
  since,
  openedAt: since + 2000,
  closedAt: gone + 5000,
  occurrences: 1,
  flapping: false,
  maintenance: false,
  evidence: [{ at: since, text: `${kind.code.split(".")[1] ?? ""} is bad (EE 0${n % 9})` }],
  ...(cured
    ? {
        conclusion: {
          verdict: "cured" as const,
          cause: { en: "Tried: one reset. It is good again.", "zh-CN": "已复位一次，恢复正常。" },
          advice: [],
          parts: [],
          evidence: [],
        },
      }
    : {}),
});

const ticketOf = (one: FaultView, late: boolean): TicketView => {
  const { since, closedAt = since, title } = one;
  const at = (share: number): number => Math.round(since + (closedAt - since) * share);
  const by = "user:li";
  const words = (en: string, zh: string) => ({ en, "zh-CN": zh });
  const timeline = [
    eventOf("opened", since + 2000, title, { fault: one.id, level: "any" }),
    eventOf("accepted", since + (late ? 900_000 : 120_000), words("Accepted", "已受理"), { by }),
    eventOf("planned", since + (late ? 5_400_000 : 600_000), words("Plan: change the part", "方案：更换部件"), { by }),
    ...(late
      ? [eventOf("waiting", at(0.3), words("waiting for a part", "等待备件"), { by, reason: "part" as const })]
      : []),
    eventOf("dispatched", at(0.5), words("li is on the way", "li 已出发"), { by }),
    eventOf("arrived", at(0.8), words("li is on site", "li 已到场"), { by }),
    eventOf("resolved", closedAt, words("Resolved: jam taken out, rollers cleaned", "已解决：取出卡钞并清洁滚轮"), {
      by,
    }),
    eventOf("closed", closedAt + hourMs, words("Closed", "已关闭"), { by }),
  ];
  return {
    number: 0,
    version: 1,
    terminal: one.terminal,
    cause: one.code,
    title,
    severity: one.severity,
    state: "closed",
    skill: one.skill,
    parts: [],
    advice: [],
    faults: [one.id],
    openedAt: since + 2000,
    closedAt: closedAt + hourMs,
    queue: "field",
    queuedSince: at(0.5),
    policy: "self-service-terminal",
    level: "any",
    touched: true,
    clocks: [],
    timeline,
  };
};

/** Faults of one terminal over the range, some cured from afar, some by a visit. */
const addFaults = (tx: Tx, terminal: string, { from, to }: Made, next: () => number): void => {
  let at = from + next() * 6 * dayMs;
  for (let n = 0; at < to - 2 * dayMs; n++) {
    const kind = kinds[Math.floor(next() * kinds.length)] as (typeof kinds)[number];
    const visit = next() < 0.4;
    const since = Math.round(at);
    const gone = Math.round(since + (visit ? 2 * hourMs + next() * 14 * hourMs : 60_000 + next() * 900_000));
    const cured = !visit && next() < 0.7;
    const made = fault(terminal, n, kind, [since, gone], cured);
    const ticket = visit ? tx.saveTicket(ticketOf(made, next() < 0.3)) : undefined;
    tx.saveFault(ticket ? { ...made, ticket: ticket.number } : made);
    tx.saveSpan({ kind: "fault", terminal, device: made.device, code: made.code, from: since, to: gone, ref: made.id });
    at += dayMs + next() * 9 * dayMs;
  }
};

const addPresence = (tx: Tx, terminal: string, { from, to }: Made, next: () => number): void => {
  let at = from - dayMs / 2;
  const span = (code: string, start: number, end: number | undefined): void =>
    tx.saveSpan({
      kind: "presence",
      terminal,
      device: "",
      code,
      from: start,
      ...(end === undefined ? {} : { to: end }),
    });
  while (at < to) {
    const lost = Math.round(at + (4 + next() * 25) * dayMs);
    if (lost > to) break;
    const back = Math.round(lost + 60_000 + next() * 5 * hourMs);
    span("online", Math.round(at), lost);
    span("lost", lost, back);
    at = back;
  }
  span("online", Math.round(at), undefined);
  const begin = from + 20 * dayMs;
  tx.saveSpan({
    kind: "maintenance",
    terminal,
    device: "",
    code: "",
    from: begin,
    to: begin + 2 * hourMs,
    ref: "user:li",
  });
};

const addCounts = (tx: Tx, terminal: string, { from, to }: Made, next: () => number): void => {
  const steady = 20 + next() * 30;
  for (let hour = from; hour < to; hour += hourMs) {
    const load = steady + next() * 40;
    const flat = (value: number) => [hourMs, value * hourMs, value * 0.8, value * 1.2] as const;
    tx.saveSample({
      terminal,
      device: "host",
      hour,
      upTo: hour + hourMs,
      measures: {
        processorLoad: [hourMs, load * hourMs, 2, Math.min(100, load * 1.8)],
        memoryUsed: flat(45 + next() * 8),
        storageUsed: flat(50 + (25 * (hour - from)) / (to - from)),
        temperature: flat(42 + next() * 12),
      },
    });
    const open = new Date(hour).getUTCHours() % 24 < 14;
    const sell = (kind: string, result: string, cause: string, count: number): void => {
      if (count > 0) tx.addSales({ terminal, hour, kind, result, cause, currency: "CNY", count, amount: count * 1250 });
    };
    if (!open) continue;
    sell("cash", "success", "", Math.round(next() * 6));
    sell("card", "success", "", Math.round(next() * 9));
    sell("card", "failed", next() < 0.5 ? "card unreadable" : "host timeout", next() < 0.2 ? 1 : 0);
    sell("cash", "failed", "note rejected", next() < 0.1 ? 1 : 0);
    sell("cash", "cancelled", "customer", next() < 0.3 ? 1 : 0);
  }
};

/** Fills a store with a made-up quarter: the same for the same seed. `from` at a full hour. */
export const makeQuarter = (tx: Tx, made: Made): void => {
  const next = seeded(made.seed ?? 7);
  for (let n = 1; n <= made.terminals; n++) {
    const row = terminalRow(n, made.from);
    tx.saveTerminal(row);
    for (const [device, deviceClass] of devices)
      tx.saveHealth({
        terminal: row.id,
        device,
        epoch: "0123456789abcdef",
        order: 1,
        at: made.to,
        receivedAt: made.to,
        health: {
          deviceClass,
          availability: "online",
          components: {},
          measures: {},
          observedAt: made.to,
          freshForMs: 7 * dayMs,
        },
      });
    addPresence(tx, row.id, made, next);
    addFaults(tx, row.id, made, next);
    addCounts(tx, row.id, made, next);
  }
};
