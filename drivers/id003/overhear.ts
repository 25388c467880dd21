import type { Static } from "typebox";
import type { DeviceSession, DriverEnv, Ear, HeardFrame, LineQuery, SharedLine } from "../api.ts";
import { notHeard } from "../cash-box/book.ts";
import { keep, markIn, markOf } from "../cash-box/heard.ts";
import { earOf } from "../wire/ear.ts";
import { hex } from "../wire/fields.ts";
import { OverheardSession, type QueryMoment } from "../wire/overheard.ts";
import {
  type Answer,
  commands,
  decode,
  decodeCurrencies,
  decodeSerial,
  isEnquiry,
  maxFrame,
  request,
  rule,
} from "./codec.ts";
import { heard } from "./commands.ts";
import { timing } from "./conversation.ts";
import type { config } from "./driver.ts";
import { enquired, type Known, knownFrom, learn } from "./exchange.ts";
import { parts, readingOf } from "./reading.ts";
import { isFailure, meaningOf, vendorCode } from "./status.ts";

/** Names of §4, also of the commands that this driver itself never sends. */
const names: Readonly<Record<number, string>> = {
  0x11: "STATUS REQUEST",
  0x40: "RESET",
  0x41: "STACK-1",
  0x42: "STACK-2",
  0x43: "RETURN",
  0x44: "HOLD",
  0x45: "WAIT",
  0x49: "STACK-3",
  0x50: "ACK",
  0x88: "VERSION REQUEST",
  0x89: "BOOT VERSION REQUEST",
  0x8a: "CURRENCY ASSIGN REQUEST",
  0x91: "SERIAL NUMBER REQUEST",
  0x92: "UNIT INFORMATION REQUEST",
  0xc0: "ENABLE/DISABLE DENOMINATION",
  0xc1: "SECURITY",
  0xc2: "COMMUNICATION MODE",
  0xc3: "INHIBIT",
  0xc4: "DIRECTION",
  0xc5: "OPTIONAL FUNCTION",
  0xc6: "BARCODE FUNCTION",
  0xc7: "BAR INHIBIT",
  0xcd: "ESCROW LIMIT",
  0xd0: "DOWNLOAD START",
  0xdc: "PROGRAM SIGNATURE",
};

const nameOf = (command: number): string => {
  if (command >= 0x80 && command <= 0x87) return `read back ${names[command + 0x40] ?? ""}`;
  return names[command] ?? `command ${hex(Uint8Array.of(command))}`;
};

const dataOf = (frame: Uint8Array): Uint8Array => frame.subarray(3, frame.length - 2);

const ofMaster = (frame: Uint8Array): string => `${nameOf(frame[2] ?? 0)} ${hex(dataOf(frame))}`.trimEnd();

const ofData = (command: number, data: Uint8Array): string => {
  if (command === commands.serial) return `serial ${decodeSerial(data)}`;
  if (command === commands.currencies) return `${decodeCurrencies(data).length} denominations`;
  return `${nameOf(command)}: ${data.length <= 2 ? hex(data) : `${data.length} bytes`}`;
};

const short = {
  ack: "ACK",
  set: "as set",
  refused: "INVALID COMMAND",
  damaged: "COMMUNICATION ERROR",
  echo: "echo",
} as const;

const ofAnswer = (command: number, answer: Answer): string => {
  if (answer.kind === "state") return `${vendorCode(answer)} ${meaningOf(answer).text}`;
  return answer.kind === "data" ? ofData(command, answer.data) : short[answer.kind];
};

const ofUnit = (frame: Uint8Array, asked: Uint8Array | undefined): string => {
  if (isEnquiry(frame)) return "ENQ";
  const answer = asked && decode(asked, frame);
  return answer ? ofAnswer(asked[2] ?? 0, answer) : "no answer to anything that was asked";
};

/** ID-003 between others. ACK of VEND VALID has no answer. */
export const ear = (): Ear =>
  earOf({
    toDevice: rule,
    fromDevice: () => rule,
    maxLength: maxFrame,
    interByteMs: timing.interByteMs,
    answerMs: timing.resetMs,
    isQuestion: (frame) => frame[2] !== commands.ack,
    isAnswer: (asked, frame) => decode(asked, frame) !== undefined,
    describe: ({ toDevice, bytes, asked }: HeardFrame) => (toDevice ? ofMaster(bytes) : ofUnit(bytes, asked)),
  });

/** A master must ask every 3 s, or the unit gives back its bill (§7). */
const applicationSilentMs = 15_000;
const deviceSilentMs = 5_000;
const askEveryMs = 600_000;

/** Allowed at any time (§11); 47 bytes at 9600 with parity take 54 ms and the unit thinks for 50. */
const question = (command: number): LineQuery => ({
  bytes: request(command),
  idleMs: 30,
  answerMs: 200,
  answer: { mask: 0xff, value: 0xfc, length: { at: 1 } },
});

/**
 * The only questions of our own: what the application asked before we listened, at rest, one at a time. Never STATUS REQUEST: the application would
 * miss a 17 or 48 that is soon over. Never with a unit that speaks unasked (interrupt mode): its ENQ would be taken for our answer.
 */
const query = (
  { polled, polledAt, unit, interrupts, told }: Known,
  { askedAt, mono }: QueryMoment,
): LineQuery | undefined => {
  const resting = polled && (polled.code === 0x11 || polled.code === 0x1a || isFailure(polled.code));
  if (!resting || polledAt === undefined || interrupts) return undefined;
  const { model, serial } = unit.identity;
  const wanted = [
    ...(serial === undefined ? [commands.serial] : []),
    ...(unit.bills.length === 0 ? [commands.currencies] : []),
    ...(model === undefined ? [commands.version] : []),
  ];
  const next = wanted.find((command) => !told.has(command));
  // A unit that leaves them unanswered is not asked all the time.
  const wait = askedAt !== undefined && mono - askedAt < (told.size > 0 ? 1_000 : askEveryMs);
  return next === undefined || wait ? undefined : question(next);
};

const resumed = (known: Known, mark: unknown): Known => ({
  ...known,
  polled: markIn(mark, new Uint8Array(0)) ?? known.polled,
});

/** The unit's health out of the application's questions. */
export const openShared = (line: SharedLine, settings: Static<typeof config>, env: DriverEnv): DeviceSession =>
  new OverheardSession<Known>(line, env, {
    ear: ear(),
    begin: knownFrom,
    learn(known, { toDevice, question: asks, bytes, asked }, when) {
      if (!toDevice && isEnquiry(bytes)) return { state: enquired(known), events: [] };
      const at = { ...when, minorUnitDigits: settings.minorUnitDigits };
      const exchange = toDevice ? (asks ? { sent: bytes } : undefined) : asked && { sent: asked, frame: bytes };
      const { known: state, events } = exchange ? learn(known, exchange, at) : { known, events: [] };
      return { state, events };
    },
    keep,
    missed: (known) => ({ ...known, book: notHeard(known.book), polled: undefined, polledAt: undefined }),
    mark: markOf,
    resume: resumed,
    identity: ({ unit }) => unit.identity,
    reading: (known, { mono, link }) =>
      known.polledAt !== undefined && mono - known.polledAt < applicationSilentMs
        ? readingOf(known, { ...settings, mono, link })
        : undefined,
    query,
    parts,
    money: true,
    applicationSilentMs,
    deviceSilentMs,
    commands: { selfTest: async ({ polled, unit }) => heard(polled, { identity: unit.identity }) },
  });
