import type { Reading } from "../api.ts";
import { hex } from "../wire/fields.ts";
import type { Asb, FullStatus } from "./codec.ts";

/** One byte or group that said something: the device's words, and the bytes. */
export interface Said {
  readonly code: string;
  readonly frame: string;
}

/** Which answers a condition can be read from; a group that was not asked is left out. */
export type Group = "printer" | "cause" | "error" | "paper";

/** The conditions of ESC/POS, whichever command told them. */
export interface Conditions {
  readonly offline: boolean;
  readonly waiting: boolean;
  readonly feeding: boolean;
  readonly coverOpen: boolean;
  readonly paperStop: boolean;
  readonly recoverable: boolean;
  readonly cutter: boolean;
  readonly unrecoverable: boolean;
  readonly autoRecoverable: boolean;
  readonly nearEnd: boolean;
  readonly paperEnd: boolean;
  /** Offline for longer than a self-test or a start takes, and no cause named: nothing in the bytes says so, only time. */
  readonly stuck: boolean;
}

export interface Told {
  readonly conditions: Conditions;
  readonly said: Readonly<Record<Group, Said>>;
}

const has = (value: number, mask: number): boolean => (value & mask) !== 0;
const byte = (value: number): string => hex(Uint8Array.of(value));

/** One bit or pair of bits: where it stands, the condition it means, and the manual's words. */
type Bit = readonly [at: number, mask: number, condition: keyof Conditions, words: string];

/** DLE EOT n, by n (sheet 3). Bits that are in no row are fixed, undefined or no health: masked. */
export const realTimeBits: readonly Bit[] = [
  [1, 0x08, "offline", "offline"],
  [1, 0x20, "waiting", "waiting for online recovery"],
  [1, 0x40, "feeding", "paper feed button pressed"],
  [2, 0x04, "coverOpen", "cover open"],
  [2, 0x08, "feeding", "paper being fed by button"],
  [2, 0x20, "paperStop", "printing stopped because of paper end"],
  [3, 0x04, "recoverable", "recoverable error"],
  [3, 0x08, "cutter", "autocutter error"],
  [3, 0x20, "unrecoverable", "unrecoverable error"],
  [3, 0x40, "autoRecoverable", "auto-recoverable error: head too hot, or cover opened while printing"],
  [4, 0x0c, "nearEnd", "paper near end"],
  [4, 0x60, "paperEnd", "paper end"],
];

/** Automatic status back, by number of its byte, from 1 (sheet 4). */
export const asbBits: readonly Bit[] = [
  [1, 0x08, "offline", "offline"],
  [1, 0x20, "coverOpen", "cover open"],
  [1, 0x40, "feeding", "paper being fed by button"],
  [2, 0x01, "waiting", "waiting for online recovery"],
  [2, 0x02, "feeding", "panel feed button pressed"],
  [2, 0x04, "recoverable", "recoverable (mechanical) error"],
  [2, 0x08, "cutter", "autocutter error"],
  [2, 0x20, "unrecoverable", "unrecoverable error"],
  [2, 0x40, "autoRecoverable", "auto-recoverable error"],
  [3, 0x03, "nearEnd", "paper near end"],
  [3, 0x0c, "paperEnd", "paper end"],
];

const nothing: Conditions = {
  offline: false,
  waiting: false,
  feeding: false,
  coverOpen: false,
  paperStop: false,
  recoverable: false,
  cutter: false,
  unrecoverable: false,
  autoRecoverable: false,
  nearEnd: false,
  paperEnd: false,
  stuck: false,
};

const conditionsOf = (bits: readonly Bit[], bytes: readonly number[]): Conditions => {
  const found: { -readonly [name in keyof Conditions]: boolean } = { ...nothing };
  for (const [at, mask, condition] of bits) found[condition] ||= has(bytes[at - 1] ?? 0, mask);
  return found;
};

/** Automatic status back: all groups at once (sheet 4). An offline printer without paper has stopped for it. */
export const fromAsb = (asb: Asb): Told => {
  const conditions = conditionsOf(asbBits, asb);
  const said = { code: `ASB ${hex(Uint8Array.from(asb))}`, frame: hex(Uint8Array.from(asb)) };
  return {
    conditions: { ...conditions, paperStop: conditions.offline && conditions.paperEnd },
    said: { printer: said, cause: said, error: said, paper: said },
  };
};

/** Answers of DLE EOT 1 to 4. Without 2 and 3 the printer was online, so no cause of being offline and no error holds (sheet 6.1). */
export interface RealTime {
  readonly printer: number;
  readonly cause?: number;
  readonly error?: number;
  readonly paper: number;
}

export const fromRealTime = ({ printer, cause = 0x12, error = 0x12, paper }: RealTime): Told => ({
  conditions: conditionsOf(realTimeBits, [printer, cause, error, paper]),
  said: { printer: dle(1, printer), cause: dle(2, cause), error: dle(3, error), paper: dle(4, paper) },
});

const dle = (n: number, value: number): Said => ({ code: `DLE EOT ${n} = ${byte(value)}`, frame: byte(value) });

type Row = readonly [component: string, state: string, group: Group, holds: (c: Conditions) => boolean];

/** First row of a component that holds wins; its last row is what is left. Sheet 11. */
const rows: readonly Row[] = [
  ["paper", "out", "paper", (c) => c.paperEnd],
  ["paper", "out", "cause", (c) => c.paperStop],
  ["paper", "low", "paper", (c) => c.nearEnd],
  ["paper", "full", "paper", () => true],
  ["cover", "open", "cause", (c) => c.coverOpen],
  ["cover", "closed", "cause", () => true],
  ["cutter", "inoperative", "error", (c) => c.cutter],
  ["cutter", "ok", "error", () => true],
  // The same bit says "head too hot" and "cover opened while printing": with the cover open nobody can tell.
  ["head", "unknown", "error", (c) => c.autoRecoverable && c.coverOpen],
  ["head", "hot", "error", (c) => c.autoRecoverable],
  ["head", "ok", "error", () => true],
  // Voltage, thermistor or memory: the printer does not say which.
  ["mechanism", "inoperative", "error", (c) => c.unrecoverable],
  ["mechanism", "jammed", "error", (c) => c.recoverable],
  ["mechanism", "inoperative", "printer", (c) => c.waiting || c.stuck],
  ["mechanism", "ok", "error", () => true],
  ["feedButton", "pressed", "cause", (c) => c.feeding],
  ["feedButton", "released", "cause", () => true],
];

/** The good word of each component carries no evidence: there is nothing to prove. */
const good = new Set(["full", "closed", "ok", "released", "notPresent"]);

export const componentsOf = ({ conditions, said }: Told): Reading["components"] => {
  const components: Record<string, Reading["components"][string]> = {};
  for (const [name, state, group, holds] of rows) {
    if (components[name] || !holds(conditions)) continue;
    components[name] = good.has(state) ? { state } : { state, vendorCode: said[group].code, frame: said[group].frame };
  }
  return components;
};

/** Offline, and no condition says why. */
export const isUnexplained = (c: Conditions): boolean => {
  const named = [c.coverOpen, c.paperStop, c.paperEnd, c.cutter, c.recoverable, c.unrecoverable, c.autoRecoverable];
  return c.offline && !c.waiting && !named.includes(true);
};

/** A printer that answers is online; offline with a cause in its components too, since they say it. Without a cause it is busy with itself. */
export const availabilityOf = ({ conditions: c }: Told): Pick<Reading, "availability" | "because"> => {
  if (!isUnexplained(c)) return { availability: "online" };
  const because = c.feeding
    ? { code: "feedButton", text: "paper is being fed by the button" }
    : {
        code: "offlineWithoutCause",
        text: "the printer is offline and names no cause: starting, self-test, or a macro wait",
      };
  return { availability: "busy", because };
};

// ---- Custom full status

const parts = ["p", "u", "r", "f"] as const;
type FullRow = readonly [component: string, state: string, part: (typeof parts)[number], mask: number, words: string];

/** Sheet 7.1 and 11. Reserved bits are masked; p 80 (mark sensor, polarity differs by model), u 04 (spooling) and u 08 (motor) are no health. */
export const fullRows: readonly FullRow[] = [
  ["paper", "out", "p", 0x01, "no paper"],
  ["paper", "low", "p", 0x04, "near end"],
  ["paper", "low", "p", 0x40, "virtual paper end"],
  ["media", "present", "p", 0x20, "ticket in the output"],
  ["head", "lifted", "u", 0x01, "print head lifted"],
  ["cover", "open", "u", 0x02, "cover open"],
  ["feedButton", "pressed", "u", 0x60, "LF or FF key"],
  ["head", "hot", "r", 0x01, "head temperature"],
  ["interface", "errors", "r", 0x02, "RS-232 communication error"],
  ["supply", "inoperative", "r", 0x08, "supply voltage"],
  ["interface", "errors", "r", 0x20, "command not acknowledged"],
  ["mechanism", "jammed", "r", 0x40, "paper jam"],
  ["blackMark", "notFound", "r", 0x80, "black mark search failed"],
  ["cutter", "inoperative", "f", 0x01, "cutter error"],
  ["memory", "inoperative", "f", 0x04, "RAM"],
  ["memory", "inoperative", "f", 0x08, "EEPROM"],
  ["memory", "inoperative", "f", 0x40, "flash"],
  ["mechanism", "inoperative", "f", 0x80, "presenter"],
];
/** f 02 is the cutter cover on KPM300 and VKP80III, a flash error on TG02H. */
export const cutterCover: FullRow = ["cover", "open", "f", 0x02, "cutter cover open"];
export const flashError: FullRow = ["memory", "inoperative", "f", 0x02, "flash"];

const healthy = {
  paper: "full",
  media: "notPresent",
  cover: "closed",
  cutter: "ok",
  head: "ok",
  mechanism: "ok",
  supply: "ok",
  memory: "ok",
  feedButton: "released",
  interface: "ok",
  blackMark: "ok",
} as const;

export const componentsOfFull = (full: FullStatus, bit02: "cutterCover" | "flash"): Reading["components"] => {
  const frame = hex(Uint8Array.of(0x10, 0x0f, ...full));
  const components: Record<string, Reading["components"][string]> = {};
  for (const [name, state, part, mask, words] of [...fullRows, bit02 === "flash" ? flashError : cutterCover]) {
    const value = full[parts.indexOf(part)] ?? 0;
    if (components[name] || !has(value, mask)) continue;
    components[name] = { state, vendorCode: `${part} ${byte(mask)} ${words}`, frame };
  }
  for (const [name, state] of Object.entries(healthy)) components[name] ??= { state };
  return components;
};

/** Nothing but the paper nearing its end or a ticket to be taken. */
const bad = (components: Reading["components"]): boolean =>
  Object.values(components).some(({ state }) => !good.has(state) && state !== "low" && state !== "present");

export const availabilityOfFull = (
  printer: number,
  components: Reading["components"],
): Pick<Reading, "availability" | "because"> =>
  !has(printer, 0x08) || bad(components)
    ? { availability: "online" }
    : {
        availability: "busy",
        because: { code: "offlineWithoutCause", text: "the printer is offline and names no cause" },
      };

/** What stops `recover` from helping, if anything: only recoverable errors can be left by command (sheet 6). */
export const whyNotRecoverable = (c: Conditions): { code: string; text: string } | undefined => {
  if (c.unrecoverable)
    return { code: "unrecoverable", text: "the printer calls its error unrecoverable: power, service" };
  if (c.coverOpen) return { code: "coverOpen", text: "the cover is open: close it first" };
  if (c.paperEnd || c.paperStop) return { code: "paperOut", text: "there is no paper: load a roll first" };
  if (c.autoRecoverable) return { code: "headHot", text: "the head is too hot: it comes back by itself when cool" };
  return undefined;
};

/** Does an error stand that a command can end? */
export const isRecoverable = (c: Conditions): boolean => c.recoverable || c.cutter || c.waiting;
