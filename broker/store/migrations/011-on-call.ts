import type { Migration } from "../sqlite/migrate.ts";

/** Duties, their overrides and swaps, calls in the night. */
const migration: Migration = { id: 11, sql: "" };
export default migration;
