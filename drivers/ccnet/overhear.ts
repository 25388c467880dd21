import type { Static } from "typebox";
import type { DeviceSession, DriverEnv, Ear, HeardFrame, LineQuery, SharedLine } from "../api.ts";
import { notHeard } from "../cash-box/book.ts";
import { keep, markIn, markOf } from "../cash-box/heard.ts";
import { earOf } from "../wire/ear.ts";
import { OverheardSession, type QueryMoment } from "../wire/overheard.ts";
import { address, commands, decode, decodeBillTable, decodeIdentification, maxFrame, request, rule } from "./codec.ts";
import { heard } from "./commands.ts";
import { timing } from "./conversation.ts";
import type { config } from "./driver.ts";
import { type Known, knownFrom, learn } from "./exchange.ts";
import { parts, readingOf } from "./reading.ts";
import { isFailure, meaningOf, vendorCode } from "./status.ts";

/** Names of §4, also of the commands that this driver itself never sends. */
const names: Readonly<Record<number, string>> = {
  0x00: "ACK",
  0x30: "RESET",
  0x31: "GET STATUS",
  0x32: "SET SECURITY",
  0x33: "POLL",
  0x34: "ENABLE BILL TYPES",
  0x35: "STACK",
  0x36: "RETURN",
  0x37: "IDENTIFICATION",
  0x38: "HOLD",
  0x39: "SET BARCODE PARAMETERS",
  0x3a: "EXTRACT BARCODE DATA",
  0x41: "GET BILL TABLE",
  0x50: "DOWNLOAD",
  0x51: "GET CRC32 OF THE CODE",
  0x60: "REQUEST STATISTICS",
  0xff: "NAK",
};

const mask = (frame: Uint8Array, at: number): string =>
  Array.from(frame.subarray(at, at + 3), (b) => b.toString(16).toUpperCase().padStart(2, "0")).join("");

const ofHost = (frame: Uint8Array): string => {
  const command = frame[3] ?? 0;
  const name = names[command] ?? `command ${command.toString(16).toUpperCase().padStart(2, "0")}`;
  return command === commands.enable && frame.length >= 12
    ? `${name} ${mask(frame, 4)}, escrow ${mask(frame, 7)}`
    : name;
};

const ofData = (command: number, data: Uint8Array): string => {
  const identity = command === commands.identify ? decodeIdentification(data) : undefined;
  if (identity) return `${identity.part}, serial ${identity.serial}`;
  if (command === commands.billTable) return `${decodeBillTable(data).length} bill types`;
  return `${data.length} bytes of data`;
};

const ofUnit = (frame: Uint8Array, asked: Uint8Array | undefined): string => {
  const answer = asked && decode(asked, frame);
  if (!answer) return "no answer to anything that was asked";
  if (answer.kind === "state") return `${vendorCode(answer)} ${meaningOf(answer).text}`;
  if (answer.kind === "data") return ofData(asked[3] ?? 0, answer.data);
  return { ack: "ACK", nak: "NAK", illegal: "ILLEGAL COMMAND", echo: "echo of the request" }[answer.kind];
};

/** ACK and NAK end or repeat an exchange and begin none. */
const isQuestion = (frame: Uint8Array): boolean => frame[3] !== commands.ack && frame[3] !== commands.nak;

export const ear = (): Ear =>
  earOf({
    toDevice: rule,
    fromDevice: () => rule,
    maxLength: maxFrame,
    interByteMs: timing.interByteMs,
    answerMs: timing.longMs,
    isQuestion,
    isAnswer: (asked, frame) => decode(asked, frame) !== undefined,
    describe: ({ toDevice, bytes, asked }: HeardFrame) => (toDevice ? ofHost(bytes) : ofUnit(bytes, asked)),
  });

/** Masters poll every 100 to 800 ms, also while the unit is disabled (§7). */
const applicationSilentMs = 15_000;
/** §10: no valid frame for so long. */
const deviceSilentMs = 5_000;
const askEveryMs = 600_000;

const question = (command: number, idleMs: number, answerMs: number): LineQuery => ({
  bytes: request(command),
  idleMs,
  answerMs,
  answer: { mask: 0xff, value: 0x02, length: { at: 2 } },
  confirm: request(commands.ack),
  restMs: timing.freeMs,
});
/** 39 bytes at 9600 take 41 ms: shorter than any master's patience. */
const whoAreYou = question(commands.identify, timing.freeMs + 10, 150);
/** 125 bytes take 130 ms: only for a master that leaves pauses of more than that by itself. */
const whichBills = question(commands.billTable, 250, 300);

/**
 * The only questions of our own: what the application asked before we listened. Never POLL, which would take a credit away from the application
 * (81 is shown once); never in power-up, which the application is about to end; and both are answered only by a unit that takes no bills (§4).
 */
const query = ({ polled, unit }: Known, { askedAt, mono }: QueryMoment): LineQuery | undefined => {
  const resting = polled && (polled.code === 0x19 || isFailure(polled.code));
  if (!resting || (askedAt !== undefined && mono - askedAt < askEveryMs)) return undefined;
  if (unit?.identity.serial === undefined) return whoAreYou;
  return unit.bills.length === 0 ? whichBills : undefined;
};

/** The mark has no frame: what stands for one is the start of it. */
const resumed = (known: Known, mark: unknown): Known => ({
  ...known,
  polled: markIn(mark, Uint8Array.of(0x02, address)) ?? known.polled,
});

/** The unit's health out of the application's polls. */
export const openShared = (line: SharedLine, settings: Static<typeof config>, env: DriverEnv): DeviceSession =>
  new OverheardSession<Known>(line, env, {
    ear: ear(),
    begin: knownFrom,
    learn(known, { toDevice, question: asks, bytes, asked }, when) {
      const at = { ...when, minorUnitDigits: settings.minorUnitDigits };
      const exchange = toDevice ? (asks ? { sent: bytes } : undefined) : asked && { sent: asked, frame: bytes };
      const { known: state, events } = exchange ? learn(known, exchange, at) : { known, events: [] };
      return { state, events };
    },
    keep,
    missed: (known) => ({ ...known, book: notHeard(known.book), polled: undefined, polledAt: undefined }),
    mark: markOf,
    resume: resumed,
    identity: ({ unit }) => unit?.identity ?? {},
    reading: (known, { mono, link }) =>
      known.polled && known.polledAt !== undefined && mono - known.polledAt < applicationSilentMs
        ? readingOf(known, known.polled, { ...settings, mono, link })
        : undefined,
    query,
    parts,
    money: true,
    applicationSilentMs,
    deviceSilentMs,
    commands: { selfTest: async ({ polled, unit }) => heard(polled, unit ? { identity: unit.identity } : {}) },
  });
