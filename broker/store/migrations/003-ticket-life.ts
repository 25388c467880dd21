import type { Migration } from "../sqlite/migrate.ts";

/** Tickets of before the service levels: their states get today's names, and they go by the preset that was the only one. */
const migration: Migration = {
  id: 3,
  sql: `
UPDATE tickets SET body = json_set(
  body,
  '$.state', CASE body ->> '$.state' WHEN 'open' THEN 'new' WHEN 'assigned' THEN 'accepted' ELSE body ->> '$.state' END,
  '$.version', 1, '$.policy', 'self-service-terminal', '$.level', 'any', '$.clocks', json('[]')
);
`,
};
export default migration;
