import type { Migration } from "../sqlite/migrate.ts";

/** Duties, their overrides and swaps, calls in the night. Nobody is told twice of one step: the file itself sees to it. */
const migration: Migration = {
  id: 11,
  sql: `
CREATE TABLE on_call_plans (version INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE on_call_changes (
  n INTEGER PRIMARY KEY, rota TEXT NOT NULL, ends_at INTEGER NOT NULL, cancelled_at INTEGER, cancelled_by TEXT, body TEXT NOT NULL
);
CREATE INDEX on_call_changes_by_end ON on_call_changes (ends_at);
CREATE INDEX on_call_changes_of_rota ON on_call_changes (rota);
CREATE TRIGGER on_call_changes_stay BEFORE UPDATE OF n, rota, ends_at, body ON on_call_changes
  BEGIN SELECT RAISE(ABORT, 'an override or swap is cancelled, never changed'); END;
CREATE TRIGGER on_call_changes_remain BEFORE DELETE ON on_call_changes BEGIN SELECT RAISE(ABORT, 'overrides and swaps are never deleted'); END;

CREATE TABLE on_call_pages (
  n INTEGER PRIMARY KEY, at INTEGER NOT NULL, ticket INTEGER NOT NULL, person TEXT NOT NULL, queue TEXT NOT NULL, round INTEGER NOT NULL,
  clock TEXT NOT NULL, step INTEGER NOT NULL, body TEXT NOT NULL,
  UNIQUE (ticket, person, queue, round, clock, step)
);
CREATE INDEX on_call_pages_by_time ON on_call_pages (at);
CREATE TABLE on_call_calls (
  n INTEGER PRIMARY KEY, at INTEGER NOT NULL, ticket INTEGER, person TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX on_call_calls_by_time ON on_call_calls (at);

CREATE TABLE on_call_cases (ticket INTEGER PRIMARY KEY, next_at INTEGER, body TEXT NOT NULL);
CREATE INDEX on_call_cases_waiting ON on_call_cases (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE on_call_feeds (hash TEXT PRIMARY KEY, person TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE calendar_events (uid TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
`,
};
export default migration;
