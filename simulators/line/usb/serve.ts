import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../../../contract/index.ts";
import type { SimulatedDevice, UsbDescription } from "../../api.ts";
import type { ServedDevice, ServeOptions } from "../serve.ts";
import { isUsbFault, usbFaults } from "./faults.ts";
import { usbRig } from "./rig.ts";
import { havePreload, type MockMachine, mockMachine } from "./umockdev.ts";
import { serveUsbip, type UsbipServer } from "./usbip-server.ts";

/** `umockdev`: the real libusb sees it, through Debian's umockdev. `usbip`: the same device over a socket, where that package is missing. */
export type UsbWay = "umockdev" | "usbip";

export interface UsbServeOptions extends Omit<ServeOptions, "link"> {
  /** Sockets and the simulated machine live below this folder; keep its path short (sockets have 107 characters). */
  readonly folder: string;
  /** Left out: umockdev if it is installed. */
  readonly way?: UsbWay;
}

export interface ServedUsbDevice extends ServedDevice {
  readonly way: UsbWay;
  /** How often the interface was released before its process ended (umockdev only): only then does a kernel driver come back. */
  releases(): number;
  /** Somebody has claimed the interface, and not released it. */
  isClaimed(): boolean;
  /** Another program claims the interface, or lets it go (umockdev only). */
  hold(isHeld: boolean): void;
}

interface Served {
  readonly path: string;
  isClaimed(): boolean;
  releases(): number;
  hold(isHeld: boolean): void;
  plug(): Promise<void>;
  unplug(): Promise<void>;
  close(): Promise<void>;
}

const ways: Readonly<Record<UsbWay, (rig: ReturnType<typeof usbRig>, options: UsbServeOptions) => Promise<Served>>> = {
  async umockdev({ emulation }, { folder, clock }) {
    const machine: MockMachine = await mockMachine(join(folder, "m"), emulation, clock);
    return { ...machine, path: `umockdev:${machine.folder}` };
  },
  async usbip({ emulation }, { folder }) {
    const path = join(folder, "usbip");
    let server: UsbipServer | undefined = await serveUsbip(emulation, { path });
    const unplug = async () => {
      await server?.close();
      server = undefined;
    };
    return {
      path: `usbip:${path}`,
      isClaimed: () => server?.isHeld() ?? false,
      releases: () => 0,
      hold: () => undefined,
      plug: async () => {
        server ??= await serveUsbip(emulation, { path });
      },
      unplug,
      close: unplug,
    };
  },
};

/** bmAttributes of the configuration (USB 2.0 §9.6.3): a device without power of its own loses what it knew when it is pulled. */
const isSelfPowered = ({ configuration }: UsbDescription): boolean => ((configuration[7] ?? 0) & 0x40) !== 0;

/** Puts a simulated device on a simulated USB. The driver's line finds it at `path()`. Throws `AppError("usb")`. */
export const serveOnUsb = async (simulated: SimulatedDevice, options: UsbServeOptions): Promise<ServedUsbDevice> => {
  const rig = usbRig(simulated, options);
  const way = options.way ?? (havePreload() ? "umockdev" : "usbip");
  if (way === "umockdev" && !havePreload())
    throw new AppError("usb", "libumockdev-preload is missing: install umockdev, or serve by usbip");
  await mkdir(options.folder, { recursive: true });
  const served = await ways[way](rig, options);
  const { device, emulation, line } = rig;
  const unplug = async () => {
    emulation.unplug();
    await served.unplug();
  };
  return {
    way,
    device,
    path: () => served.path,
    isClaimed: () => served.isClaimed(),
    releases: () => served.releases(),
    hold: (isHeld) => served.hold(isHeld),
    inject(fault) {
      if (isUsbFault(fault)) return line.inject(fault);
      if (simulated.faults.some((f) => f.name === fault)) return device.inject(fault);
      const known = [...simulated.faults.map((f) => f.name), ...Object.keys(usbFaults)];
      throw new AppError("unknownFault", `${simulated.name} has no fault ${fault}; there are ${known.join(", ")}`);
    },
    clear(fault) {
      if (fault === undefined || isUsbFault(fault)) line.clear(fault);
      if (fault === undefined || !isUsbFault(fault)) device.clear(fault);
    },
    unplug,
    async replug() {
      if (emulation.plugged) await unplug();
      if (!isSelfPowered(emulation.description)) device.powerCycle();
      emulation.plug();
      await served.plug();
    },
    async close() {
      emulation.unplug();
      device.close();
      await served.close();
    },
  };
};
