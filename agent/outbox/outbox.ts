import { mkdirSync, statfsSync } from "node:fs";
import type Database from "better-sqlite3";
import { AppError, type Clock, hasCode, type Lane, lanes, messageOf, type Timer } from "../../contract/index.ts";
import { type Ballast, ballastIn } from "./ballast.ts";
import { Condition, type Log } from "./condition.ts";
import {
  isCorruption,
  isSpaceTrouble,
  markEpoch,
  moveAside,
  newEpoch,
  type OpenedOutbox,
  openDatabase,
  type ResetReason,
  sqliteCode,
  writeEpoch,
} from "./database.ts";
import { evictOverBounds, evictStep, insertGaps, insertWaiting, type Ledger, removeAcknowledged } from "./ledger.ts";
import { Offered } from "./offered.ts";
import { Waiting } from "./pending.ts";
import { checksumOf, type NewRecord, overheadBytes, prepare, type StoredRecord, type Worth, worth } from "./record.ts";
import { type Table, tableOf } from "./table.ts";

export interface OutboxOptions {
  readonly folder: string;
  readonly maxRecords: number;
  readonly maxBytes: number;
  readonly ballastBytes: number;
  readonly clock: Clock;
  readonly boot: string;
  readonly log: Log;
  /** Runs `fn` once this tick is over; what was added until then is one transaction. */
  readonly soon?: (fn: () => void) => void;
}

const retryMs = 5_000;
const layBallastMs = 60_000;

/** Ways out of a full disk, mildest first. */
const rescues: readonly { readonly ballast: boolean; readonly upTo: Worth }[] = [
  { ballast: false, upTo: worth.sale },
  { ballast: true, upTo: worth.sale },
  { ballast: false, upTo: worth.news },
];

/**
 * The durable outbox: records in two lanes with gap-free numbers, small values, and transactions of others (the command journal).
 * Records get their numbers when they are committed, so a number is never given out twice and none is left out. Synchronous: a call that
 * returns true has its data on the disk. One process has it open (`lockFolder`).
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #ballast: Ballast;
  readonly #waiting = new Waiting();
  readonly #listeners = new Set<() => void>();
  #db: Database.Database;
  #table: Table;
  #epoch: string;
  #values: Map<string, string>;
  #ledger: Ledger;
  readonly #offered: Offered;
  readonly #condition: Condition;
  #dropped = 0;
  #scheduled = false;
  #retry: Timer | undefined;
  #closed = false;
  #tellGaps = false;
  #laidAt = Number.NEGATIVE_INFINITY;

  /** Opens or makes the outbox. Throws `AppError("storage")` only if no file can be made at all. */
  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#condition = new Condition(options.clock, options.log);
    mkdirSync(options.folder, { recursive: true, mode: 0o750 });
    this.#ballast = ballastIn(options.folder, options.ballastBytes);
    const opened = openDatabase(options.folder, options.maxBytes, this.#ballast);
    this.#db = opened.db;
    this.#epoch = opened.epoch;
    this.#table = tableOf(opened.db, options.boot);
    this.#values = this.#table.values();
    this.#ledger = this.#read();
    this.#offered = new Offered(this);
    this.#dropped = Number(this.#values.get("outbox.dropped") ?? 0);
    this.#layBallast();
    this.#reportReset(opened);
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** Records committed and not yet acknowledged, and those that wait for the disk. */
  get records(): number {
    return this.#ledger.records + this.#waiting.records.length;
  }

  /** Records given up for lack of space, ever. */
  get dropped(): number {
    return this.#dropped + this.#waiting.lost.urgent + this.#waiting.lost.routine;
  }

  get state(): "ok" | "degraded" | "full" | "reset" {
    return this.#condition.state(this.#ballast.there());
  }

  stream(lane: Lane): string {
    return `${this.#epoch}.${lane}`;
  }

  /** The highest committed number of a lane; 0 if none ever. */
  top(lane: Lane): number {
    return this.#ledger.next[lane] - 1;
  }

  /** Takes a record; it is durable after the commit at the end of this tick. Never throws for lack of space. */
  add(record: NewRecord): void {
    const { clock } = this.#options;
    this.#waiting.add(prepare(record, clock.now(), clock.mono()));
    this.#plan();
  }

  /** A small durable value, JSON. */
  get(key: string): unknown {
    const text = this.#values.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  set(key: string, value: unknown): void {
    const text = value === undefined ? undefined : JSON.stringify(value);
    if (this.#values.get(key) === text) return;
    if (text === undefined) this.#values.delete(key);
    else this.#values.set(key, text);
    this.#waiting.values.set(key, text);
    this.#plan();
  }

  /** Up to `limit` records of a lane with `from <= seq <= to`, from one end. Damaged ones are given up and reported as a gap. */
  page(lane: Lane, from: number, to: number, limit: number, newest: boolean): StoredRecord[] {
    const rows = this.#table.page(lane, from, Math.min(to, this.top(lane)), limit, newest);
    this.#offered.note(
      lane,
      rows.map((row) => row.seq),
    );
    const bad = rows.filter((row) => checksumOf(row.body) !== row.crc);
    for (const row of bad) this.#giveUpDamaged(row);
    return bad.length > 0 ? rows.filter((row) => !bad.includes(row)) : rows;
  }

  /**
   * The broker has these: they leave at the next commit. False if it has numbers that were never offered from here: then this file is an
   * older state of itself (restored, or its log was cut), and a new epoch has begun in which everything still here is offered again. The broker
   * says at each birth what it has, so this is known before records with numbers used twice are offered and taken for resends.
   */
  acknowledge(lane: Lane, upTo: number, also: readonly (readonly [number, number])[]): boolean {
    const highest = also.reduce((max, [, to]) => Math.max(max, to), upTo);
    if (!this.#offered.explains(lane, highest)) {
      this.#renumber();
      return false;
    }
    this.#waiting.acknowledge(lane, upTo, also);
    this.#plan();
    return true;
  }

  /** From now on what is given up becomes a `gap` record at once; before, it is kept together so that a long outage makes few of them. */
  tellGaps(tell: boolean): void {
    this.#tellGaps = tell;
    // Some hundred at a time: a commit stays short whatever was given up meanwhile.
    while (tell && this.#table.drops(1).length > 0 && this.commit());
  }

  onCommit(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Writes what waits, now. True if everything is durable. */
  commit(): boolean {
    if (this.#closed) return false;
    if (this.#waiting.empty && !(this.#tellGaps && this.#table.drops(1).length > 0)) return true;
    return this.#commitWith(() => undefined) !== undefined;
  }

  /**
   * Runs `work` in one transaction with everything that waits; it is durable when this returns.
   * Throws `AppError("storageFull")` if the disk takes nothing: then nothing of it happened.
   */
  transact<T>(work: (db: Database.Database) => T): T {
    const done = this.#commitWith(work);
    if (!done) throw this.#full();
    return done.value;
  }

  /** Commits and closes; idempotent. True if nothing was left behind. */
  close(): boolean {
    if (this.#closed) return true;
    this.#offered.keep();
    const clean = this.commit();
    this.#closed = true;
    this.#retry?.cancel();
    this.#db.close();
    return clean;
  }

  #plan(): void {
    if (this.#scheduled || this.#condition.stuck || this.#closed) return;
    this.#scheduled = true;
    (this.#options.soon ?? setImmediate)(() => {
      this.#scheduled = false;
      this.commit();
    });
  }

  #commitWith<T>(work: (db: Database.Database) => T): { value: T } | undefined {
    const done = this.#tryWrite(work);
    if (done) this.#succeed();
    return done;
  }

  /** One transaction, whatever it takes; nobody is told yet. */
  #tryWrite<T>(work: (db: Database.Database) => T): { value: T } | undefined {
    if (this.#closed) return undefined;
    try {
      return { value: this.#write(work) };
    } catch (error) {
      if (isCorruption(error)) return this.#replace(messageOf(error)) ? this.#tryWrite(work) : undefined;
      if (!isSpaceTrouble(error)) throw error;
      if (sqliteCode(error).startsWith("SQLITE_BUSY")) return this.#stick(error);
      return this.#rescue(work, error);
    }
  }

  #rescue<T>(work: (db: Database.Database) => T, first: unknown): { value: T } | undefined {
    let last = first;
    for (const { ballast, upTo } of rescues) {
      try {
        if (ballast) this.#giveBallast();
        return { value: this.#write(work, upTo) };
      } catch (error) {
        if (!isSpaceTrouble(error)) throw error;
        last = error;
      }
    }
    return this.#stick(last);
  }

  #giveBallast(): void {
    this.#ballast.drop();
    this.#laidAt = this.#options.clock.mono();
    this.#db.pragma("wal_checkpoint(TRUNCATE)");
  }

  #stick(error: unknown): undefined {
    this.#condition.stick(messageOf(error));
    this.#retry?.cancel();
    this.#retry = this.#options.clock.after(retryMs, () => void this.commit());
    return undefined;
  }

  #succeed(): void {
    this.#condition.unstick();
    this.#retry?.cancel();
    this.#retry = undefined;
    this.#layBallast();
    for (const listener of this.#listeners) listener();
  }

  #layBallast(): void {
    const { folder, ballastBytes, clock } = this.#options;
    if (this.#ballast.there() || clock.mono() - this.#laidAt < layBallastMs) return;
    this.#laidAt = clock.mono();
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize > ballastBytes * 1.5 + 4 * 1024 * 1024) this.#ballast.lay();
  }

  /** One transaction. Memory follows only after it is committed. */
  #write<T>(work: (db: Database.Database) => T, evictUpTo?: Worth): T {
    const { clock } = this.#options;
    const waiting = this.#waiting;
    const table = this.#table;
    const ledger: Ledger = { next: { ...this.#ledger.next }, records: this.#ledger.records, bytes: this.#ledger.bytes };
    let dropped = 0;
    const value = this.#db
      .transaction(() => {
        removeAcknowledged(table, waiting, ledger);
        if (evictUpTo !== undefined) dropped += evictStep(table, ledger, this.#options, evictUpTo);
        dropped += insertWaiting(table, waiting, ledger);
        dropped += evictOverBounds(table, ledger, this.#options);
        if (this.#tellGaps) insertGaps(table, ledger, (lane) => this.stream(lane), clock);
        for (const [key, text] of waiting.values) table.setValue(key, text);
        for (const lane of lanes)
          if (ledger.next[lane] !== this.#ledger.next[lane]) table.setNext(lane, ledger.next[lane]);
        if (dropped > 0) table.setValue("outbox.dropped", String(this.#dropped + dropped));
        return work(this.#db);
      })
      .immediate();
    this.#ledger = ledger;
    this.#dropped += dropped;
    if (dropped > 0) this.#condition.evicted();
    waiting.clear();
    return value;
  }

  #giveUpDamaged(row: StoredRecord): void {
    try {
      this.transact(() => {
        this.#table.remove(row.ord);
        this.#table.drop({ lane: row.lane, first: row.seq, last: row.seq, reason: "damaged" });
      });
    } catch (error) {
      if (!hasCode(error, "storageFull")) throw error;
      return; // It is not sent in any case; it is given up the next time it is met.
    }
    this.#ledger.records--;
    this.#ledger.bytes -= row.body.length + overheadBytes;
    this.#dropped++;
  }

  /** The file broke while it was open: it goes aside, and a new one begins with all that memory still knows. */
  #replace(text: string): boolean {
    const { folder, maxBytes, boot } = this.#options;
    try {
      this.#db.close();
      const keptAs = moveAside(folder);
      const opened = openDatabase(folder, maxBytes, this.#ballast);
      this.#db = opened.db;
      this.#epoch = opened.epoch;
      this.#table = tableOf(opened.db, boot);
      this.#ledger = this.#read();
      this.#offered.begin();
      this.#waiting.acks.clear();
      this.#waiting.values = new Map(this.#values);
      this.#reportReset({ ...opened, reset: { reason: "damaged", text, keptAs } });
      return true;
    } catch (error) {
      throw new AppError(
        "storage",
        `the outbox is damaged and no new one can be made: ${messageOf(error)}`,
        {},
        { cause: error },
      );
    }
  }

  #renumber(): void {
    const epoch = newEpoch();
    this.#waiting.acks.clear();
    const done = this.#tryWrite((db) => {
      this.#table.renumber();
      writeEpoch(db, epoch);
    });
    if (!done) throw this.#full();
    // Numbers and epoch change together, before anybody who sends is told.
    this.#epoch = epoch;
    this.#ledger = this.#read();
    this.#offered.begin();
    markEpoch(this.#options.folder, epoch);
    this.#succeed();
    const text = "the broker has records this outbox does not know: the file is an older state of itself";
    this.#reportReset({ db: this.#db, epoch, reset: { reason: "rolledBack", text } });
  }

  #full(): AppError {
    return new AppError("storageFull", "the disk takes no data", { folder: this.#options.folder });
  }

  /** The counters as the file has them. */
  #read(): Ledger {
    const next = { urgent: this.#table.nextOf("urgent"), routine: this.#table.nextOf("routine") };
    return { next, ...this.#table.total() };
  }

  #reportReset({ epoch, reset }: OpenedOutbox): void {
    if (!reset) return;
    this.#condition.reset(`${reset.reason}: ${reset.text}`, reset.keptAs);
    const data: { epoch: string; reason: ResetReason; keptAs?: string } = { epoch, reason: reset.reason };
    if (reset.keptAs) data.keptAs = reset.keptAs;
    this.add({
      kind: "event",
      body: { code: "outboxReset", text: `outbox begun anew: ${reset.text}`.slice(0, 500), data },
    });
  }
}
