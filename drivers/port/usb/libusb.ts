import { createRequire } from "node:module";
import type { Device, Endpoint, InEndpoint, Interface, OutEndpoint } from "usb";
import { messageOf } from "../../../contract/plain.ts";
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

/**
 * One interface of one device through libusb (`usb` 2.18). We use its own interface and not its WebUSB layer, which opens every device of the machine to
 * list them, leaves out those it may not open, has no deadlines, and clears a halt without the kernel (decision 018). Only operations that version 3 has, too.
 */
export const openLibusb = async (target: UsbTarget & { by: "libusb" }): Promise<NativeUsb> => {
  const device = found(target);
  let claimed: Interface;
  try {
    device.open();
    claimed = claim(device, target);
  } catch (error) {
    throw asDriverError("open", error);
  }
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
    transferIn: (address, length, timeoutMs) =>
      new Promise((resolve, reject) => {
        const endpoint = endpointOf(claimed, address) as InEndpoint;
        endpoint.timeout = timeoutMs;
        endpoint.transfer(length, (error, data) => {
          // Whole packets that came before the deadline are an answer.
          if (error && !(error.errno === 2 && (data?.length ?? 0) > 0)) reject(asDriverError("transfer in", error));
          else resolve(copy(data));
        });
      }),
    transferOut: (address, bytes, timeoutMs) =>
      new Promise((resolve, reject) => {
        const endpoint = endpointOf(claimed, address) as OutEndpoint;
        endpoint.timeout = timeoutMs;
        endpoint.transfer(Buffer.from(bytes), (error) => {
          if (error) reject(asDriverError("transfer out", error));
          else resolve();
        });
      }),
    clearHalt: (address) =>
      new Promise((resolve, reject) => {
        endpointOf(claimed, address).clearHalt((error) => {
          if (error) reject(asDriverError("clear halt", error));
          else resolve();
        });
      }),
    async close() {
      await claimed.releaseAsync().catch(() => undefined); // gone, or transfers are pending: the process ends, and the kernel releases
      try {
        device.close();
      } catch {
        // the same
      }
    },
  };
};
