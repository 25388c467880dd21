import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { AppError } from "../../../contract/index.ts";
import type { DeviceSimulation, SimulatedDevice } from "../../api.ts";
import type { ServedDevice, ServeOptions } from "../serve.ts";
import { folderFaults, isFolderFault } from "./faults.ts";
import { Folder } from "./folder.ts";

/** An empty folder: the one that was asked for, or a new one. Throws `AppError("folder")`. */
const emptyFolder = async (link: string | undefined): Promise<string> => {
  if (link === undefined) return mkdtemp(join(tmpdir(), "kiosk-"));
  const path = resolve(link);
  await mkdir(path, { recursive: true });
  if ((await readdir(path)).length > 0)
    throw new AppError("folder", `${path}: there is something already; give a folder that is empty or not there`);
  return path;
};

/**
 * Puts a simulated device of a system line into a folder, which is what its driver takes for `/`. `link` names it; left out, it is made in the place for
 * temporary files. Closing removes it. Throws `AppError("folder")`.
 */
export const serveInFolder = async (simulated: SimulatedDevice, options: ServeOptions): Promise<ServedDevice> => {
  const { clock, random, settings } = options;
  const path = await emptyFolder(options.link);
  const folder = new Folder({ path, clock, random });
  const clean = async () => {
    await folder.close();
    await rm(path, { recursive: true, force: true });
  };
  let device: DeviceSimulation;
  try {
    await folder.open();
    device = simulated.create({ clock, random, send: () => undefined, folder, ...(settings ? { settings } : {}) });
  } catch (error) {
    await clean();
    throw error;
  }
  return {
    device,
    path: () => path,
    inject(fault) {
      if (isFolderFault(fault)) return folder.inject(fault);
      if (simulated.faults.some((f) => f.name === fault)) return device.inject(fault);
      const known = [...simulated.faults.map((f) => f.name), ...Object.keys(folderFaults)];
      throw new AppError("unknownFault", `${simulated.name} has no fault ${fault}; there are ${known.join(", ")}`);
    },
    clear(fault) {
      if (fault === undefined || isFolderFault(fault)) folder.clear(fault);
      if (fault === undefined || !isFolderFault(fault)) device.clear(fault);
    },
    unplug: async () => device.plug?.(false),
    replug: async () => device.plug?.(true),
    async close() {
      device.close();
      await clean();
    },
  };
};
