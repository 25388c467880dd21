import { rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { AppError } from "../../contract/index.ts";

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? "";

const hold = (file: string): Database.Database => {
  const db = new Database(file, { timeout: 0 });
  try {
    db.exec("BEGIN EXCLUSIVE");
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/**
 * Holds a data folder for one agent. The lock is SQLite's own file lock, so the kernel gives it back when the process dies, however it dies.
 * Throws `AppError("dataFolderInUse")` if another agent has it.
 */
export const lockFolder = (folder: string): { release(): void } => {
  const file = join(folder, "agent.lock");
  const take = (): Database.Database => {
    try {
      return hold(file);
    } catch (error) {
      if (codeOf(error).startsWith("SQLITE_BUSY"))
        throw new AppError("dataFolderInUse", `${folder}: another agent works in this data folder; stop it first`, {
          folder,
        });
      if (codeOf(error) !== "SQLITE_NOTADB") throw error;
      rmSync(file);
      return hold(file);
    }
  };
  const db = take();
  return { release: () => db.close() };
};
