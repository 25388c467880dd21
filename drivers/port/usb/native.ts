import type { UsbFunction, UsbLine, UsbPort } from "../../api.ts";

/** Where a USB device is reached from: the machine's own USB, or a USB/IP server (a socket's path, or `host:port/busid`). */
export type UsbTarget =
  | {
      readonly by: "libusb";
      readonly bus: number;
      readonly address: number;
      readonly interfaceNumber: number;
      readonly detach: boolean;
    }
  | { readonly by: "usbip"; readonly server: string; readonly line: UsbLine };

/**
 * A claimed interface, as far as both majors of the `usb` package and USB/IP can offer it. Every transfer ends at its deadline. Rejects with the
 * `DriverError`s of `UsbPort`; opening with `portMissing`, `portBusy`, `portDenied`, `portLost`.
 */
export interface NativeUsb
  extends Pick<UsbPort, "controlIn" | "controlOut" | "transferIn" | "transferOut" | "clearHalt" | "close"> {
  /** Where only the opener can know: what the descriptors say. */
  readonly device?: UsbFunction;
  /** The device went away although nothing was asked of it. */
  onGone?(listener: () => void): void;
}

/** What the parent asks of its USB process, and what it says. Bytes travel as they are (serialization "advanced"). */
export interface Calls {
  readonly open: (target: UsbTarget) => Promise<UsbFunction | undefined>;
  readonly controlIn: NativeUsb["controlIn"];
  readonly controlOut: NativeUsb["controlOut"];
  readonly transferIn: NativeUsb["transferIn"];
  readonly transferOut: NativeUsb["transferOut"];
  readonly clearHalt: NativeUsb["clearHalt"];
  readonly close: NativeUsb["close"];
}
export type CallName = keyof Calls;
export interface CallMessage {
  readonly id: number;
  readonly call: CallName;
  readonly args: readonly unknown[];
}
export type ChildMessage =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: { readonly code: string; readonly message: string } }
  | { readonly gone: true };
