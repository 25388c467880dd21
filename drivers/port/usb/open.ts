import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../../contract/plain.ts";
import { DriverError, isDriverError, type UsbFunction, type UsbLine, type UsbPort } from "../../api.ts";
import { CrashBudget } from "./crash-budget.ts";
import { functionOf, interfaceFor, type UsbInterface } from "./descriptors.ts";
import type { UsbTarget } from "./native.ts";
import { usbPort } from "./port.ts";
import { startUsbProcess } from "./process.ts";
import { holderOf, isPrinterInUse, isStillThere, type ListedDevice, listUsb, mayOpen } from "./sysfs.ts";

/** Of all USB devices of this agent: it must outlive the ports, which crashes end. */
const budget = new CrashBudget();

const openMs = 6_000;
const preload = "libumockdev-preload.so.0";

/** What a device's setting `port` means on a USB line. */
type Where =
  | { readonly by: "machine"; readonly root: string; readonly env: Record<string, string>; readonly wanted?: string }
  | { readonly by: "usbip"; readonly server: string };

/**
 * `usb:04b8:0202`, `usb:04b8:0202:SERIAL`, `usb:1-1.2` (place) or nothing: a device of this machine. `usbip:/path` or `usbip:host:port#busid`: a USB/IP
 * server. `umockdev:/folder`: a simulated machine, seen by the USB process through libumockdev-preload.
 */
const whereOf = (port = ""): Where => {
  const [kind, rest] = [port.split(":")[0], port.slice(port.indexOf(":") + 1)];
  if (kind === "usbip") return { by: "usbip", server: rest };
  if (kind === "umockdev") return { by: "machine", root: rest, env: { LD_PRELOAD: preload, UMOCKDEV_DIR: rest } };
  if (kind !== "usb" && port !== "")
    throw new DriverError(
      "portMissing",
      `${port}: a USB device is named usb:vvvv:pppp, usb:vvvv:pppp:SERIAL or usb:1-1.2`,
    );
  return { by: "machine", root: "/", env: {}, ...(port === "" ? {} : { wanted: rest }) };
};

interface Found {
  readonly device: ListedDevice;
  readonly one: UsbInterface;
}

const four = (n: number): string => n.toString(16).padStart(4, "0");
const idsOf = ({ descriptors: d }: ListedDevice): string => `${four(d.vendorId)}:${four(d.productId)}`;
/** `1-1.2`, `04b8:0202` or `04b8:0202:SERIAL`. */
const isWanted = (device: ListedDevice, wanted: string | undefined): boolean => {
  if (wanted === undefined || wanted === device.place) return true;
  const [, ids, serial] = /^([0-9a-f]{4}:[0-9a-f]{4})(?::(.+))?$/i.exec(wanted) ?? [];
  return ids?.toLowerCase() === idsOf(device) && (serial === undefined || serial === device.texts.serialNumber);
};

const lineText = ({ interfaceClass, subclass, protocol }: UsbLine): string =>
  [interfaceClass, subclass, protocol]
    .filter((n) => n !== undefined)
    .map((n) => n.toString(16).padStart(2, "0"))
    .join("/");

const find = async (root: string, line: UsbLine, wanted: string | undefined): Promise<Found> => {
  const all = await listUsb(root);
  if (!all) throw new DriverError("portMissing", "no USB on this machine");
  const fitting = all.flatMap((device): Found[] => {
    const one = isWanted(device, wanted) ? interfaceFor(line, device.descriptors) : undefined;
    return one ? [{ device, one }] : [];
  });
  const [first, second] = fitting;
  if (!first)
    throw new DriverError(
      "portMissing",
      `${wanted ? `usb:${wanted}` : "USB"}: no device with an interface ${lineText(line)} is plugged in`,
    );
  if (second) {
    const names = fitting.map(({ device }) => `usb:${device.place} (${idsOf(device)})`).join(", ");
    throw new DriverError("portMissing", `several USB devices fit; give the port of one: ${names}`);
  }
  return first;
};

/** The udev rule to write; the agent's user is in the group of its own name. */
const ruleFor = ({ descriptors: d }: ListedDevice): string =>
  `SUBSYSTEM=="usb", ATTR{idVendor}=="${four(d.vendorId)}", ATTR{idProduct}=="${four(d.productId)}", MODE="0660", GROUP="roundsman"`;

/** A program that claimed the interface says no name; a daemon that does so is known by its socket. */
const holderText = (root: string, { holders = [] }: UsbLine): string => {
  const running = holders.find(({ socket }) => existsSync(join(root, socket)));
  return running
    ? `${running.program} is running on this machine and holds the interface`
    : "another program holds the interface";
};

/** What keeps us from opening it, said before a process is started for it. Answers whether the kernel's driver must be detached. */
const mayClaim = async (root: string, { device, one }: Found, line: UsbLine): Promise<boolean> => {
  const name = `usb:${device.place} (${idsOf(device)})`;
  if (!(await mayOpen(root, device)))
    throw new DriverError(
      "portDenied",
      `${name}: no permission: write this line into /etc/udev/rules.d/70-roundsman.rules and plug it in again: ${ruleFor(device)}`,
    );
  const holder = await holderOf(root, device, one.number);
  if (holder === undefined) return false;
  if (holder === "usbfs") throw new DriverError("portBusy", `${name}: ${holderText(root, line)}`, { holder });
  if (!line.mayDetach?.includes(holder))
    throw new DriverError("portBusy", `${name}: the kernel driver ${holder} holds the interface`, { holder });
  if (await isPrinterInUse(root, device, one.number))
    throw new DriverError("portBusy", `${name}: a program has it open through the kernel driver ${holder}`, { holder });
  return true;
};

const checkBudget = (key: string, clock: Clock): void => {
  const waitMs = budget.waitMs(key, clock.mono());
  if (waitMs > 0)
    throw new DriverError(
      "portLost",
      `${key}: its USB process crashed too often; it is tried again in ${Math.ceil(waitMs / 1000)} s`,
      { waitMs },
    );
};

interface Start {
  /** Under this name crashes are counted. */
  readonly key: string;
  readonly target: UsbTarget;
  readonly env: Readonly<Record<string, string>>;
  readonly device?: UsbFunction;
  readonly isThere?: () => Promise<boolean>;
  /** Who may hold it, if it is busy. */
  readonly busyText: string;
}

const start = async ({ key, target, env, isThere, busyText, ...known }: Start, clock: Clock): Promise<UsbPort> => {
  checkBudget(key, clock);
  const process = startUsbProcess(env, clock);
  const onCrash = () => budget.count(key, clock.mono());
  let opened = false;
  process.onDeath(({ kind }) => {
    if (!opened && kind !== "closed") onCrash();
  });
  try {
    const device = (await process.call("open", openMs, target)) ?? known.device;
    if (!device) throw new DriverError("portMissing", `${key}: the device says nothing of itself`);
    opened = true;
    return usbPort({ process, device, clock, onCrash, ...(isThere ? { isThere } : {}) });
  } catch (error) {
    await process.close();
    if (isDriverError(error, "portBusy"))
      throw new DriverError("portBusy", `${key}: ${busyText}`, {}, { cause: error });
    throw error instanceof DriverError ? new DriverError(error.code, `${key}: ${error.message}`) : error;
  }
};

/** Opens a USB device in a process of its own. Throws `DriverError`: `portMissing`, `portBusy`, `portDenied`, `portLost`. */
export const openUsb = async (line: UsbLine, port: string | undefined, clock: Clock): Promise<UsbPort> => {
  const where = whereOf(port);
  if (where.by === "usbip") {
    if (where.server.startsWith("/") && !existsSync(where.server.split("#")[0] ?? ""))
      throw new DriverError("portMissing", `${port}: nobody serves a device there`);
    return start(
      {
        key: `usbip:${where.server}`,
        target: { by: "usbip", server: where.server, line },
        env: {},
        busyText: "another program holds the device",
      },
      clock,
    );
  }
  const found = await find(where.root, line, where.wanted);
  const { device, one } = found;
  const detach = await mayClaim(where.root, found, line);
  const { bus, address } = device;
  return start(
    {
      key: where.root === "/" ? `usb:${device.place}` : `${port}, usb:${device.place}`,
      target: { by: "libusb", bus, address, interfaceNumber: one.number, detach },
      env: where.env,
      device: functionOf(device.descriptors, one, device.texts),
      isThere: () => isStillThere(where.root, device),
      busyText: holderText(where.root, line),
    },
    clock,
  );
};
