import type { Migration } from "../sqlite/migrate.ts";

/**
 * What lasted and what was counted, for reports. Faults that were there before are taken over as one occurrence each; who was online when is not known of
 * the time before.
 */
const migration: Migration = {
  id: 5,
  sql: `
CREATE TABLE spans (
  kind TEXT NOT NULL, terminal TEXT NOT NULL, device TEXT NOT NULL, code TEXT NOT NULL, from_at INTEGER NOT NULL, to_at INTEGER, ref TEXT,
  PRIMARY KEY (terminal, kind, device, code, from_at)
) WITHOUT ROWID;
CREATE INDEX spans_by_end ON spans (to_at);

CREATE TABLE samples (
  hour INTEGER NOT NULL, terminal TEXT NOT NULL, device TEXT NOT NULL, up_to INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (hour, terminal, device)
) WITHOUT ROWID;

CREATE TABLE sales (
  hour INTEGER NOT NULL, terminal TEXT NOT NULL, kind TEXT NOT NULL, result TEXT NOT NULL, cause TEXT NOT NULL, currency TEXT NOT NULL,
  count INTEGER NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (hour, terminal, kind, result, cause, currency)
) WITHOUT ROWID;

INSERT OR IGNORE INTO spans (kind, terminal, device, code, from_at, to_at, ref)
SELECT 'fault', terminal, device, code, body ->> '$.since', max(body ->> '$.closedAt', body ->> '$.since'), id FROM faults WHERE opened = 1;
INSERT OR IGNORE INTO sales
SELECT at - at % 3600000, terminal, body ->> '$.kind', body ->> '$.result', coalesce(body ->> '$.cause', ''), coalesce(body ->> '$.currency', ''),
  count(*), CAST(total(body ->> '$.amount') AS INTEGER) FROM events WHERE kind = 'sale' GROUP BY 1, 2, 3, 4, 5, 6;
`,
};
export default migration;
