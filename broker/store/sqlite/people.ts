import type { Database, Statement } from "better-sqlite3";
import type { Person } from "../../../contract/index.ts";
import type { PeopleReaders, PeopleWriters, RequestKeyRow, SessionRow } from "../people-rows.ts";

interface Body {
  body: string;
}
const person = (row: unknown): Person => JSON.parse((row as Body).body) as Person;

export const peopleReaders = (sql: (text: string) => Statement<unknown[]>): PeopleReaders => ({
  people: () => sql("SELECT body FROM people ORDER BY id").all().map(person),
  person: (id) => {
    const row = sql("SELECT body FROM people WHERE id=?").get(id);
    return row ? person(row) : undefined;
  },
  passwordHash: (id) =>
    (sql("SELECT hash FROM passwords WHERE person=?").get(id) as { hash: string } | undefined)?.hash,
  session: (hash) =>
    sql("SELECT hash, person, created_at AS createdAt, seen_at AS seenAt FROM sessions WHERE hash=?").get(hash) as
      | SessionRow
      | undefined,
  peopleSeen: () => {
    const rows = sql("SELECT id, seen_at AS seenAt FROM people WHERE seen_at IS NOT NULL").all();
    return new Map((rows as { id: string; seenAt: number }[]).map(({ id, seenAt }) => [id, seenAt]));
  },
  requestKey: (actor, key) => {
    const row = sql("SELECT actor, key, request, at, answer FROM request_keys WHERE actor=? AND key=?").get(
      actor,
      key,
    ) as (Omit<RequestKeyRow, "answer"> & { answer: string | null }) | undefined;
    if (!row) return undefined;
    const { answer, ...rest } = row;
    return answer === null ? rest : { ...rest, answer };
  },
});

export const peopleWriters = (db: Database): PeopleWriters => {
  const save = db.prepare<unknown[]>(
    "INSERT INTO people (id, body) VALUES (?,?) ON CONFLICT DO UPDATE SET body=excluded.body",
  );
  const password = db.prepare<unknown[]>(
    "INSERT INTO passwords (person, hash) VALUES (?,?) ON CONFLICT DO UPDATE SET hash=excluded.hash",
  );
  const session = db.prepare<unknown[]>(
    `INSERT INTO sessions (hash, person, created_at, seen_at) VALUES (?,?,?,?)
     ON CONFLICT DO UPDATE SET seen_at=excluded.seen_at`,
  );
  const seen = db.prepare<unknown[]>("UPDATE people SET seen_at=? WHERE id=?");
  const drop = db.prepare<unknown[]>("DELETE FROM sessions WHERE hash=?");
  const dropOf = db.prepare<unknown[]>("DELETE FROM sessions WHERE person=?");
  const dropOld = db.prepare<unknown[]>("DELETE FROM sessions WHERE seen_at<? OR created_at<?");
  const key = db.prepare<unknown[]>(
    `INSERT INTO request_keys (actor, key, request, at, answer) VALUES (?,?,?,?,?)
     ON CONFLICT DO UPDATE SET answer=excluded.answer`,
  );
  const dropKey = db.prepare<unknown[]>("DELETE FROM request_keys WHERE actor=? AND key=?");
  const dropKeys = db.prepare<unknown[]>("DELETE FROM request_keys WHERE at<?");
  return {
    savePerson: (one) => void save.run(one.id, JSON.stringify(one)),
    savePasswordHash: (id, hash) => void password.run(id, hash),
    saveSession(row) {
      session.run(row.hash, row.person, row.createdAt, row.seenAt);
      seen.run(row.seenAt, row.person);
    },
    dropSession: (hash) => void drop.run(hash),
    dropSessionsOf: (id) => void dropOf.run(id),
    dropOldSessions: (seenBefore, createdBefore) => void dropOld.run(seenBefore, createdBefore),
    saveRequestKey: (row) => void key.run(row.actor, row.key, row.request, row.at, row.answer ?? null),
    dropRequestKey: (actor, name) => void dropKey.run(actor, name),
    dropRequestKeys: (before) => void dropKeys.run(before),
  };
};
