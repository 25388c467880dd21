import { AppError, type Clock } from "../../../contract/index.ts";
import { DriverError, type DriverErrorCode, type UsbLine, type UsbPort } from "../../../drivers/api.ts";
import { functionOf, interfaceFor, nameOf, parseDescriptors } from "../../../drivers/port/usb/descriptors.ts";
import { status } from "../../../drivers/port/usb/usbip-codec.ts";
import { setupBytes } from "../../../drivers/port/wiretap.ts";
import type { Urb, UsbEmulation } from "./emulation.ts";

const failures: Readonly<Record<number, DriverErrorCode>> = {
  [status.stall]: "refused",
  [status.gone]: "portLost",
  [status.overflow]: "damagedAnswers",
};

/** A simulated device's interface inside the process: no child, no bus, the clock of the test. `pull` is called by the test instead of a hub. */
export const usbMemoryPort = (
  emulation: UsbEmulation,
  line: UsbLine,
  clock: Clock,
): { readonly port: UsbPort; readonly pull: () => void } => {
  const { device, configuration, strings } = emulation.description;
  const parsed = parseDescriptors(Uint8Array.from([...device, ...configuration]));
  const one = parsed && interfaceFor(line, parsed);
  if (!parsed || !one) throw new DriverError("portMissing", "the simulated device has no such interface");
  const text = (index: number) => strings[index - 1] ?? "";
  const about = functionOf(parsed, one, {
    manufacturer: text(parsed.strings.manufacturer),
    product: text(parsed.strings.product),
    serialNumber: text(parsed.strings.serialNumber),
  });
  const path = nameOf(about);
  const listeners = new Set<(reason: DriverError) => void>();
  const running = new Set<(error: DriverError) => void>();
  const busy = new Set<number>();
  let gone: DriverError | undefined;
  const lose = (code: "portLost" | "closed", why: string) => {
    if (gone) return;
    gone = new DriverError(code, `${path}: ${why}`);
    for (const fail of running) fail(gone);
    for (const listener of listeners) listener(gone);
  };
  const transfer = (urb: Omit<Urb, "done">, timeoutMs: number): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      if (gone) return reject(gone);
      if (busy.has(urb.endpoint)) return reject(new AppError("programming", "one transfer per endpoint at a time"));
      busy.add(urb.endpoint);
      const end = (act: () => void) => {
        if (!running.delete(fail)) return;
        timer.cancel();
        busy.delete(urb.endpoint);
        takeBack();
        act();
      };
      const fail = (error: DriverError) => end(() => reject(error));
      running.add(fail);
      let takeBack: () => void = () => undefined;
      const timer = clock.after(timeoutMs, () => fail(new DriverError("noAnswer", `${path}: no answer in time`)));
      const done = (state: number, bytes: Uint8Array) => {
        if (state === status.gone) return lose("portLost", "the device was unplugged");
        if (state === 0) return end(() => resolve(Uint8Array.from(bytes)));
        fail(new DriverError(failures[state] ?? "damagedAnswers", `${path}: transfer failed: ${state}`));
      };
      // As from a bus: never within the call itself.
      queueMicrotask(() => {
        if (running.has(fail))
          takeBack = emulation.submit({ ...urb, done: (...result) => queueMicrotask(() => done(...result)) });
      });
    });
  const none = new Uint8Array(0);
  const port: UsbPort = {
    path,
    device: about,
    controlIn: (setup, length, ms) =>
      transfer({ endpoint: 0, setup: setupBytes(setup, "in", length), out: none, length }, ms),
    async controlOut(setup, bytes, ms) {
      await transfer(
        { endpoint: 0, setup: setupBytes(setup, "out", bytes.length), out: bytes, length: bytes.length },
        ms,
      );
    },
    transferIn: (endpoint, length, ms) => transfer({ endpoint, out: none, length }, ms),
    async transferOut(endpoint, bytes, ms) {
      await transfer({ endpoint, out: Uint8Array.from(bytes), length: bytes.length }, ms);
    },
    async clearHalt(endpoint) {
      if (gone) throw gone;
      emulation.clearHalt(endpoint);
    },
    onClose: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      lose("closed", "closed");
    },
  };
  return {
    port,
    pull() {
      emulation.unplug();
      lose("portLost", "the device was unplugged");
    },
  };
};
