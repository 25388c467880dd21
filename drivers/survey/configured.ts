import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Type } from "typebox";
import { AppError, parseConfig } from "../../contract/index.ts";
import { real } from "./links.ts";
import type { FoundPort } from "./port.ts";

/** As much of the agent's settings as matters here; the agent itself checks the rest. */
const Settings = Type.Object({
  devices: Type.Array(
    Type.Object({ id: Type.String(), driver: Type.String(), port: Type.Optional(Type.String({ minLength: 1 })) }),
    { default: [] },
  ),
});

export interface ConfiguredDevice {
  readonly id: string;
  readonly driver: string;
  readonly port: string;
}

/** Devices of an agent's settings file that have a port. Throws `AppError("config")`. */
export const configuredDevices = async (file: string): Promise<readonly ConfiguredDevice[]> => {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new AppError("config", `${file}: ${error.code ?? error.message}`, { file }, { cause: error });
  });
  return parseConfig(Settings, text, file).devices.flatMap(({ id, driver, port }) =>
    port === undefined ? [] : [{ id, driver, port }],
  );
};

/** Every name under which a settings file may mean this USB device; ids in lower case. */
const usbNames = ({ usb }: FoundPort): readonly string[] => {
  if (!usb) return [];
  const ids = `usb:${usb.vendorId}:${usb.productId}`;
  return [`usb:${usb.place}`, ids, ...(usb.serialNumber ? [`${ids}:${usb.serialNumber}`] : [])];
};

const lowerIds = (name: string): string =>
  name.replace(/^usb:([0-9a-f]{4}):([0-9a-f]{4})/i, (ids) => ids.toLowerCase());

/** Whether a setting `port` means this port: a USB name, the node, or any link that leads to it. */
export const means = async (root: string, setting: string, port: FoundPort): Promise<boolean> => {
  if (port.kind === "usb") return usbNames(port).includes(lowerIds(setting));
  if (setting === port.now || setting === port.write) return true;
  const [target, own] = [await real(join(root, setting)), await real(join(root, port.now))];
  return target !== undefined && target === own;
};
