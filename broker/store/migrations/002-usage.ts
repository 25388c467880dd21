import type { Migration } from "../sqlite/migrate.ts";

/** What the parts and supplies of devices have used. */
const migration: Migration = {
  id: 2,
  sql: `
CREATE TABLE usage (
  terminal TEXT NOT NULL, device TEXT NOT NULL, item TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (terminal, device, item)
) WITHOUT ROWID;
`,
};
export default migration;
