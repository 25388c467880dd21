import { AppError, type RouteName, routeNames } from "../../contract/index.ts";
import { discover } from "../discovery.ts";
import type { Handler, Handlers } from "./route.ts";

export type HandlerTable = ReadonlyMap<RouteName, Handler<RouteName>>;

const merge = (areas: ReadonlyMap<string, Handlers>): HandlerTable => {
  const table = new Map<RouteName, Handler<RouteName>>();
  for (const [file, handlers] of areas)
    for (const [name, handler] of Object.entries(handlers)) {
      if (table.has(name as RouteName)) throw new AppError("config", `${file}: route ${name} has two handlers`);
      table.set(name as RouteName, handler as unknown as Handler<RouteName>);
    }
  return table;
};

/** Finds the handlers in `routes/`. Throws `AppError`: `discovery`, or `config` if a route of the contract has none, or two. */
export const discoverHandlers = async (): Promise<HandlerTable> => {
  const table = merge(await discover<Handlers>(new URL("./routes/", import.meta.url)));
  const missing = routeNames.filter((name) => !table.has(name));
  if (missing.length > 0) throw new AppError("config", `no handler for ${missing.join(", ")}`);
  return table;
};
