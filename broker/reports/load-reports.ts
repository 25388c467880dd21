import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { AppError } from "../../contract/index.ts";
import type { Report } from "./report.ts";

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";

/** Every report: the folders here that hold a `report` module. Throws `AppError("discovery")` for one that is called otherwise than its folder. */
export const loadReports = async (): Promise<ReadonlyMap<string, Report>> => {
  const here = new URL("./", import.meta.url);
  const found = new Map<string, Report>();
  for (const name of (await readdir(here)).sort()) {
    const file = new URL(`${name}/report.${extension}`, here);
    if (!existsSync(file)) continue;
    const { default: report } = (await import(file.href)) as { default?: Report };
    if (report?.id !== name) throw new AppError("discovery", `reports/${name}: has no report of that id`, { name });
    found.set(name, report);
  }
  return found;
};
