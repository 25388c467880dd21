import { readdir } from "node:fs/promises";
import { AppError } from "../contract/index.ts";
import type { Driver } from "./api.ts";

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";

const here = new URL("./", import.meta.url);

/** Every folder here that holds a `driver` file is a driver. In the order of their names. */
export const driverNames = async (): Promise<readonly string[]> => {
  const names: string[] = [];
  for (const entry of await readdir(here, { withFileTypes: true }))
    if (entry.isDirectory() && (await readdir(new URL(`${entry.name}/`, here))).includes(`driver.${extension}`))
      names.push(entry.name);
  return names.sort((a, b) => a.localeCompare(b));
};

/**
 * Loads drivers by name; all of them if none are named. What an agent does not use costs it no memory. A name that no driver has is left out.
 * Throws `AppError("driver")` if a folder's name and its driver's differ.
 */
export const loadDrivers = async (wanted?: readonly string[]): Promise<ReadonlyMap<string, Driver>> => {
  const drivers = new Map<string, Driver>();
  for (const name of await driverNames()) {
    if (wanted && !wanted.includes(name)) continue;
    const { default: driver } = (await import(new URL(`${name}/driver.${extension}`, here).href)) as {
      default: Driver;
    };
    if (driver.name !== name) throw new AppError("driver", `drivers/${name} calls itself ${driver.name}`);
    drivers.set(name, driver);
  }
  return drivers;
};
