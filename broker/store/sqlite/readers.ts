import type { Database, Statement } from "better-sqlite3";
import type { CommandState } from "../../../contract/index.ts";
import type {
  AuditRow,
  ChunkRow,
  Counts,
  EventRow,
  HealthRow,
  QuarantineRow,
  Readers,
  StreamRow,
  TerminalRow,
  TokenRow,
  UsageRow,
} from "../store.ts";
import { assetReaders } from "./assets.ts";
import { attachmentReaders } from "./attachments.ts";
import { customerReaders } from "./customers.ts";
import { historyReaders } from "./history.ts";
import { inspectionReaders } from "./inspections.ts";
import { knowledgeReaders } from "./knowledge.ts";
import { notificationReaders } from "./notifications.ts";
import { onCallReaders } from "./on-call.ts";
import { peopleReaders } from "./people.ts";
import type { Unsaved } from "./projection.ts";
import { ruleReaders } from "./rules.ts";
import { settingsReaders } from "./settings.ts";
import { siteReaders } from "./sites.ts";
import { stockReaders } from "./stock.ts";
import { visitReaders } from "./visits.ts";

const defaultLimit = 200;
/** Rows are appended in order of receipt, unless the broker's clock was put back: by less than this. */
const receiptSlackMs = 3_600_000;
interface Body {
  body: string;
}
interface RawChunk {
  id: number;
  stream_id: number;
  from_seq: number;
  to_seq: number;
  received_at: number;
  history: number;
  body: Buffer | string;
}
interface RawEvent extends Body {
  id: number;
  terminal: string;
  device: string | null;
  kind: string;
  at: number;
  received_at: number;
}
interface RawStream extends Omit<StreamRow, "upTo" | "also"> {
  up_to: number;
  also: string;
}

const ofThese = "terminal IN (SELECT value FROM json_each(@ids))";
const countsOf = `SELECT
  (SELECT count(*) FROM terminals WHERE id IN (SELECT value FROM json_each(@ids))) AS terminals,
  (SELECT coalesce(sum(records),0) FROM streams WHERE ${ofThese}) AS records,
  (SELECT coalesce(sum(duplicates),0) FROM streams WHERE ${ofThese}) AS duplicates,
  (SELECT count(*) FROM faults WHERE opened=1 AND ${ofThese}) AS faultsOpened,
  (SELECT count(*) FROM faults WHERE active=1 AND opened=1 AND ${ofThese}) AS faultsActive,
  (SELECT count(*) FROM faults WHERE active=0 AND opened=1 AND ${ofThese}) AS faultsClosed,
  (SELECT count(*) FROM tickets WHERE ${ofThese}) AS ticketsOpened,
  (SELECT count(*) FROM tickets WHERE open=1 AND ${ofThese}) AS ticketsOpen,
  (SELECT count(*) FROM quarantine WHERE ${ofThese}) AS quarantined`;

const quarantineColumns = "id, terminal, topic, received_at AS receivedAt, reason, reason_zh AS zh, size";
type RawQuarantine = Omit<QuarantineRow, "text"> & { readonly zh: string | null };
const toQuarantine = <R extends RawQuarantine>({ zh, ...row }: R) => ({
  ...row,
  text: { en: row.reason, "zh-CN": zh ?? row.reason },
});

const parse = <T>(row: unknown): T | undefined => (row ? (JSON.parse((row as Body).body) as T) : undefined);
const parseAll = <T>(rows: unknown[]): T[] => rows.map((row) => JSON.parse((row as Body).body) as T);

const toChunk = (row: RawChunk): ChunkRow => ({
  streamId: row.stream_id,
  from: row.from_seq,
  to: row.to_seq,
  receivedAt: row.received_at,
  history: row.history === 1,
  body: row.body.toString(),
});
const toEvent = ({ device, received_at, body, id, terminal, kind, at }: RawEvent): EventRow => ({
  id,
  terminal,
  device: device ?? undefined,
  kind,
  at,
  receivedAt: received_at,
  body: JSON.parse(body) as unknown,
});
export const toStream = (row: RawStream): StreamRow => ({
  id: row.id,
  terminal: row.terminal,
  stream: row.stream,
  upTo: row.up_to,
  also: JSON.parse(row.also) as [number, number][],
  records: row.records,
  duplicates: row.duplicates,
});

/** Conditions of a query, built from a fixed set of texts; values are always bound. */
const where = (...conditions: [text: string, value: unknown][]): { text: string; values: unknown[] } => {
  const used = conditions.filter(([, value]) => value !== undefined);
  return {
    text: used.length > 0 ? ` WHERE ${used.map(([text]) => text).join(" AND ")}` : "",
    values: used.flatMap(([, value]) => value),
  };
};

/** One of many, bound as one value: the text of the statement stays the same. */
const among = (terminals: readonly string[] | undefined): [text: string, value: unknown] => [
  "terminal IN (SELECT value FROM json_each(?))",
  terminals && JSON.stringify(terminals),
];

/** Written out, so that the index of states is used. */
const inStates = (states: readonly CommandState[] | undefined): [text: string, value: unknown][] =>
  states ? [[`state IN (${states.map(() => "?").join(",")})`, states]] : [];

/** Everything that can be read. Statements are prepared once per text. Changes not saved yet come from `projection`. */
export const makeReaders = (db: Database, projection: Unsaved): Readers => {
  const cache = new Map<string, Statement<unknown[]>>();
  const sql = (text: string) => {
    let statement = cache.get(text);
    if (!statement) cache.set(text, (statement = db.prepare<unknown[]>(text)));
    return statement;
  };
  const list = <T>(from: string, w: { text: string; values: unknown[] }, order: string, limit = defaultLimit): T[] =>
    parseAll<T>(sql(`SELECT body FROM ${from}${w.text} ORDER BY ${order} LIMIT ?`).all(...w.values, limit));
  /** The newest first; of too many those that `live` marks, and then the newest: what is over takes no place from what is not. */
  const liveList = <T>(
    from: string,
    w: { text: string; values: unknown[] },
    [live, n]: readonly [live: string, n: string],
    limit = defaultLimit,
  ): T[] => {
    const these = `SELECT body, ${n} FROM ${from}${w.text} ORDER BY ${live} DESC, ${n} DESC LIMIT ?`;
    return parseAll<T>(sql(`SELECT body FROM (${these}) ORDER BY ${n} DESC`).all(...w.values, limit));
  };
  const flag = (value: boolean | undefined): number | undefined => (value === undefined ? undefined : Number(value));

  const toTerminal = (row: unknown): TerminalRow => {
    const { body, last_seen_at } = row as Body & { last_seen_at: number };
    const terminal = JSON.parse(body) as TerminalRow;
    return { ...terminal, lastSeenAt: projection.seen(terminal.id) ?? Math.max(last_seen_at, terminal.lastSeenAt) };
  };
  const toHealth = (raw: unknown): HealthRow => {
    const r = raw as {
      terminal: string;
      device: string;
      epoch: string;
      ord: number;
      at: number;
      received_at: number;
      body: string;
    };
    return projection.health({
      terminal: r.terminal,
      device: r.device,
      epoch: r.epoch,
      order: r.ord,
      at: r.at,
      receivedAt: r.received_at,
      health: JSON.parse(r.body) as HealthRow["health"],
    });
  };
  const chunkById = (id: number): ChunkRow | undefined => {
    const row = sql("SELECT * FROM chunks WHERE id=?").get(id);
    return row ? toChunk(row as RawChunk) : undefined;
  };
  const chunkIds = (streamId: number): number[] => {
    const saved = sql("SELECT chunk_id AS id, from_seq FROM chunk_index WHERE stream_id=?").all(streamId) as {
      id: number;
      from_seq: number;
    }[];
    // By id: a chunk that is replayed may have been indexed before the kill.
    const all = new Map(saved.map((r): [number, number] => [r.id, r.from_seq]));
    const pending = projection.pending(streamId);
    for (let i = 0; i < pending.length; i += 2) all.set(pending[i + 1] as number, pending[i] as number);
    return [...all].sort((a, b) => a[1] - b[1]).map(([id]) => id);
  };
  /** The first row that came at `at` or later, found by halving: rows are only ever appended. */
  const firstReceived = (table: "chunks" | "events", at: number): number => {
    const next = sql(`SELECT id, received_at AS at FROM ${table} WHERE id>=? ORDER BY id LIMIT 1`);
    const newest = sql(`SELECT max(id) AS id FROM ${table}`).get() as { id: number | null };
    let [low, high] = [0, (newest.id ?? 0) + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = next.get(middle) as { id: number; at: number } | undefined;
      if (row && row.at < at - receiptSlackMs) low = row.id + 1;
      else high = middle;
    }
    return low;
  };

  return {
    ...notificationReaders(sql),
    ...onCallReaders(sql),
    ...inspectionReaders(sql),
    ...knowledgeReaders(sql),
    ...historyReaders(sql),
    ...customerReaders(sql),
    ...assetReaders(sql),
    ...attachmentReaders(sql),
    ...settingsReaders(sql),
    ...stockReaders(sql),
    ...visitReaders(sql),
    ...peopleReaders(sql),
    ...siteReaders(sql),
    ...ruleReaders(sql),
    terminals: () => sql("SELECT body, last_seen_at FROM terminals ORDER BY id").all().map(toTerminal),
    terminal: (id) => {
      const row = sql("SELECT body, last_seen_at FROM terminals WHERE id=?").get(id);
      return row ? toTerminal(row) : undefined;
    },
    credentialHash: (terminal) =>
      (sql("SELECT hash FROM credentials WHERE terminal=?").get(terminal) as { hash: string } | undefined)?.hash,
    health: (terminal) => {
      const w = where(["terminal=?", terminal]);
      return sql(`SELECT * FROM health${w.text} ORDER BY terminal, device`)
        .all(...w.values)
        .map(toHealth);
    },
    stream: (terminal, stream) => {
      const row = sql("SELECT * FROM streams WHERE terminal=? AND stream=?").get(terminal, stream);
      return row ? projection.stream(toStream(row as RawStream)) : undefined;
    },
    streams: (terminal) =>
      (sql("SELECT * FROM streams WHERE terminal=? ORDER BY id").all(terminal) as RawStream[]).map((r) =>
        projection.stream(toStream(r)),
      ),
    *chunks(streamId) {
      for (const id of chunkIds(streamId)) {
        const chunk = chunkById(id);
        if (chunk) yield chunk; // a slow reader may be overtaken by the retention
      }
    },
    *chunksOf(terminal, { from, to }) {
      const first = firstReceived("chunks", from);
      const streams = sql("SELECT id FROM streams WHERE terminal=?").all(terminal) as { id: number }[];
      const ids = streams.flatMap(({ id }) => chunkIds(id).filter((chunk) => chunk >= first));
      for (const id of ids.sort((a, b) => a - b)) {
        const row = sql("SELECT * FROM chunks WHERE id=? AND (received_at < ? OR history=1)").get(
          id,
          to + receiptSlackMs,
        );
        if (row) yield toChunk(row as RawChunk);
      }
    },
    oldestChunkAt: () =>
      (sql("SELECT received_at AS at FROM chunks ORDER BY id LIMIT 1").get() as { at: number } | undefined)?.at ?? 0,
    *unprojected() {
      const ids = sql("SELECT id FROM chunks WHERE id>? ORDER BY id").all(projection.mark()) as { id: number }[];
      for (const { id } of ids) {
        const chunk = chunkById(id);
        const stream = chunk && (sql("SELECT * FROM streams WHERE id=?").get(chunk.streamId) as RawStream | undefined);
        if (stream) yield { ...chunk, terminal: stream.terminal, stream: stream.stream };
      }
    },
    events: ({ terminal, terminals, device, kind, limit = defaultLimit }) => {
      const w = where(["terminal=?", terminal], among(terminals), ["device=?", device], ["kind=?", kind]);
      const rows = sql(`SELECT * FROM events${w.text} ORDER BY id DESC LIMIT ?`).all(...w.values, limit);
      return (rows as RawEvent[]).map(toEvent);
    },
    eventsOf: ({ terminal, from, to, kind, limit }) => {
      const w = where(["terminal=?", terminal], ["id>=?", firstReceived("events", from)], ["kind=?", kind]);
      const rows = sql(`SELECT * FROM events${w.text} AND at>=? AND at<? ORDER BY id DESC LIMIT ?`).all(
        ...w.values,
        from,
        to,
        limit,
      );
      return (rows as RawEvent[]).map(toEvent);
    },
    salesByStep: (terminal, { from, to }, stepMs) =>
      sql(
        `SELECT (at - ?) / ? AS step, body ->> '$.result' AS result, count(*) AS count FROM events
         WHERE terminal=? AND id>=? AND kind='sale' AND at>=? AND at<? GROUP BY 1, 2 ORDER BY 1`,
      ).all(from, stepMs, terminal, firstReceived("events", from), from, to) as {
        step: number;
        result: string;
        count: number;
      }[],
    faults: ({ terminal, terminals, device, active, limit }) =>
      liveList(
        "faults",
        where(["terminal=?", terminal], among(terminals), ["device=?", device], ["active=?", flag(active)]),
        ["active", "n"],
        limit,
      ),
    fault: (id) => parse(sql("SELECT body FROM faults WHERE id=?").get(id)),
    diagnoses: ({ fault, terminal, terminals, state, limit }) =>
      list(
        "diagnoses",
        where(["fault=?", fault], ["terminal=?", terminal], among(terminals), ["state=?", state]),
        "n DESC",
        limit,
      ),
    diagnosis: (id) => parse(sql("SELECT body FROM diagnoses WHERE id=?").get(id)),
    commands: ({ terminal, terminals, states, limit }) =>
      list("commands", where(...inStates(states), ["terminal=?", terminal], among(terminals)), "n DESC", limit),
    command: (id) => parse(sql("SELECT body FROM commands WHERE id=?").get(id)),
    tickets: ({ terminal, terminals, open, queue, state, cause, parent, assignee, customer, site, limit }) =>
      liveList(
        "tickets",
        where(
          ["terminal=?", terminal],
          among(terminals),
          ["open=?", flag(open)],
          ["body ->> '$.queue'=?", queue],
          ["body ->> '$.state'=?", state],
          ["body ->> '$.cause'=?", cause],
          ["body ->> '$.parent'=?", parent],
          ["body ->> '$.assignee'=?", assignee],
          ["body ->> '$.customer'=?", customer],
          ["terminal IN (SELECT id FROM terminals WHERE body ->> '$.site'=?)", site],
        ),
        ["open", "number"],
        limit,
      ),
    ticket: (number) => parse(sql("SELECT body FROM tickets WHERE number=?").get(number)),
    audit: ({ since = 0, before = Number.MAX_SAFE_INTEGER, newest = false, limit = defaultLimit, ...words }) => {
      const parts = [words.who, words.what, words.target].map((word = "") => word.toLowerCase());
      const rows = sql(
        `SELECT * FROM audit WHERE n>? AND n<? AND instr(lower(actor), ?) AND instr(lower(action), ?)
         AND instr(lower(target), ?) ORDER BY n ${newest ? "DESC" : ""} LIMIT ?`,
      ).all(since, before, ...parts, limit) as (Omit<AuditRow, "prevHash" | "detail"> & {
        prev_hash: string;
        detail: string;
      })[];
      return rows.map(({ prev_hash, detail, ...row }) => ({
        ...row,
        detail: JSON.parse(detail) as unknown,
        prevHash: prev_hash,
      }));
    },
    tokens: () => parseAll<TokenRow>(sql("SELECT body FROM tokens").all()),
    quarantine: (limit, terminal) =>
      (
        sql(
          `SELECT ${quarantineColumns} FROM quarantine WHERE terminal=coalesce(?, terminal) ORDER BY id DESC LIMIT ?`,
        ).all(terminal ?? null, limit) as RawQuarantine[]
      ).map(toQuarantine),
    refused: (id) => {
      const row = sql(`SELECT ${quarantineColumns}, payload FROM quarantine WHERE id=?`).get(id);
      return row ? toQuarantine(row as RawQuarantine & { payload: Buffer }) : undefined;
    },
    setting: (key) => (sql("SELECT value FROM settings WHERE key=?").get(key) as { value: string } | undefined)?.value,
    usages: () => parseAll<UsageRow>(sql("SELECT body FROM usage").all()),
    counts: (terminals) => {
      if (terminals) return sql(countsOf).get({ ids: JSON.stringify(terminals) }) as Counts;
      const row = sql(`SELECT
        (SELECT count(*) FROM terminals) AS terminals,
        (SELECT coalesce(sum(records),0) FROM streams) AS records,
        (SELECT coalesce(sum(duplicates),0) FROM streams) AS duplicates,
        (SELECT count(*) FROM faults WHERE opened=1) AS faultsOpened,
        (SELECT count(*) FROM faults WHERE active=1 AND opened=1) AS faultsActive,
        (SELECT count(*) FROM faults WHERE active=0 AND opened=1) AS faultsClosed,
        (SELECT count(*) FROM tickets) AS ticketsOpened,
        (SELECT count(*) FROM tickets WHERE open=1) AS ticketsOpen,
        (SELECT coalesce(max(seq),0) FROM sqlite_sequence WHERE name='quarantine') AS quarantined`).get() as Counts;
      const unsaved = projection.unsaved();
      return { ...row, records: row.records + unsaved.records, duplicates: row.duplicates + unsaved.duplicates };
    },
  };
};
