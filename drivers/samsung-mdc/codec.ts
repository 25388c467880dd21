import { sum8 } from "../wire/checksums.ts";
import { type Cut, type FrameRule, need, nextMark } from "../wire/framer.ts";

/*
 * request   AA  command  ID  length  data...                 checksum
 * answer    AA  FF       ID  length  41|4E  command  values  checksum
 *               \__________________ summed __________/       (sheet section 1)
 */
const header = 0xaa;
const answerCommand = 0xff;
const ack = 0x41;
const nak = 0x4e;

/** AA, command, ID, length, 255 bytes, checksum. */
export const maxFrame = 260;
/** Requests of ours, seen only as an echo, carry at most this much. */
const longestRequestData = 16;

/** Commands this driver sends. */
export const code = {
  status: 0x00,
  serial: 0x0b,
  errors: 0x0d,
  software: 0x0e,
  power: 0x11,
  brightness: 0x25,
  lamp: 0x58,
  panelTime: 0x83,
  temperatureLimit: 0x85,
  model: 0x8a,
  panel: 0xf9,
} as const;

/** A query without data, a set with. `id` 0 to 99; FE (all displays) is answered by none and never used. */
export const encode = (command: number, id: number, ...data: readonly number[]): Uint8Array => {
  const body = Uint8Array.of(command, id, data.length, ...data);
  return Uint8Array.of(header, ...body, sum8(body));
};

/** AA may also stand in data or be the checksum, so after a wrong sum the search goes on behind this AA only. */
export const rule: FrameRule = (buffer): Cut => {
  if (buffer[0] !== header) return { skip: nextMark(buffer, header, 1) };
  if (buffer.length < 4) return need;
  const length = buffer[3] as number;
  if (buffer[1] !== answerCommand && length > longestRequestData) return { skip: 1 };
  const whole = 5 + length;
  if (buffer.length < whole) return need;
  return sum8(buffer.subarray(1, whole - 1)) === buffer[whole - 1] ? { frame: whole } : { skip: 1 };
};

export type Answer =
  | { readonly kind: "ack"; readonly id: number; readonly command: number; readonly values: Uint8Array }
  | { readonly kind: "nak"; readonly id: number; readonly command: number; readonly error: number };

/** A checked frame as an answer; undefined for an echo of a request and anything else. */
export const decode = (frame: Uint8Array): Answer | undefined => {
  const [, kind, id = 0, length = 0, verdict, command = 0] = frame;
  if (kind !== answerCommand || length < 2 || frame.length !== 5 + length) return undefined;
  if (verdict === ack) return { kind: "ack", id, command, values: frame.slice(6, -1) };
  return verdict === nak ? { kind: "nak", id, command, error: frame[6] ?? 0 } : undefined;
};

/** Power and source of a status answer (00); power is undefined if the value is neither on nor off. */
export const statusOf = (values: Uint8Array): { readonly power: number; readonly source: number } | undefined =>
  values.length >= 4 ? { power: values[0] ?? 0, source: values[3] ?? 0 } : undefined;

export interface Errors {
  readonly lamp: number;
  readonly temperature: number;
  readonly lightSensor: number;
  readonly signal: number;
  /** Degrees Celsius. */
  readonly celsius: number;
  readonly fan: number;
}

/** Display status 0D, value by value (sheet 4). */
export const errorsOf = (values: Uint8Array): Errors | undefined => {
  if (values.length < 6) return undefined;
  const [lamp = 0, temperature = 0, lightSensor = 0, signal = 0, celsius = 0, fan = 0] = values;
  return { lamp, temperature, lightSensor, signal, celsius, fan };
};

/** 0 to 100 percent; undefined for anything above (FF: off). */
export const percentOf = (values: Uint8Array): number | undefined => {
  const [value] = values;
  return value !== undefined && value <= 100 ? value : undefined;
};

/** Hours of panel-on time: two or three bytes, big-endian, in units of 10 minutes. */
export const hoursOf = (values: Uint8Array): number | undefined => {
  if (values.length < 2 || values.length > 3) return undefined;
  const count = values.reduce((sum, byte) => sum * 256 + byte, 0);
  return Math.round((count / 6) * 10) / 10;
};
