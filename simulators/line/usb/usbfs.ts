import type { Socket } from "node:net";
import { type Clock, sleep } from "../../../contract/index.ts";
import { type ByteQueue, byteQueue } from "../../../drivers/port/usb/byte-queue.ts";
import type { UsbEmulation } from "./emulation.ts";

/**
 * What libumockdev-preload says and hears on the socket of a device node: three 64-bit words, host byte order (little endian here).
 * From the program: 1 = ioctl (number, argument), 7 and 8 = read and write. From us: 3 = done (result, errno), 5 = give me memory (address, length),
 * 6 = put this into memory (address, length, bytes). Source: umockdev src/libumockdev-preload.c.
 */
const word = { ioctl: 1, done: 3, readMemory: 5, writeMemory: 6 } as const;

/** uapi/linux/usbdevice_fs.h on 64 bit. */
const ioctl = {
  control: 0xc0185500,
  setInterface: 0x80085504,
  setConfiguration: 0x80045505,
  getDriver: 0x41045508,
  submit: 0x8038550a,
  discard: 0x550b,
  reap: 0x4008550c,
  reapNow: 0x4008550d,
  claim: 0x8004550f,
  release: 0x80045510,
  reset: 0x5514,
  clearHalt: 0x80045515,
  resetEndpoint: 0x80045503,
  capabilities: 0x8004551a,
  disconnectClaim: 0x8108551b,
} as const;
const errno = { noDevice: 19, again: 11, busy: 16, invalid: 22, notTty: 25, noData: 61 } as const;
const notHandled = -100n;
/** libusb polls a plain file, which is always ready, so it asks without a pause: we make it wait here instead. */
const reapWaitMs = 8;
const urbLength = 56;
const maxTransfer = 1 << 20;

interface Pending {
  readonly address: bigint;
  readonly buffer: bigint;
  readonly isIn: boolean;
  readonly isControl: boolean;
  readonly takeBack: () => void;
}
interface Finished extends Omit<Pending, "takeBack"> {
  readonly state: number;
  readonly actual: number;
  readonly bytes: Uint8Array;
}

/** Who has the interface: another program, or so many claims of those that opened the node; and how often it was released by word, not by dying. */
export interface Claims {
  isHeld: boolean;
  count: number;
  releases: number;
}

/** One opened device node: the ioctls of usbfs, answered by a simulated device. */
class Node {
  readonly #socket: Socket;
  readonly #queue: ByteQueue;
  readonly #emulation: UsbEmulation;
  readonly #clock: Clock;
  readonly #claims: Claims;
  readonly #pending = new Map<bigint, Pending>();
  readonly #finished: Finished[] = [];
  #wake: () => void = () => undefined;
  #mine = 0;

  constructor(socket: Socket, emulation: UsbEmulation, clock: Clock, claims: Claims) {
    this.#socket = socket;
    this.#queue = byteQueue(socket);
    this.#emulation = emulation;
    this.#clock = clock;
    this.#claims = claims;
    socket.once("close", () => {
      for (const { takeBack } of this.#pending.values()) takeBack();
      this.#claimed(-this.#mine);
    });
  }

  async run(): Promise<void> {
    for (;;) {
      const head = await this.#queue.take(24);
      if (head.readBigUInt64LE(0) !== BigInt(word.ioctl)) this.#words(word.done, notHandled, 0n);
      else {
        const result = await this.#ioctl(Number(head.readBigUInt64LE(8)), head.readBigUInt64LE(16));
        this.#words(word.done, BigInt(result < 0 ? -1 : result), BigInt(result < 0 ? -result : 0));
      }
    }
  }

  /** The result, or a negative errno. */
  async #ioctl(number: number, argument: bigint): Promise<number> {
    if (!this.#emulation.plugged && number !== ioctl.reap && number !== ioctl.reapNow) return -errno.noDevice;
    switch (number) {
      case ioctl.capabilities:
        await this.#write(argument, Buffer.from([7, 0, 0, 0]));
        return 0;
      case ioctl.control:
        return this.#control(argument);
      case ioctl.submit:
        return this.#submit(argument);
      case ioctl.reap:
      case ioctl.reapNow:
        return this.#reap(argument);
      case ioctl.discard:
        return this.#discard(argument);
      case ioctl.claim:
      case ioctl.disconnectClaim:
        if (this.#claims.isHeld) return -errno.busy;
        this.#claimed(1);
        return 0;
      case ioctl.getDriver:
        return -errno.noData;
      case ioctl.clearHalt:
      case ioctl.resetEndpoint:
        this.#emulation.clearHalt((await this.#read(argument, 4)).readUInt32LE(0));
        return 0;
      case ioctl.release:
        this.#claims.releases += 1;
        this.#claimed(-1);
        return 0;
      case ioctl.reset:
      case ioctl.setInterface:
      case ioctl.setConfiguration:
        return 0;
      default:
        return -errno.notTty;
    }
  }

  #claimed(more: number): void {
    this.#mine += more;
    this.#claims.count += more;
  }

  /** struct usbdevfs_ctrltransfer: setup 8, timeout 4, padding 4, data 8. */
  async #control(argument: bigint): Promise<number> {
    const struct = await this.#read(argument, 24);
    const length = struct.readUInt16LE(6);
    const isIn = ((struct[0] ?? 0) & 0x80) !== 0;
    const data = struct.readBigUInt64LE(16);
    const out = isIn || length === 0 ? new Uint8Array(0) : await this.#read(data, length);
    const [state, bytes] = await new Promise<[number, Uint8Array]>((resolve) =>
      this.#emulation.submit({
        endpoint: 0,
        setup: struct.subarray(0, 8),
        out,
        length,
        done: (...result) => resolve(result),
      }),
    );
    if (state === 0 && bytes.length > 0) await this.#write(data, Buffer.from(bytes));
    return state === 0 ? (isIn ? bytes.length : length) : state;
  }

  /** struct usbdevfs_urb: type 1, endpoint 1, status @4, flags @8, buffer @16, length @24, actual @28. */
  async #submit(address: bigint): Promise<number> {
    const urb = await this.#read(address, urbLength);
    const buffer = urb.readBigUInt64LE(16);
    const length = urb.readInt32LE(24);
    if (length < 0 || length > maxTransfer) return -errno.invalid;
    const isControl = urb[0] === 2;
    const setup = isControl ? await this.#read(buffer, 8) : undefined;
    const isIn = (((setup ? setup[0] : urb[1]) ?? 0) & 0x80) !== 0;
    const dataLength = isControl ? length - 8 : length;
    const out =
      isIn || dataLength <= 0 ? new Uint8Array(0) : await this.#read(buffer + (isControl ? 8n : 0n), dataLength);
    const known = { address, buffer, isIn, isControl };
    let ended = false;
    const takeBack = this.#emulation.submit({
      endpoint: isControl ? 0 : (urb[1] ?? 0),
      ...(setup ? { setup } : {}),
      out,
      length: dataLength,
      done: (state, bytes) => {
        ended = true;
        this.#finish({ ...known, state, bytes, actual: isIn ? bytes.length : state === 0 ? dataLength : 0 });
      },
    });
    if (!ended) this.#pending.set(address, { ...known, takeBack });
    return 0;
  }

  #finish(one: Finished): void {
    this.#pending.delete(one.address);
    this.#finished.push(one);
    this.#wake();
  }

  #discard(address: bigint): number {
    const pending = this.#pending.get(address);
    if (!pending) return -errno.invalid;
    pending.takeBack();
    this.#finish({ ...pending, state: -2, actual: 0, bytes: new Uint8Array(0) });
    return 0;
  }

  async #reap(argument: bigint): Promise<number> {
    if (this.#finished.length === 0 && this.#emulation.plugged) {
      const stop = new AbortController();
      this.#wake = () => stop.abort();
      await sleep(this.#clock, reapWaitMs, stop.signal).catch(() => undefined); // woken: there is something
    }
    const one = this.#finished.shift();
    if (!one) return this.#emulation.plugged ? -errno.again : -errno.noDevice;
    if (one.isIn && one.bytes.length > 0) await this.#write(one.buffer + (one.isControl ? 8n : 0n), one.bytes);
    const state = Buffer.alloc(4);
    state.writeInt32LE(one.state);
    await this.#write(one.address + 4n, state);
    const actual = Buffer.alloc(4);
    actual.writeInt32LE(one.actual);
    await this.#write(one.address + 28n, actual);
    const pointer = Buffer.alloc(8);
    pointer.writeBigUInt64LE(one.address);
    await this.#write(argument, pointer);
    return 0;
  }

  #words(...values: readonly (number | bigint)[]): void {
    const bytes = Buffer.alloc(24);
    for (const [i, value] of values.entries()) bytes.writeBigInt64LE(BigInt(value), i * 8);
    this.#socket.write(bytes);
  }

  #read(address: bigint, length: number): Promise<Buffer> {
    this.#words(word.readMemory, BigInt.asIntN(64, address), length);
    return this.#queue.take(length);
  }

  async #write(address: bigint, bytes: Uint8Array): Promise<void> {
    this.#words(word.writeMemory, BigInt.asIntN(64, address), bytes.length);
    this.#socket.write(bytes);
  }
}

/** Answers one opened node until the program closes it. */
export const serveNode = (socket: Socket, emulation: UsbEmulation, clock: Clock, claims: Claims): void => {
  new Node(socket, emulation, clock, claims).run().catch(() => socket.destroy()); // the program closed the node
};

/** For nodes nobody emulates: every call goes to the file itself. */
export const serveDefault = (socket: Socket): void => {
  const run = async (queue: ByteQueue) => {
    for (;;) {
      await queue.take(24);
      const bytes = Buffer.alloc(24);
      bytes.writeBigInt64LE(BigInt(word.done), 0);
      bytes.writeBigInt64LE(notHandled, 8);
      socket.write(bytes);
    }
  };
  run(byteQueue(socket)).catch(() => socket.destroy()); // the program closed the node
};
