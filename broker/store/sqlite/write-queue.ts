import type { Database } from "better-sqlite3";
import { AppError, type Clock, messageOf } from "../../../contract/index.ts";
import type { Tx } from "../store.ts";
import type { Projection } from "./projection.ts";
import type { Hooks } from "./writers.ts";

interface Waiting {
  readonly unit: (tx: Tx) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}
interface Done {
  readonly waiting: Waiting;
  readonly value: unknown;
}

/** Changed rows rest this long before they are saved, so that many changes make one write. */
const restMs = 2000;
const rowsPerCommit = 200;
const busyTries = 5;

/** One writer: all units of one event-loop turn share one transaction and one fsync. A unit that throws rolls back alone. */
export class WriteQueue {
  readonly #db: Database;
  readonly #tx: Tx;
  readonly #hooks: Hooks;
  readonly #projection: Projection;
  readonly #clock: Clock;
  readonly #sql: Record<"begin" | "commit" | "rollback" | "savepoint" | "release" | "back", () => void>;
  #waiting: Waiting[] = [];
  #scheduled = false;
  #closed = false;
  #busy = 0;
  #lastSeenSave = 0;
  /** Rows that changed until then need not rest: `settle`. */
  #settleUntil = Number.NEGATIVE_INFINITY;
  #idle: (() => void)[] = [];

  constructor(db: Database, tx: Tx, hooks: Hooks, projection: Projection, clock: Clock) {
    this.#db = db;
    this.#tx = tx;
    this.#hooks = hooks;
    this.#projection = projection;
    this.#clock = clock;
    const run = (text: string): (() => void) => {
      const statement = db.prepare(text);
      return () => void statement.run();
    };
    this.#sql = {
      begin: run("BEGIN IMMEDIATE"),
      commit: run("COMMIT"),
      rollback: run("ROLLBACK"),
      savepoint: run("SAVEPOINT unit"),
      release: run("RELEASE unit"),
      back: run("ROLLBACK TO unit"),
    };
  }

  write<T>(unit: (tx: Tx) => T): Promise<T> {
    if (this.#closed) return Promise.reject(new AppError("store", "the store is closed"));
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ unit, resolve: resolve as (value: unknown) => void, reject });
      this.#schedule();
    });
  }

  /** A transaction is yet to run. */
  get busy(): boolean {
    return this.#scheduled;
  }

  /** Lets a transaction run though nobody writes, so that resting rows are saved. */
  nudge(): void {
    this.#schedule();
  }

  /** Saves what rests now, in transactions among those of others. */
  async settle(): Promise<void> {
    this.#settleUntil = this.#clock.mono();
    const most = Math.ceil(this.#projection.waiting / rowsPerCommit) + 1;
    for (let n = 0; n < most && this.#projection.waitingSince(this.#settleUntil); n++)
      await this.write(() => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#scheduled || this.#waiting.length > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
    this.#sql.begin();
    this.#projection.begin();
    this.#projection.flush(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)?.();
    this.#projection.flushSeen();
    this.#sql.commit();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#run());
  }

  #run(): void {
    if (!this.#begin()) return;
    const units = this.#waiting;
    this.#waiting = [];
    this.#scheduled = false;
    this.#projection.begin();
    const done = this.#runUnits(units);
    const committed = this.#commit(done);
    if (committed) this.#tell(done);
    if (!this.#scheduled) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Another process holds the lock: try again later, a few times, without blocking. */
  #begin(): boolean {
    try {
      this.#sql.begin();
      this.#busy = 0;
      return true;
    } catch (error) {
      this.#busy += 1;
      if (this.#busy < busyTries) {
        this.#clock.after(50 * 2 ** this.#busy, () => this.#run());
        return false;
      }
      this.#busy = 0;
      this.#scheduled = false;
      this.#fail(this.#waiting.splice(0), error);
      for (const resolve of this.#idle.splice(0)) resolve();
      return false;
    }
  }

  #runUnits(units: Waiting[]): Done[] {
    const done: Done[] = [];
    const { afterCommit, afterRollback } = this.#hooks;
    afterCommit.length = 0;
    afterRollback.length = 0;
    for (const waiting of units) {
      const marks = [afterCommit.length, afterRollback.length, this.#projection.savepoint()] as const;
      this.#sql.savepoint();
      try {
        const value = waiting.unit(this.#tx);
        if (value instanceof Promise) throw new AppError("store", "a unit must be synchronous");
        this.#sql.release();
        done.push({ waiting, value });
      } catch (error) {
        this.#undo(marks[1], marks[2]);
        afterCommit.length = marks[0];
        if (this.#db.inTransaction) {
          this.#sql.back();
          this.#sql.release();
        }
        waiting.reject(error);
      }
    }
    return done;
  }

  #undo(hook: number, projection: number): void {
    const { afterRollback } = this.#hooks;
    while (afterRollback.length > hook) afterRollback.pop()?.();
    this.#projection.rollbackTo(projection);
  }

  #commit(done: Done[]): boolean {
    try {
      if (!this.#db.inTransaction)
        throw new AppError("store", "the transaction was ended by the database (disk full?)");
      const mono = this.#clock.mono();
      const saved = this.#projection.flush(Math.max(mono - restMs, this.#settleUntil), rowsPerCommit);
      if (mono - this.#lastSeenSave > 30_000) {
        this.#projection.flushSeen();
        this.#lastSeenSave = mono;
      }
      this.#sql.commit();
      saved?.();
      return true;
    } catch (error) {
      if (this.#db.inTransaction) this.#sql.rollback();
      this.#undo(0, 0);
      this.#fail(
        done.map((d) => d.waiting),
        error,
      );
      return false;
    }
  }

  #fail(waiting: Waiting[], error: unknown): void {
    const wrapped = new AppError("store", `nothing was stored: ${messageOf(error)}`, {}, { cause: error });
    for (const w of waiting) w.reject(wrapped);
  }

  #tell(done: Done[]): void {
    const hooks = this.#hooks.afterCommit.splice(0);
    for (const { waiting, value } of done) waiting.resolve(value);
    // A hook that throws must not keep the others from running: it becomes an uncaught error of its own turn.
    for (const hook of hooks) {
      try {
        hook();
      } catch (error) {
        setImmediate(() => {
          throw error;
        });
      }
    }
  }
}
