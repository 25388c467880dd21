import type { Recognised, UsbFunction } from "../api.ts";

/** Makers of receipt printers that speak ESC/POS (escpos-status.md §8): what they sell with a USB plug and class 07 is one, as far as a kiosk meets it. */
const makers: Readonly<Record<number, Recognised>> = {
  0x04b8: { confidence: "likely" },
  0x0dd4: { confidence: "likely", config: { profile: "custom" } },
};

/** The printer class does not say the language; a page printer offers the same interface. */
export const recognise = ({ vendorId }: UsbFunction): Recognised => makers[vendorId] ?? { confidence: "possible" };
