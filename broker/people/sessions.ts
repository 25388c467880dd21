import { createHash, randomBytes } from "node:crypto";
import type { Clock, Person } from "../../contract/index.ts";
import type { SessionRow } from "../store/people-rows.ts";
import type { Store } from "../store/store.ts";

export interface SessionLimits {
  /** Nobody did anything for so long: the session is over. */
  readonly idleMs: number;
  /** Over, whatever they do. */
  readonly longestMs: number;
}
/** Promises §4.4. */
export const sessionLimits: SessionLimits = { idleMs: 15 * 60_000, longestMs: 12 * 3_600_000 };

/** Being seen is written down so often at most: a restart may end a session this much too early. */
const saveMs = 60_000;

/** Ids are 256 random bits: a plain hash is enough to keep. */
const hashOf = (id: string): string => createHash("sha256").update(id, "utf8").digest("hex");

export interface SessionsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly limits?: SessionLimits;
  readonly onError: (error: unknown) => void;
}

/** Who is signed in. The secret id is known to the browser only; kept is its hash. */
export class Sessions {
  readonly limits: SessionLimits;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  /** Seen since it was saved; of sessions that are kept only. */
  readonly #seen = new Map<string, number>();

  constructor({ store, clock, limits = sessionLimits, onError }: SessionsDeps) {
    this.#store = store;
    this.#clock = clock;
    this.limits = limits;
    this.#onError = onError;
  }

  /** Begins one and ends `before`, so that an id known before signing in is worth nothing after it. Returns the secret id. */
  async begin(person: string, by: string, before?: string): Promise<string> {
    const now = this.#clock.now();
    const id = randomBytes(32).toString("base64url");
    await this.#store.write((tx) => {
      tx.dropOldSessions(now - this.limits.idleMs, now - this.limits.longestMs);
      if (before !== undefined) tx.dropSession(hashOf(before));
      tx.saveSession({ hash: hashOf(id), person, createdAt: now, seenAt: now });
      tx.addAudit({ at: now, actor: by, action: "session.begin", target: person, detail: {} });
    });
    this.#forgetOld(now);
    return id;
  }

  /** The session of a secret id and whose it is, if it still runs and they may still sign in. */
  find(id: string): { readonly session: SessionRow; readonly person: Person } | undefined {
    const session = this.#store.read.session(hashOf(id));
    if (!session || !this.runs(session)) return undefined;
    const person = this.#store.read.person(session.person);
    return person && !person.disabled ? { session, person } : undefined;
  }

  /** Still in the store and within its times. */
  lasts({ hash }: SessionRow): boolean {
    const row = this.#store.read.session(hash);
    return row !== undefined && this.runs(row);
  }

  /** When it ends if nothing is done. */
  endsAt(session: SessionRow): number {
    return Math.min(this.#seenAt(session) + this.limits.idleMs, session.createdAt + this.limits.longestMs);
  }

  runs(session: SessionRow): boolean {
    return this.#clock.now() < this.endsAt(session);
  }

  /** Somebody did something. */
  touch(session: SessionRow): void {
    const now = this.#clock.now();
    this.#seen.set(session.hash, now);
    if (now - session.seenAt < saveMs) return;
    this.#store
      .write((tx) => {
        // It may have ended between the look and this turn: what is gone stays gone.
        const row = tx.read.session(session.hash);
        if (row) tx.saveSession({ ...row, seenAt: now });
      })
      .catch(this.#onError);
  }

  async end(session: SessionRow, by: string): Promise<void> {
    this.#seen.delete(session.hash);
    await this.#store.write((tx) => {
      tx.dropSession(session.hash);
      tx.addAudit({ at: this.#clock.now(), actor: by, action: "session.end", target: session.person, detail: {} });
    });
  }

  #seenAt(session: SessionRow): number {
    return Math.max(session.seenAt, this.#seen.get(session.hash) ?? 0);
  }

  #forgetOld(now: number): void {
    for (const [hash, at] of this.#seen) if (now - at > this.limits.idleMs) this.#seen.delete(hash);
  }
}
