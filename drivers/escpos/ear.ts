import type { Ear, HeardFrame, Overheard } from "../api.ts";
import { hex } from "../wire/fields.ts";
import { frame } from "../wire/framer.ts";
import {
  type Awaiting,
  asAsb,
  asBlock,
  asFull,
  type Context,
  maxFrame,
  type Profile,
  ruleIn,
  xoff,
  xon,
} from "./codec.ts";
import { type HostItem, HostStream } from "./host-stream.ts";

export interface EarSettings {
  readonly profile: Profile;
  readonly loose: boolean;
  readonly xonXoff: boolean;
}

/** What a question is answered with. */
type Kind = "eot" | "full" | "byte" | "block" | "asb";

interface Question {
  readonly kind: Kind;
  readonly bytes: Uint8Array;
  readonly at: number;
}

/** A real-time answer comes at once; a buffered one behind all that is being printed (sheet 9 rule 1, sheet 5). */
const patienceMs: Readonly<Record<Kind, number>> = { eot: 1_000, full: 1_000, asb: 1_000, byte: 30_000, block: 30_000 };
const maxQuestions = 16;
const interByteMs = 100;

const answeredWith = (b: Uint8Array): Kind | undefined => {
  const [first, second, n = 0] = b;
  if (first === 0x10 && second === 0x04) return n === 20 ? "full" : n <= 5 || n === 17 ? "eot" : undefined;
  if (first === 0x1d && second === 0x49) return n >= 65 && n <= 69 ? "block" : "byte";
  if (first === 0x1d && second === 0x67) return n === 0x32 ? "block" : undefined;
  if (first === 0x1d && second === 0x61) return n === 0 ? undefined : "asb";
  if (first === 0x1d && second === 0x72) return "byte";
  return first === 0x1b && (second === 0x76 || second === 0x75) ? "byte" : undefined;
};

/** Real-time questions are answered whatever the printer does; of the others an answer may never come. */
const isCertain = (kind: Kind | undefined): boolean => kind === "eot" || kind === "full";

const names: readonly (readonly [RegExp, string])[] = [
  [/^10 04/, "DLE EOT"],
  [/^10 05/, "DLE ENQ"],
  [/^10 14/, "DLE DC4"],
  [/^1B 40/, "ESC @ initialise"],
  [/^1B (69|6D)/, "cut"],
  [/^1B 2A/, "ESC * picture"],
  [/^1D 49/, "GS I identity"],
  [/^1D 56/, "GS V cut"],
  [/^1D 61/, "GS a automatic status"],
  [/^1D 67/, "GS g counter"],
  [/^1D 6B/, "GS k bar code"],
  [/^1D 72/, "GS r status"],
  [/^1D 76/, "GS v 0 picture"],
  [/^1D 28/, "GS ("],
];

const ofHost = (bytes: Uint8Array): string => {
  const text = hex(bytes);
  const name = names.find(([pattern]) => pattern.test(text))?.[1];
  if (!name) return bytes.length > 4 ? `${bytes.length} bytes` : "";
  return name.startsWith("DLE") ? `${name} ${bytes[2] ?? ""}` : name;
};

const ofPrinter = (bytes: Uint8Array, asked: Uint8Array | undefined): string => {
  if (bytes.length === 1 && bytes[0] === xon) return "XON";
  if (bytes.length === 1 && bytes[0] === xoff) return "XOFF";
  const block = asBlock(bytes);
  if (block !== undefined) return block;
  if (asFull(bytes)) return "full status";
  if (asAsb(bytes)) return "automatic status";
  if (asked?.[0] === 0x10) return `status ${asked[2]}`;
  return asked ? `answer to ${ofHost(asked)}` : "not asked for";
};

export interface EscposEar extends Ear {
  /** May a real-time command be put in at this moment? Not into a picture, nor while an answer is on its way. */
  isQuiet(mono: number): boolean;
}

/** Understands both directions of an ESC/POS line. What a byte of the printer is follows from what was asked and not yet answered. */
export const escposEar = ({ profile, loose, xonXoff }: EarSettings): EscposEar => {
  const host = new HostStream();
  let questions: Question[] = [];
  let rest: Uint8Array = new Uint8Array(0);
  let restAt = 0;
  let discarded = 0;

  const awaiting = (): Awaiting => {
    const kinds = new Set(questions.map((q) => q.kind));
    const first = questions[0]?.kind;
    if (profile === "custom" && first) return { kind: first === "byte" ? "byte" : first };
    return { kind: kinds.has("byte") ? "byte" : kinds.has("eot") ? "eot" : "nothing" };
  };
  const context = (): Context => ({
    profile,
    loose,
    xonXoff,
    awaiting: awaiting(),
    blockOwed: questions.some((q) => q.kind === "block"),
    request: new Uint8Array(0),
  });

  const fromHost = ({ ours, at }: Omit<Overheard, "n">, { kind, bytes }: HostItem): HeardFrame => {
    const expects = kind === "command" ? answeredWith(bytes) : undefined;
    if (expects) questions = [...questions.slice(1 - maxQuestions), { kind: expects, bytes, at }];
    return { toDevice: true, ours, at, bytes, question: isCertain(expects) };
  };

  const kindOf = (bytes: Uint8Array): Kind | undefined => {
    if (bytes.length === 1 && (bytes[0] === xon || bytes[0] === xoff)) return undefined;
    if (asBlock(bytes) !== undefined) return "block";
    if (asFull(bytes) && profile === "custom") return "full";
    if (asAsb(bytes)) return "asb";
    const eot = questions.some((q) => q.kind === "eot");
    return eot && (loose || ((bytes[0] ?? 0) & 0x93) === 0x12) ? "eot" : "byte";
  };

  /** The oldest question that is answered so. */
  const answered = (bytes: Uint8Array): Uint8Array | undefined => {
    const kind = kindOf(bytes);
    const at = questions.findIndex((q) => q.kind === kind);
    const [question] = at < 0 ? [] : questions.splice(at, 1);
    return question?.bytes;
  };

  /** Answers that never came are waited for no longer. */
  const forget = (now: number): void => {
    questions = questions.filter((q) => now - q.at <= patienceMs[q.kind]);
  };
  const isSettled = () => rest.length === 0 && host.atBoundary() && questions.length === 0;

  const fromDevice = ({ ours, at, bytes }: Omit<Overheard, "n">): HeardFrame[] => {
    if (rest.length > 0 && at - restAt > interByteMs) {
      discarded += rest.length;
      rest = new Uint8Array(0);
    }
    restAt = at;
    const framed = frame(ruleIn(context), maxFrame, rest, bytes);
    rest = framed.rest;
    discarded += framed.discarded;
    return framed.frames.map((found) => {
      const asked = answered(found);
      return { toDevice: false, ours, at, bytes: found, question: false, ...(asked ? { asked } : {}) };
    });
  };

  return {
    hear(chunk) {
      forget(chunk.at);
      return chunk.toDevice ? host.read(chunk.bytes, chunk.at).map((item) => fromHost(chunk, item)) : fromDevice(chunk);
    },
    describe: ({ toDevice, bytes, asked }) => (toDevice ? ofHost(bytes) : ofPrinter(bytes, asked)),
    settled: isSettled,
    isQuiet(mono) {
      forget(mono);
      return isSettled();
    },
    discarded: () => discarded,
  };
};
