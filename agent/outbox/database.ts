import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { AppError, messageOf } from "../../contract/index.ts";
import type { Ballast } from "./ballast.ts";
import { walLostCommits } from "./wal-check.ts";

const schema = `
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lanes(lane TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS records(
  ord INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT NOT NULL, seq INTEGER NOT NULL, class INTEGER NOT NULL, kind TEXT NOT NULL,
  device TEXT, at INTEGER NOT NULL, mono REAL NOT NULL, boot TEXT NOT NULL, crc INTEGER NOT NULL, body TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS records_seq ON records(lane, seq);
CREATE INDEX IF NOT EXISTS records_class ON records(class, ord);
CREATE TABLE IF NOT EXISTS drops(lane TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY(lane, first)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kv(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS commands(id TEXT PRIMARY KEY, state TEXT NOT NULL, command TEXT NOT NULL, device TEXT, outcome TEXT, n INTEGER NOT NULL) WITHOUT ROWID;
`;

const schemaVersion = 1;
const keptAside = 2;

export const newEpoch = (): string => randomBytes(8).toString("hex");

export const sqliteCode = (error: unknown): string => {
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" && code.startsWith("SQLITE_") ? code : "";
};
/** No space, or a disk that does not write: may pass. */
export const isSpaceTrouble = (error: unknown): boolean =>
  /^SQLITE_(FULL|IOERR|READONLY|BUSY|CANTOPEN)/.test(sqliteCode(error));
export const isCorruption = (error: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB|SCHEMA)/.test(sqliteCode(error));

/** Why an outbox had to be begun anew; `undefined` for the very first start. */
export type ResetReason = "damaged" | "missing" | "rolledBack";

export interface OpenedOutbox {
  readonly db: Database.Database;
  readonly epoch: string;
  readonly reset?: { readonly reason: ResetReason; readonly text: string; readonly keptAs?: string };
}

/** Settings that the file does not keep by itself. FULL is said aloud: this build of SQLite takes NORMAL for WAL, which may lose commits at a power cut. */
const setUp = (db: Database.Database, maxBytes: number): void => {
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.pragma("wal_autocheckpoint = 256");
  db.pragma("journal_size_limit = 1048576");
  db.pragma("cache_size = -1024");
  db.pragma("temp_store = MEMORY");
  db.exec(schema);
  db.pragma(`max_page_count = ${Math.max(64, Math.floor(maxBytes / 4096))}`);
  const version = db.pragma("user_version", { simple: true }) as number;
  if (version > schemaVersion)
    throw new AppError("outboxVersion", `the outbox was written by a newer agent (schema ${version})`, { version });
  if (version < schemaVersion) db.pragma(`user_version = ${schemaVersion}`);
};

const epochOf = (db: Database.Database): string | undefined =>
  db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'epoch'").get()?.value;

export const writeEpoch = (db: Database.Database, epoch: string): void => {
  db.prepare("INSERT INTO meta VALUES ('epoch', ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value").run(epoch);
};

/** Remembers beside the database that there was one: so that a missing file is told from a first start. Written aside, synced, renamed. */
export const markEpoch = (folder: string, epoch: string): void => {
  const fd = openSync(join(folder, "outbox.epoch.new"), "w", 0o600);
  try {
    writeSync(fd, `${epoch}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(join(folder, "outbox.epoch.new"), join(folder, "outbox.epoch"));
};

const markedEpoch = (folder: string): string | undefined => {
  try {
    return readFileSync(join(folder, "outbox.epoch"), "utf8").trim();
  } catch {
    return undefined; // first start
  }
};

const exists = (file: string): boolean => statSync(file, { throwIfNoEntry: false }) !== undefined;

/** Moves the trio aside and keeps only the newest few of such, so that they never fill the disk. */
export const moveAside = (folder: string): string => {
  const name = `outbox.damaged-${randomBytes(4).toString("hex")}`;
  for (const tail of ["", "-wal", "-shm"]) {
    const from = join(folder, `outbox.db${tail}`);
    if (exists(from)) renameSync(from, join(folder, `${name}${tail}`));
  }
  const old = readdirSync(folder)
    .filter((f) => f.startsWith("outbox.damaged-"))
    .sort((a, b) => statSync(join(folder, b)).mtimeMs - statSync(join(folder, a)).mtimeMs);
  const names = [...new Set(old.map((f) => f.replace(/-(wal|shm)$/, "")))].filter((n) => n !== name);
  for (const gone of names.slice(keptAside - 1))
    for (const tail of ["", "-wal", "-shm"]) rmSync(join(folder, `${gone}${tail}`), { force: true });
  return name;
};

/** Opens what is there and reads every page of it. Throws what SQLite throws. */
const openFile = (folder: string, maxBytes: number): { db: Database.Database; epoch: string | undefined } => {
  const db = new Database(join(folder, "outbox.db"), { timeout: 250 });
  try {
    const verdict = db.pragma("quick_check(1)", { simple: true });
    if (verdict !== "ok") throw Object.assign(new Error(String(verdict)), { code: "SQLITE_CORRUPT" });
    setUp(db, maxBytes);
    return { db, epoch: epochOf(db) };
  } catch (error) {
    db.close();
    throw error;
  }
};

const openOrTrouble = (folder: string, maxBytes: number, ballast: Ballast) => {
  if (walLostCommits(join(folder, "outbox.db-wal"))) return new Error("the write-ahead log is damaged before its end");
  try {
    return openFile(folder, maxBytes);
  } catch (error) {
    if (!isSpaceTrouble(error)) return error as Error;
  }
  ballast.drop();
  try {
    return openFile(folder, maxBytes);
  } catch (error) {
    // Still no space, or no right to the file: what is in it is sound, so it is not moved aside; the service manager tries again.
    if (!/^SQLITE_IOERR(_READ|_SHORT_READ|_CORRUPTFS)?$/.test(sqliteCode(error)) && isSpaceTrouble(error))
      return new AppError(
        "storage",
        `${folder}: the outbox cannot be opened: ${messageOf(error)}`,
        { folder },
        { cause: error },
      );
    return error as Error;
  }
};

const begin = (folder: string, maxBytes: number): { db: Database.Database; epoch: string } => {
  const { db } = openFile(folder, maxBytes);
  const epoch = newEpoch();
  writeEpoch(db, epoch);
  markEpoch(folder, epoch);
  return { db, epoch };
};

/**
 * Opens the outbox of a data folder, whatever state it is in. A damaged file is moved aside with its log and a new epoch begins (R20).
 * Throws `AppError("storage")` only if no file can be made at all, `AppError("outboxVersion")` for a file of a newer agent.
 */
export const openDatabase = (folder: string, maxBytes: number, ballast: Ballast): OpenedOutbox => {
  const marked = markedEpoch(folder);
  const missing = !exists(join(folder, "outbox.db"));
  const opened = missing ? undefined : openOrTrouble(folder, maxBytes, ballast);
  if (opened && "db" in opened && opened.epoch) return { db: opened.db, epoch: opened.epoch };
  if (opened instanceof AppError) throw opened;
  if (opened && "db" in opened) opened.db.close();
  try {
    const text = opened instanceof Error ? messageOf(opened) : missing ? "the file was missing" : "the file was empty";
    const keptAs =
      exists(join(folder, "outbox.db")) || exists(join(folder, "outbox.db-wal")) ? moveAside(folder) : undefined;
    const fresh = begin(folder, maxBytes);
    if (marked === undefined && !(opened instanceof Error)) return fresh;
    return { ...fresh, reset: { reason: missing ? "missing" : "damaged", text, ...(keptAs && { keptAs }) } };
  } catch (error) {
    throw new AppError(
      "storage",
      `${folder}: no outbox can be made: ${messageOf(error)}`,
      { folder },
      { cause: error },
    );
  }
};
