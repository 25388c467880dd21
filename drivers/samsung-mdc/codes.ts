import type { DeviceCode } from "../api.ts";
import { byte, errors, panel, power } from "./status.ts";

const words: Readonly<Record<string, string>> = {
  lamp: "backlight lamp error",
  temperature: "temperature error",
  lightSensor: "brightness sensor",
  signal: "input signal",
  fan: "fan error",
};

const ofTable = (
  component: string,
  { code, text, table }: { code: string; text: string; table: Readonly<Record<number, string>> },
): DeviceCode[] =>
  Object.entries(table).map(([value, state]) => ({ code: `${code} = ${byte(Number(value))}`, text, component, state }));

/** Answers to status 00, panel F9 and display status 0D, from the tables that the readings are made of. */
export const codes: readonly DeviceCode[] = [
  ...ofTable("power", { code: "00 power", text: "power", table: power }),
  ...ofTable("panel", { code: "F9 panel", text: "panel", table: panel }),
  ...errors.flatMap(([name, table]) => ofTable(name, { code: `0D ${name}`, text: words[name] ?? name, table })),
  { code: "NAK", text: "not supported, or not now", refusal: "refused" },
  { code: "none", text: "the answer repeats another value than the one that was set", refusal: "notTaken" },
];
