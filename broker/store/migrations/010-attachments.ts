import type { Migration } from "../sqlite/migrate.ts";

/** Files kept with a ticket. */
const migration: Migration = { id: 10, sql: "" };
export default migration;
