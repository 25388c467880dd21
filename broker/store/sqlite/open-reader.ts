import Sqlite from "better-sqlite3";
import { AppError, messageOf } from "../../../contract/index.ts";
import type { Readers } from "../store.ts";
import { nothingUnsaved } from "./projection.ts";
import { makeReaders } from "./readers.ts";

export interface StoreReader {
  /** All of it as it was at one moment: when the reader was opened. */
  readonly read: Readers;
  close(): void;
}

/** Pages kept in memory, KiB: a report reads most of them once. */
const cacheKiB = 32_768;

/**
 * Opens the file of a running broker in another process, to read only: it neither waits for the writer nor makes it wait. What rests in the writer's memory is not
 * seen (`Store.settle`). The file's log cannot be shortened while this is open: close it soon. Throws `AppError("store")`.
 */
export const openReader = (file: string): StoreReader => {
  try {
    const db = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: 2000 });
    db.pragma(`cache_size = -${cacheKiB}`);
    db.exec("BEGIN");
    db.prepare("SELECT max(n) FROM audit").get(); // the snapshot begins with the first read
    return { read: makeReaders(db, nothingUnsaved), close: () => void db.close() };
  } catch (error) {
    throw new AppError("store", `cannot read ${file}: ${messageOf(error)}`, { file }, { cause: error });
  }
};
