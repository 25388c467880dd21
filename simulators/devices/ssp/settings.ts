/** Model settings, all optional. */
export interface Settings {
  readonly address: number;
  /** `[value, country]` by channel, channel 1 first; value 0 for a channel that is not used. */
  readonly channels: readonly (readonly [number, string])[];
  /** 0 validator, 6 SMART Payout, 7 NV11. */
  readonly unitType: number;
  readonly firmware: string;
  readonly country: string;
  readonly serial: number;
  /** Highest protocol version it knows, and how it refuses a higher one (F8, or F4 on some). */
  readonly maxVersion: number;
  readonly refusesWith: number;
  /** `ga973`: EE once, E8, E7 and B5 in every poll. `ga138`: EE until EB, the others once. */
  readonly style: "ga973" | "ga138";
  /** Reports its cash box (E3, E4). */
  readonly boxSensor: boolean;
  /** Knows GET COUNTERS (NV9 USB, NV11, SMART Payout; not NV200). */
  readonly counters: boolean;
  /** Takes nothing in plain but SYNC and the key exchange. */
  readonly insistsOnKey: boolean;
  readonly fixedKey: string;
  /** Channels whose notes are kept for paying out, of a unit that pays out. */
  readonly storeMask: number;
  readonly storeCapacity: number;
  readonly capacity: number;
  readonly notes: number;
  /** False: switched on before anybody looked; no F1 in the first poll. */
  readonly coldStart: boolean;
  readonly resetMs: number;
  readonly scanMs: number;
  readonly stackMs: number;
  readonly returnMs: number;
  /** Without a packet for so long it hands a note in escrow back and disables itself (10 s in GA138, 5 s in GA973). */
  readonly patienceMs: number;
}

export const settingsFrom = (given: Record<string, unknown> = {}): Settings => ({
  address: 0,
  channels: [
    [5, "EUR"],
    [10, "EUR"],
    [20, "EUR"],
    [50, "EUR"],
  ],
  unitType: 0,
  firmware: "0411",
  country: "EUR",
  serial: 1_873_452,
  maxVersion: 8,
  refusesWith: 0xf8,
  style: "ga973",
  boxSensor: true,
  counters: false,
  insistsOnKey: false,
  fixedKey: "0123456701234567",
  storeMask: 0xffff,
  storeCapacity: 80,
  capacity: 600,
  notes: 0,
  coldStart: true,
  resetMs: 1_500,
  scanMs: 400,
  stackMs: 800,
  returnMs: 700,
  patienceMs: 10_000,
  ...(given as Partial<Settings>),
});

const text = (s: string): number[] => Array.from(s, (c) => c.charCodeAt(0));
const be = (n: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(n / 256 ** (bytes - 1 - i)) % 256);
export const le = (n: number, bytes: number): number[] => be(n, bytes).reverse();

/** Behind F0 (§6.1): the list of countries and long values only from protocol 6 on. */
export const setupData = (s: Settings, version: number): number[] => [
  s.unitType,
  ...text(s.firmware),
  ...text(s.country),
  ...be(1, 3),
  s.channels.length,
  ...s.channels.map(([value]) => value & 0xff),
  ...s.channels.map(() => 2),
  ...be(100, 3),
  version,
  ...(version >= 6 ? s.channels.flatMap(([, country]) => text(country)) : []),
  ...(version >= 6 ? s.channels.flatMap(([value]) => le(value, 4)) : []),
];

export const unitData = (s: Settings, version: number): number[] => [
  s.unitType,
  ...text(s.firmware),
  ...text(s.country),
  ...be(1, 3),
  version,
];

/** Behind F0: a count, values; from protocol 6 on countries and long values too (§4.1). */
export const channelValues = (s: Settings, version: number): number[] => [
  s.channels.length,
  ...s.channels.map(([value]) => value & 0xff),
  ...(version >= 6 ? s.channels.flatMap(([, country]) => text(country)) : []),
  ...(version >= 6 ? s.channels.flatMap(([value]) => le(value, 4)) : []),
];

export const serialData = (s: Settings): number[] => be(s.serial, 4);
export const firmwareData = (s: Settings): number[] => text(`NV0200${s.firmware}000000`.padEnd(16, "0").slice(0, 16));
export const datasetData = (s: Settings): number[] => text(`${s.country}01610`.slice(0, 8));

/** A value as events of a paying unit name it: minor units, low byte first, and the country. */
export const amount = ([value, country]: readonly [number, string]): number[] => [
  ...le(value * 100, 4),
  ...text(country),
];
