import type { Migration } from "../sqlite/migrate.ts";

/** Satisfaction, complaints, charges. */
const migration: Migration = { id: 12, sql: "" };
export default migration;
