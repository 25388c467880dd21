import type { Database, Statement } from "better-sqlite3";
import type { Score } from "../../../contract/index.ts";
import type { ComplaintRow, CustomerReaders, CustomerWriters, OpinionDue } from "../customer-rows.ts";

const standardLimit = 200;
const toScore = (row: unknown): Score => {
  const { n, body } = row as { n: number; body: string };
  return { n, ...(JSON.parse(body) as Omit<Score, "n">) };
};
const toComplaints = (rows: unknown[]): ComplaintRow[] =>
  rows.map((row) => JSON.parse((row as { body: string }).body) as ComplaintRow);

/** Reads of opinions and complaints; statements are prepared once per text. */
export const customerReaders = (sql: (text: string) => Statement<unknown[]>): CustomerReaders => ({
  scoresOf: (ticket) => sql("SELECT n, body FROM scores WHERE ticket=? ORDER BY n").all(ticket).map(toScore),
  scoresBetween: ({ from, to }) =>
    sql(
      `SELECT n, body FROM scores AS s WHERE first_at >= ? AND first_at < ?
       AND n = (SELECT max(n) FROM scores WHERE ticket = s.ticket AND visit = s.visit) ORDER BY first_at, n`,
    )
      .all(from, to)
      .map(toScore),
  opinionsDue: () => sql("SELECT ticket, due_at AS dueAt FROM opinions_due ORDER BY due_at").all() as OpinionDue[],
  complaints: ({ customer, contract, ticket, open, limit = standardLimit }) => {
    const conditions = [
      ["customer=?", customer] as const,
      ["body ->> '$.contract'=?", contract] as const,
      ["body ->> '$.ticket'=?", ticket] as const,
      ["open=?", open === undefined ? undefined : Number(open)] as const,
    ].filter(([, value]) => value !== undefined);
    const where = conditions.length > 0 ? ` WHERE ${conditions.map(([text]) => text).join(" AND ")}` : "";
    const values = conditions.map(([, value]) => value);
    return toComplaints(sql(`SELECT body FROM complaints${where} ORDER BY number DESC LIMIT ?`).all(...values, limit));
  },
  complaintsBetween: ({ from, to }) =>
    toComplaints(
      sql(
        "SELECT body FROM complaints WHERE received_at < ? AND (closed_at IS NULL OR closed_at >= ?) ORDER BY number",
      ).all(to, from),
    ),
  complaint: (number) => toComplaints(sql("SELECT body FROM complaints WHERE number=?").all(number))[0],
  complaintByKey: (key) => toComplaints(sql("SELECT body FROM complaints WHERE key=?").all(key))[0],
});

export const customerWriters = (db: Database): CustomerWriters => {
  const score = db.prepare<unknown[]>("INSERT INTO scores (ticket, visit, first_at, body) VALUES (?,?,?,?)");
  const due = db.prepare<unknown[]>(
    "INSERT INTO opinions_due (ticket, due_at) VALUES (?,?) ON CONFLICT DO UPDATE SET due_at=excluded.due_at",
  );
  const noDue = db.prepare<unknown[]>("DELETE FROM opinions_due WHERE ticket=?");
  const add = db.prepare<unknown[]>(
    "INSERT INTO complaints (customer, open, received_at, key, body) VALUES (?,1,?,?,'{}')",
  );
  const save = db.prepare<unknown[]>("UPDATE complaints SET customer=?, open=?, closed_at=?, body=? WHERE number=?");
  return {
    addScore(row) {
      const { lastInsertRowid } = score.run(row.ticket, row.visit ?? 0, row.firstAt, JSON.stringify(row));
      return { n: Number(lastInsertRowid), ...row };
    },
    saveOpinionDue: (ticket, dueAt) => void (dueAt === undefined ? noDue.run(ticket) : due.run(ticket, dueAt)),
    saveComplaint(row) {
      const { customer, receivedAt, key, state, closedAt } = row;
      const number = row.number > 0 ? row.number : Number(add.run(customer, receivedAt, key ?? null).lastInsertRowid);
      const saved = { ...row, number };
      save.run(customer, state === "closed" ? 0 : 1, closedAt ?? null, JSON.stringify(saved), number);
      return saved;
    },
  };
};
