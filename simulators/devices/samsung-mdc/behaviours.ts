import { type Display, errorBytes } from "./display.ts";
import type { Request } from "./frame.ts";

/** `refused` is a NAK; a list is the values of an ACK; undefined: not mine. */
export type Behaviour = (d: Display, r: Request) => readonly number[] | "refused" | undefined;

const text = (s: string): number[] => Array.from(s, (c) => c.charCodeAt(0));

const query =
  (command: number, values: (d: Display) => readonly number[]): Behaviour =>
  (d, { command: asked, data }) =>
    asked !== command ? undefined : data.length === 0 ? values(d) : "refused";

/** Query and set of one byte; the ACK repeats the value in force. */
const value =
  (command: number, max: number, get: (d: Display) => number, set: (d: Display, v: number) => void): Behaviour =>
  (d, { command: asked, data }) => {
    if (asked !== command) return undefined;
    const [given] = data;
    if (data.length > 1 || (given !== undefined && given > max)) return "refused";
    if (given !== undefined) set(d, given);
    return [get(d)];
  };

const level = (command: number, at: 0 | 1 | 2 | 3 | 4): Behaviour =>
  value(
    command,
    100,
    (d) => d.picture[at],
    (d, v) => {
      d.picture[at] = v;
    },
  );

const bit = (v: number): 0 | 1 => (v === 0 ? 0 : 1);

/** Power: 0 off, 1 on, 2 restart; a query answers 0 or 1. */
const power: Behaviour = (d, { command, data }) => {
  if (command !== 0x11) return undefined;
  const [given] = data;
  if (data.length > 1 || (given !== undefined && given > 2)) return "refused";
  if (given === 0) d.power = 0;
  if (given === 1 && d.power === 0) {
    d.power = 1;
    d.start("power");
  }
  if (given === 2) d.start("restart");
  return [given === 2 ? 2 : d.power];
};

const sources = new Set([
  0x04, 0x08, 0x0c, 0x0d, 0x0e, 0x14, 0x18, 0x1e, 0x20, 0x21, 0x23, 0x25, 0x26, 0x27, 0x30, 0x31, 0x33, 0x40, 0x50,
  0x55, 0x56, 0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66,
]);

const source: Behaviour = (d, { command, data }) => {
  if (command !== 0x14) return undefined;
  const [given] = data;
  if (given !== undefined && !sources.has(given)) return "refused";
  if (given !== undefined) d.source = given;
  return [d.source];
};

/** Manual lamp and backlight schedule switch each other off (sheet 3: 57, 58). */
const autoLamp: Behaviour = (d, { command, data }) => {
  if (command !== 0x57) return undefined;
  if (data.length !== 0 && data.length !== 8) return "refused";
  if (data.length === 8) {
    d.autoLamp = data;
    d.autoLampOn = true;
  }
  return d.autoLamp;
};

const maintenance = (d: Display): number[] => {
  const [maxHour = 0, maxMinute = 0, maxAm = 0, max = 0, minHour = 0, minMinute = 0, minAm = 0, min = 0] = d.autoLamp;
  const lamp = [maxHour, maxMinute, maxAm, max, minHour, minMinute, minAm, d.autoLampOn ? min : 0xff];
  return [d.power, 0, d.source, ...lamp, d.autoLampOn ? 0xff : d.lamp, 0, 0, 0, 0, 0, 0, 0];
};

const bigEndian = (units: number): number[] =>
  units > 0xffff ? [units >> 16, (units >> 8) & 0xff, units & 0xff] : [units >> 8, units & 0xff];

/** Answered also in standby (sheet 6). */
export const always: readonly Behaviour[] = [
  query(0x00, (d) => [d.power, d.volume, d.mute, d.source, 0x10, 0, 0]),
  query(0x0b, (d) => [...text(d.serial), 0, 0, 0].slice(0, 18)),
  power,
];

export const whenOn: readonly Behaviour[] = [
  query(0x04, (d) => [...d.picture, 2, 100, 0]),
  query(0x08, maintenance),
  query(0x0d, errorBytes),
  query(0x0e, (d) => text(d.software)),
  query(0x10, () => [0x02, 0x4e, 0x00]),
  value(
    0x12,
    100,
    (d) => d.volume,
    (d, v) => {
      d.volume = v;
    },
  ),
  value(
    0x13,
    1,
    (d) => d.mute,
    (d, v) => {
      d.mute = bit(v);
    },
  ),
  source,
  level(0x24, 0),
  level(0x25, 1),
  level(0x26, 2),
  level(0x27, 3),
  level(0x28, 4),
  autoLamp,
  value(
    0x58,
    100,
    (d) => d.lamp,
    (d, v) => {
      d.lamp = v;
      d.autoLampOn = false;
    },
  ),
  query(0x83, (d) => bigEndian(d.panelUnits())),
  value(
    0x85,
    0x7c,
    (d) => d.limitCelsius,
    (d, v) => {
      d.limitCelsius = v;
    },
  ),
  query(0x8a, (d) => text(d.model)),
  value(
    0xf9,
    1,
    (d) => d.panel,
    (d, v) => {
      d.panel = bit(v);
    },
  ),
];
