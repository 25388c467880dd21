import type { Migration } from "../sqlite/migrate.ts";

/** Tickets of before the queues: each is where its state and skill would have put it, since it was opened. */
const migration: Migration = {
  id: 8,
  sql: `
UPDATE tickets SET body = json_set(
  body,
  '$.queue', CASE
    WHEN body ->> '$.state' IN ('dispatched', 'onSite') THEN 'field'
    WHEN body ->> '$.skill' = 'software' THEN 'software'
    ELSE 'remote'
  END,
  '$.queuedSince', body -> '$.openedAt'
);
`,
};
export default migration;
