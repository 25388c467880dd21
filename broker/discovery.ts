import { readdir } from "node:fs/promises";
import { AppError, messageOf } from "../contract/index.ts";

const isModule = (name: string): boolean => /\.(ts|js)$/.test(name) && !/\.(d\.ts|test\.[tj]s)$/.test(name);

/**
 * The default exports of all modules of a folder, by file name in order; so that adding one touches one file and no list.
 * Throws `AppError("discovery")` that names the file which does not load or has no default export.
 */
export const discover = async <T>(folder: URL): Promise<Map<string, T>> => {
  const names = (await readdir(folder)).filter(isModule).sort();
  const found = new Map<string, T>();
  for (const name of names) {
    const module = (await import(new URL(name, folder).href).catch((error: unknown) => {
      throw new AppError("discovery", `${name}: ${messageOf(error)}`, { name }, { cause: error });
    })) as { default?: T };
    if (module.default === undefined) throw new AppError("discovery", `${name}: has no default export`, { name });
    found.set(name.replace(/\.(ts|js)$/, ""), module.default);
  }
  return found;
};
