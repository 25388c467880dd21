import type { Migration } from "../sqlite/migrate.ts";

/**
 * Files kept with tickets, visits and rounds: what is known of them; the bytes lie in the data folder. Evidence that was asked of terminals, and the parts of
 * it that have come so far.
 */
const migration: Migration = {
  id: 10,
  sql: `
CREATE TABLE attachments (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,
  sha256 TEXT NOT NULL, size INTEGER NOT NULL, kept INTEGER NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX attachments_of ON attachments (kind, number, at, id);
CREATE INDEX attachments_kept ON attachments (sha256) WHERE kept = 1;
CREATE INDEX attachments_old ON attachments (at) WHERE kept = 1;
CREATE TRIGGER attachments_remain BEFORE DELETE ON attachments BEGIN SELECT RAISE(ABORT, 'what was attached stays known'); END;

CREATE TABLE evidence (
  id TEXT PRIMARY KEY, ticket INTEGER NOT NULL, terminal TEXT NOT NULL, asked_at INTEGER NOT NULL,
  open INTEGER NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX evidence_of_ticket ON evidence (ticket, asked_at);
CREATE INDEX evidence_of_terminal ON evidence (terminal, asked_at);
CREATE INDEX evidence_open ON evidence (id) WHERE open = 1;

CREATE TABLE evidence_parts (evidence TEXT NOT NULL, part INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (evidence, part));
`,
};
export default migration;
