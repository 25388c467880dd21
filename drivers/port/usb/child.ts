import { messageOf, systemClock } from "../../../contract/plain.ts";
import { DriverError } from "../../api.ts";
import { openLibusb } from "./libusb.ts";
import type { CallMessage, Calls, ChildMessage, NativeUsb, UsbTarget } from "./native.ts";
import { openUsbip } from "./usbip.ts";

/**
 * The USB process: one device, opened once, until told to close, until the parent is gone, or until native code takes it down, and then it is this
 * process that dies and not the agent.
 */
const say = (message: ChildMessage): void => {
  if (process.connected) process.send?.(message);
};

let usb: NativeUsb | undefined;
const open = async (target: UsbTarget) => {
  usb = target.by === "libusb" ? await openLibusb(target, systemClock) : await openUsbip(target, systemClock);
  usb.onGone?.(() => say({ gone: true }));
  return usb.device;
};

const answer = async ({ id, call, args }: CallMessage): Promise<void> => {
  try {
    if (call !== "open" && !usb) throw new DriverError("closed", "nothing is open");
    const act = (call === "open" ? open : usb?.[call]) as (...given: readonly unknown[]) => Promise<unknown>;
    say({ id, value: await act(...args) });
  } catch (error) {
    const code = error instanceof DriverError ? error.code : "portLost";
    say({ id, error: { code, message: messageOf(error) } });
  }
};

process.on("message", (message) => void answer(message as CallMessage));
process.on("disconnect", () => process.exit(0));

export type { Calls };
