import { components, type DeviceClass, measures, statesOf } from "../../contract/index.ts";
import type { DeviceCode, Driver, DriverEvent, Reading } from "../../drivers/api.ts";

const goodState = (deviceClass: DeviceClass, component: string): string | undefined =>
  (components[deviceClass] as Readonly<Record<string, readonly string[]>>)[component]?.[0];

const tells = (codes: readonly DeviceCode[], component: string, state: string): boolean =>
  codes.some((code) => "component" in code && code.component === component && code.state === state);

/** States other than the good one that no code of the driver's table stands for: the handbook would not know them. */
const undeclared = ({ deviceClass, codes }: Driver, reading: Reading): string[] =>
  Object.entries(reading.components)
    .filter(([name, { state }]) => state !== "unknown" && state !== goodState(deviceClass, name))
    .filter(([name, { state }]) => !tells(codes, name, state))
    .map(([name, { state }]) => `${name} ${state} is of no code in the driver's table`);

/** Events that no code of the driver's table stands for. */
export const undeclaredEvents = ({ codes }: Driver, events: readonly DriverEvent[]): string[] =>
  [...new Set(events.map((event) => event.code))]
    .filter((event) => !codes.some((code) => "event" in code && code.event === event))
    .map((event) => `the event ${event} is of no code in the driver's table`);

/** What in a reading is not in the vocabulary, is no value, or is not in the driver's own table of codes. */
export const readingIssues = (driver: Driver, reading: Reading): string[] => [
  ...Object.entries(reading.components).flatMap(([name, { state, vendorCode, frame }]) => [
    ...(statesOf(driver.deviceClass, name).includes(state)
      ? []
      : [`${name} ${state} is not in the vocabulary of ${driver.deviceClass}`]),
    ...((vendorCode?.length ?? 0) > 64 ? [`${name}: the vendor code is longer than 64`] : []),
    ...((frame?.length ?? 0) > 256 ? [`${name}: the frame is longer than 256`] : []),
  ]),
  ...Object.entries(reading.measures).flatMap(([name, value]) => [
    ...(Object.hasOwn(measures, name) ? [] : [`measure ${name} is not in the vocabulary`]),
    ...(Number.isFinite(value) ? [] : [`measure ${name} is ${value}`]),
  ]),
  ...(Object.keys(reading.components).length === 0 && reading.availability === "online"
    ? ["online without a component"]
    : []),
  ...undeclared(driver, reading),
];

const codeIssue = (deviceClass: DeviceClass, code: DeviceCode): string[] => {
  const where = `code ${code.code} (${code.text})`;
  const blank = code.code.trim() === "" || code.text.trim() === "" ? [`${where}: without code or text`] : [];
  if (!("component" in code)) return blank;
  const known = statesOf(deviceClass, code.component).includes(code.state);
  return known
    ? blank
    : [...blank, `${where}: ${code.component} ${code.state} is not in the vocabulary of ${deviceClass}`];
};

/** Codes that say nothing, say what the vocabulary has no word for, or say the same twice. */
export const codeIssues = ({ deviceClass, codes }: Driver): string[] => {
  const all = codes.map((code) => JSON.stringify(code));
  return [
    ...(codes.length > 0 ? [] : ["its table names no code of the device's manual"]),
    ...codes.flatMap((code) => codeIssue(deviceClass, code)),
    ...all.filter((text, n) => all.indexOf(text) !== n).map((text) => `twice in the table of codes: ${text}`),
  ];
};
