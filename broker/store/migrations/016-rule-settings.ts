import type { Migration } from "../sqlite/migrate.ts";

/** What operators set of fault rules: each revision holds all settings, and none is ever changed. Faults are counted by code and time. */
const migration: Migration = {
  id: 16,
  sql: `
CREATE TABLE rule_settings (revision INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TRIGGER rule_settings_stay BEFORE UPDATE ON rule_settings BEGIN SELECT RAISE(ABORT, 'rule settings are never changed'); END;
CREATE TRIGGER rule_settings_remain BEFORE DELETE ON rule_settings BEGIN SELECT RAISE(ABORT, 'rule settings are never deleted'); END;
CREATE INDEX spans_of_faults ON spans (from_at, code) WHERE kind='fault';
`,
};
export default migration;
