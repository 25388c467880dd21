import { readdir } from "node:fs/promises";
import { AppError, type RouteName, routeNames } from "../../contract/index.ts";
import type { Handler, Handlers } from "./route.ts";

const folder = new URL("./routes/", import.meta.url);
const isModule = (name: string): boolean => /\.[jt]s$/.test(name) && !/\.(d|test)\.[jt]s$/.test(name);

export type HandlerTable = ReadonlyMap<RouteName, Handler<RouteName>>;

const merge = (areas: readonly (readonly [string, Handlers])[]): HandlerTable => {
  const table = new Map<RouteName, Handler<RouteName>>();
  for (const [file, handlers] of areas)
    for (const [name, handler] of Object.entries(handlers)) {
      if (table.has(name as RouteName)) throw new AppError("config", `${file}: route ${name} has two handlers`);
      table.set(name as RouteName, handler as unknown as Handler<RouteName>);
    }
  return table;
};

/** Finds the handlers in `routes/`. Throws `config` if a route of the contract has none, or two. */
export const discoverHandlers = async (): Promise<HandlerTable> => {
  const files = (await readdir(folder)).filter(isModule).sort();
  const load = async (file: string) =>
    [file, ((await import(new URL(file, folder).href)) as { default: Handlers }).default] as const;
  const table = merge(await Promise.all(files.map(load)));
  const missing = routeNames.filter((name) => !table.has(name));
  if (missing.length > 0) throw new AppError("config", `no handler for ${missing.join(", ")}`);
  return table;
};
