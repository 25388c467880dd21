import { rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { AppError } from "../../../contract/index.ts";
import { type ByteQueue, byteQueue } from "../../../drivers/port/usb/byte-queue.ts";
import { parseDescriptors } from "../../../drivers/port/usb/descriptors.ts";
import {
  answerHeader,
  busIdLength,
  code,
  command,
  deviceBlock,
  headerLength,
  interfaceBlock,
  maxTransfer,
  opReply,
  readHeader,
  readOp,
  requestLength,
  type SharedDevice,
  status,
  unlinkedHeader,
} from "../../../drivers/port/usb/usbip-codec.ts";
import type { UsbEmulation } from "./emulation.ts";

const busId = "1-1";
const fullSpeed = 2;

const sharedOf = ({ device, configuration }: UsbEmulation["description"]): SharedDevice => {
  const parsed = parseDescriptors(Uint8Array.from([...device, ...configuration]));
  if (!parsed) throw new AppError("usb", "the simulated device's descriptors cannot be read");
  return {
    path: `/sys/devices/platform/simulated/usb1/${busId}`,
    busId,
    bus: 1,
    address: 2,
    speed: fullSpeed,
    vendorId: parsed.vendorId,
    productId: parsed.productId,
    release: parsed.release,
    numbers: [device[4] ?? 0, device[5] ?? 0, device[6] ?? 0, parsed.configuration, device[17] ?? 1],
    interfaces: parsed.interfaces.map((i) => [i.interfaceClass, i.subclass, i.protocol]),
  };
};

/** Transfers of one client, until it is gone. */
const attach = async (socket: Socket, queue: ByteQueue, emulation: UsbEmulation): Promise<void> => {
  const running = new Map<number, () => void>();
  socket.once("close", () => {
    for (const takeBack of running.values()) takeBack();
  });
  for (;;) {
    const head = readHeader(await queue.take(headerLength));
    if (head.command === command.unlink) {
      const takeBack = running.get(head.a);
      takeBack?.();
      running.delete(head.a);
      socket.write(unlinkedHeader(head.seq, takeBack ? status.unlinked : 0));
      continue;
    }
    if (head.command !== command.submit || head.b > maxTransfer) return;
    const out = head.isIn ? new Uint8Array(0) : Uint8Array.from(await queue.take(head.b));
    const done = (state: number, bytes: Uint8Array) => {
      running.delete(head.seq);
      if (socket.destroyed) return;
      socket.write(answerHeader(head.seq, state, head.isIn ? bytes.length : state === 0 ? out.length : 0));
      if (head.isIn && bytes.length > 0) socket.write(bytes);
    };
    const endpoint = head.endpoint === 0 ? 0 : head.endpoint | (head.isIn ? 0x80 : 0);
    let ended = false;
    const takeBack = emulation.submit({
      endpoint,
      setup: head.setup,
      out,
      length: head.b,
      done: (state, bytes) => {
        ended = true;
        done(state, bytes);
      },
    });
    if (!ended) running.set(head.seq, takeBack);
  }
};

/** Shares a simulated device by USB/IP, on a Unix socket or on a TCP port of loopback. One client at a time, as the kernel's server. */
export interface UsbipServer {
  /** TCP port; 0 on a Unix socket. */
  readonly port: number;
  /** A client has imported the device, and not let it go. */
  isHeld(): boolean;
  close(): Promise<void>;
}

export const serveUsbip = async (
  emulation: UsbEmulation,
  where: { readonly path: string } | { readonly port: number },
): Promise<UsbipServer> => {
  const shared = sharedOf(emulation.description);
  const sockets = new Set<Socket>();
  let holder: Socket | undefined;
  const converse = async (socket: Socket): Promise<void> => {
    const queue = byteQueue(socket);
    const { code: op } = readOp(await queue.take(requestLength));
    if (op === code.list) {
      const count = Buffer.alloc(4);
      count.writeUInt32BE(emulation.plugged ? 1 : 0);
      const blocks = emulation.plugged ? [deviceBlock(shared), interfaceBlock(shared)] : [];
      socket.end(Buffer.concat([opReply(code.listed), count, ...blocks]));
    } else if (op === code.import) {
      const wanted = (await queue.take(busIdLength)).toString("latin1").replace(/\0.*$/s, "");
      const failed = wanted !== busId || !emulation.plugged ? 4 : holder && !holder.destroyed ? 2 : 0;
      if (failed) return void socket.end(opReply(code.imported, failed));
      holder = socket;
      socket.write(Buffer.concat([opReply(code.imported), deviceBlock(shared)]));
      await attach(socket, queue, emulation);
    }
    socket.destroy();
  };
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once("close", () => sockets.delete(socket));
    converse(socket).catch(() => socket.destroy()); // the client went, in the middle of a word or between two
  });
  const listenAt = "path" in where ? where : { host: "127.0.0.1", port: where.port };
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(listenAt, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    isHeld: () => holder !== undefined && !holder.destroyed,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      if ("path" in where) await rm(where.path, { force: true });
    },
  };
};
