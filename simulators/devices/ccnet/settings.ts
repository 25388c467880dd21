/** Model settings, all optional. */
export interface Settings {
  /** `[mantissa, currency, exponent]` by bill type; `null` for a type that is not used. */
  readonly bills: readonly (readonly [number, string, number] | null)[];
  /** 24 as in the text of the protocol, or 25 as in its long example. */
  readonly tableRecords: number;
  readonly part: string;
  readonly serial: string;
  readonly asset: readonly number[];
  /** Notes the box holds; when they are in, the unit says 41. */
  readonly capacity: number;
  readonly notes: number;
  /** False: switched on and started up before anybody looked (state 19 instead of 10). */
  readonly coldStart: boolean;
  /** Show 81, 82, 1C, 45 until the host confirms them, instead of on one poll. */
  readonly untilAck: boolean;
  readonly initialiseMs: number;
  readonly scanMs: number;
  readonly stackMs: number;
  readonly returnMs: number;
  readonly escrowMs: number;
}

const euro = [
  [5, "EUR", 0],
  [1, "EUR", 1],
  [2, "EUR", 1],
  [5, "EUR", 1],
  [1, "EUR", 2],
  [2, "EUR", 2],
  [5, "EUR", 2],
] as const;

export const settingsFrom = (given: Record<string, unknown> = {}): Settings => ({
  bills: euro,
  tableRecords: 24,
  part: "FLS-EU10-693639",
  serial: "07KI41AS7482",
  asset: [0x75, 0xed, 0x8d, 0xc8, 0x03, 0x3f, 0x7b],
  capacity: 600,
  notes: 0,
  coldStart: true,
  untilAck: false,
  initialiseMs: 1_500,
  scanMs: 400,
  stackMs: 700,
  returnMs: 700,
  escrowMs: 10_000,
  ...(given as Partial<Settings>),
});

const padded = (text: string, length: number): number[] =>
  Array.from(text.padEnd(length, " ").slice(0, length), (c) => c.charCodeAt(0));

/** 15 part, 12 serial, 7 asset (§6.4). */
export const identification = (s: Settings): number[] => [...padded(s.part, 15), ...padded(s.serial, 12), ...s.asset];

/** Five bytes a record: mantissa, currency, exponent (§6.3). */
export const billTable = (s: Settings): number[] =>
  Array.from({ length: s.tableRecords }, (_, type) => {
    const bill = s.bills[type];
    return bill ? [bill[0], ...padded(bill[1], 3), bill[2]] : [0, 0, 0, 0, 0];
  }).flat();

/** Bit mask of the types the unit has. */
export const existing = (s: Settings): number => s.bills.reduce((mask, b, type) => (b ? mask | (1 << type) : mask), 0);
