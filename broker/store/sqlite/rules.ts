import type { Database, Statement } from "better-sqlite3";
import type { RuleReaders, RuleSettingsRow, RuleWriters } from "../rule-rows.ts";

const toRow = (row: unknown): RuleSettingsRow => JSON.parse((row as { body: string }).body) as RuleSettingsRow;

/** Reads of settings of fault rules; statements are prepared once per text. */
export const ruleReaders = (sql: (text: string) => Statement<unknown[]>): RuleReaders => ({
  ruleSettings: () => sql("SELECT body FROM rule_settings ORDER BY revision DESC LIMIT 1").all().map(toRow)[0],
  ruleSettingsOf: (rule, limit) =>
    sql(
      `SELECT body FROM rule_settings WHERE EXISTS (SELECT 1 FROM json_each(body, '$.changed') WHERE value=?)
       ORDER BY revision DESC LIMIT ?`,
    )
      .all(rule, limit)
      .map(toRow),
  faultsSince: (at) => {
    const text = "SELECT code, count(*) AS count FROM spans WHERE kind='fault' AND from_at >= ? GROUP BY code";
    const rows = sql(text).all(at) as { code: string; count: number }[];
    return new Map(rows.map(({ code, count }) => [code, count]));
  },
});

export const ruleWriters = (db: Database): RuleWriters => {
  const last = db.prepare<unknown[]>("SELECT coalesce(max(revision), 0) AS revision FROM rule_settings");
  const add = db.prepare<unknown[]>("INSERT INTO rule_settings (revision, at, body) VALUES (?,?,?)");
  return {
    addRuleSettings(row) {
      const saved = { revision: (last.get() as { revision: number }).revision + 1, ...row };
      add.run(saved.revision, saved.at, JSON.stringify(saved));
      return saved;
    },
  };
};
