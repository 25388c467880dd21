import type { Migration } from "../sqlite/migrate.ts";

/** Settings wanted of terminals, and what each terminal said of its own. */
const migration: Migration = {
  id: 15,
  sql: `
-- Terminal '' is the whole fleet. Revisions are counted over all rows: each change has a higher one than any before it.
CREATE TABLE wanted_settings (terminal TEXT PRIMARY KEY, rev INTEGER NOT NULL UNIQUE, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE told_settings (terminal TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
`,
};
export default migration;
