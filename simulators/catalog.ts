import { readdir } from "node:fs/promises";
import { AppError } from "../contract/index.ts";
import type { SimulatedDevice } from "./api.ts";

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";

/** Every folder of `simulators/devices` is a simulated device, named as the driver it answers. */
export const loadSimulators = async (): Promise<ReadonlyMap<string, SimulatedDevice>> => {
  const here = new URL("./devices/", import.meta.url);
  const found = new Map<string, SimulatedDevice>();
  for (const entry of (await readdir(here, { withFileTypes: true })).sort((a, b) => a.name.localeCompare(b.name))) {
    if (!entry.isDirectory()) continue;
    if (!(await readdir(new URL(`${entry.name}/`, here))).includes(`device.${extension}`)) continue;
    const { default: device } = (await import(new URL(`${entry.name}/device.${extension}`, here).href)) as {
      default: SimulatedDevice;
    };
    if (device.name !== entry.name)
      throw new AppError("simulator", `simulators/devices/${entry.name} calls itself ${device.name}`);
    found.set(device.name, device);
  }
  return found;
};
