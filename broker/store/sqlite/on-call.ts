import type { Database, Statement } from "better-sqlite3";
import type { OnCallCall, OnCallChange, OnCallPage } from "../../../contract/index.ts";
import type {
  CalendarEventRow,
  OnCallCaseRow,
  OnCallFeedRow,
  OnCallFilter,
  OnCallPlanRow,
  OnCallReaders,
  OnCallWriters,
} from "../on-call-rows.ts";

const standardLimit = 200;
interface Raw {
  n: number;
  body: string;
}
const parsed = <T>(rows: unknown[]): T[] => rows.map((row) => JSON.parse((row as Raw).body) as T);
const numbered = <T extends { readonly n: number }>(rows: unknown[]): T[] =>
  rows.map((row) => ({ n: (row as Raw).n, ...(JSON.parse((row as Raw).body) as Omit<T, "n">) }) as T);

const toChange = (row: unknown): OnCallChange => {
  const { n, body, cancelled_at, cancelled_by } = row as Raw & {
    cancelled_at: number | null;
    cancelled_by: string | null;
  };
  return {
    n,
    ...(JSON.parse(body) as Omit<OnCallChange, "n">),
    ...(cancelled_at === null ? {} : { cancelledAt: cancelled_at }),
    ...(cancelled_by === null ? {} : { cancelledBy: cancelled_by }),
  };
};

/** Reads of rotas, pages and calendars; statements are prepared once per text. */
export const onCallReaders = (sql: (text: string) => Statement<unknown[]>): OnCallReaders => {
  const found = (
    table: "on_call_pages" | "on_call_calls",
    { ticket, person, from, to, limit = standardLimit }: OnCallFilter,
  ): unknown[] => {
    const conditions: [text: string, value: unknown][] = [
      ["ticket=?", ticket],
      ["person=?", person],
      ["at>=?", from],
      ["at<?", to],
    ];
    const used = conditions.filter(([, value]) => value !== undefined);
    const where = used.length > 0 ? ` WHERE ${used.map(([text]) => text).join(" AND ")}` : "";
    const values = used.map(([, value]) => value);
    return sql(`SELECT n, body FROM ${table}${where} ORDER BY n DESC LIMIT ?`).all(...values, limit);
  };
  return {
    onCallPlans: () => parsed<OnCallPlanRow>(sql("SELECT body FROM on_call_plans ORDER BY version").all()),
    onCallPlanAt: (at) =>
      parsed<OnCallPlanRow>(sql("SELECT body FROM on_call_plans WHERE at<=? ORDER BY version DESC LIMIT 1").all(at))[0],
    onCallChanges: ({ rota, endAfter = 0 }) =>
      (rota === undefined
        ? sql("SELECT * FROM on_call_changes WHERE ends_at>? ORDER BY n").all(endAfter)
        : sql("SELECT * FROM on_call_changes WHERE ends_at>? AND rota=? ORDER BY n").all(endAfter, rota)
      ).map(toChange),
    onCallChange: (n) => sql("SELECT * FROM on_call_changes WHERE n=?").all(n).map(toChange)[0],
    onCallVersion: (rota) =>
      (
        sql("SELECT count(*) + count(cancelled_at) AS version FROM on_call_changes WHERE rota=?").get(rota) as {
          version: number;
        }
      ).version,
    onCallPages: (filter) => numbered<OnCallPage>(found("on_call_pages", filter)),
    onCallCalls: (filter) => numbered<OnCallCall>(found("on_call_calls", filter)),
    onCallCase: (ticket) => parsed<OnCallCaseRow>(sql("SELECT body FROM on_call_cases WHERE ticket=?").all(ticket))[0],
    waitingOnCallCases: () =>
      parsed<OnCallCaseRow>(sql("SELECT body FROM on_call_cases WHERE next_at IS NOT NULL ORDER BY next_at").all()),
    onCallFeed: (hash) => parsed<OnCallFeedRow>(sql("SELECT body FROM on_call_feeds WHERE hash=?").all(hash))[0],
    onCallFeeds: () => parsed<OnCallFeedRow>(sql("SELECT body FROM on_call_feeds ORDER BY person").all()),
    calendarEvent: (uid) => parsed<CalendarEventRow>(sql("SELECT body FROM calendar_events WHERE uid=?").all(uid))[0],
  };
};

export const onCallWriters = (db: Database): OnCallWriters => {
  const insert = (table: string, columns: string, conflict = ""): Statement<unknown[]> =>
    db.prepare(
      `INSERT INTO ${table} (${columns}) VALUES (${columns
        .split(",")
        .map(() => "?")
        .join(",")})${conflict}`,
    );
  const last = db.prepare<unknown[]>("SELECT coalesce(max(version), 0) AS version FROM on_call_plans");
  const plan = insert("on_call_plans", "version,at,body");
  const change = insert("on_call_changes", "rota,ends_at,body");
  const cancel = db.prepare<unknown[]>("UPDATE on_call_changes SET cancelled_at=?, cancelled_by=? WHERE n=?");
  const page = insert("on_call_pages", "at,ticket,person,queue,round,clock,step,body");
  const savePage = db.prepare<unknown[]>("UPDATE on_call_pages SET body=? WHERE n=?");
  const call = insert("on_call_calls", "at,ticket,person,body");
  const saveCase = insert(
    "on_call_cases",
    "ticket,next_at,body",
    " ON CONFLICT (ticket) DO UPDATE SET next_at=excluded.next_at, body=excluded.body",
  );
  const feed = insert("on_call_feeds", "hash,person,body");
  const dropFeeds = db.prepare<unknown[]>("DELETE FROM on_call_feeds WHERE person=?");
  const event = insert("calendar_events", "uid,body", " ON CONFLICT (uid) DO UPDATE SET body=excluded.body");
  return {
    addOnCallPlan(row) {
      const version = (last.get() as { version: number }).version + 1;
      const saved = { version, ...row };
      plan.run(version, row.at, JSON.stringify(saved));
      return saved;
    },
    addOnCallChange(row) {
      const ends = Math.max(row.to, row.with?.to ?? 0);
      return { n: Number(change.run(row.rota, ends, JSON.stringify(row)).lastInsertRowid), ...row };
    },
    cancelOnCallChange: (n, at, by) => void cancel.run(at, by, n),
    addOnCallPage(row) {
      const { at, ticket, person, queue, round, clock, step } = row;
      const added = page.run(at, ticket, person, queue, round, clock, step, JSON.stringify(row));
      return { n: Number(added.lastInsertRowid), ...row };
    },
    saveOnCallPage: ({ n, ...row }) => void savePage.run(JSON.stringify(row), n),
    addOnCallCall(row) {
      const added = call.run(row.at, row.ticket ?? null, row.person, JSON.stringify(row));
      return { n: Number(added.lastInsertRowid), ...row };
    },
    saveOnCallCase: (row) => void saveCase.run(row.ticket, row.nextAt ?? null, JSON.stringify(row)),
    saveOnCallFeed: (row) => void feed.run(row.hash, row.person, JSON.stringify(row)),
    dropOnCallFeeds: (person) => dropFeeds.run(person).changes > 0,
    saveCalendarEvent: (row) => void event.run(row.uid, JSON.stringify(row)),
  };
};
