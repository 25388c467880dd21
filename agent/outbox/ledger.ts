import { type Clock, type Lane, lanes } from "../../contract/index.ts";
import type { Waiting } from "./pending.ts";
import { overheadBytes, prepare, type Worth, worth } from "./record.ts";
import type { Table } from "./table.ts";

/** Counters of the outbox while one transaction works on them; memory takes them over once it is committed. */
export interface Ledger {
  next: Record<Lane, number>;
  records: number;
  bytes: number;
}

export interface Bounds {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

const gapsPerCommit = 200;
/** After an eviction so much is free again: not one record out for each one in. */
const slack = 0.05;
/** Of the file's size, what records may take; the rest is for indexes and half-filled pages. */
const fill = 0.6;

/** Takes out what the broker has. */
export const removeAcknowledged = (table: Table, waiting: Waiting, ledger: Ledger): void => {
  for (const [lane, { upTo, also }] of waiting.acks)
    for (const [from, to] of [[0, upTo] as const, ...also]) {
      const gone = table.removeRange(lane, from, to);
      ledger.records -= gone.records;
      ledger.bytes -= gone.bytes;
    }
};

/** Writes what waits and gives it numbers; what memory had to let go gets numbers too, so that it is declared. Answers how many were let go. */
export const insertWaiting = (table: Table, waiting: Waiting, ledger: Ledger): number => {
  let lost = 0;
  for (const lane of lanes) {
    const count = waiting.lost[lane];
    if (count === 0) continue;
    table.drop({ lane, first: ledger.next[lane], last: ledger.next[lane] + count - 1, reason: "diskFull" });
    ledger.next[lane] += count;
    lost += count;
  }
  for (const record of waiting.records) {
    table.insert(ledger.next[record.lane]++, record);
    ledger.records++;
    ledger.bytes += record.body.length + overheadBytes;
  }
  return lost;
};

/** Turns what was given up into `gap` records, some hundred at a time. */
export const insertGaps = (table: Table, ledger: Ledger, streamOf: (lane: Lane) => string, clock: Clock): void => {
  for (const drop of table.drops(gapsPerCommit)) {
    const count = drop.last - drop.first + 1;
    const body = { stream: streamOf(drop.lane), from: drop.first, to: drop.last, count, reason: drop.reason };
    const record = prepare({ kind: "gap", body }, clock.now(), clock.mono());
    table.insert(ledger.next.urgent++, record);
    table.forget(drop);
    ledger.records++;
    ledger.bytes += record.body.length + overheadBytes;
  }
};

interface Quota {
  readonly records: number;
  readonly bytes: number;
  readonly upTo: Worth;
  readonly reason: string;
}

/** Gives up the cheapest, oldest first, until so many records and bytes are gone. Answers how many went. */
const evict = (table: Table, ledger: Ledger, quota: Quota): number => {
  let count = 0;
  let freed = 0;
  const enough = () => count >= quota.records && freed >= quota.bytes;
  while (!enough()) {
    const rows = table.cheapest(quota.upTo, 200);
    if (rows.length === 0) break;
    for (const row of rows) {
      if (enough()) break;
      table.remove(row.ord);
      table.drop({ lane: row.lane, first: row.seq, last: row.seq, reason: quota.reason });
      count++;
      freed += row.bytes;
    }
  }
  ledger.records -= count;
  ledger.bytes -= freed;
  return count;
};

/** Makes room on a full disk: one step of records, none worth more than `upTo`. */
export const evictStep = (table: Table, ledger: Ledger, { maxRecords }: Bounds, upTo: Worth): number =>
  evict(table, ledger, { records: Math.max(20, Math.ceil(maxRecords * slack)), bytes: 0, upTo, reason: "diskFull" });

/** Keeps the outbox within its bounds. */
export const evictOverBounds = (table: Table, ledger: Ledger, { maxRecords, maxBytes }: Bounds): number => {
  const budget = maxBytes * fill;
  if (ledger.records <= maxRecords && ledger.bytes <= budget) return 0;
  const records = Math.max(0, ledger.records - Math.floor(maxRecords * (1 - slack)));
  const bytes = ledger.bytes > budget ? ledger.bytes - budget * (1 - slack) : 0;
  return evict(table, ledger, { records, bytes, upTo: worth.must, reason: "outboxFull" });
};
