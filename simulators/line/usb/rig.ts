import { AppError, type Clock } from "../../../contract/index.ts";
import type { DeviceSimulation, SimulatedDevice } from "../../api.ts";
import { Mischief } from "../mischief.ts";
import { UsbEmulation } from "./emulation.ts";
import { bothFaults, type Spoilable } from "./faults.ts";

export interface UsbRigOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly settings?: Record<string, unknown>;
  /** Changes what the device says on its bulk endpoint: the last thing before the bus. */
  readonly forge?: (bytes: Uint8Array) => Uint8Array;
}

/** A simulated device as a USB function, with a bus that can be spoilt; not yet plugged into anything. */
export interface UsbRig {
  readonly device: DeviceSimulation;
  readonly emulation: UsbEmulation;
  readonly line: Spoilable;
}

/** Throws `AppError("usb")` if this device is on no USB. */
export const usbRig = (simulated: SimulatedDevice, options: UsbRigOptions): UsbRig => {
  const { clock, random, settings = {}, forge = (bytes: Uint8Array) => bytes } = options;
  const description = simulated.usb?.(settings);
  if (!description) throw new AppError("usb", `${simulated.name} is not on USB`);
  const mischief: Mischief = new Mischief({ clock, random, send: (bytes) => emulation.send(bytes) });
  const emulation: UsbEmulation = new UsbEmulation({
    description,
    receive: (bytes) => device.receive(bytes),
    control: (setup, bytes) => device.control?.(setup, bytes),
  });
  const device: DeviceSimulation = simulated.create({
    clock,
    random,
    settings,
    send: (bytes) => mischief.toHost(forge(bytes)),
    interrupt: (bytes) => emulation.interrupt(bytes),
  });
  return { device, emulation, line: bothFaults(mischief, emulation) };
};
