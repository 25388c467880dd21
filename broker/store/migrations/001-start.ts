import type { Migration } from "../sqlite/migrate.ts";

/** Objects are JSON bodies; beside them stand only the columns that queries need. */
const migration: Migration = {
  id: 1,
  sql: `
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE terminals (id TEXT PRIMARY KEY, last_seen_at INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE credentials (terminal TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE tokens (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE health (
  terminal TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, ord INTEGER NOT NULL,
  at INTEGER NOT NULL, received_at INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (terminal, device)
) WITHOUT ROWID;

CREATE TABLE streams (
  id INTEGER PRIMARY KEY, terminal TEXT NOT NULL, stream TEXT NOT NULL, up_to INTEGER NOT NULL, also TEXT NOT NULL,
  records INTEGER NOT NULL, duplicates INTEGER NOT NULL, UNIQUE (terminal, stream)
);
-- The log. Appended only: the way in by stream and sequence is written later and in bulk (chunk_index), because an index that is
-- touched at another place by each message would cost more than the message.
CREATE TABLE chunks (
  id INTEGER PRIMARY KEY, stream_id INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL,
  received_at INTEGER NOT NULL, history INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE TABLE chunk_index (
  stream_id INTEGER NOT NULL, from_seq INTEGER NOT NULL, chunk_id INTEGER NOT NULL, PRIMARY KEY (stream_id, from_seq)
) WITHOUT ROWID;

CREATE TABLE events (
  id INTEGER PRIMARY KEY, terminal TEXT NOT NULL, device TEXT, kind TEXT NOT NULL, at INTEGER NOT NULL,
  received_at INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX events_of_terminal ON events (terminal, id);

CREATE TABLE faults (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, terminal TEXT NOT NULL, device TEXT NOT NULL, code TEXT NOT NULL,
  active INTEGER NOT NULL, opened INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX faults_of_terminal ON faults (terminal, n);
CREATE INDEX faults_active ON faults (active, n);

CREATE TABLE diagnoses (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, fault TEXT, terminal TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX diagnoses_of_fault ON diagnoses (fault, n);
CREATE INDEX diagnoses_of_terminal ON diagnoses (terminal, n);
CREATE INDEX diagnoses_by_state ON diagnoses (state, n);

CREATE TABLE commands (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, terminal TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX commands_of_terminal ON commands (terminal, n);
CREATE INDEX commands_by_state ON commands (state, n);

CREATE TABLE tickets (
  number INTEGER PRIMARY KEY AUTOINCREMENT, terminal TEXT NOT NULL, open INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX tickets_of_terminal ON tickets (terminal, number);
CREATE INDEX tickets_open ON tickets (open, number);

CREATE TABLE audit (
  n INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL,
  detail TEXT NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT NULL
);
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT, terminal TEXT NOT NULL, topic TEXT NOT NULL, received_at INTEGER NOT NULL,
  reason TEXT NOT NULL, size INTEGER NOT NULL, payload BLOB NOT NULL
);
`,
};
export default migration;
