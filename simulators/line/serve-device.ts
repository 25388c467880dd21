import type { SimulatedDevice } from "../api.ts";
import { serveInFolder } from "./folder/serve.ts";
import { type ServedDevice, type ServeOptions, serveOnPty } from "./serve.ts";

/** Puts a simulated device where its driver looks for it: on a virtual serial port, or in a folder that stands for `/`. */
export const serveDevice = (simulated: SimulatedDevice, options: ServeOptions): Promise<ServedDevice> =>
  simulated.system ? serveInFolder(simulated, options) : serveOnPty(simulated, options);
