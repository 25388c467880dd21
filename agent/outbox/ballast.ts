import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";

/** A file of no use but its size: given up when the disk is full, so that the outbox has room to tidy up (a delete needs space too). */
export interface Ballast {
  /** True if the file is whole. */
  readonly there: () => boolean;
  /** Writes it if there is room; says if it is there now. */
  lay(): boolean;
  /** Gives its space free; false if there was nothing to give. */
  drop(): boolean;
}

const chunkBytes = 256 * 1024;

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

const fill = (file: string, bytes: number): void => {
  const fd = openSync(file, "w", 0o600);
  try {
    // Random, because a file system that compresses would keep zeros for nothing.
    const chunk = randomBytes(chunkBytes);
    for (let left = bytes; left > 0; left -= chunkBytes) writeSync(fd, chunk, 0, Math.min(left, chunkBytes));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};

export const ballastIn = (folder: string, bytes: number): Ballast => {
  const file = join(folder, "ballast");
  const there = () => sizeOf(file) >= bytes;
  return {
    there,
    lay() {
      if (there()) return true;
      try {
        fill(file, bytes);
        return true;
      } catch {
        // No room: half a ballast would only take space from the outbox. It is laid again later.
        rmSync(file, { force: true });
        return false;
      }
    },
    drop() {
      const gave = sizeOf(file) > 0;
      rmSync(file, { force: true });
      return gave;
    },
  };
};
