import type { Database, Statement } from "better-sqlite3";
import { AppError, type Clock } from "../../../contract/index.ts";
import { addRange, isFresh } from "../intervals.ts";
import type { HealthRow, StreamRow } from "../store.ts";

interface DirtyHealth {
  row: HealthRow;
  readonly since: number;
  readonly chunk: number;
}
interface DirtyStream {
  row: StreamRow;
  /** As it is on disk. */
  readonly saved: StreamRow;
  /** `from, chunk id` pairs that are not in chunk_index yet. */
  pending: number[];
  readonly since: number;
  readonly chunk: number;
}

const keyOf = (terminal: string, device: string): string => `${terminal}/${device}`;

interface Raw {
  id: number;
  stream_id: number;
  from_seq: number;
  to_seq: number;
}

/**
 * Health and stream rows follow from the log (`chunks`), so they need not reach the disk with each message: they are kept here, read from here,
 * and saved some seconds later, many changes as one row. `projectedUpTo` is the chunk up to which everything is saved; after a kill the chunks
 * behind it are replayed. Changes of a unit that rolls back are undone in memory.
 */
export class Projection {
  readonly #health = new Map<string, DirtyHealth>();
  readonly #streams = new Map<number, DirtyStream>();
  readonly #known = new Set<string>();
  readonly #seen = new Map<string, number>();
  readonly #undo: (() => void)[] = [];
  readonly #upsertHealth: Statement<unknown[]>;
  readonly #updateStream: Statement<unknown[]>;
  readonly #indexChunk: Statement<unknown[]>;
  readonly #seenTerminal: Statement<unknown[]>;
  readonly #setMark: Statement<unknown[]>;
  readonly #readMark: Statement<unknown[], { value: string }>;
  readonly #clock: Clock;
  readonly #savedStream: (id: number) => StreamRow | undefined;
  #lastChunk: number;
  /** Readings of replayed chunks are still to come: until then no row may claim a later chunk than the mark. */
  #replaying = false;
  #chunkBefore: number;

  constructor(db: Database, clock: Clock, savedStream: (id: number) => StreamRow | undefined) {
    this.#clock = clock;
    this.#savedStream = savedStream;
    this.#upsertHealth = db.prepare(
      "INSERT INTO health VALUES (?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET epoch=excluded.epoch, ord=excluded.ord, at=excluded.at, received_at=excluded.received_at, body=excluded.body",
    );
    this.#updateStream = db.prepare("UPDATE streams SET up_to=?, also=?, records=?, duplicates=? WHERE id=?");
    this.#indexChunk = db.prepare("INSERT OR IGNORE INTO chunk_index VALUES (?,?,?)");
    this.#seenTerminal = db.prepare("UPDATE terminals SET last_seen_at=? WHERE id=?");
    this.#setMark = db.prepare(
      "INSERT INTO settings VALUES ('projectedUpTo', ?) ON CONFLICT DO UPDATE SET value=excluded.value",
    );
    this.#readMark = db.prepare("SELECT value FROM settings WHERE key='projectedUpTo'");
    const last = db.prepare("SELECT max(id) AS id FROM chunks").get() as { id: number | null };
    this.#lastChunk = last.id ?? 0;
    this.#chunkBefore = this.#lastChunk;
    for (const row of db.prepare("SELECT terminal, device FROM health").all() as { terminal: string; device: string }[])
      this.#known.add(keyOf(row.terminal, row.device));
  }

  /** The chunk up to which health and streams on disk are right. */
  mark(): number {
    return Number(this.#readMark.get()?.value ?? 0);
  }

  /** Puts the chunks behind the mark back into their streams: once, when the store opens. */
  replay(rows: Iterable<Raw>): void {
    this.#chunkBefore = this.mark();
    this.#replaying = this.#chunkBefore < this.#lastChunk;
    for (const raw of rows) {
      const { row: stream } = this.#dirtyStream(raw.stream_id);
      const row = { ...stream, also: stream.also.map(([a, b]): [number, number] => [a, b]) };
      // A stream may have been saved later than the mark says: what it holds it has counted.
      if (isFresh(row, raw.from_seq, raw.to_seq)) row.records += raw.to_seq - raw.from_seq + 1;
      addRange(row, raw.from_seq, raw.to_seq);
      this.saveStream(row);
      this.addChunk(raw.stream_id, raw.from_seq, raw.id);
    }
    this.#undo.length = 0;
  }

  begin(): void {
    this.#undo.length = 0;
    this.#chunkBefore = this.#replaying ? this.mark() : this.#lastChunk;
  }

  /** The readings of the replayed chunks are all saved in this transaction. */
  endReplay(): void {
    this.#replaying = false;
    this.#undo.push(() => {
      this.#replaying = true;
    });
  }

  /** A place to which `rollbackTo` can go back. */
  savepoint(): number {
    return this.#undo.length;
  }

  rollbackTo(savepoint: number): void {
    while (this.#undo.length > savepoint) this.#undo.pop()?.();
  }

  saveHealth(row: HealthRow): void {
    const key = keyOf(row.terminal, row.device);
    if (!this.#known.has(key)) {
      this.#writeHealth(row);
      this.#known.add(key);
      this.#undo.push(() => this.#known.delete(key));
      return;
    }
    const dirty = this.#health.get(key);
    if (dirty) {
      const before = dirty.row;
      dirty.row = row;
      this.#undo.push(() => {
        dirty.row = before;
      });
    } else {
      this.#health.set(key, { row, since: this.#clock.mono(), chunk: this.#chunkBefore });
      this.#undo.push(() => this.#health.delete(key));
    }
  }

  #dirtyStream(id: number): DirtyStream {
    let dirty = this.#streams.get(id);
    if (!dirty) {
      const saved = this.#savedStream(id);
      if (!saved) throw new AppError("store", `no stream ${id}`);
      dirty = { row: saved, saved, pending: [], since: this.#clock.mono(), chunk: this.#chunkBefore };
      this.#streams.set(id, dirty);
      this.#undo.push(() => this.#streams.delete(id));
    }
    return dirty;
  }

  saveStream(row: StreamRow): void {
    const dirty = this.#dirtyStream(row.id);
    const before = dirty.row;
    dirty.row = row;
    this.#undo.push(() => {
      dirty.row = before;
    });
  }

  addChunk(streamId: number, from: number, chunkId: number): void {
    const dirty = this.#dirtyStream(streamId);
    const before = this.#lastChunk;
    const length = dirty.pending.push(from, chunkId);
    if (chunkId > before) this.#lastChunk = chunkId;
    this.#undo.push(() => {
      dirty.pending.length = length - 2;
      this.#lastChunk = before;
    });
  }

  touch(terminal: string, at: number): void {
    this.#seen.set(terminal, at);
  }

  seen(terminal: string): number | undefined {
    return this.#seen.get(terminal);
  }
  health(row: HealthRow): HealthRow {
    return this.#health.get(keyOf(row.terminal, row.device))?.row ?? row;
  }
  stream(row: StreamRow): StreamRow {
    return this.#streams.get(row.id)?.row ?? row;
  }
  /** `from, chunk id` pairs of a stream that are not indexed yet. */
  pending(streamId: number): readonly number[] {
    return this.#streams.get(streamId)?.pending ?? [];
  }

  /** Records and duplicates that the rows on disk do not count yet. */
  unsaved(): { records: number; duplicates: number } {
    let records = 0;
    let duplicates = 0;
    for (const { row, saved } of this.#streams.values()) {
      records += row.records - saved.records;
      duplicates += row.duplicates - saved.duplicates;
    }
    return { records, duplicates };
  }

  /**
   * Writes at most `most` rows that changed before `olderThan` (monotonic), oldest first, and the new mark, inside the open transaction.
   * Returns what to call after COMMIT. Nothing to do: `undefined`.
   */
  flush(olderThan: number, most: number): (() => void) | undefined {
    const health = this.#due(this.#health, olderThan, most);
    const streams = this.#due(this.#streams, olderThan, most);
    if (health.length === 0 && streams.length === 0) return undefined;
    for (const [, dirty] of health) this.#writeHealth(dirty.row);
    for (const [id, dirty] of streams) this.#writeStream(id, dirty);
    this.#setMark.run(String(this.#nextMark(health.length, streams.length)));
    return () => {
      for (const [key] of health) this.#health.delete(key);
      for (const [id] of streams) this.#streams.delete(id);
    };
  }

  /** Saves when each terminal was heard last. */
  flushSeen(): void {
    for (const [terminal, at] of this.#seen) this.#seenTerminal.run(at, terminal);
  }

  /** Rows waiting, for the metrics. */
  get waiting(): number {
    return this.#health.size + this.#streams.size;
  }

  /** Whether a row that changed until then (monotonic) is not saved yet. */
  waitingSince(mono: number): boolean {
    const first = <D extends { since: number }>(rows: Iterable<D>): D | undefined =>
      rows[Symbol.iterator]().next().value;
    const oldest = [first(this.#health.values()), first(this.#streams.values())];
    return oldest.some((row) => row !== undefined && row.since <= mono);
  }

  #due<K, D extends { since: number }>(map: Map<K, D>, olderThan: number, most: number): [K, D][] {
    const due: [K, D][] = [];
    for (const entry of map) {
      if (entry[1].since > olderThan || due.length >= most) break;
      due.push(entry);
    }
    return due;
  }

  #nextMark(healthDone: number, streamsDone: number): number {
    if (this.#replaying) return this.mark();
    const nth = (map: Map<unknown, { chunk: number }>, n: number): number => {
      if (map.size === n) return this.#lastChunk;
      for (const entry of map.values()) if (n-- === 0) return entry.chunk;
      return this.#lastChunk;
    };
    return Math.min(nth(this.#health, healthDone), nth(this.#streams, streamsDone));
  }

  #writeHealth(row: HealthRow): void {
    const { terminal, device, epoch, order, at, receivedAt, health } = row;
    this.#upsertHealth.run(terminal, device, epoch, order, at, receivedAt, JSON.stringify(health));
  }

  #writeStream(id: number, { row, pending }: DirtyStream): void {
    this.#updateStream.run(row.upTo, JSON.stringify(row.also), row.records, row.duplicates, id);
    for (let i = 0; i < pending.length; i += 2) this.#indexChunk.run(id, pending[i], pending[i + 1]);
  }
}

/** What reads need to know of what is not saved. */
export type Unsaved = Pick<Projection, "mark" | "seen" | "health" | "stream" | "pending" | "unsaved">;

/** Of a process that only reads: what is in the file is all there is. */
export const nothingUnsaved: Unsaved = {
  mark: () => 0,
  seen: () => undefined,
  health: (row) => row,
  stream: (row) => row,
  pending: () => [],
  unsaved: () => ({ records: 0, duplicates: 0 }),
};
