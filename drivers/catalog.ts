import { readdir } from "node:fs/promises";
import { AppError } from "../contract/index.ts";
import type { Driver } from "./api.ts";

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";

/** Every folder here that holds a `driver` file is a driver. Loaded once. Throws `AppError("driver")` if a folder's name and its driver's differ. */
export const loadDrivers = async (): Promise<ReadonlyMap<string, Driver>> => {
  const here = new URL("./", import.meta.url);
  const drivers = new Map<string, Driver>();
  for (const entry of (await readdir(here, { withFileTypes: true })).sort((a, b) => a.name.localeCompare(b.name))) {
    if (!entry.isDirectory()) continue;
    const files = await readdir(new URL(`${entry.name}/`, here));
    if (!files.includes(`driver.${extension}`)) continue;
    const { default: driver } = (await import(new URL(`${entry.name}/driver.${extension}`, here).href)) as {
      default: Driver;
    };
    if (driver.name !== entry.name) throw new AppError("driver", `drivers/${entry.name} calls itself ${driver.name}`);
    drivers.set(driver.name, driver);
  }
  return drivers;
};
