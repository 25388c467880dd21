import type { Place, Reader } from "./reader.ts";

/** What a command comes to, after `ms` of work: the package behind CM and PM, or the code of a refusal. */
export interface Work {
  readonly ms: number;
  readonly done: () => readonly number[] | { readonly refused: number };
  /** What LEN says beyond the truth (§5, reset). */
  readonly lengthLie?: number;
}
export interface Command {
  readonly cm: number;
  readonly pm: number;
  readonly data: Uint8Array;
}
export type Behaviour = (reader: Reader, command: Command) => Work | undefined;

const bytes = (text: string): number[] => Array.from(text, (c) => c.charCodeAt(0));
const refuse = (code: number): Work => ({ ms: 0, done: () => ({ refused: code }) });
const unless = (code: number | undefined, done: () => readonly number[]): ReturnType<Work["done"]> =>
  code === undefined ? done() : { refused: code };

const query =
  (cm: number, pm: number, says: (r: Reader) => ReturnType<Work["done"]>): Behaviour =>
  (reader, c) =>
    c.cm === cm && c.pm === pm ? { ms: reader.settings.queryMs, done: () => says(reader) } : undefined;

const resets: Readonly<Record<number, "stay" | "front" | "rear">> = { 0x30: "stay", 0x31: "front", 0x32: "rear" };

const reset: Behaviour = (reader, { cm, pm }) => {
  const to = resets[pm];
  if (cm !== 0x30 || !to) return undefined;
  const done = () =>
    unless(reader.refusal(), () => {
      reader.reset(to);
      return bytes(reader.settings.version);
    });
  return { ms: reader.settings.resetMs, done, lengthLie: reader.settings.versionLengthWrong ? 1 : 0 };
};

/** 32 (§5). */
const moves: Readonly<Record<number, Place>> = {
  0x2e: "inside",
  0x2f: "contact",
  0x30: "front",
  0x31: "frontHeld",
  0x32: "rearHeld",
  0x33: "captured",
};

const move: Behaviour = (reader, { cm, pm }) => {
  const to = moves[pm];
  if (cm !== 0x32 || !to) return undefined;
  return { ms: reader.settings.moveMs, done: () => unless(reader.refusal(), () => [reader.move(to)]) };
};

/** 2F p1 p2: the second parameter comes as the first byte of data, and is repeated. */
const setEntry: Behaviour = (reader, { cm, pm, data }) => {
  if (cm !== 0x2f) return undefined;
  const rear = data[0] ?? 0;
  const done = () => {
    const code = reader.refusal();
    if (code !== undefined) return { refused: code };
    return reader.setEntry(pm, rear) ? [rear, reader.settings.entryDone] : { refused: 0x01 };
  };
  return { ms: reader.settings.queryMs, done };
};

/** 33/30 and 33/31: chip power. No card data is simulated. */
const chipPower: Behaviour = (reader, { cm, pm }) => {
  if (cm !== 0x33 || (pm !== 0x30 && pm !== 0x31)) return undefined;
  const end = () => (reader.card === "contact" ? 0x59 : reader.card === "none" ? 0x45 : 0x57);
  return { ms: reader.settings.queryMs, done: () => unless(reader.refusal(), () => [end()]) };
};

const cardType = ({ card }: Reader): number[] =>
  card === "contact" ? bytes("10") : card === "none" || card === "captured" ? bytes("N0") : bytes("N2");

const known = [0x2e, 0x2f, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x46, 0x49, 0x4a, 0xfa];

/** First that answers wins (§5). */
export const behaviours: readonly Behaviour[] = [
  reset,
  query(0x30, 0x3a, (r) => [0x59, ...bytes(r.settings.serial)]),
  query(0x31, 0x30, (r) => unless(r.statusRefusal(), () => r.status())),
  query(0x31, 0x2e, (r) => (r.settings.generation === 3 ? r.sensors(6) : { refused: 0x01 })),
  query(0x31, 0x2f, (r) => r.sensors(5)),
  query(0x31, 0x31, cardType),
  move,
  setEntry,
  chipPower,
  query(0x46, 0x30, () => [0x59]),
  query(0x46, 0x31, () => [0x59]),
  (_, { cm }) => refuse(known.includes(cm) ? 0x01 : 0x00),
];
