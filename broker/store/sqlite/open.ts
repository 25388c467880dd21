import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Sqlite, { type Database } from "better-sqlite3";
import { AppError, type Clock, messageOf, type Timer } from "../../../contract/index.ts";
import type { Store } from "../store.ts";
import { loadMigrations, migrate } from "./migrate.ts";
import { Projection } from "./projection.ts";
import { makeReaders, toStream } from "./readers.ts";
import { makePruning, type Retention, standardRetention } from "./retention.ts";
import { WriteQueue } from "./write-queue.ts";
import { type Hooks, makeWriters } from "./writers.ts";

const checkpointEveryMs = 30_000;
const saveEveryMs = 1000;
const pruneEveryMs = 60_000;
const pruneAgainMs = 200;

const pragmas = [
  "journal_mode = WAL",
  // better-sqlite3 builds with NORMAL for WAL: without this line a power cut may take committed rows back.
  "synchronous = FULL",
  "foreign_keys = ON",
  "busy_timeout = 250",
  "wal_autocheckpoint = 4000",
  "journal_size_limit = 67108864",
  "temp_store = MEMORY",
  "cache_size = -65536",
];

/** Opens the file with the settings that make a commit durable. Throws `AppError("store")` with the reason: damaged, not writable, not ours. */
const openDatabase = (file: string): Database => {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const db = new Sqlite(file, { timeout: 250 });
    for (const pragma of pragmas) db.pragma(pragma);
    const verdict = db.pragma("quick_check(1)", { simple: true }) as string;
    if (verdict === "ok") return db;
    db.close();
    throw new AppError(
      "store",
      `${file} is damaged: ${verdict}. Move it aside (with -wal and -shm) or restore a backup.`,
    );
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("store", `cannot open the data file ${file}: ${messageOf(error)}`, { file }, { cause: error });
  }
};

/**
 * Opens (or makes) the SQLite store, brings its schema up to date and replays what a killed broker had not saved.
 * Throws `AppError("store")`. One process only: a second writer would make every commit wait.
 */
export const openStore = async (
  file: string,
  { clock, retention = standardRetention }: { clock: Clock; retention?: Retention },
): Promise<Store> => {
  const migrations = await loadMigrations();
  const db = openDatabase(file);
  migrate(db, migrations);
  const streamById = db.prepare<unknown[]>("SELECT * FROM streams WHERE id=?");
  const projection = new Projection(db, clock, (id) => {
    const raw = streamById.get(id);
    return raw ? toStream(raw as Parameters<typeof toStream>[0]) : undefined;
  });
  const rest = db.prepare<unknown[]>("SELECT id, stream_id, from_seq, to_seq FROM chunks WHERE id>? ORDER BY id");
  projection.replay(rest.all(projection.mark()) as Parameters<Projection["replay"]>[0]);
  const hooks: Hooks = { afterCommit: [], afterRollback: [] };
  const read = makeReaders(db, projection);
  const queue = new WriteQueue(db, makeWriters({ db, read, projection, hooks, retention }), hooks, projection, clock);

  // Each chains a new timer after the work, so that a slow disk cannot pile them up.
  let closed = false;
  const every = (ms: number, work: () => void): { cancel(): void } => {
    let timer = clock.after(ms, function again() {
      work();
      if (!closed) timer = clock.after(ms, again);
    });
    return { cancel: () => timer.cancel() };
  };
  const prune = makePruning(db, () => projection.mark(), retention);
  const pruneAll = (): void => {
    queue
      .write(() => prune(clock.now()))
      .then((more) => more && !closed && void (pruneAgain = clock.after(pruneAgainMs, pruneAll)))
      .catch(() => undefined); // What cannot be deleted is tried again at the next turn; a disk that takes nothing fails louder elsewhere.
  };
  let pruneAgain: Timer | undefined;
  const timers = [
    every(checkpointEveryMs, () => void db.pragma("wal_checkpoint(PASSIVE)")),
    every(saveEveryMs, () => projection.waiting > 0 && queue.nudge()),
    every(pruneEveryMs, pruneAll),
    { cancel: () => pruneAgain?.cancel() },
  ];

  return {
    read,
    write: (unit) => queue.write(unit),
    settle: () => queue.settle(),
    get busy() {
      return queue.busy;
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const timer of timers) timer.cancel();
      await queue.close();
      db.pragma("wal_checkpoint(TRUNCATE)");
      db.close();
    },
  };
};
