import type { Clock } from "../../contract/index.ts";
import { type BytePort, DriverError, type Line, type Port, type UsbPort } from "../api.ts";
import { openSerial } from "./serial.ts";
import { type Direction, tap, tapUsb } from "./wiretap.ts";

/** What a line needs beyond its own table, from a device's settings. */
export interface LineSettings {
  /** Path of a serial port, name of a USB device (`usb:04b8:0202`, see `usb/open.ts`), or the folder that stands for `/`. */
  readonly port?: string;
  /** Bits a second; the line's first rate if left out. */
  readonly baudRate?: number;
}

export type PortOpener = (line: Line, settings: LineSettings, clock: Clock) => Promise<Port>;

/**
 * Opens whatever a driver's line is. Throws `DriverError`: `portMissing`, `portBusy`, `portDenied`, `portLost`.
 */
export const openPort: PortOpener = async (line, { port, baudRate }, clock) => {
  switch (line.kind) {
    case "none":
      return undefined;
    case "system":
      return { root: port ?? "/" };
    case "usb":
      // Loaded where it is used: an agent without USB devices pays nothing.
      return (await import("./usb/open.ts")).openUsb(line, port, clock);
    case "serial":
      if (port === undefined) throw new DriverError("portMissing", "this device is on a serial line: give its port");
      return openSerial(port, line, clock, baudRate ?? line.baudRates[0]);
  }
};

/** Ports that can go away and must be let go. */
export const closable = (port: Port): BytePort | UsbPort | undefined =>
  port !== undefined && "close" in port ? port : undefined;

/** The same port, with a listener that sees the bytes that go over it; a system line has none. */
export const tapPort = (port: Port, listener: (direction: Direction, bytes: Uint8Array) => void): Port => {
  if (port === undefined || !("close" in port)) return port;
  return "write" in port ? tap(port, listener) : tapUsb(port, listener);
};

/** Whether something can be closed and opened anew on this line. */
export const hasPort = ({ kind }: Line): boolean => kind === "serial" || kind === "usb";
