import type { Clock } from "../../contract/index.ts";
import { AppError } from "../../contract/index.ts";
import type { DeviceSimulation, SimulatedDevice } from "../api.ts";
import { isLineFault, lineFaults, Mischief } from "./mischief.ts";
import { openPty, type VirtualPort } from "./pty.ts";

export interface ServedDevice {
  readonly device: DeviceSimulation;
  /** The path clients open; changes after `replug` unless a link was given. */
  path(): string;
  /** A fault of the device or of the line, whichever knows the name. Throws `AppError("unknownFault")`. */
  inject(fault: string): void;
  clear(fault?: string): void;
  unplug(): Promise<void>;
  replug(): Promise<void>;
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly link?: string;
  readonly settings?: Record<string, unknown>;
}

/** Puts a simulated device on a virtual serial port. */
export const serveOnPty = async (simulated: SimulatedDevice, options: ServeOptions): Promise<ServedDevice> => {
  const { clock, random, link } = options;
  let port: VirtualPort | undefined;
  const mischief = new Mischief({ clock, random, send: (bytes) => port?.write(bytes) });
  const device = simulated.create({
    clock,
    random,
    send: (bytes) => mischief.toHost(bytes),
    ...(options.settings ? { settings: options.settings } : {}),
  });
  const plug = async () => {
    const opened = await openPty(link);
    opened.onData((bytes) => {
      mischief.fromHost(bytes);
      device.receive(bytes);
    });
    port = opened;
  };
  await plug();
  const unplug = async () => {
    const was = port;
    port = undefined;
    await was?.close();
  };
  return {
    device,
    path: () => link ?? port?.path ?? "",
    inject(fault) {
      if (isLineFault(fault)) return mischief.inject(fault);
      if (simulated.faults.some((f) => f.name === fault)) return device.inject(fault);
      const known = [...simulated.faults.map((f) => f.name), ...Object.keys(lineFaults)];
      throw new AppError("unknownFault", `${simulated.name} has no fault ${fault}; there are ${known.join(", ")}`);
    },
    clear(fault) {
      if (fault === undefined || isLineFault(fault)) mischief.clear(fault);
      if (fault === undefined || !isLineFault(fault)) device.clear(fault);
    },
    unplug,
    async replug() {
      await unplug();
      await plug();
    },
    async close() {
      device.close();
      await unplug();
    },
  };
};
