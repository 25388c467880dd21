import { join } from "node:path";
import { type ListedDevice, listUsb, nodeOf } from "../port/usb/sysfs.ts";
import { linkedName, namesIn } from "./links.ts";
import type { FoundPort } from "./port.ts";

/** USB-IF class codes of interfaces, as far as a kiosk has them. */
const classes: Readonly<Record<number, string>> = {
  1: "audio",
  2: "communications",
  3: "human interface",
  6: "still image",
  7: "printer",
  8: "mass storage",
  9: "hub",
  10: "communications data",
  11: "smart card reader",
  14: "video",
  224: "wireless",
  239: "miscellaneous",
  254: "application specific",
  255: "vendor specific",
};
const hub = 9;

const four = (n: number): string => n.toString(16).padStart(4, "0");

/** Folders of an interface whose children are device nodes, and where these lie. */
const nodeFolders: readonly (readonly [under: string, pattern: RegExp, dev: string])[] = [
  ["usbmisc", /^lp\d+$/, "/dev/usb"],
  ["usbmisc", /^hiddev\d+$/, "/dev/usb"],
  ["usbmisc", /^cdc-wdm\d+$/, "/dev"],
];

interface Interface {
  readonly folder: string;
  readonly driver: string | undefined;
}

const interfacesOf = (root: string, { place, descriptors }: ListedDevice): Promise<Interface[]> =>
  Promise.all(
    descriptors.interfaces.map(async ({ number }) => {
      const folder = join(root, "sys/bus/usb/devices", `${place}:${descriptors.configuration}.${number}`);
      return { folder, driver: await linkedName(join(folder, "driver")) };
    }),
  );

const nodesUnder = async ({ folder }: Interface): Promise<string[]> => {
  const found: string[] = [];
  for (const [under, pattern, dev] of nodeFolders)
    for (const name of await namesIn(join(folder, under))) if (pattern.test(name)) found.push(`${dev}/${name}`);
  // A HID interface's nodes lie below its HID devices: `0003:04E7:0020.0001/hidraw/hidraw0`, `.../input/input5/event3`.
  for (const name of await namesIn(folder)) {
    if (!/^[0-9A-F]{4}:[0-9A-F]{4}:[0-9A-F]{4}\.[0-9A-F]+$/.test(name)) continue;
    for (const raw of await namesIn(join(folder, name, "hidraw"))) found.push(`/dev/${raw}`);
    for (const input of await namesIn(join(folder, name, "input")))
      for (const event of await namesIn(join(folder, name, "input", input)))
        if (/^event\d+$/.test(event)) found.push(`/dev/input/${event}`);
  }
  return found;
};

const isTwice = (device: ListedDevice, all: readonly ListedDevice[]): boolean =>
  all.some(
    (other) =>
      other.place !== device.place &&
      other.descriptors.vendorId === device.descriptors.vendorId &&
      other.descriptors.productId === device.descriptors.productId &&
      other.texts.serialNumber === device.texts.serialNumber,
  );

/** By its ids as long as it is the only one of its kind, with its serial number if it has one; else by its place. */
const nameFor = (device: ListedDevice, all: readonly ListedDevice[]): Pick<FoundPort, "write" | "stable"> => {
  if (isTwice(device, all)) return { write: `usb:${device.place}`, stable: "place" };
  const { vendorId, productId } = device.descriptors;
  const { serialNumber } = device.texts;
  const ids = `usb:${four(vendorId)}:${four(productId)}`;
  return { write: serialNumber ? `${ids}:${serialNumber}` : ids, stable: "device" };
};

const portOf = async (root: string, device: ListedDevice, all: readonly ListedDevice[]): Promise<FoundPort> => {
  const { place, descriptors, texts } = device;
  const interfaces = await interfacesOf(root, device);
  const drivers = interfaces.map(({ driver }) => driver).filter((driver) => driver !== undefined);
  const kinds = descriptors.interfaces.map((i) => classes[i.interfaceClass] ?? `class ${i.interfaceClass}`);
  return {
    kind: "usb",
    now: `usb:${place}`,
    ...nameFor(device, all),
    drivers: [...new Set(drivers)],
    usb: { place, vendorId: four(descriptors.vendorId), productId: four(descriptors.productId), ...texts },
    functions: [...new Set(kinds)],
    real: true,
    nodes: [nodeOf(device), ...(await Promise.all(interfaces.map(nodesUnder))).flat()],
  };
};

const isHub = ({ descriptors }: ListedDevice): boolean => descriptors.interfaces.every((i) => i.interfaceClass === hub);

/** USB devices; hubs only if they are asked for. Those that are serial adapters are among the serial ports as well. */
export const usbPorts = async (root: string, withHubs = false): Promise<FoundPort[]> => {
  const all = (await listUsb(root)) ?? [];
  return Promise.all(all.filter((device) => withHubs || !isHub(device)).map((device) => portOf(root, device, all)));
};
