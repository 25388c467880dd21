import type { Reader } from "./reader.ts";

/** What a command comes to, after `ms` of work. */
export interface Work {
  readonly ms: number;
  /** Data of the positive answer, or the error code of the negative one. */
  readonly done: () => readonly number[] | string;
}
export interface Command {
  readonly cm: number;
  readonly pm: number;
  readonly data: Uint8Array;
}
export type Behaviour = (reader: Reader, command: Command) => Work | undefined;

const bytes = (text: string): number[] => Array.from(text, (c) => c.charCodeAt(0));
const refuse = (code: string): Work => ({ ms: 0, done: () => code });

/** The answer to reset of a test card; no card data is simulated. */
const answerToReset = [0x30, 0x3b, 0x68, 0x00, 0x00, 0x00, 0x73, 0xc8, 0x40, 0x12, 0x00, 0x90, 0x00];

const query =
  (cm: number, pm: number, says: (r: Reader) => readonly number[] | string): Behaviour =>
  (reader, c) =>
    c.cm === cm && c.pm === pm ? { ms: reader.settings.queryMs, done: () => says(reader) } : undefined;

const moves =
  (cm: number, pm: number, does: (r: Reader) => string | undefined): Behaviour =>
  (reader, c) =>
    c.cm === cm && c.pm === pm
      ? { ms: reader.settings.moveMs, done: () => reader.error() ?? does(reader) ?? [] }
      : undefined;

const needsCard = (reader: Reader, then: () => readonly number[]): readonly number[] | string =>
  reader.card === "inside" ? then() : "02";

const initialises: Readonly<Record<number, readonly ["gate" | "capture" | "leave", boolean]>> = {
  0x30: ["gate", false],
  0x31: ["capture", false],
  0x33: ["leave", false],
  0x34: ["gate", true],
  0x35: ["capture", true],
  0x37: ["leave", true],
};

const initialise: Behaviour = (reader, { cm, pm }) => {
  if (cm !== 0x30) return undefined;
  const how = initialises[pm];
  if (!how) return refuse("01");
  const done = () => reader.initialise(...how) ?? bytes(reader.settings.firmware);
  return { ms: reader.settings.initialiseMs, done };
};

/** A card moved by hand is told once. */
const onceTold: Behaviour = (reader, { cm }) => {
  if (cm !== 0x31 || reader.once === undefined) return undefined;
  const code = reader.once;
  reader.once = undefined;
  return refuse(code);
};

const setCounter: Behaviour = (reader, { cm, pm, data }) => {
  if (cm !== 0xa5 || pm !== 0x31) return undefined;
  const text = String.fromCharCode(...data);
  if (!/^\d{3}$/.test(text)) return refuse("01");
  reader.retained = Number(text);
  reader.bin = 0;
  return { ms: 0, done: () => [] };
};

const serial = (text: string): number[] => [text.length, ...bytes(text)];

const counter = (reader: Reader): readonly number[] | string =>
  reader.broken.has("counterOverflow") || reader.retained > 999
    ? "50"
    : bytes(String(reader.retained).padStart(3, "0"));

const release = (reader: Reader): string | undefined => {
  if (reader.card === "none") return "02";
  reader.card = "gate";
  return undefined;
};

const setEntry =
  (open: boolean) =>
  (reader: Reader): readonly number[] => {
    reader.entry = open;
    return [];
  };

/** First that answers wins (§6). */
export const behaviours: readonly Behaviour[] = [
  initialise,
  (reader) => (reader.initialised ? undefined : refuse("B0")),
  onceTold,
  query(0x31, 0x30, (r) => r.error() ?? []),
  query(0x31, 0x31, (r) => r.error() ?? r.sensorBytes()),
  moves(0x32, 0x30, (r) => r.move("gate")),
  moves(0x32, 0x31, (r) => r.move("inside")),
  moves(0x32, 0x32, (r) => r.move("inside")),
  moves(0x32, 0x33, (r) => r.retain()),
  moves(0x32, 0x39, release),
  query(0x33, 0x30, (r) => r.error() ?? setEntry(true)(r)),
  query(0x33, 0x31, (r) => r.error() ?? setEntry(false)(r)),
  query(0x51, 0x30, (r) =>
    needsCard(r, () => {
      r.chipOn = true;
      return answerToReset;
    }),
  ),
  query(0x51, 0x31, (r) => {
    r.chipOn = false;
    return [];
  }),
  query(0x51, 0x32, (r) => [r.chipOn ? 0x31 : 0x30]),
  query(0xa2, 0x30, (r) => serial(r.settings.serial)),
  query(0xa3, 0x30, (r) => bytes(`STACKER=${r.settings.stacker}`)),
  query(0xa4, 0x30, (r) => bytes(r.settings.firmware)),
  query(0xa5, 0x30, counter),
  setCounter,
  (_, { cm }) =>
    refuse([0x31, 0x32, 0x33, 0xa2, 0xa3, 0xa4, 0xa5].includes(cm) ? "01" : cm >= 0x50 && cm <= 0x60 ? "03" : "00"),
];
