import { basename, join } from "node:path";
import { attribute, linkedName, namesIn, real } from "./links.ts";
import type { FoundPort, UsbIdentity } from "./port.ts";
import { usbAround } from "./usb-identity.ts";

/** A stable name that udev made for a port. */
interface Alias {
  readonly path: string;
  readonly by: "id" | "path";
}

/** udev's links, by the name of the node they lead to. */
const aliasesIn = async (root: string): Promise<Map<string, Alias[]>> => {
  const found = new Map<string, Alias[]>();
  for (const by of ["id", "path"] as const) {
    const folder = `/dev/serial/by-${by}`;
    for (const name of (await namesIn(join(root, folder))).sort()) {
      const target = await linkedName(join(root, folder, name));
      if (target) found.set(target, [...(found.get(target) ?? []), { path: `${folder}/${name}`, by }]);
    }
  }
  return found;
};

interface Tty {
  readonly name: string;
  readonly folder: string;
  readonly driver: string | undefined;
  readonly usb: UsbIdentity | undefined;
  readonly real: boolean;
  readonly console: boolean;
}

/**
 * The 8250 driver keeps names for chips that are not there: their type is 0, `PORT_UNKNOWN` (serial_core.h). From Linux 6.5 on a port's own driver is
 * called `port`, and the chip's is one device further up.
 */
const driverOf = async (device: string): Promise<string | undefined> => {
  const own = await linkedName(join(device, "driver"));
  if (own !== undefined && own !== "port") return own;
  return (await linkedName(join(device, "../../driver"))) ?? (await linkedName(join(device, "../driver"))) ?? own;
};

/** Terminals with a device behind them: consoles and virtual terminals have none. */
const ttyOf = async (root: string, name: string): Promise<Tty | undefined> => {
  const folder = join(root, "sys/class/tty", name);
  const device = await real(join(folder, "device"));
  if (device === undefined) return undefined;
  const [driver, usb] = [await driverOf(device), await usbAround(device)];
  const [type, console] = [await attribute(folder, "type"), await attribute(folder, "console")];
  return { name, folder: device, driver, usb, real: type !== "0", console: console === "Y" };
};

const sameDevice = (a: UsbIdentity, b: UsbIdentity): boolean =>
  a.vendorId === b.vendorId && a.productId === b.productId && a.serialNumber === b.serialNumber;

/** By-id is only worth its name if the device has a serial number of its own: two equal adapters without one share a link. */
const isUnique = (tty: Tty, all: readonly Tty[]): boolean => {
  const { usb } = tty;
  if (!usb?.serialNumber) return false;
  return all.every((other) => !other.usb || other.usb.place === usb.place || !sameDevice(other.usb, usb));
};

const nameFor = (tty: Tty, all: readonly Tty[], aliases: readonly Alias[]): Pick<FoundPort, "write" | "stable"> => {
  const byId = aliases.find(({ by }) => by === "id");
  if (byId && isUnique(tty, all)) return { write: byId.path, stable: "device" };
  // Udev may also link `usbv2` twins of a path: the first in order is the plain one.
  const byPath = aliases.find(({ by }) => by === "path");
  if (byPath) return { write: byPath.path, stable: "place" };
  return { write: `/dev/${tty.name}`, stable: tty.usb ? "no" : "place" };
};

const byNumber = new Intl.Collator("en", { numeric: true });

/** Serial ports of the machine whose files lie under `root`: on the board, on cards, USB adapters and USB devices that are modems. */
export const serialPorts = async (root: string): Promise<FoundPort[]> => {
  const names = (await namesIn(join(root, "sys/class/tty"))).sort(byNumber.compare);
  const all = (await Promise.all(names.map((name) => ttyOf(root, name)))).filter((tty) => tty !== undefined);
  const aliases = await aliasesIn(root);
  return all.map((tty) => ({
    kind: "serial",
    now: `/dev/${tty.name}`,
    ...nameFor(tty, all, aliases.get(tty.name) ?? []),
    drivers: tty.driver === undefined ? [] : [tty.driver],
    ...(tty.usb ? { usb: tty.usb } : {}),
    real: tty.real,
    ...(tty.console ? { console: true as const } : {}),
    nodes: [`/dev/${tty.name}`],
  }));
};

/** Pseudo-terminals: what simulators and terminal windows use. */
export const ptys = async (root: string): Promise<FoundPort[]> =>
  (await namesIn(join(root, "dev/pts")))
    .filter((name) => /^\d+$/.test(name))
    .sort(byNumber.compare)
    .map((name) => {
      const now = `/dev/pts/${basename(name)}`;
      return { kind: "pty", now, write: now, stable: "no", drivers: [], real: true, nodes: [now] };
    });
