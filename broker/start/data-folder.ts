import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { AppError, messageOf } from "../../contract/index.ts";

/** Makes a folder and those above it, one by one: Node's own `recursive` never returns where the kernel answers ENOENT (under /proc). */
const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o750 });
};

/** Throws `AppError("config")` if the folder cannot be made or written. */
export const prepareFolder = (folder: string): void => {
  try {
    makeFolder(resolve(folder));
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new AppError(
      "config",
      `the data folder ${folder} cannot be written: ${messageOf(error)}`,
      { folder },
      { cause: error },
    );
  }
};
