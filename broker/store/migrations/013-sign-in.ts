import type { Migration } from "../sqlite/migrate.ts";

/** People, their passwords and sessions. */
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
`,
};
export default migration;
