import { constants } from "node:fs";
import { access, open, readdir, readFile, readlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { ascii } from "../../wire/fields.ts";
import { parseDescriptors, type UsbDescriptors, type UsbTexts } from "./descriptors.ts";

/** A USB device as Linux lists it; nothing is opened to learn this. */
export interface ListedDevice {
  /** Its place: bus and sockets, `1-1.2`. */
  readonly place: string;
  readonly bus: number;
  readonly address: number;
  readonly descriptors: UsbDescriptors;
  readonly texts: UsbTexts;
}

const devicesFolder = (root: string): string => join(root, "sys/bus/usb/devices");
const isDevice = (name: string): boolean => /^\d+-\d+(\.\d+)*$/.test(name);

/** A sysfs attribute; undefined where the device has none, or went away meanwhile. */
const attribute = (folder: string, name: string): Promise<string | undefined> =>
  readFile(join(folder, name), "utf8").then(
    (text) => ascii(Buffer.from(text.replace(/\n$/, ""))),
    () => undefined,
  );

const textsOf = async (folder: string): Promise<UsbTexts> => {
  const [manufacturer, product, serialNumber] = await Promise.all(
    ["manufacturer", "product", "serial"].map((name) => attribute(folder, name)),
  );
  return { ...(manufacturer && { manufacturer }), ...(product && { product }), ...(serialNumber && { serialNumber }) };
};

const listed = async (root: string, place: string): Promise<ListedDevice | undefined> => {
  const folder = join(devicesFolder(root), place);
  const bytes = await readFile(join(folder, "descriptors")).catch(() => undefined); // gone between list and look
  const configuration = Number(await attribute(folder, "bConfigurationValue"));
  const descriptors = bytes && parseDescriptors(bytes, configuration > 0 ? configuration : undefined);
  const [bus, address] = [await attribute(folder, "busnum"), await attribute(folder, "devnum")].map(Number);
  if (!descriptors || !bus || !address) return undefined;
  return { place, bus, address, descriptors, texts: await textsOf(folder) };
};

/** All devices below `root`; undefined if the machine has no USB at all. */
export const listUsb = async (root: string): Promise<readonly ListedDevice[] | undefined> => {
  const names = await readdir(devicesFolder(root)).catch(() => undefined); // no such folder: no USB
  if (!names) return undefined;
  const found = await Promise.all(
    names
      .filter(isDevice)
      .sort()
      .map((place) => listed(root, place)),
  );
  return found.filter((device) => device !== undefined);
};

/** Whether this very device is still plugged in: after a replug the place is the same and the address is another. */
export const isStillThere = async (root: string, { place, address }: ListedDevice): Promise<boolean> =>
  Number(await attribute(join(devicesFolder(root), place), "devnum")) === address;

const interfaceFolder = (root: string, { place, descriptors }: ListedDevice, interfaceNumber: number): string =>
  join(devicesFolder(root), `${place}:${descriptors.configuration}.${interfaceNumber}`);

/** The kernel driver that holds an interface: `usblp`, `usbfs` for another program, undefined if free. */
export const holderOf = (root: string, device: ListedDevice, interfaceNumber: number): Promise<string | undefined> =>
  readlink(join(interfaceFolder(root, device, interfaceNumber), "driver")).then(
    (target) => basename(target),
    () => undefined,
  );

/**
 * Whether a program prints through `/dev/usb/lpN`: the kernel lets only one open it (usblp.c `usblp_open`), so a second open tells.
 * A node we may not open tells nothing.
 */
export const isPrinterInUse = async (root: string, device: ListedDevice, interfaceNumber: number): Promise<boolean> => {
  const names = await readdir(join(interfaceFolder(root, device, interfaceNumber), "usbmisc")).catch(() => []);
  for (const name of names) {
    try {
      await (await open(join(root, "dev/usb", name), constants.O_RDWR | constants.O_NONBLOCK)).close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EBUSY") return true;
    }
  }
  return false;
};

export const nodeOf = ({ bus, address }: Pick<ListedDevice, "bus" | "address">): string =>
  `/dev/bus/usb/${String(bus).padStart(3, "0")}/${String(address).padStart(3, "0")}`;

/** False where the kernel says that we may not; a node that is gone is found missing when it is opened. */
export const mayOpen = (root: string, device: ListedDevice): Promise<boolean> =>
  access(join(root, nodeOf(device)), constants.R_OK | constants.W_OK).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "EACCES" && error.code !== "EPERM",
  );
