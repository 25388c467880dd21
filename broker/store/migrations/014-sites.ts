import type { Migration } from "../sqlite/migrate.ts";

/** Where sites lie, and views of the fleet that people saved. Sites that terminals name already are known by their name. */
const migration: Migration = {
  id: 14,
  sql: `
CREATE TABLE sites (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO sites (name, body)
  SELECT DISTINCT json_extract(body, '$.site'), json_object('name', json_extract(body, '$.site'))
  FROM terminals WHERE json_extract(body, '$.site') <> '';
-- A number is never given twice: an old address leads to nobody else's view.
CREATE TABLE saved_views (
  number INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, shared INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX saved_views_of_owner ON saved_views (owner);
CREATE INDEX saved_views_shared ON saved_views (shared) WHERE shared = 1;
`,
};
export default migration;
