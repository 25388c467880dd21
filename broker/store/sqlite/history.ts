import type { Database, Statement } from "better-sqlite3";
import type { TicketView } from "../../../contract/index.ts";
import type { HistoryReaders, HistoryWriters, SaleTally, SampleRow, SpanRow } from "../history-rows.ts";

export interface RawSpan extends Omit<SpanRow, "from" | "to" | "ref"> {
  from_at: number;
  to_at: number | null;
  ref: string | null;
}
export const toSpan = ({ kind, terminal, device, code, from_at, to_at, ref }: RawSpan): SpanRow => ({
  kind,
  terminal,
  device,
  code,
  from: from_at,
  ...(to_at === null ? {} : { to: to_at }),
  ...(ref === null ? {} : { ref }),
});

interface RawSample extends Omit<SampleRow, "upTo" | "measures"> {
  up_to: number;
  body: string;
}
const toSample = ({ terminal, device, hour, up_to, body }: RawSample): SampleRow => ({
  terminal,
  device,
  hour,
  upTo: up_to,
  measures: JSON.parse(body) as SampleRow["measures"],
});

/** Reads of what lasted and what was counted; statements are prepared once per text. */
export const historyReaders = (sql: (text: string) => Statement<unknown[]>): HistoryReaders => ({
  spans: ({ from, to }, kind) => {
    const only = kind === undefined ? "" : " AND kind=?";
    const values = [to, from, ...(kind === undefined ? [] : [kind])];
    const rows = sql(
      `SELECT * FROM spans WHERE from_at < ? AND (to_at IS NULL OR to_at > ?)${only} ORDER BY from_at, terminal, device`,
    ).all(...values);
    return (rows as RawSpan[]).map(toSpan);
  },
  spansOf: (terminal, { from, to }) => {
    const text =
      "SELECT * FROM spans WHERE terminal=? AND from_at < ? AND (to_at IS NULL OR to_at > ?) ORDER BY from_at, device";
    return (sql(text).all(terminal, to, from) as RawSpan[]).map(toSpan);
  },
  openSpans: () => (sql("SELECT * FROM spans WHERE to_at IS NULL").all() as RawSpan[]).map(toSpan),
  samples: ({ from, to }) =>
    (
      sql("SELECT * FROM samples WHERE hour >= ? AND hour < ? ORDER BY hour, terminal, device").all(
        from,
        to,
      ) as RawSample[]
    ).map(toSample),
  sample: (terminal, device, hour) => {
    const row = sql("SELECT * FROM samples WHERE hour=? AND terminal=? AND device=?").get(hour, terminal, device);
    return row ? toSample(row as RawSample) : undefined;
  },
  saleTallies: ({ from, to }) =>
    sql("SELECT * FROM sales WHERE hour >= ? AND hour < ? ORDER BY hour, terminal").all(from, to) as SaleTally[],
  saleSums: ({ from, to }) =>
    sql(
      `SELECT ? AS hour, terminal, kind, result, cause, currency, sum(count) AS count, sum(amount) AS amount FROM sales
       WHERE hour >= ? AND hour < ? GROUP BY terminal, kind, result, cause, currency ORDER BY terminal`,
    ).all(from, from, to) as SaleTally[],
  ticketsBetween: ({ from, to }) =>
    (
      sql(
        "SELECT body FROM tickets WHERE (open=1 OR body ->> '$.closedAt' >= ?) AND body ->> '$.openedAt' < ? ORDER BY number",
      ).all(from, to) as { body: string }[]
    ).map(({ body }) => JSON.parse(body) as TicketView),
});

export const historyWriters = (db: Database): HistoryWriters => {
  const span = db.prepare<unknown[]>(
    `INSERT INTO spans (kind, terminal, device, code, from_at, to_at, ref) VALUES (?,?,?,?,?,?,?)
     ON CONFLICT DO UPDATE SET to_at=excluded.to_at, ref=excluded.ref`,
  );
  const sample = db.prepare<unknown[]>(
    "INSERT INTO samples VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET up_to=excluded.up_to, body=excluded.body",
  );
  const sales = db.prepare<unknown[]>(
    "INSERT INTO sales VALUES (?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET count=count+excluded.count, amount=amount+excluded.amount",
  );
  return {
    saveSpan: ({ kind, terminal, device, code, from, to, ref }) =>
      void span.run(kind, terminal, device, code, from, to ?? null, ref ?? null),
    saveSample: ({ hour, terminal, device, upTo, measures }) =>
      void sample.run(hour, terminal, device, upTo, JSON.stringify(measures)),
    addSales: ({ hour, terminal, kind, result, cause, currency, count, amount }) =>
      void sales.run(hour, terminal, kind, result, cause, currency, count, amount),
  };
};
