import type { Migration } from "../sqlite/migrate.ts";

/** Messages that are owed, sent and given up; deliveries of outside webhooks that were taken; names of our tickets elsewhere. */
const migration: Migration = {
  id: 4,
  sql: `
CREATE TABLE notifications (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, queue TEXT NOT NULL, channel TEXT NOT NULL, state TEXT NOT NULL, urgent INTEGER NOT NULL,
  untried INTEGER NOT NULL, due_at INTEGER NOT NULL, started_at INTEGER, finished_at INTEGER, body TEXT NOT NULL
);
CREATE INDEX notifications_due ON notifications (state, channel, due_at);
CREATE INDEX notifications_of_queue ON notifications (queue, state, n);
CREATE INDEX notifications_pace ON notifications (queue, started_at);
CREATE INDEX notifications_of_channel ON notifications (channel, state, n);
CREATE INDEX notifications_ended ON notifications (finished_at);

CREATE TABLE hook_deliveries (
  hook TEXT NOT NULL, delivery TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (hook, delivery)
) WITHOUT ROWID;
CREATE INDEX hook_deliveries_by_age ON hook_deliveries (at);

CREATE TABLE outside_references (
  channel TEXT NOT NULL, ticket INTEGER NOT NULL, reference TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (channel, ticket)
) WITHOUT ROWID;
`,
};
export default migration;
