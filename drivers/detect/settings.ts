import type { Driver } from "../api.ts";

/** A device as it is written under `devices:` in the agent's settings. */
export interface DeviceEntry {
  readonly id: string;
  readonly driver: string;
  readonly port?: string;
  readonly baudRate?: number;
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface Written {
  readonly driver: Driver;
  readonly port?: string;
  readonly baudRate?: number;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** `cashAcceptor` as an id: `cash-acceptor`. */
const idOf = ({ deviceClass }: Driver): string => deviceClass.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** One entry for each device found; only what differs from the driver's defaults is written. A second of a class gets a number. */
export const entriesFor = (found: readonly Written[]): DeviceEntry[] => {
  const used = new Map<string, number>();
  return found.map(({ driver, port, baudRate, config = {} }) => {
    const base = idOf(driver);
    const n = (used.get(base) ?? 0) + 1;
    used.set(base, n);
    const usual = driver.line.kind === "serial" ? driver.line.baudRates[0] : undefined;
    return {
      id: n === 1 ? base : `${base}-${n}`,
      driver: driver.name,
      ...(port === undefined ? {} : { port }),
      ...(baudRate === undefined || baudRate === usual ? {} : { baudRate }),
      ...(Object.keys(config).length === 0 ? {} : { config }),
    };
  });
};

/** Plain in YAML, or in quotes. */
const scalar = (value: unknown): string =>
  typeof value === "string" && /^[A-Za-z/][\w/.:+@-]*$/.test(value) ? value : JSON.stringify(value);

const flow = (config: Readonly<Record<string, unknown>>): string =>
  `{ ${Object.entries(config)
    .map(([key, value]) => `${key}: ${scalar(value)}`)
    .join(", ")} }`;

/** The lines to paste. */
export const linesOf = ({ id, driver, port, baudRate, config }: DeviceEntry): string[] => [
  `  - id: ${scalar(id)}`,
  `    driver: ${scalar(driver)}`,
  ...(port === undefined ? [] : [`    port: ${scalar(port)}`]),
  ...(baudRate === undefined ? [] : [`    baudRate: ${baudRate}`]),
  ...(config === undefined ? [] : [`    config: ${flow(config)}`]),
];
