import type { Database, Statement } from "better-sqlite3";
import type { SightingRow, VisitReaders, VisitRow, VisitWriters } from "../visit-rows.ts";
import { type RawSpan, toSpan } from "./history.ts";

const bodies = (rows: unknown[]): VisitRow[] =>
  rows.map((row) => JSON.parse((row as { body: string }).body) as VisitRow);
const columns = "n, terminal, device, component, state, since, at, received_at AS receivedAt";

/** Reads of visits and sightings; statements are prepared once per text. */
export const visitReaders = (sql: (text: string) => Statement<unknown[]>): VisitReaders => ({
  visits: ({ terminal, ticket, technician, states, from, to, limit = 500 }) => {
    const conditions: [text: string, value: unknown][] = [
      ["terminal=?", terminal],
      ["ticket=?", ticket],
      ["technician=?", technician],
      ["state IN (SELECT value FROM json_each(?))", states && JSON.stringify(states)],
      ["to_at>?", from],
      ["from_at<?", to],
    ];
    const used = conditions.filter(([, value]) => value !== undefined);
    const where = used.length > 0 ? ` WHERE ${used.map(([text]) => text).join(" AND ")}` : "";
    const values = used.map(([, value]) => value);
    const newest = `SELECT body, from_at, number FROM visits${where} ORDER BY from_at DESC, number DESC LIMIT ?`;
    return bodies(sql(`SELECT body FROM (${newest}) ORDER BY from_at, number`).all(...values, limit));
  },
  visit: (number) => bodies(sql("SELECT body FROM visits WHERE number=?").all(number))[0],
  visitByKey: (key) => bodies(sql("SELECT body FROM visits WHERE key=?").all(key))[0],
  sightings: ({ terminal, from, to, limit = 10_000 }) => {
    const of = terminal === undefined ? "" : " AND terminal=?";
    const values = terminal === undefined ? [from, to, limit] : [from, to, terminal, limit];
    const text = `SELECT ${columns} FROM sightings WHERE at>=? AND at<?${of} ORDER BY at, n LIMIT ?`;
    return sql(text).all(...values) as SightingRow[];
  },
  sightedBefore: (terminal, at) =>
    sql(
      `SELECT ${columns} FROM (SELECT *, row_number() OVER (PARTITION BY device, component ORDER BY at DESC, n DESC) AS place
       FROM sightings WHERE terminal=? AND at<?) WHERE place=1 ORDER BY device, component`,
    ).all(terminal, at) as SightingRow[],
  movements: ({ terminal, from, to, limit = 10_000 }) => {
    const of = terminal === undefined ? "" : " AND terminal=?";
    const values = terminal === undefined ? [from, to, limit] : [from, to, terminal, limit];
    const rows = sql(
      `SELECT ${columns}, (SELECT state FROM sightings AS old WHERE old.terminal=one.terminal AND old.device=one.device
         AND old.component=one.component AND old.state<>'unknown' AND (old.at, old.n)<(one.at, one.n) ORDER BY old.at DESC, old.n DESC LIMIT 1) AS before
       FROM sightings AS one WHERE at>=? AND at<?${of} AND state<>'unknown' AND before IS NOT state ORDER BY at DESC, n DESC LIMIT ?`,
    ).all(...values) as (SightingRow & { before: string | null })[];
    return rows.toReversed().map(({ before, ...row }) => (before === null ? row : { ...row, before }));
  },
  spansAt: (terminal, kind, { from, to }) =>
    sql("SELECT * FROM spans WHERE terminal=? AND kind=? AND from_at<? AND (to_at IS NULL OR to_at>?) ORDER BY from_at")
      .all(terminal, kind, to, from)
      .map((row) => toSpan(row as RawSpan)),
});

export const visitWriters = (db: Database): VisitWriters => {
  const add = db.prepare<unknown[]>(
    "INSERT INTO visits (terminal, technician, state, from_at, to_at, key, body) VALUES (?, '', '', 0, 0, ?, '{}')",
  );
  const save = db.prepare<unknown[]>(
    "UPDATE visits SET ticket=?, technician=?, state=?, from_at=?, to_at=?, body=? WHERE number=?",
  );
  const sighting = db.prepare<unknown[]>(
    "INSERT OR IGNORE INTO sightings (terminal, device, component, state, since, at, received_at) VALUES (?,?,?,?,?,?,?)",
  );
  return {
    saveVisit(row) {
      const number = row.number > 0 ? row.number : Number(add.run(row.terminal, row.key ?? null).lastInsertRowid);
      const saved: VisitRow = { ...row, number };
      const { ticket, technician, state, appointment } = saved;
      save.run(ticket ?? null, technician, state, appointment.from, appointment.to, JSON.stringify(saved), number);
      return saved;
    },
    addSighting: ({ terminal, device, component, state, since, at, receivedAt }) =>
      void sighting.run(terminal, device, component, state, since, at, receivedAt),
  };
};
