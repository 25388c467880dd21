import type { Migration } from "../sqlite/migrate.ts";

/** Queues, merged tickets, incidents. */
const migration: Migration = { id: 8, sql: "" };
export default migration;
