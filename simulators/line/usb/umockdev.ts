import { existsSync } from "node:fs";
import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { AppError, type Clock } from "../../../contract/index.ts";
import { parseDescriptors } from "../../../drivers/port/usb/descriptors.ts";
import type { UsbEmulation } from "./emulation.ts";
import { type Claims, serveDefault, serveNode } from "./usbfs.ts";

const libraryFolders = ["x86_64-linux-gnu", "aarch64-linux-gnu", "arm-linux-gnueabihf", ""];

/** Whether Debian's umockdev is here. */
export const havePreload = (): boolean =>
  libraryFolders.some((name) => existsSync(join("/usr/lib", name, "libumockdev-preload.so.0")));

const place = "1-1";
const hub = "sys/devices/pci0000:00/0000:00:14.0/usb1";
const three = (n: number): string => String(n).padStart(3, "0");
const four = (n: number): string => n.toString(16).padStart(4, "0");
const two = (n: number): string => n.toString(16).padStart(2, "0");

type Attributes = Readonly<Record<string, string | Uint8Array>>;

/** A folder of sysfs: its attributes, and the events' properties in `uevent`. */
const putFolder = async (folder: string, attributes: Attributes, properties: Record<string, string>): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const uevent = Object.entries(properties).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(join(folder, "uevent"), uevent.join(""));
  for (const [name, value] of Object.entries(attributes))
    await writeFile(join(folder, name), typeof value === "string" ? `${value}\n` : value);
};

const link = async (target: string, path: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true, recursive: true });
  await symlink(target, path);
};

/** A root hub, which libusb wants every device to be plugged into. */
const hubDescriptors = Uint8Array.from(
  "12 01 00 02 09 00 01 40 6B 1D 02 00 01 06 03 02 01 01 09 02 19 00 01 01 00 E0 00 09 04 00 00 01 09 00 00 00 07 05 81 03 04 00 0C"
    .split(" ")
    .map((pair) => Number.parseInt(pair, 16)),
);

interface Entry {
  readonly folder: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly address: number;
  readonly devpath: string;
  readonly strings: readonly string[];
}

const listDevice = async (root: string, { folder, name, bytes, address, devpath, strings }: Entry): Promise<void> => {
  const d = parseDescriptors(bytes);
  if (!d) throw new AppError("usb", "the simulated device's descriptors cannot be read");
  const text = (index: number) => strings[index - 1];
  const node = `bus/usb/001/${three(address)}`;
  const optional = Object.entries({
    manufacturer: text(d.strings.manufacturer),
    product: text(d.strings.product),
    serial: text(d.strings.serialNumber),
  }).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  await putFolder(
    join(root, folder),
    {
      busnum: "1",
      devnum: String(address),
      devpath,
      idVendor: four(d.vendorId),
      idProduct: four(d.productId),
      bcdDevice: four(d.release),
      version: " 2.00",
      speed: address === 1 ? "480" : "12",
      bDeviceClass: two(bytes[4] ?? 0),
      bDeviceSubClass: two(bytes[5] ?? 0),
      bDeviceProtocol: two(bytes[6] ?? 0),
      bMaxPacketSize0: String(bytes[7] ?? 64),
      bConfigurationValue: String(d.configuration),
      bNumConfigurations: String(bytes[17] ?? 1),
      bNumInterfaces: ` ${d.interfaces.length}`,
      bmAttributes: "c0",
      bMaxPower: "0mA",
      configuration: "",
      descriptors: bytes,
      ...Object.fromEntries(optional),
    },
    {
      DEVNAME: node,
      DEVTYPE: "usb_device",
      MAJOR: "189",
      MINOR: String(address - 1),
      BUSNUM: "001",
      DEVNUM: three(address),
      PRODUCT: `${d.vendorId.toString(16)}/${d.productId.toString(16)}/${d.release.toString(16)}`,
      TYPE: `${bytes[4]}/${bytes[5]}/${bytes[6]}`,
    },
  );
  await link(join("/", folder).replace(/^\/sys/, "../../.."), join(root, "sys/bus/usb/devices", name));
  await link("/sys/bus/usb".replace("/sys", relativeSys(folder)), join(root, folder, "subsystem"));
  for (const one of d.interfaces) {
    const inner = `${folder}/${name}:${d.configuration}.${one.number}`;
    await putFolder(
      join(root, inner),
      {
        bInterfaceClass: two(one.interfaceClass),
        bInterfaceSubClass: two(one.subclass),
        bInterfaceProtocol: two(one.protocol),
        bInterfaceNumber: two(one.number),
        bAlternateSetting: " 0",
        bNumEndpoints: two(one.endpoints.length),
      },
      { DEVTYPE: "usb_interface", INTERFACE: `${one.interfaceClass}/${one.subclass}/${one.protocol}` },
    );
    await link(
      join("/", inner).replace(/^\/sys/, "../../.."),
      join(root, "sys/bus/usb/devices", `${name}:${d.configuration}.${one.number}`),
    );
    await link("/sys/bus/usb".replace("/sys", relativeSys(inner)), join(root, inner, "subsystem"));
  }
  await putNode(root, node, bytes, address);
};

/** From a folder below `sys` back to `sys`. */
const relativeSys = (folder: string): string =>
  folder
    .split("/")
    .slice(1)
    .map(() => "..")
    .join("/");

/** A plain file with the sticky bit stands for a character device; its numbers are the text of a link. */
const putNode = async (root: string, node: string, bytes: Uint8Array, address: number): Promise<void> => {
  const file = join(root, "dev", node);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
  await chmod(file, 0o1666);
  await mkdir(join(root, "dev/.node"), { recursive: true });
  await link(`189:${address - 1}`, join(root, "dev/.node", node.replaceAll("/", "_")));
};

const listen = async (path: string, serve: (socket: Socket) => void): Promise<Server> => {
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    serve(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  return server;
};

/** A machine below a folder, with one USB device, for programs that run under libumockdev-preload with `UMOCKDEV_DIR` set to it. */
export interface MockMachine {
  readonly folder: string;
  /** Somebody has claimed the interface, and not released it. */
  isClaimed(): boolean;
  /** How often it was released before its process ended: only then does a kernel driver come back. */
  releases(): number;
  /** Another program holds the interface: claims are refused. */
  hold(isHeld: boolean): void;
  /** The device may be opened by nobody. */
  deny(isDenied: boolean): Promise<void>;
  plug(): Promise<void>;
  unplug(): Promise<void>;
  close(): Promise<void>;
}

export const mockMachine = async (folder: string, emulation: UsbEmulation, clock: Clock): Promise<MockMachine> => {
  const { device, configuration, strings } = emulation.description;
  const bytes = Uint8Array.from([...device, ...configuration]);
  const deviceFolder = `${hub}/${place}`;
  let address = 1;
  const claims: Claims = { isHeld: false, count: 0, releases: 0 };
  let node: Server | undefined;
  const sockets = new Set<Socket>();
  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    serveNode(socket, emulation, clock, claims);
  };
  await listDevice(folder, {
    folder: hub,
    name: "usb1",
    bytes: hubDescriptors,
    address: 1,
    devpath: "0",
    strings: ["Linux", "Simulated host controller", "1"],
  });
  const other = await listen(join(folder, "ioctl/_default"), serveDefault);
  const nodeFile = () => join(folder, `dev/bus/usb/001/${three(address)}`);
  const closeNode = () => new Promise<void>((resolve) => (node ? node.close(() => resolve()) : resolve()));
  const plug = async () => {
    address = address >= 127 ? 2 : address + 1;
    node = await listen(join(folder, `ioctl/dev/bus/usb/001/${three(address)}`), serve);
    await listDevice(folder, { folder: deviceFolder, name: place, bytes, address, devpath: "1", strings });
  };
  await plug();
  const unplug = async () => {
    for (const name of [place, `${place}:1.0`]) await rm(join(folder, "sys/bus/usb/devices", name), { force: true });
    await rm(join(folder, deviceFolder), { recursive: true, force: true });
    await rm(nodeFile(), { force: true });
  };
  return {
    folder,
    isClaimed: () => claims.count > 0,
    releases: () => claims.releases,
    hold: (isHeld) => {
      claims.isHeld = isHeld;
    },
    deny: (isDenied) => chmod(nodeFile(), isDenied ? 0 : 0o1666),
    plug: async () => {
      await closeNode();
      await plug();
    },
    unplug,
    async close() {
      for (const socket of sockets) socket.destroy();
      await closeNode();
      await new Promise<void>((resolve) => other.close(() => resolve()));
      await rm(folder, { recursive: true, force: true });
    },
  };
};
