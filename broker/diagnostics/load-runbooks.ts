import { AppError } from "../../contract/index.ts";
import { discover } from "../discovery.ts";
import type { Runbook } from "./runbook.ts";

/** All runbooks of `diagnostics/runbooks/` by id. Throws `AppError("runbooks")` for an id that is not its file's name. */
export const loadRunbooks = async (): Promise<ReadonlyMap<string, Runbook>> => {
  const found = await discover<Runbook>(new URL("./runbooks/", import.meta.url));
  for (const [name, runbook] of found)
    if (runbook.id !== name)
      throw new AppError("runbooks", `runbook ${runbook.id} must be in a file of that name, not ${name}`);
  return found;
};
