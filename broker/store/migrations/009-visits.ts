import type { Migration } from "../sqlite/migrate.ts";

/** Visits: appointment, work order, what was claimed and what was seen. */
const migration: Migration = { id: 9, sql: "" };
export default migration;
