import type Database from "better-sqlite3";
import { type Lane, lanes } from "../../contract/index.ts";
import { checksumOf, overheadBytes, type Pending, type StoredRecord, type Worth } from "./record.ts";

/** Sequence numbers given up, and why; becomes a `gap` record once the broker can hear of it. */
export interface Drop {
  readonly lane: Lane;
  readonly first: number;
  readonly last: number;
  readonly reason: string;
}

/** The outbox in SQL: nothing here decides anything. All calls that write belong inside one transaction of the caller. */
export const tableOf = (db: Database.Database, boot: string) => {
  const insert = db.prepare<[string, number, number, string, string | null, number, number, string, number, string]>(
    "INSERT INTO records(lane, seq, class, kind, device, at, mono, boot, crc, body) VALUES (?,?,?,?,?,?,?,?,?,?)",
  );
  const next = db.prepare<[string], { next: number }>("SELECT next FROM lanes WHERE lane = ?");
  const setNext = db.prepare<[string, number]>(
    "INSERT INTO lanes VALUES (?,?) ON CONFLICT(lane) DO UPDATE SET next = excluded.next",
  );
  const columns = "ord, lane, seq, kind, device, at, mono, boot, crc, body";
  const range = "FROM records WHERE lane = ? AND seq >= ? AND seq <= ? ORDER BY seq";
  const ascending = db.prepare<[string, number, number, number], StoredRecord>(`SELECT ${columns} ${range} LIMIT ?`);
  const descending = db.prepare<[string, number, number, number], StoredRecord>(
    `SELECT ${columns} ${range} DESC LIMIT ?`,
  );
  const removeRange = db.prepare<[string, number, number], { bytes: number }>(
    `DELETE FROM records WHERE lane = ? AND seq BETWEEN ? AND ? RETURNING length(body) + ${overheadBytes} bytes`,
  );
  const total = db.prepare<[], { records: number; bytes: number | null }>(
    `SELECT count(*) records, sum(length(body) + ${overheadBytes}) bytes FROM records`,
  );
  // `progress` and `refresh` go before sales, these before older news, outcomes and gaps last of all.
  const cheapest = db.prepare<[number, number], { ord: number; lane: Lane; seq: number; bytes: number }>(
    `SELECT ord, lane, seq, length(body) + ${overheadBytes} bytes FROM records WHERE class <= ? AND kind <> 'gap' ORDER BY class, ord LIMIT ?`,
  );
  const remove = db.prepare<[number]>("DELETE FROM records WHERE ord = ?");
  const before = db.prepare<[string, number, string], { first: number; last: number }>(
    "SELECT first, last FROM drops WHERE lane = ? AND last = ? AND reason = ?",
  );
  const after = db.prepare<[string, number, string], { first: number; last: number }>(
    "SELECT first, last FROM drops WHERE lane = ? AND first = ? AND reason = ?",
  );
  const forget = db.prepare<[string, number]>("DELETE FROM drops WHERE lane = ? AND first = ?");
  const keep = db.prepare<[string, number, number, string]>("INSERT OR REPLACE INTO drops VALUES (?,?,?,?)");
  const someDrops = db.prepare<[number], Drop>(
    "SELECT lane, first, last, reason FROM drops ORDER BY lane, first LIMIT ?",
  );
  const setValue = db.prepare<[string, string]>(
    "INSERT INTO kv VALUES (?,?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
  );
  const deleteValue = db.prepare<[string]>("DELETE FROM kv WHERE key = ?");
  const values = db.prepare<[], { key: string; value: string }>("SELECT key, value FROM kv");

  return {
    nextOf: (lane: Lane): number => next.get(lane)?.next ?? 1,
    setNext: (lane: Lane, value: number) => setNext.run(lane, value),
    insert: (seq: number, r: Pending) =>
      insert.run(r.lane, seq, r.worth, r.kind, r.device, r.at, r.mono, boot, checksumOf(r.body), r.body),
    page: (lane: Lane, from: number, to: number, limit: number, newest: boolean): StoredRecord[] =>
      (newest ? descending : ascending).all(lane, from, to, limit),
    removeRange(lane: Lane, from: number, to: number): { records: number; bytes: number } {
      const gone = removeRange.all(lane, from, to);
      return { records: gone.length, bytes: gone.reduce((sum, row) => sum + row.bytes, 0) };
    },
    total(): { records: number; bytes: number } {
      const t = total.get();
      return { records: t?.records ?? 0, bytes: t?.bytes ?? 0 };
    },
    /** What to give up first, not worth more than `worth`. */
    cheapest: (worth: Worth, limit: number) => cheapest.all(worth, limit),
    remove: (ord: number) => remove.run(ord),
    /** Notes numbers given up; neighbours of the same reason become one range. */
    drop({ lane, first, last, reason }: Drop): void {
      const left = before.get(lane, first - 1, reason);
      const right = after.get(lane, last + 1, reason);
      if (left) forget.run(lane, left.first);
      if (right) forget.run(lane, right.first);
      keep.run(lane, left?.first ?? first, right?.last ?? last, reason);
    },
    drops: (limit: number): Drop[] => someDrops.all(limit),
    forget: (drop: Drop) => forget.run(drop.lane, drop.first),
    setValue: (key: string, value: string | undefined) =>
      value === undefined ? deleteValue.run(key) : setValue.run(key, value),
    values: (): Map<string, string> => new Map(values.all().map((row) => [row.key, row.value])),
    /** Gives all records new numbers from 1, in their order: they begin a new epoch. */
    renumber(): void {
      for (const lane of lanes) {
        const rows = db
          .prepare<[string], { ord: number }>("SELECT ord FROM records WHERE lane = ? ORDER BY seq")
          .all(lane);
        db.prepare("UPDATE records SET seq = -seq WHERE lane = ?").run(lane);
        const set = db.prepare("UPDATE records SET seq = ? WHERE ord = ?");
        rows.forEach((row, i) => set.run(i + 1, row.ord));
        setNext.run(lane, rows.length + 1);
      }
      db.prepare("DELETE FROM drops").run();
    },
  };
};
export type Table = ReturnType<typeof tableOf>;
