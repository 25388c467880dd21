import { concat } from "../wire/fields.ts";
import { type Cut, type FrameRule, need } from "../wire/framer.ts";

/**
 * ESC/POS has no frames: what a byte is follows from its fixed bits and from what is awaited (sheet, section 2).
 * `epson`: DLE EOT 1-4 and ASB. `custom`: DLE EOT 20 and automatic full status; ASB stays off, since its lead byte looks the same.
 */
export type Profile = "epson" | "custom";

/** What the next answer must be. Outside an ask: `nothing`, when only unsolicited bytes are legal. */
export type Awaiting =
  | { readonly kind: "nothing" | "eot" | "asb" | "byte" | "block" | "full" }
  /** So many bytes of any value (Custom identity), or of printable ASCII. */
  | { readonly kind: "raw"; readonly length: number; readonly printable: boolean }
  /** Decimal digits and this unit, with no terminator (Custom counters). */
  | { readonly kind: "text"; readonly unit: string };

export interface Context {
  readonly profile: Profile;
  /** Clones that do not set the fixed bits of DLE EOT answers. */
  readonly loose: boolean;
  /** Bytes 11 and 13 are flow control and may stand anywhere. */
  readonly xonXoff: boolean;
  readonly awaiting: Awaiting;
  /** A block query went unanswered: its answer may still come, and must not be taken for single bytes. */
  readonly blockOwed: boolean;
  /** What was sent last, to know its echo. */
  readonly request: Uint8Array;
}

export const xon = 0x11;
export const xoff = 0x13;

/** What one byte is by its fixed bits alone (sheet 2, 2.1). */
export type ByteClass = "eot" | "asb" | "xon" | "xoff" | "byte" | "block" | "invalid";
export const classOf = (v: number): ByteClass => {
  if (v === xon) return "xon";
  if (v === xoff) return "xoff";
  if ((v & 0x93) === 0x10) return "asb";
  if ((v & 0x93) === 0x12) return "eot";
  if ((v & 0x90) === 0x00 && ![0x5f, 0x3d, 0x37, 0x3b].includes(v)) return "byte";
  return [0x5f, 0x3d, 0x37, 0x3b, 0x39, 0x35].includes(v) ? "block" : "invalid";
};

/** Longest block: header, 80 characters, terminator, and some XON/XOFF among them. */
export const maxFrame = 100;

/** The frame rule in force; `context` is read at each call. */
export const ruleIn =
  (context: () => Context): FrameRule =>
  (buffer) =>
    cut(context(), buffer);

/** Pure: what stands at the start of the buffer, in this context. */
export const cut = (c: Context, b: Uint8Array): Cut =>
  echo(c, b) ?? block(c, b) ?? flow(c, b) ?? (c.profile === "custom" ? custom(c, b) : epson(c, b));

const skip: Cut = { skip: 1 };

/** The line sends back what it got: the whole request is one frame that answers nothing. */
const echo = ({ awaiting, request }: Context, b: Uint8Array): Cut | undefined => {
  if (awaiting.kind === "nothing" || request.length === 0) return undefined;
  const seen = Math.min(b.length, request.length);
  for (let i = 0; i < seen; i++) if (b[i] !== request[i]) return undefined;
  return seen === request.length ? { frame: seen } : need;
};

/** `5F text 00`: inside it nothing is classified, 11 and 13 are dropped later. */
const block = (c: Context, b: Uint8Array): Cut | undefined => {
  if (b[0] !== 0x5f || !(c.awaiting.kind === "block" || c.blockOwed)) return undefined;
  for (let i = 1; i < b.length; i++) {
    const v = b[i] as number;
    if (v === 0) return { frame: i + 1 };
    if (v !== xon && v !== xoff && (v < 0x20 || v > 0x7e)) return skip;
  }
  return need;
};

const flow = (c: Context, b: Uint8Array): Cut | undefined =>
  c.xonXoff && (b[0] === xon || b[0] === xoff) ? { frame: 1 } : undefined;

const epson = (c: Context, b: Uint8Array): Cut => {
  const kind = classOf(b[0] as number);
  if (kind === "asb") return asbGroup(b);
  if (kind === "eot" || isLooseEot(c, b[0] as number)) return { frame: 1 };
  return c.awaiting.kind === "byte" && kind === "byte" ? { frame: 1 } : skip;
};

/** Four bytes with 11 and 13 taken out; a byte with b4 or b7 set ends the group and is looked at afresh. */
const asbGroup = (b: Uint8Array): Cut => {
  let collected = 1;
  for (let i = 1; i < b.length; i++) {
    const v = b[i] as number;
    if (v === xon || v === xoff) continue;
    if ((v & 0x90) !== 0) return { skip: i };
    collected += 1;
    if (collected === 4) return { frame: i + 1 };
  }
  return need;
};

const custom = (c: Context, b: Uint8Array): Cut => {
  const status = fullGroup(b);
  if (status) return status;
  const { awaiting } = c;
  if (awaiting.kind === "raw") return rawGroup(awaiting.length, awaiting.printable, b);
  if (awaiting.kind === "text") return textGroup(awaiting.unit, b);
  if (awaiting.kind === "byte") return { frame: 1 };
  if (classOf(b[0] as number) === "eot" || isLooseEot(c, b[0] as number)) return { frame: 1 };
  return awaiting.kind === "nothing" ? bareGroup(b) : skip;
};

const fullGroup = (b: Uint8Array): Cut | undefined => {
  if (b[0] !== 0x10) return undefined;
  if (b.length < 2) return need;
  if (b[1] !== 0x0f) return undefined;
  return b.length < 6 ? need : { frame: 6 };
};

/** Some firmware sends automatic status without `10 0F` (sheet 7.2). Taken only as a hint that something changed. */
const bareGroup = (b: Uint8Array): Cut => (b.length < 4 ? need : { frame: 4 });

const rawGroup = (length: number, printable: boolean, b: Uint8Array): Cut => {
  const seen = b.subarray(0, length);
  if (printable && seen.some((v) => v < 0x20 || v > 0x7e)) return skip;
  return seen.length < length ? need : { frame: length };
};

const textGroup = (unit: string, b: Uint8Array): Cut => {
  const text = String.fromCharCode(...b.subarray(0, maxFrame));
  const whole = new RegExp(`^\\s{0,4}[0-9]{1,10}\\s{0,4}${unit}`).exec(text);
  if (whole) return { frame: whole[0].length };
  const part = /^\s{0,4}([0-9]{1,10}\s{0,4}([a-z]{0,4}))?$/.exec(text);
  return part && unit.startsWith(part[2] ?? "") ? need : skip;
};

/** Reliance answers `0C` and `6C`, KPM150 sets b7 (sheet 2, 3): only in the loose profile and only while awaited. */
const isLooseEot = (c: Context, v: number): boolean =>
  c.loose && c.awaiting.kind === "eot" && ((v & 0x93) === 0x00 || (v & 0x13) === 0x12);

// ---- frames to values

export type Message =
  | { readonly kind: "flow"; readonly on: boolean }
  | { readonly kind: "eot"; readonly value: number }
  | { readonly kind: "asb"; readonly bytes: Asb }
  | { readonly kind: "full"; readonly bytes: FullStatus }
  | { readonly kind: "bare" }
  | { readonly kind: "other" };

/** The four bytes of automatic status back. */
export type Asb = readonly [number, number, number, number];
/** Custom full status: paper, user, recoverable, unrecoverable. */
export type FullStatus = readonly [p: number, u: number, r: number, f: number];

const withoutFlow = (frame: Uint8Array): number[] => [...frame].filter((v) => v !== xon && v !== xoff);
const four = (b: readonly number[]): Asb => [b[0] ?? 0, b[1] ?? 0, b[2] ?? 0, b[3] ?? 0];

export const asAsb = (frame: Uint8Array): Asb | undefined => {
  const b = withoutFlow(frame);
  return b.length === 4 && classOf(b[0] ?? 0) === "asb" ? four(b) : undefined;
};

export const asFull = (frame: Uint8Array): FullStatus | undefined =>
  frame.length === 6 && frame[0] === 0x10 && frame[1] === 0x0f ? four([...frame.subarray(2)]) : undefined;

/** Text of a block, at most 80 characters (sheet 5), or undefined if it is none. */
export const asBlock = (frame: Uint8Array): string | undefined =>
  frame[0] === 0x5f && frame.at(-1) === 0 && frame.length >= 2
    ? String.fromCharCode(...withoutFlow(frame.subarray(1, -1)))
        .trim()
        .slice(0, 80)
    : undefined;

/** A frame nobody awaited. */
export const decodeUnasked = (frame: Uint8Array, profile: Profile): Message => {
  const first = frame[0] ?? 0;
  if (frame.length === 1 && (first === xon || first === xoff)) return { kind: "flow", on: first === xon };
  if (profile === "custom") {
    const full = asFull(frame);
    if (full) return { kind: "full", bytes: full };
    if (frame.length === 4 && first !== 0x5f) return { kind: "bare" };
  } else {
    const asb = asAsb(frame);
    if (asb) return { kind: "asb", bytes: asb };
  }
  return frame.length === 1 ? { kind: "eot", value: first } : { kind: "other" };
};

// ---- requests

export const request = {
  /** DLE EOT n, executed at once. n = 1 printer, 2 offline cause, 3 error cause, 4 paper; 20 full status (Custom). */
  status: (n: number) => Uint8Array.of(0x10, 0x04, n),
  /** DLE ENQ 1: leave a recoverable error and go on; 2: and clear the buffers. */
  recover: (n: 1 | 2) => Uint8Array.of(0x10, 0x05, n),
  /** GS a FF: automatic status back, everything. */
  asbOn: () => Uint8Array.of(0x1d, 0x61, 0xff),
  asbOff: () => Uint8Array.of(0x1d, 0x61, 0x00),
  /** GS E0 0F: automatic full status (Custom). */
  autoFullOn: () => Uint8Array.of(0x1d, 0xe0, 0x0f),
  /** GS I n: 66 maker, 67 model, 65 firmware, 68 serial; Custom: 3 firmware, FF model id. */
  identity: (n: number) => Uint8Array.of(0x1d, 0x49, n),
  /** GS g 2: reads a maintenance counter. */
  counter: (n: number) => Uint8Array.of(0x1d, 0x67, 0x32, 0x00, n & 0xff, n >> 8),
  /** GS E1..E5: Custom counters. */
  customCounter: (n: number) => Uint8Array.of(0x1d, n),
  /** GS r 1: paper sensors; in buffer order, so its answer marks that everything before it is done. */
  marker: () => Uint8Array.of(0x1d, 0x72, 0x01),
  initialise: () => Uint8Array.of(0x1b, 0x40),
  /** GS V 66 0: feed to the cutter and cut. */
  feedAndCut: () => Uint8Array.of(0x1d, 0x56, 0x42, 0x00),
  /** GS V 0. */
  cut: () => Uint8Array.of(0x1d, 0x56, 0x00),
  /** ESC i: total cut (Custom). */
  totalCut: () => Uint8Array.of(0x1b, 0x69),
  /** FS P: cut and present 100 mm, retract after 10 s (VKP80III presenter). */
  cutAndPresent: () => Uint8Array.of(0x1c, 0x50, 0x14, 0x00, 0x52, 0x0a),
  /** GS e 2: pull the ticket back. */
  retract: () => Uint8Array.of(0x1d, 0x65, 0x02),
  lines: (lines: readonly string[]) =>
    concat(...lines.map((line) => [...Array.from(line, (ch) => printable(ch.charCodeAt(0))), 0x0a])),
} as const;

const printable = (code: number): number => (code >= 0x20 && code < 0x7f ? code : 0x3f);
