import { AppError } from "../../../contract/index.ts";
import { isLineFault, type LineFault, lineFaults } from "../mischief.ts";
import type { FunctionFault } from "./emulation.ts";

/** The bus checks every packet (CRC16) and never mixes directions: no wrong checksum and no echo reach a driver over USB. */
const { wrongChecksum: _, echo: __, ...ofAnyLine } = lineFaults;

/** What a bad cable, a crashed firmware or a foreign program does to a USB device. */
export const usbFaults = {
  ...ofAnyLine,
  stall: "the bulk IN endpoint is halted, and again after every clear",
  stuckOut: "the bulk OUT endpoint takes no bytes",
  refuseControl: "every class request is refused",
  deafControl: "class requests are never answered",
  babble: "the device sends more than was asked for",
} as const;

const ofFunction: readonly string[] = ["stall", "stuckOut", "refuseControl", "deafControl", "babble"];

export type UsbFault = keyof typeof usbFaults;
export const isUsbFault = (name: string): name is UsbFault => Object.hasOwn(usbFaults, name);
export const isFunctionFault = (name: string): name is FunctionFault => ofFunction.includes(name);

/** Faults of the line by either of its halves. */
export interface Spoilable {
  inject(fault: string): void;
  clear(fault?: string): void;
}

/** One list of faults over what spoils bytes (`Mischief`) and what spoils the function. Throws `AppError("unknownFault")`. */
export const bothFaults = (
  bytes: Spoilable,
  usbFunction: { inject(fault: FunctionFault): void; clear(fault?: FunctionFault): void },
): Spoilable => ({
  inject(fault) {
    if (isFunctionFault(fault)) return usbFunction.inject(fault);
    if (isUsbFault(fault) && isLineFault(fault)) return bytes.inject(fault satisfies LineFault);
    throw new AppError("unknownFault", `no USB fault ${fault}; there are ${Object.keys(usbFaults).join(", ")}`);
  },
  clear(fault) {
    if (fault === undefined || isFunctionFault(fault)) usbFunction.clear(fault);
    if (fault === undefined || !isFunctionFault(fault)) bytes.clear(fault);
  },
});
