import type { Database } from "better-sqlite3";
import { AppError } from "../../../contract/index.ts";
import { discover } from "../../discovery.ts";

/** One step of the schema: the default export of `store/migrations/NNN-name.ts`. `id` is its place; ids have no holes. */
export interface Migration {
  readonly id: number;
  readonly sql: string;
}

/** Every migration in order. Throws `AppError("store")` if their ids are not 1, 2, 3, ... */
export const loadMigrations = async (): Promise<Migration[]> => {
  const found = [...(await discover<Migration>(new URL("../migrations/", import.meta.url))).values()];
  found.sort((a, b) => a.id - b.id);
  if (found.some((m, i) => m.id !== i + 1)) throw new AppError("store", "migration ids must be 1, 2, 3, ...");
  return found;
};

/** Brings the file to the newest schema, each step in a transaction of its own. Throws `AppError("store")` for a file of a newer version. */
export const migrate = (db: Database, migrations: readonly Migration[]): void => {
  const version = db.pragma("user_version", { simple: true }) as number;
  if (version > migrations.length)
    throw new AppError("store", `the data file has schema ${version}, this version knows ${migrations.length}`, {
      version,
    });
  for (const step of migrations.slice(version))
    db.transaction(() => {
      db.exec(step.sql);
      db.pragma(`user_version = ${step.id}`);
    }).immediate();
};
