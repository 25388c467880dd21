import type { Migration } from "../sqlite/migrate.ts";

/** People, their passwords and sessions. */
const migration: Migration = { id: 13, sql: "" };
export default migration;
