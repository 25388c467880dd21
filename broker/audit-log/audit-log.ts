import type { RouteQuery, RouteResponse } from "../../contract/index.ts";
import { auditGenesis, brokenAt } from "../store/sqlite/audit.ts";
import type { AuditRow, Readers } from "../store/store.ts";

type Query = NonNullable<RouteQuery<"audit">>;
type Chain = RouteResponse<"auditChain">;

/** So many entries are looked through at once; then others have their turn: a log of years holds up nobody. */
const windowSize = 5000;

export interface AuditLogDeps {
  readonly read: Readers;
  /** Lets whatever waits go first. */
  readonly othersTurn: () => Promise<void>;
}

/** The audit log as people read it. Nothing is kept in memory. */
export class AuditLog {
  readonly #read: Readers;
  readonly #othersTurn: () => Promise<void>;
  #checking: Promise<Chain> | undefined;

  constructor({ read, othersTurn }: AuditLogDeps) {
    this.#read = read;
    this.#othersTurn = othersTurn;
  }

  /** Entries between `since` and `before` that hold what is asked for; the oldest first, or the newest. */
  async find({ since = 0, before, limit = 200, newest = false, ...words }: Query): Promise<AuditRow[]> {
    const end = Math.min(before ?? Number.POSITIVE_INFINITY, this.#last() + 1);
    let [from, to] = [since, end];
    const found: AuditRow[] = [];
    while (to - from > 1 && found.length < limit) {
      const near = newest
        ? { since: Math.max(from, to - 1 - windowSize), before: to }
        : { since: from, before: Math.min(to, from + 1 + windowSize) };
      found.push(...this.#read.audit({ ...words, ...near, newest, limit: limit - found.length }));
      if (newest) to = near.since + 1;
      else from = near.before - 1;
      await this.#othersTurn();
    }
    return found;
  }

  /** Follows the chain of hashes from the first entry to the last. Who asks while it is followed waits for the same answer. */
  check(): Promise<Chain> {
    this.#checking ??= this.#follow().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  #last(): number {
    return this.#read.audit({ newest: true, limit: 1 })[0]?.n ?? 0;
  }

  async #follow(): Promise<Chain> {
    const last = this.#last();
    let head = { n: 0, hash: auditGenesis };
    while (head.n < last) {
      const rows = this.#read.audit({ since: head.n, limit: windowSize });
      const broken = brokenAt(rows, undefined, head) ?? (rows.length === 0 ? head.n + 1 : undefined);
      if (broken !== undefined) return { entries: last, head, brokenAt: broken };
      const { n, hash } = rows.at(-1) ?? head;
      head = { n, hash };
      await this.#othersTurn();
    }
    return { entries: last, head };
  }
}
