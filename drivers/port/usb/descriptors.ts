import type { UsbEndpoint, UsbFunction, UsbLine } from "../../api.ts";

/** One interface of the configuration, in its first alternate setting (USB 2.0 §9.6.5). */
export interface UsbInterface {
  readonly number: number;
  readonly interfaceClass: number;
  readonly subclass: number;
  readonly protocol: number;
  readonly endpoints: readonly UsbEndpoint[];
  /** Class-specific descriptors behind the interface or its endpoints, raw. */
  readonly extra: Uint8Array;
}

/** A device's descriptors, read. String indexes are 0 where there is no string. */
export interface UsbDescriptors {
  readonly vendorId: number;
  readonly productId: number;
  readonly release: number;
  readonly strings: { readonly manufacturer: number; readonly product: number; readonly serialNumber: number };
  readonly configuration: number;
  readonly interfaces: readonly UsbInterface[];
}

/** The device's texts, as far as they could be read. */
export interface UsbTexts {
  readonly manufacturer?: string;
  readonly product?: string;
  readonly serialNumber?: string;
}

const deviceLength = 18;
const configurationLength = 9;
const type = { configuration: 2, interface: 4, endpoint: 5, companion: 0x30 } as const;

/** Every descriptor of a block, as the bytes themselves; stops at a length that cannot be. Device descriptors are hostile. */
const walk = (bytes: Uint8Array): Uint8Array[] => {
  const found: Uint8Array[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const length = bytes[at] ?? 0;
    if (length < 2 || at + length > bytes.length) break;
    found.push(bytes.subarray(at, at + length));
    at += length;
  }
  return found;
};

const endpointOf = (d: Uint8Array): UsbEndpoint | undefined => {
  const kind = (["control", "isochronous", "bulk", "interrupt"] as const)[(d[3] ?? 0) & 3];
  if (d.length < 7 || (kind !== "bulk" && kind !== "interrupt")) return undefined;
  return { address: d[2] ?? 0, type: kind, packetSize: ((d[4] ?? 0) | ((d[5] ?? 0) << 8)) & 0x7ff };
};

interface Growing extends UsbInterface {
  endpoints: UsbEndpoint[];
  extra: Uint8Array;
}

const interfaceOf = (d: Uint8Array): Growing => ({
  number: d[2] ?? 0,
  interfaceClass: d[5] ?? 0,
  subclass: d[6] ?? 0,
  protocol: d[7] ?? 0,
  endpoints: [],
  extra: new Uint8Array(0),
});

const interfacesOf = (descriptors: readonly Uint8Array[]): UsbInterface[] => {
  const found: Growing[] = [];
  let now: Growing | undefined;
  for (const d of descriptors) {
    if (d[1] === type.interface && d.length >= 9) {
      now = d[3] === 0 ? interfaceOf(d) : undefined; // other alternate settings are not used
      if (now) found.push(now);
    } else if (d[1] === type.endpoint) {
      const endpoint = endpointOf(d);
      if (endpoint) now?.endpoints.push(endpoint);
    } else if (now && d[1] !== type.companion) now.extra = Uint8Array.from([...now.extra, ...d]);
  }
  return found;
};

/**
 * Reads the device descriptor and the first configuration behind it (or the one asked for), as `/sys/bus/usb/devices/…/descriptors` holds them.
 * Undefined if these are no descriptors.
 */
export const parseDescriptors = (bytes: Uint8Array, configuration?: number): UsbDescriptors | undefined => {
  if (bytes.length < deviceLength || bytes[0] !== deviceLength || bytes[1] !== 1) return undefined;
  const word = (at: number) => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
  const all = walk(bytes.subarray(deviceLength));
  const isStart = (d: Uint8Array) => d[1] === type.configuration && d.length >= configurationLength;
  const start = all.findIndex((d) => isStart(d) && (configuration === undefined || d[5] === configuration));
  if (start < 0) return undefined;
  const next = all.findIndex((d, i) => i > start && isStart(d));
  return {
    vendorId: word(8),
    productId: word(10),
    release: word(12),
    strings: { manufacturer: bytes[14] ?? 0, product: bytes[15] ?? 0, serialNumber: bytes[16] ?? 0 },
    configuration: all[start]?.[5] ?? 1,
    interfaces: interfacesOf(all.slice(start + 1, next < 0 ? undefined : next)),
  };
};

const isBulkPair = ({ endpoints }: UsbInterface): boolean =>
  endpoints.some((e) => e.type === "bulk" && e.address < 0x80) &&
  endpoints.some((e) => e.type === "bulk" && e.address >= 0x80);

/** The interface a line means, if the device has one. */
export const interfaceFor = (line: UsbLine, device: UsbDescriptors): UsbInterface | undefined => {
  const fits = (i: UsbInterface) =>
    i.interfaceClass === line.interfaceClass &&
    (line.subclass === undefined || i.subclass === line.subclass) &&
    (line.protocol === undefined || i.protocol === line.protocol);
  const known = line.orDevices?.some((d) => d.vendorId === device.vendorId && d.productId === device.productId);
  return device.interfaces.find(fits) ?? (known ? device.interfaces.find(isBulkPair) : undefined);
};

/** What a driver sees of the device once this interface is claimed. */
export const functionOf = (device: UsbDescriptors, one: UsbInterface, texts: UsbTexts): UsbFunction => ({
  vendorId: device.vendorId,
  productId: device.productId,
  ...texts,
  release: device.release,
  interfaceNumber: one.number,
  endpoints: one.endpoints,
  extra: one.extra,
});

const four = (n: number): string => n.toString(16).padStart(4, "0");

/** `usb:04b8:0202:J5TF012345`: stable across sockets of the machine. */
export const nameOf = ({ vendorId, productId, serialNumber }: UsbFunction): string =>
  ["usb", four(vendorId), four(productId), ...(serialNumber ? [serialNumber] : [])].join(":");
