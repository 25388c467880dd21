import { AppError } from "../../contract/index.ts";
import type { SimulatedDevice } from "../api.ts";
import { serveInFolder } from "./folder/serve.ts";
import { type ServedDevice, type ServeOptions, serveOnPty } from "./serve.ts";
import { serveOnUsb } from "./usb/serve.ts";

/**
 * Puts a simulated device where its driver looks for it: on a virtual serial port, in a folder that stands for `/`, or on USB (by USB/IP: nothing but a
 * socket is needed for that).
 */
export const serveDevice = (simulated: SimulatedDevice, options: ServeOptions): Promise<ServedDevice> => {
  if (simulated.system) return serveInFolder(simulated, options);
  if (!simulated.usb) return serveOnPty(simulated, options);
  const { link, ...rest } = options;
  if (link === undefined) throw new AppError("usb", `${simulated.name} is on USB: give a folder for its socket`);
  return serveOnUsb(simulated, { ...rest, folder: link, way: "usbip" });
};
