import { createRequire } from "node:module";
import type { Device, Endpoint, Interface, Transfer } from "usb";
import { type Clock, messageOf, sleep } from "../../../contract/plain.ts";
import { DriverError, type DriverErrorCode, type UsbSetup } from "../../api.ts";
import { setupBytes } from "../wiretap.ts";
import type { NativeUsb, UsbTarget } from "./native.ts";

/** libusb.h: enum libusb_error (negative) and enum libusb_transfer_status (positive; node-usb hands both on as `errno`). */
const errors: Readonly<Record<number, readonly [DriverErrorCode, string]>> = {
  [-1]: ["damagedAnswers", "input/output error"],
  [-3]: ["portDenied", "no permission"],
  [-4]: ["portLost", "the device went away"],
  [-5]: ["portMissing", "no such interface or endpoint"],
  [-6]: ["portBusy", "another program holds the interface"],
  [-7]: ["noAnswer", "no answer in time"],
  [-8]: ["damagedAnswers", "the device sent more than was asked for"],
  [-9]: ["refused", "the device refused (stall)"],
  [-12]: ["portBusy", "the kernel driver cannot be detached"],
  1: ["damagedAnswers", "the bus spoiled the transfer"],
  2: ["noAnswer", "no answer in time"],
  3: ["closed", "cancelled"],
  4: ["refused", "the device refused (stall)"],
  5: ["portLost", "the device went away"],
  6: ["damagedAnswers", "the device sent more than was asked for"],
};

const timedOut = 2;

const asDriverError = (what: string, error: unknown): DriverError => {
  const errno = (error as { errno?: number }).errno;
  const [code, text] = (errno === undefined ? undefined : errors[errno]) ?? ["portLost", messageOf(error)];
  return new DriverError(code, `${what}: ${text}`, { errno }, { cause: error });
};

const copy = (bytes: Uint8Array | undefined): Uint8Array => Uint8Array.from(bytes ?? []);

const endpointOf = (claimed: Interface, address: number): Endpoint => {
  const endpoint = claimed.endpoint(address);
  if (!endpoint) throw new DriverError("portMissing", `the interface has no endpoint ${address.toString(16)}`);
  return endpoint;
};

const found = ({ bus, address }: UsbTarget & { by: "libusb" }): Device => {
  // A CommonJS package that loads its native part at once: only here, in the USB process.
  const { getDeviceList } = createRequire(import.meta.url)("usb") as typeof import("usb");
  const device = getDeviceList().find((d) => d.busNumber === bus && d.deviceAddress === address);
  if (!device) throw new DriverError("portMissing", `no USB device ${bus}:${address} any more`);
  return device;
};

const claim = (device: Device, { interfaceNumber, detach }: UsbTarget & { by: "libusb" }): Interface => {
  const claimed = device.interface(interfaceNumber);
  // libusb attaches the kernel driver again on release.
  if (detach) device.setAutoDetachKernelDriver(true);
  claimed.claim();
  return claimed;
};

const cancelMs = 500;

/** The transfers of the endpoints in flight; a device can only be let go when there are none. */
class InFlight {
  readonly #running = new Set<Transfer>();
  #empty: () => void = () => undefined;

  run(endpoint: Endpoint, buffer: Buffer, timeoutMs: number): Promise<{ error: unknown; actual: number }> {
    return new Promise((resolve) => {
      const end = (error: unknown, actual = 0) => {
        this.#running.delete(transfer);
        if (this.#running.size === 0) this.#empty();
        resolve({ error, actual });
      };
      const transfer = endpoint.makeTransfer(timeoutMs, (error, _, actual) => end(error, actual));
      this.#running.add(transfer);
      try {
        transfer.submit(buffer);
      } catch (error) {
        end(error);
      }
    });
  }

  /** Resolves when all have been taken back, or after half a second. */
  async cancel(clock: Clock): Promise<void> {
    if (this.#running.size === 0) return;
    const stop = new AbortController();
    this.#empty = () => stop.abort();
    for (const transfer of this.#running) transfer.cancel();
    await sleep(clock, cancelMs, stop.signal).catch(() => undefined); // stopped: nothing is in flight
  }
}

/**
 * One interface of one device through libusb (`usb` 2.18). We use its own interface and not its WebUSB layer, which opens every device of the machine to
 * list them, leaves out those it may not open, has no deadlines, and clears a halt without the kernel (decision 018). Only operations that version 3 has, too.
 */
export const openLibusb = async (target: UsbTarget & { by: "libusb" }, clock: Clock): Promise<NativeUsb> => {
  const device = found(target);
  let claimed: Interface;
  try {
    device.open();
    claimed = claim(device, target);
  } catch (error) {
    const failure = asDriverError("open", error);
    throw failure.code === "portLost" ? new DriverError("portMissing", failure.message) : failure;
  }
  const inFlight = new InFlight();
  const control = (setup: UsbSetup, data: number | Buffer, timeoutMs: number) =>
    new Promise<unknown>((resolve, reject) => {
      device.timeout = timeoutMs;
      const done = (error: unknown, result: unknown) =>
        error ? reject(asDriverError("control transfer", error)) : resolve(result);
      const { request, value, index } = setup;
      const requestType = setupBytes(setup, typeof data === "number" ? "in" : "out", 0)[0] ?? 0;
      device.controlTransfer(requestType, request, value, index, data, done);
    });
  return {
    controlIn: async (setup, length, timeoutMs) => copy((await control(setup, length, timeoutMs)) as Buffer),
    async controlOut(setup, bytes, timeoutMs) {
      await control(setup, Buffer.from(bytes), timeoutMs);
    },
    async transferIn(address, length, timeoutMs) {
      const buffer = Buffer.alloc(length);
      const { error, actual } = await inFlight.run(endpointOf(claimed, address), buffer, timeoutMs);
      // Whole packets that came before the deadline are an answer.
      const isPart = (error as { errno?: number } | undefined)?.errno === timedOut && actual > 0;
      if (error && !isPart) throw asDriverError("transfer in", error);
      return copy(buffer.subarray(0, actual));
    },
    async transferOut(address, bytes, timeoutMs) {
      const { error } = await inFlight.run(endpointOf(claimed, address), Buffer.from(bytes), timeoutMs);
      if (error) throw asDriverError("transfer out", error);
    },
    clearHalt: (address) =>
      new Promise((resolve, reject) => {
        endpointOf(claimed, address).clearHalt((error) => {
          if (error) reject(asDriverError("clear halt", error));
          else resolve();
        });
      }),
    async close() {
      await inFlight.cancel(clock);
      // Released, the kernel's driver comes back; a device that is gone has nothing to release.
      await claimed.releaseAsync().catch(() => undefined);
      try {
        device.close();
      } catch {
        // A control transfer is still running: the process ends now, and the kernel closes.
      }
    },
  };
};
