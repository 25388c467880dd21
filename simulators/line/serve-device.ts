import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SimulatedDevice } from "../api.ts";
import { serveInFolder } from "./folder/serve.ts";
import { type ServedDevice, type ServeOptions, serveOnPty } from "./serve.ts";
import { serveOnUsb } from "./usb/serve.ts";

/** On USB by USB/IP, for which nothing but a socket is needed; with the setting `usb=umockdev` below the real libusb. Without a link in a folder of its own. */
const serveUsb = async (simulated: SimulatedDevice, { link, ...options }: ServeOptions): Promise<ServedDevice> => {
  const way = options.settings?.["usb"] === "umockdev" ? "umockdev" : "usbip";
  if (link !== undefined) return serveOnUsb(simulated, { ...options, folder: link, way });
  const folder = await mkdtemp(join(tmpdir(), "usb-"));
  const served = await serveOnUsb(simulated, { ...options, folder, way });
  return {
    ...served,
    async close() {
      await served.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Puts a simulated device where its driver looks for it: on a virtual serial port, in a folder that stands for `/`, or on USB. */
export const serveDevice = (simulated: SimulatedDevice, options: ServeOptions): Promise<ServedDevice> => {
  if (simulated.system) return serveInFolder(simulated, options);
  return simulated.usb ? serveUsb(simulated, options) : serveOnPty(simulated, options);
};
