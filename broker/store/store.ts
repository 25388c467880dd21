import type {
  CommandState,
  CommandView,
  DeviceHealth,
  DiagnosisView,
  FaultView,
  Inventory,
  Localized,
  Maintenance,
  Presence,
  Role,
  Scope,
  TicketView,
} from "../../contract/index.ts";
import type { AssetReaders, AssetWriters } from "./asset-rows.ts";
import type { AttachmentReaders, AttachmentWriters } from "./attachment-rows.ts";
import type { CustomerReaders, CustomerWriters } from "./customer-rows.ts";
import type { HistoryReaders, HistoryWriters, TimeRange } from "./history-rows.ts";
import type { InspectionReaders, InspectionWriters } from "./inspection-rows.ts";
import type { KnowledgeReaders, KnowledgeWriters } from "./knowledge-rows.ts";
import type { NotificationReaders, NotificationWriters } from "./notification-rows.ts";
import type { OnCallReaders, OnCallWriters } from "./on-call-rows.ts";
import type { PeopleReaders, PeopleWriters } from "./people-rows.ts";
import type { RuleReaders, RuleWriters } from "./rule-rows.ts";
import type { SettingsReaders, SettingsWriters } from "./settings-rows.ts";
import type { SiteReaders, SiteWriters } from "./site-rows.ts";
import type { StockReaders, StockWriters } from "./stock-rows.ts";
import type { VisitReaders, VisitWriters } from "./visit-rows.ts";

/** A terminal as the broker keeps it. `status` is what presence said last; `unknown` before the first birth. */
export interface TerminalRow {
  id: string;
  name: string;
  site: string;
  /** Sorted; left out: none. */
  tags?: readonly string[];
  createdAt: number;
  presence?: Presence;
  status: "online" | "stopped" | "lost" | "unknown";
  statusAt: number;
  lastSeenAt: number;
  inventory?: Inventory;
  maintenance?: Maintenance;
}

/** The newest health of one device, with the order that decides which of two records is newer. */
export interface HealthRow {
  terminal: string;
  device: string;
  epoch: string;
  order: number;
  /** Corrected broker time of the observation. */
  at: number;
  receivedAt: number;
  health: DeviceHealth;
}

/** What of one stream is committed: everything up to `upTo`, and ranges beyond it. */
export interface StreamRow {
  id: number;
  terminal: string;
  stream: string;
  upTo: number;
  also: [number, number][];
  records: number;
  duplicates: number;
}

/** A stored piece of a stream: the records as they came, minus those stored before. */
export interface ChunkRow {
  streamId: number;
  from: number;
  to: number;
  receivedAt: number;
  history: boolean;
  /** An `UpBatch` as JSON text; bytes are taken as they came from the wire. */
  body: string | Uint8Array;
}

export interface EventRow {
  id: number;
  terminal: string;
  device: string | undefined;
  kind: string;
  at: number;
  receivedAt: number;
  body: unknown;
}

export interface AuditRow {
  n: number;
  at: number;
  actor: string;
  action: string;
  target: string;
  detail: unknown;
  prevHash: string;
  hash: string;
}

export interface TokenRow {
  id: string;
  name: string;
  role: Role;
  /** Reaches these terminals only. */
  scope?: Scope;
  hash: string;
  createdAt: number;
}

export interface QuarantineRow {
  id: number;
  terminal: string;
  topic: string;
  receivedAt: number;
  /** The English of `text`. */
  reason: string;
  text: Localized;
  size: number;
}

/** What one item of one device (a part, a supply) has used, in the unit of its measure. `broker/wear` says what the numbers mean. */
export interface UsageRow {
  readonly terminal: string;
  readonly device: string;
  readonly item: string;
  readonly at: number;
  readonly value: number;
  /** Everything used since it was first seen, whatever was renewed in between. */
  readonly used: number;
  /** `[time, used]` of the first reading of each day, the oldest first. */
  readonly days: readonly (readonly [number, number])[];
  /** Value of the measure when the part was last renewed; 0 for a part that is as old as its device. */
  readonly base: number;
  readonly renewedAt?: number;
  readonly renewedBy?: string;
}

export interface FaultFilter {
  terminal?: string;
  /** One of these. */
  terminals?: readonly string[];
  device?: string;
  active?: boolean;
  limit?: number;
}
export interface TicketFilter {
  terminal?: string;
  /** One of these. */
  terminals?: readonly string[];
  open?: boolean;
  queue?: string;
  state?: string;
  cause?: string;
  /** The number of the incident that they belong to. */
  parent?: number;
  assignee?: string;
  customer?: string;
  /** Where its terminal stands now. */
  site?: string;
  limit?: number;
}
export interface Counts {
  terminals: number;
  records: number;
  duplicates: number;
  faultsOpened: number;
  faultsActive: number;
  faultsClosed: number;
  ticketsOpened: number;
  ticketsOpen: number;
  quarantined: number;
}

/** Everything that can be read. Synchronous: SQLite is in the process. */
export interface Readers
  extends NotificationReaders,
    HistoryReaders,
    CustomerReaders,
    AssetReaders,
    AttachmentReaders,
    SettingsReaders,
    StockReaders,
    VisitReaders,
    InspectionReaders,
    OnCallReaders,
    KnowledgeReaders,
    RuleReaders,
    PeopleReaders,
    SiteReaders {
  terminals(): TerminalRow[];
  terminal(id: string): TerminalRow | undefined;
  credentialHash(terminal: string): string | undefined;
  health(terminal?: string): HealthRow[];
  stream(terminal: string, stream: string): StreamRow | undefined;
  streams(terminal: string): StreamRow[];
  chunks(streamId: number): Iterable<ChunkRow>;
  /**
   * Stored pieces of all streams of a terminal that can hold records of `[from, to)` of broker time, as they came. Older ones are found by their time of
   * receipt: a record is never newer than that.
   */
  chunksOf(terminal: string, range: TimeRange): Iterable<ChunkRow>;
  /** Received at the earliest; `0` if nothing is stored. */
  oldestChunkAt(): number;
  /** Chunks whose effect on streams and health may not be saved yet: what a killed broker replays when it starts, up to `endReplay`. */
  unprojected(): Iterable<ChunkRow & { terminal: string; stream: string }>;
  events(filter: {
    terminal?: string;
    terminals?: readonly string[];
    device?: string;
    kind?: string;
    limit?: number;
  }): EventRow[];
  /** Those of one terminal that happened in the range, newest first. */
  eventsOf(filter: TimeRange & { terminal: string; kind?: string; limit: number }): EventRow[];
  /** Counts of sales by step of `stepMs` since `from` and how they ended. */
  salesByStep(
    terminal: string,
    range: TimeRange,
    stepMs: number,
  ): { readonly step: number; readonly result: string; readonly count: number }[];
  faults(filter: FaultFilter): FaultView[];
  fault(id: string): FaultView | undefined;
  diagnoses(filter: {
    fault?: string;
    terminal?: string;
    terminals?: readonly string[];
    state?: string;
    limit?: number;
  }): DiagnosisView[];
  diagnosis(id: string): DiagnosisView | undefined;
  commands(filter: {
    terminal?: string;
    terminals?: readonly string[];
    states?: readonly CommandState[];
    limit?: number;
  }): CommandView[];
  command(id: string): CommandView | undefined;
  /** Newest first. */
  tickets(filter: TicketFilter): TicketView[];
  ticket(number: number): TicketView | undefined;
  /** Oldest first, or newest; `who`, `what` and `target` are parts of those fields, whatever their case. */
  audit(filter: AuditFilter): AuditRow[];
  tokens(): TokenRow[];
  /** Newest first; of one terminal, if it is named. */
  quarantine(limit: number, terminal?: string): QuarantineRow[];
  /** One refused message with as much of its payload as was kept. */
  refused(id: number): (QuarantineRow & { payload: Uint8Array }) | undefined;
  setting(key: string): string | undefined;
  usages(): UsageRow[];
  /** Of the whole fleet, or of these terminals; what of theirs was not saved yet is left out. */
  counts(terminals?: readonly string[]): Counts;
}

export interface AuditFilter {
  readonly since?: number | undefined;
  readonly before?: number | undefined;
  readonly newest?: boolean | undefined;
  readonly who?: string | undefined;
  readonly what?: string | undefined;
  readonly target?: string | undefined;
  readonly limit?: number | undefined;
}

/** Everything that can be written, only inside `Store.write`. */
export interface Tx
  extends NotificationWriters,
    HistoryWriters,
    CustomerWriters,
    AssetWriters,
    AttachmentWriters,
    SettingsWriters,
    StockWriters,
    VisitWriters,
    InspectionWriters,
    OnCallWriters,
    KnowledgeWriters,
    RuleWriters,
    PeopleWriters,
    SiteWriters {
  readonly read: Readers;
  saveTerminal(row: TerminalRow): void;
  saveCredential(terminal: string, hash: string): void;
  saveHealth(row: HealthRow): void;
  /** Creates the stream on first use. */
  openStream(terminal: string, stream: string): StreamRow;
  saveStream(row: StreamRow): void;
  addChunk(row: ChunkRow): void;
  addEvent(row: Omit<EventRow, "id">): void;
  saveFault(fault: FaultView): void;
  saveDiagnosis(diagnosis: DiagnosisView): void;
  saveCommand(command: CommandView): void;
  /** Gives the next number to a ticket that has none (`number: 0`) and returns it. */
  saveTicket(ticket: TicketView): TicketView;
  /** Appends to the audit log; the hash chain is kept here. */
  addAudit(entry: { at: number; actor: string; action: string; target: string; detail: unknown }): void;
  saveToken(row: TokenRow): void;
  /** Card data in it is blotted out (S7). Returns it as it is listed. */
  addQuarantine(row: Omit<QuarantineRow, "id" | "size" | "reason"> & { payload: Uint8Array }): QuarantineRow;
  saveSetting(key: string, value: string): void;
  saveUsage(row: UsageRow): void;
  /** The readings of all `unprojected` chunks are saved in this transaction: they need not be replayed once more. */
  endReplay(): void;
  /** Says that a terminal was heard; kept in memory and saved with its row now and then. */
  touchTerminal(terminal: string, at: number): void;
  /** Runs once this transaction is durable; never if it rolls back. */
  afterCommit(fn: () => void): void;
  /** Runs, newest first, if this unit or its transaction rolls back: what a unit changed in memory it undoes here. */
  afterRollback(fn: () => void): void;
}

/**
 * One writer; one unit, one transaction. `write` resolves after COMMIT reached the disk (WAL, synchronous=FULL) and rejects, with nothing written,
 * if the unit throws. The unit must be synchronous.
 */
export interface Store {
  readonly read: Readers;
  write<T>(unit: (tx: Tx) => T): Promise<T>;
  /** Brings to the file what rests in memory, some rows a transaction: for another process that reads it. What changes meanwhile may rest again. */
  settle(): Promise<void>;
  /** Units wait for their transaction. */
  readonly busy: boolean;
  close(): Promise<void>;
}
