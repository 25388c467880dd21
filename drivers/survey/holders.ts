import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { Holder, Holders } from "./port.ts";

/** What one process holds open, or nothing if we may not look into it. One that ended meanwhile holds nothing. */
const openFiles = async (folder: string): Promise<readonly string[] | undefined> => {
  try {
    const numbers = await readdir(join(folder, "fd"));
    return await Promise.all(numbers.map((n) => readlink(join(folder, "fd", n)).catch(() => "")));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "EACCES" || code === "EPERM" ? undefined : [];
  }
};

const nameOf = (folder: string): Promise<string> =>
  readFile(join(folder, "comm"), "utf8").then(
    (text) => text.trimEnd(),
    () => "?",
  );

/** Who has which device node open, from `/proc/<pid>/fd`. Only root sees every process. */
export const holdersOf = async (root: string): Promise<(nodes: readonly string[]) => Holders> => {
  const proc = join(root, "proc");
  const pids = (await readdir(proc).catch(() => [])).filter((name) => /^\d+$/.test(name));
  const byNode = new Map<string, Holder[]>();
  let unseen = 0;
  for (const pid of pids) {
    const files = await openFiles(join(proc, pid));
    if (!files) unseen += 1;
    const nodes = new Set(files?.filter((file) => file.startsWith("/dev/")));
    if (nodes.size === 0) continue;
    const holder = { pid: Number(pid), name: await nameOf(join(proc, pid)) };
    for (const node of nodes) byNode.set(node, [...(byNode.get(node) ?? []), holder]);
  }
  return (nodes) => {
    const list = nodes.flatMap((node) => byNode.get(node) ?? []);
    return { list: list.filter(({ pid }, n) => list.findIndex((other) => other.pid === pid) === n), unseen };
  };
};
