import { readdir, readFile } from "node:fs/promises";
import { posix } from "node:path";

export interface Source {
  /** From the root of the project, with slashes. */
  readonly path: string;
  readonly text: string;
}

const root = new URL("../../", import.meta.url);
export const rooms = ["agent", "broker", "console", "contract", "drivers", "simulators", "tests"] as const;

/** Every file below the seven rooms whose name ends so. */
export const filesOf = async (ending: string): Promise<string[]> => {
  const found: string[] = [];
  for (const room of rooms)
    for (const entry of await readdir(new URL(`${room}/`, root), { recursive: true, withFileTypes: true }))
      if (entry.isFile() && entry.name.endsWith(ending)) {
        const folder = entry.parentPath.slice(new URL(root).pathname.length);
        found.push(posix.join(folder, entry.name));
      }
  return found.sort();
};

export const readSources = async (): Promise<readonly Source[]> =>
  Promise.all(
    [...(await filesOf(".ts")), ...(await filesOf(".tsx"))].map(async (path) => ({
      path,
      text: await readFile(new URL(path, root), "utf8"),
    })),
  );

export const readText = (path: string): Promise<string> => readFile(new URL(path, root), "utf8");

export const isTest = (path: string): boolean => path.endsWith(".test.ts") || path.startsWith("tests/");
export const roomOf = (path: string): string => path.split("/")[0] ?? "";

const patterns = [
  /^(?:import|export)\s(?:[^;"']*?\sfrom\s+)?"([^"]+)"/gm,
  /\bimport\(\s*"([^"]+)"/g,
  /\brequire\(\s*"([^"]+)"/g,
  /createRequire\([^)]*\)\("([^"]+)"/g,
];

/** Everything a file imports: `../x.ts` as a path from the root, packages and `node:` by name. */
export const importsOf = ({ path, text }: Source): readonly string[] => [
  ...new Set(
    patterns
      .flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ""))
      .map((target) => (target.startsWith(".") ? posix.join(posix.dirname(path), target) : target)),
  ),
];

/** `@a/b/c` is package `@a/b`; `node:` modules and our own files are none. */
export const packageOf = (target: string): string | undefined => {
  if (target.startsWith("node:") || target.startsWith("..") || rooms.some((room) => target.startsWith(`${room}/`)))
    return undefined;
  return target
    .split("/")
    .slice(0, target.startsWith("@") ? 2 : 1)
    .join("/");
};

/** The text without comments; strings stay. */
export const codeOf = ({ text }: Source): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " ")).replace(/(^|\s)\/\/[^\n]*/g, "$1");
