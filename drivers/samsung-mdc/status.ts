import type { ComponentReading } from "../api.ts";
import type { Errors } from "./codec.ts";

type Table = Readonly<Record<number, string>>;

/** Value 1 of status 00 and of power 11. */
export const power: Table = { 0: "off", 1: "on" };
/** F9: 0 is on. */
export const panel: Table = { 0: "on", 1: "off" };

/** Display status 0D (sheet 4). */
export const errors: readonly [component: keyof Omit<Errors, "celsius">, words: Table][] = [
  ["lamp", { 0: "ok", 1: "inoperative" }],
  ["temperature", { 0: "ok", 1: "high" }],
  ["lightSensor", { 0: "notFitted", 1: "inoperative", 2: "ok" }],
  ["signal", { 0: "present", 1: "missing", 2: "notApplicable" }],
  ["fan", { 0: "ok", 1: "inoperative", 2: "notFitted" }],
];

const resting = new Set(["on", "ok", "present", "notFitted", "notApplicable"]);
export const byte = (value: number): string => value.toString(16).toUpperCase().padStart(2, "0");

/** A code that is in no table is `unknown`, with the raw value: never ok. */
const wordOf = (words: Table, value: number, what: string, frame: string): ComponentReading => {
  const state = words[value] ?? "unknown";
  return resting.has(state) ? { state } : { state, vendorCode: `${what} = ${byte(value)}`, frame };
};

export const powerOf = (value: number, frame: string): ComponentReading => wordOf(power, value, "00 power", frame);

export const panelOf = (value: number | undefined, frame: string): ComponentReading =>
  value === undefined ? { state: "unknown", frame } : wordOf(panel, value, "F9 panel", frame);

export const componentsOfErrors = (e: Errors, frame: string): Record<string, ComponentReading> =>
  Object.fromEntries(errors.map(([name, words]) => [name, wordOf(words, e[name], `0D ${name}`, frame)]));

/** What 0D would have told, had it been answered. */
export const unknownErrors = (vendorCode: string): Record<string, ComponentReading> =>
  Object.fromEntries(errors.map(([name]) => [name, { state: "unknown", vendorCode }]));

/** Input sources (sheet 5.1), for people. */
export const sources: Table = {
  0x04: "S-Video",
  0x08: "component",
  0x0c: "AV",
  0x0d: "AV2",
  0x0e: "SCART",
  0x14: "PC",
  0x18: "DVI",
  0x1e: "BNC",
  0x1f: "DVI video",
  0x20: "MagicInfo",
  0x21: "HDMI1",
  0x22: "HDMI1 PC",
  0x23: "HDMI2",
  0x24: "HDMI2 PC",
  0x25: "DisplayPort 1",
  0x26: "DisplayPort 2",
  0x27: "DisplayPort 3",
  0x30: "RF TV",
  0x31: "HDMI3",
  0x32: "HDMI3 PC",
  0x33: "HDMI4",
  0x34: "HDMI4 PC",
  0x40: "DTV",
  0x50: "plug-in module",
  0x55: "HDBaseT",
  0x56: "OCM",
  0x60: "MagicInfo S",
  0x61: "WiDi",
  0x62: "internal USB",
  0x63: "URL launcher",
  0x64: "IWB",
  0x65: "web browser",
  0x66: "remote workspace",
};

export const sourceName = (value: number): string => sources[value] ?? `source ${byte(value)}`;
