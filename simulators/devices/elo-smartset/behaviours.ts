import { copyOf, type Kept } from "./memory.ts";
import { high, low, packetOf, signed, word } from "./packet.ts";

export interface Controller {
  kept: Kept;
  nvram: Kept;
  readonly lacks: string;
  readonly identity: readonly number[];
  /** Failed tests now (§3.2). */
  mask(): number;
  warnings: string[];
  lastTouch: Uint8Array;
  softReset(): void;
  hardReset(): void;
}

/** What goes back: packets, then an Ack with these codes after `delayMs`. No `codes`: no Ack. */
export interface Reply {
  readonly packets?: readonly Uint8Array[];
  readonly codes?: string;
  readonly delayMs?: number;
}

/** First that answers wins. */
export type Behaviour = (controller: Controller, command: string, data: readonly number[]) => Reply | undefined;

const done: Reply = { codes: "" };
const answer = (command: string, data: readonly number[]): Reply => ({ packets: [packetOf(command, data)], codes: "" });
const isQuery = (command: string): boolean => command === command.toLowerCase();

/** The 2310 has fewer commands; which code it answers with is unconfirmed, B is our choice (§3). */
const lacking: Behaviour = ({ lacks }, command) => (lacks.includes(command.toLowerCase()) ? { codes: "B" } : undefined);

/** §3.1: pending codes come in any Ack; `a` asks for nothing else. */
const acknowledge: Behaviour = (_c, command) => (command === "a" ? done : undefined);

const identity: Behaviour = (c, command) => (command === "i" ? answer("I", c.identity) : undefined);

const ramMs = 45_000;
const testMs = 500;

const diagnostics: Behaviour = (c, command, [wanted = 0]) => {
  const mask = c.mask();
  // F1, F3: the self-test warning is repeated here while a test of the hardware fails.
  const codes = mask & 0x6f ? "K" : "";
  if (command === "d") return { packets: [packetOf("D", [mask])], codes };
  if (command !== "D") return undefined;
  return { packets: [packetOf("D", [mask & wanted])], codes, delayMs: wanted & 0x08 ? ramMs : testMs };
};

const owner: Behaviour = (_c, command) =>
  command === "o"
    ? answer(
        "O",
        Array.from("EloInc.", (c) => c.charCodeAt(0)),
      )
    : undefined;

const parameters: Behaviour = ({ kept }, command, data) => {
  if (command === "p") return answer("P", [0x30, kept.serial1, kept.serial2]);
  if (command !== "P") return undefined;
  kept.serial1 = data[1] ?? 0;
  kept.serial2 = data[2] ?? 0;
  return done;
};

const jumpers: Behaviour = ({ kept }, command) =>
  command === "j" ? answer("J", [kept.serial1, 0x31, 0x31]) : undefined;

const modeLetters: Readonly<Record<string, readonly [1 | 2, number]>> = {
  I: [1, 1],
  S: [1, 2],
  U: [1, 4],
  B: [1, 0x40],
  P: [2, 2],
  C: [2, 4],
  M: [2, 8],
  T: [2, 0x40],
};

const mode: Behaviour = ({ kept, warnings }, command, data) => {
  const pending = warnings.length > 0 ? 0x10 : 0;
  if (command === "m") return answer("M", [0, kept.mode1 | 0x80 | pending, kept.mode2]);
  if (command !== "M") return undefined;
  if (data[0] === 0) {
    kept.mode1 = (data[1] ?? 0) & 0x47;
    kept.mode2 = data[2] ?? 0;
    return done;
  }
  kept.mode1 = 0;
  kept.mode2 = 0;
  for (const byte of data) {
    const letter = modeLetters[String.fromCharCode(byte)];
    if (letter?.[0] === 1) kept.mode1 |= letter[1];
    if (letter?.[0] === 2) kept.mode2 |= letter[1];
  }
  return done;
};

/** §3.5. The numerator of a calibration and the denominator of a scaling are free choices. */
const axisData = (
  kind: "C" | "S",
  letter: string,
  { low: from, high: to }: { low: number; high: number },
): number[] => {
  const range = to - from;
  const [numerator, denominator] = kind === "C" ? [4095, range] : [range, 4095];
  return [
    letter.charCodeAt(0),
    low(from),
    high(from),
    low(numerator),
    high(numerator),
    low(denominator),
    high(denominator),
  ];
};

const axes: Behaviour = ({ kept }, command, data) => {
  if (!"cCsS".includes(command)) return undefined;
  const kind = command.toUpperCase() as "C" | "S";
  const letter = String.fromCharCode(data[0] ?? 0);
  const ranges = kind === "C" ? kept.calibration : kept.scaling;
  if (kind === "C" && letter === "S") {
    if (isQuery(command)) return answer("C", [0x53, kept.swapped]);
    kept.swapped = (data[1] ?? 0) & 1;
    return done;
  }
  const range = ranges[letter.toUpperCase()];
  if (!range) return { codes: "C" };
  if (isQuery(command)) return answer(kind, axisData(kind, letter, range));
  if (letter !== letter.toUpperCase()) return done; // restore of an old answer: offset, numerator, denominator
  const [from, to] = kind === "S" ? [signed(data, 1), signed(data, 3)] : [word(data, 1), word(data, 3)];
  if (from === to) return { codes: "1" };
  range.low = from;
  range.high = to;
  return done;
};

const saveMs = 200;

const nvram: Behaviour = (c, command, [direction]) => {
  if (command !== "N") return undefined;
  if (direction === 1 || direction === 0x31) c.nvram = copyOf(c.kept);
  else if (direction === 0 || direction === 0x30) c.kept = copyOf(c.nvram);
  else return { codes: "D" };
  return { ...done, delayMs: saveMs };
};

const resetMs = 300;

const reset: Behaviour = (c, command, [how = 0]) => {
  if (command !== "R") return undefined;
  if ((how & 1) === 0) {
    c.hardReset();
    return {};
  }
  c.softReset();
  return { ...done, delayMs: resetMs };
};

const touchQuery: Behaviour = ({ lastTouch }, command) =>
  command === "t" ? { packets: [lastTouch], codes: "" } : undefined;

const dump: Behaviour = ({ kept }, command) => {
  if (command !== "g") return undefined;
  const stored = ["B", "E", "F", "K", "L"].map((letter) => packetOf(letter, kept.plain[letter]));
  const ranges = (["C", "S"] as const).flatMap((kind) =>
    ["X", "Y"].map((letter) => {
      const { low: from, high: to } = (kind === "C" ? kept.calibration : kept.scaling)[letter] ?? { low: 0, high: 0 };
      return packetOf(kind, [letter.charCodeAt(0), low(from), high(from), low(to), high(to)]);
    }),
  );
  const swap = packetOf("C", [0x53, kept.swapped]);
  const line = packetOf("P", [0x30, kept.serial1, kept.serial2]);
  return { packets: [...stored, ...ranges, swap, packetOf("M", [0, kept.mode1, kept.mode2]), line], codes: "" };
};

/** Settings that are stored and given back. "Quiet all" gets no Ack (§1.1). */
const plain: Behaviour = ({ kept }, command, data) => {
  const stored = kept.plain[command.toUpperCase()];
  if (!stored) return undefined;
  if (isQuery(command)) return answer(command.toUpperCase(), stored);
  kept.plain[command] = [...data];
  return command === "Q" && (data[0] ?? 0) & 1 ? {} : done;
};

const illegal: Behaviour = () => ({ codes: "5" });

export const behaviours: readonly Behaviour[] = [
  lacking,
  acknowledge,
  identity,
  diagnostics,
  owner,
  parameters,
  jumpers,
  mode,
  axes,
  nvram,
  reset,
  touchQuery,
  dump,
  plain,
  illegal,
];
