import type { Migration } from "../sqlite/migrate.ts";

/** Why a message was refused, in Chinese too; what was refused before has the English only. */
const migration: Migration = {
  id: 17,
  sql: "ALTER TABLE quarantine ADD COLUMN reason_zh TEXT;",
};
export default migration;
