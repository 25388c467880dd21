import { connect, type Socket } from "node:net";
import { type Clock, messageOf } from "../../../contract/plain.ts";
import { DriverError, type DriverErrorCode, type UsbFunction, type UsbLine } from "../../api.ts";
import { setupBytes } from "../wiretap.ts";
import { type ByteQueue, byteQueue } from "./byte-queue.ts";
import { functionOf, interfaceFor, parseDescriptors, type UsbDescriptors, type UsbTexts } from "./descriptors.ts";
import type { NativeUsb, UsbTarget } from "./native.ts";
import {
  code,
  command,
  deviceLength,
  headerLength,
  maxTransfer,
  opRequest,
  readDevice,
  readHeader,
  readOp,
  requestLength,
  type SharedDevice,
  status as statusCode,
  submitHeader,
  unlinkHeader,
} from "./usbip-codec.ts";

const openMs = 3_000;
const controlMs = 1_000;
const maxDevices = 64;

/** `/path/to/socket` or `host:port`, either with `#busid` behind it. */
const addressOf = (server: string): { to: { path: string } | { host: string; port: number }; busId?: string } => {
  const [where = "", busId] = server.split("#");
  const rest = busId ? { busId } : {};
  if (where.startsWith("/")) return { to: { path: where }, ...rest };
  const [host = "", port = "3240"] = where.split(":");
  return { to: { host, port: Number(port) }, ...rest };
};

const connected = (server: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(addressOf(server).to);
    socket.setTimeout(openMs, () => socket.destroy(new Error(`no connection within ${openMs} ms`)));
    socket.once("error", (cause) =>
      reject(new DriverError("portMissing", `${server}: ${messageOf(cause)}`, {}, { cause })),
    );
    socket.once("connect", () => {
      socket.setTimeout(0);
      socket.setNoDelay(true);
      resolve(socket);
    });
  });

const replied = async (queue: ByteQueue, wanted: number, server: string): Promise<void> => {
  const head = readOp(await queue.take(requestLength));
  if (head.code !== wanted) throw new DriverError("portMissing", `${server}: this is no USB/IP server`);
  // usbip_common.h: ST_NA 1, ST_DEV_BUSY 2, ST_DEV_ERR 3, ST_NODEV 4.
  const why: readonly [DriverErrorCode, string] =
    head.status === 2 ? ["portBusy", "another program holds the device"] : ["portMissing", "no such device"];
  if (head.status !== 0) throw new DriverError(why[0], `${server}: ${why[1]}`);
};

type Listed = Omit<SharedDevice, "interfaces"> & { readonly classes: readonly (readonly number[])[] };

/** A server that takes connections and says nothing is hung up on. */
const hangUpLate = (clock: Clock, socket: Socket) =>
  clock.after(openMs, () => socket.destroy(new Error(`nothing useful within ${openMs} ms`)));

const listDevices = async (server: string, clock: Clock): Promise<Listed[]> => {
  const socket = await connected(server);
  const late = hangUpLate(clock, socket);
  try {
    const queue = byteQueue(socket);
    socket.write(opRequest(code.list));
    await replied(queue, code.listed, server);
    const count = Math.min((await queue.take(4)).readUInt32BE(0), maxDevices);
    const found: Listed[] = [];
    for (let n = 0; n < count; n++) {
      const device = readDevice(await queue.take(deviceLength));
      const bytes = await queue.take(device.interfaceCount * 4);
      const classes = Array.from({ length: device.interfaceCount }, (_, i) => [...bytes.subarray(i * 4, i * 4 + 3)]);
      found.push({ ...device, classes });
    }
    return found;
  } finally {
    late.cancel();
    socket.destroy();
  }
};

const fits = (line: UsbLine, device: Listed): boolean =>
  device.classes.some(
    ([c, s, p]) => c === line.interfaceClass && s === (line.subclass ?? s) && p === (line.protocol ?? p),
  ) ||
  (line.orDevices?.some((d) => d.vendorId === device.vendorId && d.productId === device.productId) ?? false);

const failures: Readonly<Record<number, readonly [DriverErrorCode, string]>> = {
  [statusCode.stall]: ["refused", "the device refused (stall)"],
  [statusCode.gone]: ["portLost", "the device went away"],
  [statusCode.overflow]: ["damagedAnswers", "the device sent more than was asked for"],
  [statusCode.unlinked]: ["noAnswer", "no answer in time"],
};

interface Waiting {
  readonly isIn: boolean;
  settle(state: number, bytes: Uint8Array): void;
  fail(error: DriverError): void;
}

interface Transfer {
  /** 0 to 15, without the direction. */
  readonly endpoint: number;
  /** Eight bytes on endpoint 0. */
  readonly setup?: Uint8Array;
  /** Bytes out, or how many to ask for. */
  readonly data: Uint8Array | number;
  readonly timeoutMs: number;
}

/** The transfers of an imported device: numbered, answered in any order, taken back at their deadline. */
class Imported {
  readonly #socket: Socket;
  readonly #device: number;
  readonly #clock: Clock;
  readonly #waiting = new Map<number, Waiting>();
  /** Number of an unlink request, and of the transfer it takes back. */
  readonly #victims = new Map<number, number>();
  readonly #listeners = new Set<() => void>();
  #seq = 0;
  #gone: DriverError | undefined;

  constructor(socket: Socket, queue: ByteQueue, device: number, clock: Clock) {
    this.#socket = socket;
    this.#device = device;
    this.#clock = clock;
    void this.#receive(queue);
  }

  onGone(listener: () => void): void {
    this.#listeners.add(listener);
  }

  transfer({ endpoint, setup = new Uint8Array(8), data, timeoutMs }: Transfer): Promise<Uint8Array> {
    if (this.#gone) return Promise.reject(this.#gone);
    const seq = ++this.#seq;
    const isIn = typeof data === "number";
    const length = isIn ? data : data.length;
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(timeoutMs, () => this.#takeBack(seq));
      const end = () => {
        timer.cancel();
        this.#waiting.delete(seq);
      };
      const fail = (error: DriverError) => {
        end();
        reject(error);
      };
      const settle = (state: number, bytes: Uint8Array) => {
        if (state !== 0) return fail(failureOf(endpoint, state));
        end();
        resolve(bytes);
      };
      this.#waiting.set(seq, { isIn, fail, settle });
      this.#socket.write(submitHeader({ seq, device: this.#device, isIn, endpoint, length, setup }));
      if (!isIn && data.length > 0) this.#socket.write(data);
    });
  }

  close(): void {
    this.#lose(new DriverError("closed", "closed"));
    this.#socket.destroy();
  }

  #takeBack(victim: number): void {
    const seq = ++this.#seq;
    this.#victims.set(seq, victim);
    this.#socket.write(unlinkHeader(seq, this.#device, victim));
  }

  async #receive(queue: ByteQueue): Promise<void> {
    try {
      for (;;) await this.#one(queue);
    } catch (error) {
      const news = !this.#gone;
      this.#lose(error instanceof DriverError ? error : new DriverError("portLost", messageOf(error)));
      if (news) for (const listener of this.#listeners) listener();
    }
  }

  async #one(queue: ByteQueue): Promise<void> {
    const head = readHeader(await queue.take(headerLength));
    if (head.command === command.unlinked) return this.#unlinked(head.seq, head.a);
    const waiting = this.#waiting.get(head.seq);
    const length = waiting?.isIn ? head.b : 0;
    if (head.command !== command.answer || length > maxTransfer)
      throw new DriverError("portLost", "the USB/IP server talks rubbish");
    waiting?.settle(head.a, Uint8Array.from(await queue.take(length)));
  }

  /** Status 0: the transfer had been answered before the unlink came. */
  #unlinked(seq: number, state: number): void {
    const victim = this.#victims.get(seq);
    this.#victims.delete(seq);
    if (state !== 0 && victim !== undefined) this.#waiting.get(victim)?.settle(statusCode.unlinked, new Uint8Array(0));
  }

  #lose(reason: DriverError): void {
    this.#gone ??= reason;
    for (const one of this.#waiting.values()) one.fail(this.#gone);
  }
}

const failureOf = (endpoint: number, state: number): DriverError => {
  const [why, text] = failures[state] ?? ["damagedAnswers", `status ${state}`];
  return new DriverError(why, `endpoint ${endpoint}: ${text}`, { status: state });
};

const controls = (imported: Imported): Pick<NativeUsb, "controlIn" | "controlOut"> => ({
  controlIn: (setup, length, timeoutMs) =>
    imported.transfer({ endpoint: 0, setup: setupBytes(setup, "in", length), data: length, timeoutMs }),
  async controlOut(setup, bytes, timeoutMs) {
    await imported.transfer({ endpoint: 0, setup: setupBytes(setup, "out", bytes.length), data: bytes, timeoutMs });
  },
});

const descriptor = { device: 1, configuration: 2, text: 3 } as const;
const english = 0x0409;

const readDescriptor = (usb: Pick<NativeUsb, "controlIn">, kind: number, index: number, language = 0) =>
  usb.controlIn(
    { type: "standard", recipient: "device", request: 6, value: (kind << 8) | index, index: language },
    kind === descriptor.device ? 18 : kind === descriptor.text ? 255 : 4096,
    controlMs,
  );

const readText = async (usb: Pick<NativeUsb, "controlIn">, index: number): Promise<string | undefined> => {
  if (index === 0) return undefined;
  const bytes = await readDescriptor(usb, descriptor.text, index, english);
  const text = Buffer.from(bytes.subarray(2)).toString("utf16le");
  return text.replace(/[^\x20-\x7e]/g, "?").trim();
};

const readTexts = async (usb: Pick<NativeUsb, "controlIn">, { strings }: UsbDescriptors): Promise<UsbTexts> => {
  const manufacturer = await readText(usb, strings.manufacturer);
  const product = await readText(usb, strings.product);
  const serialNumber = await readText(usb, strings.serialNumber);
  return { ...(manufacturer && { manufacturer }), ...(product && { product }), ...(serialNumber && { serialNumber }) };
};

const learn = async (imported: Imported, line: UsbLine): Promise<UsbFunction> => {
  const usb = controls(imported);
  const device = await readDescriptor(usb, descriptor.device, 0);
  const configuration = await readDescriptor(usb, descriptor.configuration, 0);
  const all = parseDescriptors(Uint8Array.from([...device, ...configuration]));
  const one = all && interfaceFor(line, all);
  if (!all || !one) throw new DriverError("portMissing", "the device has no such interface");
  await usb.controlOut(
    { type: "standard", recipient: "device", request: 9, value: all.configuration, index: 0 },
    new Uint8Array(0),
    controlMs,
  );
  return functionOf(all, one, await readTexts(usb, all));
};

const clearFeature = 1;

/** One interface of one device of a USB/IP server: a simulated device, or a real one of another machine. */
export const openUsbip = async ({ server, line }: UsbTarget & { by: "usbip" }, clock: Clock): Promise<NativeUsb> => {
  const { busId } = addressOf(server);
  const wanted = (await listDevices(server, clock)).find((d) => (busId ? d.busId === busId : fits(line, d)));
  if (!wanted) throw new DriverError("portMissing", `${server}: no such device is plugged in`);
  const socket = await connected(server);
  const late = hangUpLate(clock, socket);
  const queue = byteQueue(socket);
  let imported: Imported | undefined;
  try {
    socket.write(opRequest(code.import, wanted.busId));
    await replied(queue, code.imported, server);
    const device = readDevice(await queue.take(deviceLength));
    imported = new Imported(socket, queue, (device.bus << 16) | device.address, clock);
    return nativeOf(imported, await learn(imported, line));
  } catch (error) {
    imported?.close();
    socket.destroy();
    throw error;
  } finally {
    late.cancel();
  }
};

const nativeOf = (imported: Imported, device: UsbFunction): NativeUsb => ({
  device,
  ...controls(imported),
  transferIn: (address, length, timeoutMs) => imported.transfer({ endpoint: address & 0x0f, data: length, timeoutMs }),
  async transferOut(address, bytes, timeoutMs) {
    await imported.transfer({ endpoint: address & 0x0f, data: bytes, timeoutMs });
  },
  clearHalt: (address) =>
    controls(imported).controlOut(
      { type: "standard", recipient: "endpoint", request: clearFeature, value: 0, index: address },
      new Uint8Array(0),
      controlMs,
    ),
  onGone: (listener) => imported.onGone(listener),
  async close() {
    imported.close();
  },
});
