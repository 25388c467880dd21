/**
 * USB/IP 1.1.1, the protocol of the kernel's `usbip` (Documentation/usb/usbip_protocol.rst): big endian, fixed lengths. Pure, both ends.
 *
 *     request   version 0111 | code 8005 list, 8003 import | status 4 | busid 32 (import)
 *     reply     version 0111 | code 0005 list, 0003 import | status 4 | device 312 ..
 *     submit    00000001 seq devid direction endpoint | flags length frame packets interval | setup 8 | OUT data
 *     answer    00000003 seq 0 0 0                    | status actual frame packets errors  | pad 8   | IN data
 *     unlink    00000002 seq devid direction endpoint | victim | pad 24
 *     unlinked  00000004 seq 0 0 0                    | status | pad 24
 */
const version = 0x0111;
export const code = { list: 0x8005, import: 0x8003, listed: 0x0005, imported: 0x0003 } as const;
export const command = { submit: 1, unlink: 2, answer: 3, unlinked: 4 } as const;
export const requestLength = 8;
export const busIdLength = 32;
export const deviceLength = 312;
export const headerLength = 48;
/** Nobody moves more in one transfer here; a longer length is a broken peer. */
export const maxTransfer = 1 << 20;

/** Negative errno of Linux, as USB/IP carries them. */
export const status = { ok: 0, stall: -32, gone: -19, overflow: -75, unlinked: -104 } as const;

const words = (...values: readonly number[]): Buffer => {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) buffer.writeInt32BE(value | 0, i * 4);
  return buffer;
};

export const opRequest = (op: number, busId?: string): Buffer => {
  const head = Buffer.alloc(requestLength);
  head.writeUInt16BE(version, 0);
  head.writeUInt16BE(op, 2);
  if (busId === undefined) return head;
  const name = Buffer.alloc(busIdLength);
  name.write(busId.slice(0, busIdLength - 1), "latin1");
  return Buffer.concat([head, name]);
};

export const opReply = (op: number, failed = 0): Buffer => {
  const head = opRequest(op);
  head.writeUInt32BE(failed, 4);
  return head;
};

export interface OpHead {
  readonly code: number;
  readonly status: number;
}
export const readOp = (bytes: Buffer): OpHead => ({ code: bytes.readUInt16BE(2), status: bytes.readUInt32BE(4) });

/** A device as the list and the import tell it. */
export interface SharedDevice {
  readonly path: string;
  readonly busId: string;
  readonly bus: number;
  readonly address: number;
  readonly speed: number;
  readonly vendorId: number;
  readonly productId: number;
  readonly release: number;
  /** Device class, subclass, protocol, configuration value, number of configurations. */
  readonly numbers: readonly [number, number, number, number, number];
  /** Class, subclass and protocol of each interface. */
  readonly interfaces: readonly (readonly [number, number, number])[];
}

/** Without the interfaces: the import's answer has none. */
export const deviceBlock = (d: SharedDevice): Buffer => {
  const block = Buffer.alloc(deviceLength);
  block.write(d.path.slice(0, 255), 0, "latin1");
  block.write(d.busId.slice(0, 31), 256, "latin1");
  block.writeUInt32BE(d.bus, 288);
  block.writeUInt32BE(d.address, 292);
  block.writeUInt32BE(d.speed, 296);
  block.writeUInt16BE(d.vendorId, 300);
  block.writeUInt16BE(d.productId, 302);
  block.writeUInt16BE(d.release, 304);
  block.set([...d.numbers, d.interfaces.length], 306);
  return block;
};

export const interfaceBlock = (d: SharedDevice): Buffer => Buffer.from(d.interfaces.flatMap((i) => [...i, 0]));

const textAt = (block: Buffer, at: number, length: number): string =>
  block
    .subarray(at, at + length)
    .toString("latin1")
    .replace(/\0.*$/s, "");

/** Reads a device block; the number of interfaces stands in its last byte. */
export const readDevice = (block: Buffer): Omit<SharedDevice, "interfaces"> & { readonly interfaceCount: number } => ({
  path: textAt(block, 0, 256),
  busId: textAt(block, 256, 32),
  bus: block.readUInt32BE(288),
  address: block.readUInt32BE(292),
  speed: block.readUInt32BE(296),
  vendorId: block.readUInt16BE(300),
  productId: block.readUInt16BE(302),
  release: block.readUInt16BE(304),
  numbers: [block[306] ?? 0, block[307] ?? 0, block[308] ?? 0, block[309] ?? 0, block[310] ?? 0],
  interfaceCount: block[311] ?? 0,
});

export interface Submit {
  readonly seq: number;
  readonly device: number;
  readonly isIn: boolean;
  /** 0 to 15, without the direction. */
  readonly endpoint: number;
  readonly length: number;
  /** Eight bytes; zero except on endpoint 0. */
  readonly setup: Uint8Array;
}

export const submitHeader = (s: Submit): Buffer =>
  Buffer.concat([
    words(command.submit, s.seq, s.device, s.isIn ? 1 : 0, s.endpoint, 0, s.length, 0, 0, 0),
    Buffer.from(s.setup),
  ]);

export const unlinkHeader = (seq: number, device: number, victim: number): Buffer =>
  Buffer.concat([words(command.unlink, seq, device, 0, 0, victim), Buffer.alloc(24)]);

export const answerHeader = (seq: number, state: number, actual: number): Buffer =>
  Buffer.concat([words(command.answer, seq, 0, 0, 0, state, actual, 0, 0, 0), Buffer.alloc(8)]);

export const unlinkedHeader = (seq: number, state: number): Buffer =>
  Buffer.concat([words(command.unlinked, seq, 0, 0, 0, state), Buffer.alloc(24)]);

/** The words of any 48-byte header; `a` and `b` are flags and length, status and actual length, or the unlinked number. */
export const readHeader = (bytes: Buffer) => ({
  command: bytes.readUInt32BE(0),
  seq: bytes.readUInt32BE(4),
  device: bytes.readUInt32BE(8),
  isIn: bytes.readUInt32BE(12) === 1,
  endpoint: bytes.readUInt32BE(16),
  a: bytes.readInt32BE(20),
  b: bytes.readUInt32BE(24),
  setup: Uint8Array.from(bytes.subarray(40, 48)),
});
