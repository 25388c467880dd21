import type { AssetChange, AssetEvent, AssetUnit, Inventory, InventoryDevice } from "../../contract/index.ts";
import type { AssetRow } from "../store/asset-rows.ts";

/** What makers and drivers write where there is no serial number: zeros, dashes, `unknown`. Told of many units, it would make one of them. */
const noSerial = /^(?:[0\s._-]*|n\/?a|none|unknown|null|default|to be filled by o\.?e\.?m\.?)$/i;

/** A text that says something, without blanks around it. */
const told = (text: string | undefined): string | undefined => {
  const trimmed = text?.trim();
  return trimmed === "" ? undefined : trimmed;
};

/** The serial number a device told, or undefined if it told none that names one unit. */
export const serialOf = (text: string | undefined): string | undefined => {
  const serial = told(text);
  return serial === undefined || noSerial.test(serial) ? undefined : serial;
};

const names = ["manufacturer", "model", "serial", "firmware"] as const;

const withNames = (
  unit: Pick<AssetUnit, "deviceClass" | "driver">,
  of: (name: (typeof names)[number]) => string | undefined,
): AssetUnit => {
  const known = names.map((name) => [name, of(name)] as const).filter(([, value]) => value !== undefined);
  return { deviceClass: unit.deviceClass, driver: unit.driver, ...Object.fromEntries(known) };
};

export const unitOf = (device: InventoryDevice): AssetUnit =>
  withNames(device, (name) => (name === "serial" ? serialOf : told)(device.identity[name]));

const differ = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a !== b;

/** Another unit: of another class, with another serial number, or, where one of them told none, of another make. */
const isAnother = (before: AssetUnit, said: AssetUnit): boolean => {
  if (before.deviceClass !== said.deviceClass || differ(before.serial, said.serial)) return true;
  if (before.serial !== undefined && said.serial !== undefined) return false;
  return differ(before.model, said.model) || differ(before.manufacturer, said.manufacturer);
};

/** What is known of the unit in a place, and what that changes. What it once told and does not tell now stays known. */
export const learn = (before: AssetUnit, said: AssetUnit): { unit: AssetUnit; change?: AssetChange } => {
  if (isAnother(before, said)) return { unit: said, change: "exchanged" };
  const unit = withNames(said, (name) => said[name] ?? before[name]);
  if (differ(before.firmware, said.firmware)) return { unit, change: "firmware" };
  if (names.some((name) => before[name] === undefined && unit[name] !== undefined))
    return { unit, change: "identified" };
  const renamed = differ(before.model, unit.model) || differ(before.manufacturer, unit.manufacturer);
  return renamed || before.driver !== unit.driver ? { unit, change: "changed" } : { unit };
};

export interface Taken {
  /** Only those that changed. */
  readonly rows: readonly AssetRow[];
  readonly events: readonly Omit<AssetEvent, "n">[];
}

const gone = (row: AssetRow, at: number): [AssetRow, Omit<AssetEvent, "n">] => [
  { ...row, goneAt: at },
  { at, terminal: row.terminal, device: row.device, change: "gone", before: row.unit },
];

const named = (
  place: Pick<AssetRow, "terminal" | "device">,
  row: AssetRow | undefined,
  said: AssetUnit,
  at: number,
): [AssetRow, Omit<AssetEvent, "n">] | undefined => {
  if (!row)
    return [
      { ...place, unit: said, since: at },
      { at, ...place, change: "appeared", after: said },
    ];
  const { unit, change } = learn(row.unit, said);
  const back = row.goneAt === undefined ? undefined : "returned";
  const what = change === "exchanged" ? change : (back ?? change);
  if (what === undefined) return undefined;
  const since = what === "exchanged" ? at : row.since;
  return [
    { ...place, unit, since },
    { at, ...place, change: what, before: row.unit, after: unit },
  ];
};

/** What a terminal's inventory changes in the register. What is gone comes first, so that a unit that moved within the terminal is seen to. */
export const take = (
  terminal: string,
  rows: readonly AssetRow[],
  { devices }: Pick<Inventory, "devices">,
  at: number,
): Taken => {
  const before = new Map(rows.map((row) => [row.device, row]));
  const said = new Map(devices.map((device) => [device.device, unitOf(device)]));
  const changes = [
    ...rows.filter((row) => row.goneAt === undefined && !said.has(row.device)).map((row) => gone(row, at)),
    ...[...said].flatMap(([device, unit]) => {
      const change = named({ terminal, device }, before.get(device), unit, at);
      return change ? [change] : [];
    }),
  ];
  return { rows: changes.map(([row]) => row), events: changes.map(([, event]) => event) };
};

/** The same unit as far as can be told: same class and serial number, and nothing known of its make that differs. */
export const isSameUnit = (a: AssetUnit, b: AssetUnit): boolean =>
  a.serial !== undefined &&
  a.serial === b.serial &&
  a.deviceClass === b.deviceClass &&
  !differ(a.manufacturer, b.manufacturer) &&
  !differ(a.model, b.model);

/** Where a warranty is kept: with the unit if it has a serial number, else with its place. */
export const warrantyKey = ({ terminal, device, unit }: Pick<AssetRow, "terminal" | "device" | "unit">): string =>
  unit.serial === undefined ? placeKey(terminal, device) : `unit:${unit.deviceClass}:${unit.serial}`;
export const placeKey = (terminal: string, device: string): string => `place:${terminal}/${device}`;

/** Of the places a terminal no longer names, the longest gone beyond `most`. */
export const forgotten = (rows: readonly AssetRow[], most: number): AssetRow[] =>
  rows
    .filter((row) => row.goneAt !== undefined)
    .sort((a, b) => (b.goneAt ?? 0) - (a.goneAt ?? 0))
    .slice(most);
