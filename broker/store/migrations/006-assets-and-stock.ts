import type { Migration } from "../sqlite/migrate.ts";

/** What stands in the terminals and what happened to it; spare parts, where they are and how they got there. */
const migration: Migration = {
  id: 6,
  sql: `
CREATE TABLE assets (
  terminal TEXT NOT NULL, device TEXT NOT NULL, class TEXT NOT NULL, serial TEXT, present INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (terminal, device)
) WITHOUT ROWID;
CREATE INDEX assets_by_serial ON assets (serial) WHERE serial IS NOT NULL;
CREATE INDEX assets_by_class ON assets (present, class);
CREATE TABLE asset_events (
  n INTEGER PRIMARY KEY, terminal TEXT NOT NULL, device TEXT NOT NULL, serial TEXT, body TEXT NOT NULL
);
CREATE INDEX asset_events_of_device ON asset_events (terminal, device, n);
CREATE INDEX asset_events_by_serial ON asset_events (serial, n) WHERE serial IS NOT NULL;
CREATE TABLE warranties (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE stock_places (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE stock_items (item TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
-- Append-only: a row is never changed, and none is ever taken away.
CREATE TABLE stock_moves (
  n INTEGER PRIMARY KEY, at INTEGER NOT NULL, item TEXT NOT NULL, from_place TEXT, to_place TEXT, ticket INTEGER, key TEXT UNIQUE, body TEXT NOT NULL
);
CREATE INDEX stock_moves_of_item ON stock_moves (item, n);
CREATE INDEX stock_moves_of_ticket ON stock_moves (ticket, n) WHERE ticket IS NOT NULL;
CREATE INDEX stock_moves_by_time ON stock_moves (at);
CREATE TRIGGER stock_moves_stay BEFORE UPDATE ON stock_moves BEGIN SELECT RAISE(ABORT, 'stock moves are never changed'); END;
CREATE TRIGGER stock_moves_remain BEFORE DELETE ON stock_moves BEGIN SELECT RAISE(ABORT, 'stock moves are never deleted'); END;
`,
};
export default migration;
