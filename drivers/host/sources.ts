import { open, readdir, statfs } from "node:fs/promises";
import type { FileSystem } from "./codec.ts";

/** Parts of the inventory that systeminformation tells. Each starts processes of its own, so they are asked rarely and one after the other. */
export const inventoryParts = ["system", "bios", "osInfo", "baseboard", "cpu", "diskLayout"] as const;
export type InventoryPart = (typeof inventoryParts)[number];

/** Where the host's figures come from: files of the kernel, one system call, and systeminformation for the inventory. */
export interface HostSources {
  /** Beginning of a text file; rejects if it is not there. */
  text(path: string): Promise<string>;
  list(path: string): Promise<readonly string[]>;
  fileSystem(path: string): Promise<FileSystem>;
  inventory(part: InventoryPart): Promise<unknown>;
}

const maxBytes = 65_536;

const firstBytes = async (path: string): Promise<string> => {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await file.close();
  }
};

/** A Linux host. systeminformation is loaded when first asked; it is only ever called with no argument, so nothing from a network reaches its shell. */
export const linux: HostSources = {
  text: firstBytes,
  list: (path) => readdir(path),
  fileSystem: (path) => statfs(path),
  inventory: async (part) => (await import("systeminformation"))[part](),
};
