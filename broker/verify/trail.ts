import type { DeviceHealth, FaultView, Inventory, TicketView, UpBatch, WireRecord } from "../../contract/index.ts";
import type { RawTrail } from "../store/sqlite/open-trail.ts";

/** `[from, to)`, ms since 1970; without an end it lasts. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** One reading of a device that the broker believed to be newer than the one before. */
export interface Reading {
  readonly at: number;
  readonly health: DeviceHealth;
}
export interface TrailSale {
  readonly terminal: string;
  readonly at: number;
  readonly kind: string;
  readonly result: string;
  readonly cause: string;
}
export interface TrailFault {
  readonly id: string;
  readonly terminal: string;
  readonly device: string;
  readonly code: string;
  readonly severity: string;
  readonly impact: readonly string[];
  readonly maintenance: boolean;
  readonly hidden: boolean;
  readonly lasted: readonly Stretch[];
  readonly cured: boolean;
  readonly ticket: number | undefined;
}
export interface TrailEvent {
  readonly at: number;
  readonly kind: string;
  readonly by: string;
  readonly fault?: string;
  readonly reason?: string;
  readonly level?: string;
  readonly policy?: string;
  readonly cause?: string;
  /** Of a merge or a split: faults that came or went, the other ticket, and since when the promises run. */
  readonly faults?: readonly string[];
  readonly tickets?: readonly number[];
  readonly since?: number;
  /** Of the first event of a ticket that stands for others: it promises nothing itself. */
  readonly incident?: unknown;
}
export interface TrailTicket {
  readonly number: number;
  readonly terminal: string;
  readonly version: number;
  readonly timeline: readonly TrailEvent[];
}
export interface TrailDevice {
  readonly device: string;
  readonly deviceClass: string;
  readonly model: string;
}
export interface TrailTerminal {
  readonly id: string;
  readonly name: string;
  readonly site: string;
  readonly createdAt: number;
  readonly devices: readonly TrailDevice[];
  readonly online: readonly Stretch[];
  readonly maintained: readonly Stretch[];
}
export interface Renewal {
  readonly terminal: string;
  readonly device: string;
  readonly part: string;
  readonly at: number;
}

/** What happened, as it was written down when it happened. */
export interface Trail {
  readonly terminals: readonly TrailTerminal[];
  readonly faults: ReadonlyMap<string, TrailFault>;
  readonly tickets: ReadonlyMap<number, TrailTicket>;
  /** By `terminal/device`, in order. */
  readonly readings: ReadonlyMap<string, readonly Reading[]>;
  readonly sales: readonly TrailSale[];
  readonly renewals: readonly Renewal[];
  /** The audit log itself, for what is counted from its entries as they stand. */
  readonly log: readonly AuditEntry[];
}

export interface AuditEntry {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const text = (value: unknown): string => (typeof value === "string" ? value : "");

export const auditEntries = (raw: RawTrail): AuditEntry[] =>
  [...raw.audit()].map(({ at, actor, action, target, detail }) => {
    const value: unknown = JSON.parse(detail);
    return { at, actor, action, target, detail: isObject(value) ? value : {} };
  });

/** Stretches that `<kind>.began` and `<kind>.ended` tell, by the key that `keyOf` gives. */
const stretchesOf = (
  entries: readonly AuditEntry[],
  kind: string,
  keyOf: (entry: AuditEntry) => string | undefined,
): ReadonlyMap<string, Stretch[]> => {
  const all = new Map<string, { from: number; to: number }[]>();
  for (const entry of entries) {
    const began = entry.action === `${kind}.began`;
    if (!began && entry.action !== `${kind}.ended`) continue;
    const key = keyOf(entry);
    if (key === undefined) continue;
    const list = all.get(key) ?? [];
    all.set(key, list);
    const at = Number(entry.detail["at"]);
    const last = list.at(-1);
    if (began) list.push({ from: at, to: Number.POSITIVE_INFINITY });
    else if (last) last.to = at;
  }
  return all;
};

const ticketsOf = (entries: readonly AuditEntry[]): Map<number, TrailTicket> => {
  const tickets = new Map<number, { number: number; terminal: string; version: number; timeline: TrailEvent[] }>();
  for (const { actor, action, target, detail } of entries) {
    if (!action.startsWith("ticket.") || typeof detail["number"] !== "number" || detail["version"] === undefined)
      continue;
    const number = detail["number"];
    const ticket = tickets.get(number) ?? { number, terminal: target, version: 0, timeline: [] };
    tickets.set(number, ticket);
    ticket.version = Number(detail["version"]);
    const { number: _number, version: _version, by = actor, ...event } = detail;
    ticket.timeline.push({ ...event, by, kind: action.slice("ticket.".length) } as TrailEvent);
  }
  return tickets;
};

/** The ticket that took a fault in last. */
const ticketsByFault = (tickets: ReadonlyMap<number, TrailTicket>): ReadonlyMap<string, number> => {
  const takes = ["opened", "faultAdded", "merged"];
  const all = [...tickets.values()].flatMap(({ number, timeline }) =>
    timeline.flatMap(({ at, kind, fault, faults = [], tickets: [other] = [] }) => {
      const to = kind === "split" ? other : takes.includes(kind) ? number : undefined;
      const named = fault === undefined ? faults : [fault, ...faults];
      return to === undefined ? [] : named.map((id) => ({ at, fault: id, number: to }));
    }),
  );
  return new Map(all.sort((a, b) => a.at - b.at).map(({ fault, number }) => [fault, number]));
};

const faultsOf = (
  entries: readonly AuditEntry[],
  tickets: ReadonlyMap<number, TrailTicket>,
): Map<string, TrailFault> => {
  const lasted = stretchesOf(entries, "fault", ({ detail }) => text(detail["ref"]) || undefined);
  const verdicts = new Map<string, string>();
  for (const { action, detail } of entries)
    if (action === "diagnosis.concluded" || action === "diagnosis.abandoned")
      verdicts.set(text(detail["fault"]), text(detail["verdict"]));
  const taken = ticketsByFault(tickets);
  const faults = new Map<string, TrailFault>();
  for (const { action, target, detail } of entries) {
    const id = text(detail["id"]);
    if (!/^fault\.(opened|repeated|hidden|shown|closed)$/.test(action) || id === "") continue;
    faults.set(id, {
      id,
      terminal: target,
      device: text(detail["device"]),
      code: text(detail["code"]),
      severity: text(detail["severity"]),
      impact: Array.isArray(detail["impact"]) ? (detail["impact"] as string[]) : [],
      maintenance: detail["maintenance"] === true,
      hidden: detail["hiddenBy"] !== undefined,
      lasted: lasted.get(id) ?? [],
      cured: verdicts.get(id) === "cured",
      ticket: taken.get(id),
    });
  }
  return faults;
};

/** When it happened by the broker's time: by the terminal's monotonic clock where the boot is the same, else by its wall clock; never in the future. */
const momentOf = (record: WireRecord, batch: UpBatch, receivedAt: number): number => {
  const sameBoot = record.boot === undefined || record.boot === batch.boot;
  const age = sameBoot ? batch.sentMono - record.mono : batch.sentAt - record.at;
  return Math.round(receivedAt - Math.min(receivedAt, Math.max(0, age)));
};

const streamed = (raw: RawTrail): Pick<Trail, "readings" | "sales"> => {
  const readings = new Map<string, Reading[]>();
  const newest = new Map<string, { epoch: string; order: number }>();
  const sales: TrailSale[] = [];
  for (const { terminal, stream, receivedAt, body } of raw.chunks()) {
    const batch = JSON.parse(body) as UpBatch;
    const epoch = stream.slice(0, stream.indexOf("."));
    for (const record of batch.records ?? []) {
      const at = momentOf(record, batch, receivedAt);
      if (record.kind === "sale") {
        const { kind, result, cause = "" } = record.body as { kind: string; result: string; cause?: string };
        sales.push({ terminal, at, kind, result, cause });
      }
      if (record.kind !== "health" || record.device === undefined) continue;
      const key = `${terminal}/${record.device}`;
      const known = newest.get(key);
      if (known?.epoch === epoch && record.order <= known.order) continue;
      newest.set(key, { epoch, order: record.order });
      const list = readings.get(key) ?? [];
      readings.set(key, list);
      list.push({ at, health: record.body as DeviceHealth });
    }
  }
  return { readings, sales };
};

const terminalsOf = (raw: RawTrail, entries: readonly AuditEntry[]): TrailTerminal[] => {
  const online = stretchesOf(entries, "presence", ({ target, detail }) =>
    detail["code"] === "online" ? target : undefined,
  );
  const maintained = stretchesOf(entries, "maintenance", ({ target }) => target);
  const devices = new Map<string, readonly TrailDevice[]>();
  for (const body of raw.bodies("terminals")) {
    const { id, inventory } = JSON.parse(body) as { id: string; inventory?: Inventory };
    devices.set(
      id,
      (inventory?.devices ?? []).map(({ device, deviceClass, identity }) => ({
        device,
        deviceClass,
        model: identity.model ?? "",
      })),
    );
  }
  return entries
    .filter(({ action }) => action === "terminal.enrol")
    .map(({ at, target: id, detail }) => ({
      id,
      name: text(detail["name"]),
      site: text(detail["site"]),
      createdAt: at,
      devices: devices.get(id) ?? [],
      online: online.get(id) ?? [],
      maintained: maintained.get(id) ?? [],
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
};

const renewalsOf = (entries: readonly AuditEntry[]): Renewal[] =>
  entries
    .filter(({ action }) => action === "part.renew")
    .map(({ at, target, detail }) => {
      const [terminal = "", device = ""] = target.split("/");
      return { terminal, device, part: text(detail["part"]), at };
    });

/** Reads the trail of a broker's file: the audit log for what was decided, the stored batches for what terminals said. */
export const readTrail = (raw: RawTrail, entries: readonly AuditEntry[]): Trail => {
  const tickets = ticketsOf(entries);
  return {
    terminals: terminalsOf(raw, entries),
    faults: faultsOf(entries, tickets),
    tickets,
    ...streamed(raw),
    renewals: renewalsOf(entries),
    log: entries,
  };
};

const sameTimeline = (row: TicketView, told: TrailTicket): string | undefined => {
  const shown = (event: TrailEvent | undefined): string =>
    event === undefined
      ? "nothing"
      : JSON.stringify([event.at, event.kind, event.by, event.reason, event.level, event.fault]);
  const length = Math.max(row.timeline.length, told.timeline.length);
  for (let n = 0; n < length; n++) {
    const [kept, logged] = [shown(row.timeline[n] as TrailEvent | undefined), shown(told.timeline[n])];
    if (kept !== logged) return `entry ${n + 1} is ${kept}, the log has ${logged}`;
  }
  return undefined;
};

/** Rows that are not what the log says they became: each as a sentence. */
export const strayRows = (raw: RawTrail, trail: Trail): string[] => {
  const stray: string[] = [];
  for (const body of raw.bodies("tickets")) {
    const row = JSON.parse(body) as TicketView;
    const told = trail.tickets.get(row.number);
    const why = told === undefined ? "the log knows nothing of it" : sameTimeline(row, told);
    if (why !== undefined) stray.push(`ticket ${row.number}: ${why}`);
  }
  for (const body of raw.bodies("faults")) {
    const row = JSON.parse(body) as FaultView;
    const told = trail.faults.get(row.id);
    if (row.openedAt === undefined) continue;
    if (!told) stray.push(`fault ${row.id}: the log knows nothing of it`);
    else if (
      told.severity !== row.severity ||
      told.code !== row.code ||
      told.device !== row.device ||
      told.terminal !== row.terminal
    )
      stray.push(
        `fault ${row.id}: it is ${row.severity} ${row.code} of ${row.terminal}/${row.device}, the log has ${told.severity} ${told.code} of ${told.terminal}/${told.device}`,
      );
  }
  return stray;
};
