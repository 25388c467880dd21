import { crc16Modbus } from "../wire/checksums.ts";
import { concat, sameBytes } from "../wire/fields.ts";
import { type Cut, type FrameRule, need } from "../wire/framer.ts";

/** The only functions this driver ever sends: all of them read (modbus-io.md §3). */
export const functions = { coils: 0x01, discreteInputs: 0x02, holdingRegisters: 0x03, inputRegisters: 0x04 } as const;
export type ReadFunction = (typeof functions)[keyof typeof functions];
/** Set in the function byte of an exception answer. */
export const exceptionFlag = 0x80;
/** Longest legal frame with unit id and CRC, bytes (modbus-io.md §1). */
export const maxFrame = 256;

const exceptionLength = 5;
const writeAnswerLength = 8;

/** What is asked: `count` bits or registers from wire address `start` of module `unit`. */
export interface Question {
  readonly unit: number;
  readonly fn: ReadFunction;
  readonly start: number;
  readonly count: number;
}

/**
 * `01 02 00 00 00 08 79 CC`
 *  unit fn start count  CRC, low byte first
 */
export const encode = ({ unit, fn, start, count }: Question): Uint8Array =>
  withCrc([unit, fn, start >> 8, start & 0xff, count >> 8, count & 0xff]);

const withCrc = (body: readonly number[]): Uint8Array => {
  const crc = crc16Modbus(Uint8Array.from(body));
  return concat(body, [crc & 0xff, crc >> 8]);
};

/** The CRC over a whole good frame, its own CRC included, is 0000. */
const crcIsGood = (frame: Uint8Array): boolean => crc16Modbus(frame) === 0;

const isOfBits = (fn: number): boolean => fn <= functions.discreteInputs;
const bytesFor = ({ fn, count }: Question): number => (isOfBits(fn) ? Math.ceil(count / 8) : 2 * count);

/** Length of the answer that begins so, `undefined` while its length byte is missing, 0 if no answer begins so (modbus-io.md §3). */
const lengthOf = (buffer: Uint8Array, question: Question): number | undefined => {
  const [unit, fn, count] = buffer;
  if (unit === undefined || fn === undefined) return undefined;
  const plain = fn & ~exceptionFlag;
  const known = (plain >= 0x01 && plain <= 0x06) || plain === 0x0f || plain === 0x10;
  if (!known) return 0;
  if (fn & exceptionFlag) return exceptionLength;
  if (plain > 0x04) return writeAnswerLength;
  if (count === undefined) return undefined;
  if (unit === question.unit && fn === question.fn && count !== bytesFor(question)) return 0;
  return count === 0 || count > 250 ? 0 : 5 + count;
};

const answerTo = (question: Question, frame: Uint8Array): boolean =>
  frame[0] === question.unit && ((frame[1] ?? 0) & ~exceptionFlag) === question.fn;

const goodFrameAt = (buffer: Uint8Array, at: number, question: Question): boolean => {
  const length = lengthOf(buffer.subarray(at), question);
  if (!length || buffer.length < at + length) return false;
  const candidate = buffer.subarray(at, at + length);
  return answerTo(question, candidate) && crcIsGood(candidate);
};

/** Where a whole good answer begins behind the start of the buffer, or -1: noise with a length in it must not delay the answer behind. */
const answerBehind = (buffer: Uint8Array, question: Question): number => {
  const end = Math.min(buffer.length, maxFrame);
  for (let at = 1; at + exceptionLength <= end; at++) if (goodFrameAt(buffer, at, question)) return at;
  return -1;
};

/** True while the buffer is the beginning of our own request come back (an adapter that loops TX to RX, modbus-io.md §6.7). */
const echoBegins = (buffer: Uint8Array, request: Uint8Array): boolean => {
  const length = Math.min(buffer.length, request.length);
  return sameBytes(buffer.subarray(0, length), request.subarray(0, length));
};

const waitOrSkip = (buffer: Uint8Array, question: Question): Cut => {
  const behind = answerBehind(buffer, question);
  return behind > 0 ? { skip: behind } : need;
};

/**
 * Modbus RTU has no start mark, and a program cannot see its silences through a USB adapter: an answer is found by the length that its question
 * gives it, and by its CRC. The echo of the question is cut off as a frame of its own, good frames of other modules too: `decode` names them.
 */
export const ruleFor = (question: Question): FrameRule => {
  const request = encode(question);
  return (buffer) => {
    const length = lengthOf(buffer, question);
    if (length && buffer.length >= length && crcIsGood(buffer.subarray(0, length))) return { frame: length };
    if (echoBegins(buffer, request)) {
      if (buffer.length >= request.length) return { frame: request.length };
      return waitOrSkip(buffer, question);
    }
    if (length === undefined || buffer.length < length) return waitOrSkip(buffer, question);
    return { skip: 1 };
  };
};

export type Answer =
  | { readonly kind: "bits"; readonly bits: readonly boolean[] }
  /** Unsigned, 0..65535 each. */
  | { readonly kind: "registers"; readonly registers: readonly number[] }
  | { readonly kind: "exception"; readonly code: number }
  | { readonly kind: "echo" }
  /** A good frame of another module, or the answer to another function: late, or a wrong unit id. */
  | { readonly kind: "foreign"; readonly unit: number; readonly fn: number }
  | { readonly kind: "damaged" };

/** First input = lowest bit of the first byte; spare bits are dropped. */
const bitsOf = (data: Uint8Array, count: number): boolean[] =>
  Array.from({ length: count }, (_, i) => (((data[i >> 3] ?? 0) >> (i & 7)) & 1) === 1);

const registersOf = (data: Uint8Array, count: number): number[] =>
  Array.from({ length: count }, (_, i) => ((data[2 * i] ?? 0) << 8) | (data[2 * i + 1] ?? 0));

/** What a frame says as an answer to this question. Takes any bytes. */
export const decode = (frame: Uint8Array, question: Question): Answer => {
  if (sameBytes(frame, encode(question))) return { kind: "echo" };
  const [unit, fn, third] = frame;
  if (unit === undefined || fn === undefined || third === undefined || frame.length < exceptionLength)
    return { kind: "damaged" };
  if (!crcIsGood(frame)) return { kind: "damaged" };
  if (!answerTo(question, frame)) return { kind: "foreign", unit, fn };
  if (fn & exceptionFlag)
    return frame.length === exceptionLength ? { kind: "exception", code: third } : { kind: "damaged" };
  if (third !== bytesFor(question) || frame.length !== 5 + third) return { kind: "damaged" };
  const data = frame.subarray(3, -2);
  return isOfBits(question.fn)
    ? { kind: "bits", bits: bitsOf(data, question.count) }
    : { kind: "registers", registers: registersOf(data, question.count) };
};
