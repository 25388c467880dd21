import type { Clock, Timer } from "../../contract/index.ts";
import { type BytePort, DriverError, isDriverError, type UsbEndpoint, type UsbPort } from "../api.ts";

/** A read is asked again and again, so its deadline only bounds how long a hung USB process stays unnoticed. */
const readMs = 10_000;
const writeMs = 2_000;
/** After a halt or a spoiled transfer, before the next read: a device that halts at once again must not keep us busy. */
const restMs = 200;
const readBytes = 512;

const find = (port: UsbPort, isIn: boolean): UsbEndpoint => {
  const found = port.device.endpoints.find((e) => e.type === "bulk" && e.address >= 0x80 === isIn);
  if (!found)
    throw new DriverError("portMissing", `${port.path}: the interface has no bulk ${isIn ? "IN" : "OUT"} endpoint`);
  return found;
};

/** Whole packets: a device may send a full one however little was asked for. */
const wholePackets = (packetSize: number, atLeast: number): number =>
  Math.max(1, Math.ceil(atLeast / packetSize)) * packetSize;

export interface EndpointReader {
  /** Transfers that failed although the device was there: halts, spoiled and oversized ones. */
  troubles(): number;
  stop(): void;
}

/** Keeps one IN transfer going on an endpoint and hands on what comes, until stopped or the port is lost. Halts are cleared. */
export const readEndpoint = (
  port: UsbPort,
  endpoint: UsbEndpoint,
  { clock, bytes = readBytes }: { readonly clock: Clock; readonly bytes?: number },
  hear: (bytes: Uint8Array) => void,
): EndpointReader => {
  const length = wholePackets(endpoint.packetSize, bytes);
  let stopped = false;
  let troubles = 0;
  let rest: Timer | undefined;
  const pause = () => {
    if (!stopped) rest = clock.after(restMs, () => void read());
  };
  /** Answers whether to read on at once. */
  const once = async (): Promise<boolean> => {
    try {
      const heard = await port.transferIn(endpoint.address, length, readMs);
      if (heard.length > 0 && !stopped) hear(heard);
      return true;
    } catch (error) {
      if (isDriverError(error, "noAnswer")) return true;
      // A lost or closed port tells so itself.
      if (!isDriverError(error, "refused", "damagedAnswers")) return stop();
      troubles += 1;
      if (isDriverError(error, "refused")) await port.clearHalt(endpoint.address);
      return false;
    }
  };
  const read = async (): Promise<void> => {
    try {
      while (!stopped) if (!(await once())) return pause();
    } catch (error) {
      // The halt could not be cleared: a lost port tells so itself, anything else is tried again.
      if (isDriverError(error, "portLost", "closed")) stop();
      else pause();
    }
  };
  const stop = (): false => {
    stopped = true;
    rest?.cancel();
    return false;
  };
  void read();
  return { troubles: () => troubles, stop };
};

export interface BulkPort extends BytePort {
  troubles(): number;
}

/**
 * The bulk pair of a USB interface as a port of bytes, for protocols that know no USB. Reads always, so whoever made it closes it; that closes the USB
 * port, too. Throws `portMissing` if the interface has no such pair.
 */
export const bulkPort = (port: UsbPort, clock: Clock): BulkPort => {
  const output = find(port, false);
  const listeners = new Set<(bytes: Uint8Array) => void>();
  const reader = readEndpoint(port, find(port, true), { clock }, (bytes) => {
    for (const listener of listeners) listener(bytes);
  });
  let last: Promise<unknown> = Promise.resolve();
  let unwritten = 0;
  let stuck = false;
  const late = () => new DriverError("writeTimeout", `${port.path}: the device took no bytes for ${writeMs} ms`);
  /** A halted OUT endpoint is cleared and the transfer repeated once (USB 2.0 §8.5.3.4). */
  const send = async (bytes: Uint8Array): Promise<void> => {
    try {
      await port.transferOut(output.address, bytes, writeMs);
    } catch (error) {
      if (!isDriverError(error, "refused")) throw error;
      await port.clearHalt(output.address);
      await port.transferOut(output.address, bytes, writeMs);
    }
  };
  return {
    path: port.path,
    troubles: () => reader.troubles(),
    async write(bytes) {
      // Before a device that takes no bytes commands would pile up, and all run when it takes them again.
      if (unwritten > 0 && stuck) throw late();
      unwritten += 1;
      const mine = last.then(() => send(bytes));
      last = mine.catch(() => undefined); // told to its own caller
      try {
        await mine;
        stuck = false;
      } catch (error) {
        stuck = isDriverError(error, "noAnswer");
        throw stuck ? late() : error;
      } finally {
        unwritten -= 1;
      }
    },
    onData: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onClose: (listener) => port.onClose(listener),
    close() {
      reader.stop();
      return port.close();
    },
  };
};
