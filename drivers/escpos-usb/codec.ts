import type { UsbSetup } from "../api.ts";
import { ascii } from "../wire/fields.ts";

/** Class requests of USB printers on endpoint 0 (USB printer class 1.1 §4.2; sheet §8). */
export const request = {
  /** wValue: configuration index; wIndex: interface in the high byte, alternate setting in the low. */
  deviceId: (interfaceNumber: number): UsbSetup => classRequest(0, interfaceNumber << 8),
  portStatus: (interfaceNumber: number): UsbSetup => classRequest(1, interfaceNumber),
  softReset: (interfaceNumber: number): UsbSetup => classRequest(2, interfaceNumber),
} as const;

const classRequest = (code: number, index: number): UsbSetup => ({
  type: "class",
  recipient: "interface",
  request: code,
  value: 0,
  index,
});

export const deviceIdLength = 1024;

/** An IEEE 1284 device id, as far as it could be read. */
export interface DeviceId {
  readonly manufacturer?: string;
  readonly model?: string;
  readonly serial?: string;
  readonly commandSet?: string;
  /** The length field disagrees with what came: what came was used. */
  readonly wrongLength: boolean;
}

const keys: Readonly<Record<string, "manufacturer" | "model" | "serial" | "commandSet">> = {
  MFG: "manufacturer",
  MANUFACTURER: "manufacturer",
  MDL: "model",
  MODEL: "model",
  SN: "serial",
  SERN: "serial",
  CMD: "commandSet",
  "COMMAND SET": "commandSet",
};

/**
 * Two bytes of length, big endian, counting themselves, then `KEY:value;` pairs.
 *
 *     00 14 4D 46 47 3A 53 49 4D 3B ...
 *     20    M  F  G  :  S  I  M  ;
 */
export const decodeDeviceId = (bytes: Uint8Array): DeviceId => {
  const told = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  const wrongLength = told < 2 || told > bytes.length;
  const text = ascii(bytes.subarray(2, wrongLength ? bytes.length : told));
  const found: Partial<Record<(typeof keys)[string], string>> = {};
  for (const pair of text.split(";")) {
    const at = pair.indexOf(":");
    const key = keys[pair.slice(0, at).trim().toUpperCase()];
    const value = pair.slice(at + 1).trim();
    if (at > 0 && key && value !== "") found[key] ??= value;
  }
  return { ...found, wrongLength };
};

/** GET_PORT_STATUS: three bits, everything else 0 (sheet §8). */
export interface PortStatus {
  readonly byte: number;
  readonly paperEmpty: boolean;
  readonly selected: boolean;
  readonly error: boolean;
}

/** Undefined for a byte that says nothing: all zero, or with bits that the class does not know. */
export const decodePortStatus = (bytes: Uint8Array): PortStatus | undefined => {
  const byte = bytes[0];
  if (byte === undefined || byte === 0 || (byte & ~0x38) !== 0) return undefined;
  return { byte, paperEmpty: (byte & 0x20) !== 0, selected: (byte & 0x10) !== 0, error: (byte & 0x08) === 0 };
};
