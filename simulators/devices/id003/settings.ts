/** Model settings, all optional. */
export interface Settings {
  /** `[escrow code, country, mantissa, exponent]`; mantissa 0: not used. */
  readonly currencies: readonly (readonly [number, number, number, number])[];
  readonly version: string;
  readonly bootVersion: string;
  readonly serial: string;
  /** Notes the box holds; when they are in, the unit says 43. */
  readonly capacity: number;
  readonly notes: number;
  /** False: switched on and started up before anybody looked (status 1A instead of 40). */
  readonly coldStart: boolean;
  /** VEND VALID repeats the escrow code, as some units do (§5.1). */
  readonly codeInVendValid: boolean;
  /** VEND VALID is reported for a bill that a power cut left in the stacker (§9.9, unconfirmed). */
  readonly vendValidAfterPowerCut: boolean;
  /** A damaged request is answered by 4A, or by nothing (§7 rule 4). */
  readonly answersDamage: boolean;
  readonly initialiseMs: number;
  readonly scanMs: number;
  readonly stackMs: number;
  readonly storeMs: number;
  readonly returnMs: number;
  readonly rejectMs: number;
  readonly escrowMs: number;
  /** Without a poll for so long a bill is given back (§7). */
  readonly noPollMs: number;
  /** An ACK of VEND VALID later than this is ignored, and the unit falls silent until RESET (§7, measured). */
  readonly lateAckMs: number;
}

/** The real answer of a EUR unit (§3). */
const euro = [
  [0x61, 0x00, 0x00, 0x00],
  [0x62, 0xe0, 0x05, 0x00],
  [0x63, 0xe0, 0x0a, 0x00],
  [0x64, 0xe0, 0x14, 0x00],
  [0x65, 0xe0, 0x32, 0x00],
  [0x66, 0xe0, 0x0a, 0x01],
  [0x67, 0xe0, 0x14, 0x01],
  [0x68, 0xe0, 0x32, 0x01],
] as const;

export const settingsFrom = (given: Record<string, unknown> = {}): Settings => ({
  currencies: euro,
  version: "i(EUR5)100-SS ID003-05V300-45 28JUN23 7F23",
  bootVersion: "B05 ",
  serial: "231000760443",
  capacity: 600,
  notes: 0,
  coldStart: true,
  codeInVendValid: false,
  vendValidAfterPowerCut: false,
  answersDamage: true,
  initialiseMs: 1_500,
  scanMs: 400,
  stackMs: 500,
  storeMs: 300,
  returnMs: 700,
  rejectMs: 300,
  escrowMs: 10_000,
  noPollMs: 3_000,
  lateAckMs: 60_000,
  ...(given as Partial<Settings>),
});

export const textBytes = (text: string): number[] => Array.from(text, (c) => c.charCodeAt(0) & 0xff);

/** Escrow codes of the notes that the unit has, smallest first as its table lists them. */
export const codesOf = (s: Settings): number[] =>
  s.currencies.filter(([, , mantissa]) => mantissa > 0).map(([code]) => code);
