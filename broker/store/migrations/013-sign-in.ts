import type { Migration } from "../sqlite/migrate.ts";

/** People, their passwords and sessions; what was asked once and may not be done twice. */
const migration: Migration = {
  id: 13,
  sql: `
CREATE TABLE people (id TEXT PRIMARY KEY, seen_at INTEGER, body TEXT NOT NULL) WITHOUT ROWID;
-- Apart from people, so that what reads a person never holds a hash.
CREATE TABLE passwords (person TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sessions (
  hash TEXT PRIMARY KEY, person TEXT NOT NULL, created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_of_person ON sessions (person);
CREATE TABLE request_keys (
  actor TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL, at INTEGER NOT NULL, answer TEXT, PRIMARY KEY (actor, key)
) WITHOUT ROWID;
CREATE INDEX request_keys_by_time ON request_keys (at);
`,
};
export default migration;
