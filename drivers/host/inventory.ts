import type { DeviceIdentity } from "../../contract/index.ts";
import { OneAtATime, type Patience, within } from "./patience.ts";
import { type HostSources, type InventoryPart, inventoryParts } from "./sources.ts";

/** What leaves the machine of each part: nothing that is secret (machine id, disk serials) and nothing long. */
const fields: Readonly<Record<InventoryPart, readonly string[]>> = {
  system: ["manufacturer", "model", "version", "serial", "virtual"],
  bios: ["vendor", "version", "releaseDate"],
  osInfo: ["platform", "distro", "release", "kernel", "arch", "hostname"],
  baseboard: ["manufacturer", "model", "version"],
  cpu: ["manufacturer", "brand", "speedMax", "cores", "physicalCores"],
  diskLayout: ["device", "type", "name", "size", "interfaceType", "smartStatus"],
};

/** What makers leave in the tables of a computer they did not fill in. */
const placeholders =
  /^(-|0+|none|n\/a|unknown|not (specified|available|applicable)|default string|to be filled by o\.?e\.?m\.?|system (serial number|product name|manufacturer|version)|o\.?e\.?m\.?)$/i;

const plain = (value: unknown): string | number | boolean | undefined => {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return undefined;
  const text = value
    .replace(/[^\x20-\x7e]/g, "?")
    .trim()
    .slice(0, 80);
  return text === "" || placeholders.test(text) ? undefined : text;
};

type Row = Record<string, string | number | boolean>;

const rowOf = (value: unknown, names: readonly string[]): Row => {
  if (typeof value !== "object" || value === null) return {};
  const entries = names.map((name) => [name, plain((value as Record<string, unknown>)[name])] as const);
  return Object.fromEntries(entries.filter((e): e is [string, string | number | boolean] => e[1] !== undefined));
};

export type InventoryTable = Partial<Record<InventoryPart, Row | Row[]>>;

const maxRows = 16;

/** The fields we keep of what systeminformation said; its text is as hostile as a device's. */
export const tidy = (part: InventoryPart, value: unknown): Row | Row[] =>
  Array.isArray(value)
    ? value.slice(0, maxRows).map((row: unknown) => rowOf(row, fields[part]))
    : rowOf(value, fields[part]);

const textOf = (row: Row | Row[] | undefined, ...names: string[]): string | undefined => {
  if (row === undefined || Array.isArray(row)) return undefined;
  const words = names.flatMap((name) => (typeof row[name] === "string" ? [row[name]] : []));
  return words.length === 0 ? undefined : words.join(" ").slice(0, 80);
};

/** Parts that make the identity. */
export const identityParts: readonly InventoryPart[] = ["system", "bios", "osInfo"];

/** Firmware of a host is what runs on it: operating system, then BIOS. What was not told is left out. */
export const identityOf = ({ system, bios, osInfo }: InventoryTable): DeviceIdentity => {
  const manufacturer = textOf(system, "manufacturer");
  const model = textOf(system, "model", "version");
  const serial = textOf(system, "serial");
  const biosText = textOf(bios, "vendor", "version");
  const firmware = [textOf(osInfo, "distro", "release"), biosText && `BIOS ${biosText}`].filter(Boolean).join(", ");
  return {
    ...(manufacturer ? { manufacturer } : {}),
    ...(model ? { model } : {}),
    ...(serial ? { serial } : {}),
    ...(firmware ? { firmware: firmware.slice(0, 80) } : {}),
  };
};

/** Asks systeminformation, never two questions at once: a part that hangs blocks the next until it ends or the patience does. */
export class Inventory {
  readonly #sources: HostSources;
  readonly #works = new OneAtATime();

  constructor(sources: HostSources) {
    this.#sources = sources;
  }

  async read(parts: readonly InventoryPart[], patience: Patience): Promise<InventoryTable> {
    const table: InventoryTable = {};
    for (const part of parts) {
      const value = await this.#ask(part, patience);
      if (value !== undefined) table[part] = tidy(part, value);
    }
    return table;
  }

  async #ask(part: InventoryPart, patience: Patience): Promise<unknown> {
    const before = this.#works.running("inventory");
    if (before) await within(patience, before);
    return within(
      patience,
      this.#works.start("inventory", () => this.#sources.inventory(part)),
    );
  }
}

export const allParts = inventoryParts;
