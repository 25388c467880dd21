import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";

const kept = 10_000;

const writeSynced = (file: string, flags: string, text: string): void => {
  const fd = openSync(file, flags, 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};

const linesOf = (file: string): string[] => {
  try {
    return readFileSync(file, "utf8").split("\n").filter(Boolean);
  } catch {
    return []; // first start
  }
};

/**
 * Ids of commands that were started, in a plain file of their own: so that none runs twice even if the database with the journal is lost (R20 must
 * not break R16). One synced line a command; the newest ten thousand are kept.
 */
export const idFile = (file: string) => {
  let lines = linesOf(file);
  if (lines.length > kept * 2) {
    lines = lines.slice(-kept);
    writeSynced(`${file}.new`, "w", `${lines.join("\n")}\n`);
    renameSync(`${file}.new`, file);
  }
  const ids = new Set(lines);
  return {
    has: (id: string): boolean => ids.has(id),
    /** Throws what the file system throws. */
    add(id: string): void {
      writeSynced(file, "a", `${id}\n`);
      ids.add(id);
    },
  };
};
export type IdFile = ReturnType<typeof idFile>;
