import { AppError, type Clock } from "../../../contract/plain.ts";
import { DriverError, isDriverError, type UsbFunction, type UsbPort } from "../../api.ts";
import { nameOf } from "./descriptors.ts";
import type { Death, UsbProcess } from "./process.ts";

const haltMs = 1_000;

export interface PortOptions {
  readonly process: UsbProcess;
  readonly device: UsbFunction;
  readonly clock: Clock;
  /** Looks whether the device is still plugged in; transfers tell it sooner, where there are any. */
  readonly isThere?: () => Promise<boolean>;
  /** The process died by itself or was killed because it hung. */
  readonly onCrash: (text: string) => void;
}

const lookEveryMs = 1_000;

/** A claimed interface whose native half lives in a USB process. */
export const usbPort = ({ process, device, clock, isThere, onCrash }: PortOptions): UsbPort => {
  const path = nameOf(device);
  const listeners = new Set<(reason: DriverError) => void>();
  const busy = new Set<number>();
  let gone: DriverError | undefined;
  let closing: Promise<void> | undefined;

  const lose = (code: "portLost" | "closed", text: string) => {
    if (gone) return;
    gone = new DriverError(code, `${path}: ${text}`, { path });
    watch?.cancel();
    for (const listener of listeners) listener(gone);
    closing = process.close();
  };
  process.onDeath((death: Death) => {
    if (death.kind === "closed") return;
    onCrash(death.text);
    lose("portLost", `the USB process ended: ${death.text}`);
  });
  process.onGone(() => lose("portLost", "the device went away"));

  let watch = isThere && clock.after(lookEveryMs, look);
  async function look(): Promise<void> {
    if (gone || !isThere) return;
    if (await isThere()) watch = clock.after(lookEveryMs, look);
    else lose("portLost", "the device was unplugged");
  }

  const done = async <T>(call: Promise<T>): Promise<T> => {
    if (gone) throw gone;
    try {
      return await call;
    } catch (error) {
      // What a pull broke off is told as the pull, whichever was noticed first.
      if (isDriverError(error, "portLost")) lose("portLost", error.message);
      throw gone ?? (error instanceof DriverError ? new DriverError(error.code, `${path}: ${error.message}`) : error);
    }
  };
  const alone = async <T>(endpoint: number, start: () => Promise<T>): Promise<T> => {
    if (gone) throw gone;
    if (busy.has(endpoint)) throw new AppError("programming", "one transfer per endpoint at a time");
    busy.add(endpoint);
    try {
      return await done(start());
    } finally {
      busy.delete(endpoint);
    }
  };
  return {
    path,
    device,
    controlIn: (setup, length, ms) => alone(0, () => process.call("controlIn", ms, setup, length, ms)),
    controlOut: (setup, bytes, ms) => alone(0, () => process.call("controlOut", ms, setup, bytes, ms)),
    transferIn: (endpoint, length, ms) => alone(endpoint, () => process.call("transferIn", ms, endpoint, length, ms)),
    transferOut: (endpoint, bytes, ms) => alone(endpoint, () => process.call("transferOut", ms, endpoint, bytes, ms)),
    clearHalt: (endpoint) => alone(endpoint, () => process.call("clearHalt", haltMs, endpoint)),
    onClose: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      lose("closed", "closed");
      await closing;
    },
  };
};
