import type { UsbSetup } from "../api.ts";
import { type FrameRule, need } from "../wire/framer.ts";

/**
 * CCID bulk messages (USB CCID 1.1 §6.1, §6.2; sheet §2): ten bytes of header, then dwLength bytes of data. Little endian.
 *
 *     65 00 00 00 00 00 07 00 00 00      host: type, dwLength, slot, seq, three of the command's own
 *     81 00 00 00 00 00 07 02 00 00      reader: type, dwLength, slot, seq, bStatus, bError, one of the answer's own
 *
 * Only what this driver may send is here: nothing that talks to a card (XfrBlock, Escape, Secure) and nothing that moves it (Mechanical).
 */
export const command = { powerOn: 0x62, powerOff: 0x63, slotStatus: 0x65, abort: 0x72 } as const;
export type CommandType = (typeof command)[keyof typeof command];
const answer = { dataBlock: 0x80, slotStatus: 0x81, parameters: 0x82, escape: 0x83, rate: 0x84 } as const;
const headerLength = 10;

/** An ATR has 33 bytes at most, so 266 bytes of data (short APDU and its status) bound what a reader may say to us. */
export const maxMessage = headerLength + 266;

/** bPowerSelect: the reader's own choice, or a voltage. */
export const powerSelect = { automatic: 0, volts5: 1, volts3: 2, volts1_8: 3 } as const;

export const encode = (type: CommandType, slot: number, seq: number, select = 0): Uint8Array =>
  Uint8Array.of(type, 0, 0, 0, 0, slot, seq & 0xff, select, 0, 0);

const isAnswer = (type: number): boolean => type >= answer.dataBlock && type <= answer.rate;

/** There is no checksum; a header that cannot be is no start of a message. */
export const rule: FrameRule = (b) => {
  if (!isAnswer(b[0] ?? 0)) return { skip: 1 };
  if (b.length < headerLength) return need;
  const length = lengthOf(b);
  if (length > maxMessage - headerLength || !isPlausible(b)) return { skip: 1 };
  return b.length < headerLength + length ? need : { frame: headerLength + length };
};

const lengthOf = (b: Uint8Array): number =>
  (b[1] ?? 0) + ((b[2] ?? 0) << 8) + ((b[3] ?? 0) << 16) + (b[4] ?? 0) * 0x1000000;

/** Bits of bStatus that must be 0, and values that are reserved (sheet §2). A slot status carries no data and knows four clock states. */
const isPlausible = (b: Uint8Array): boolean => {
  const status = b[7] ?? 0;
  if ((status & 0x3c) !== 0 || (status & 0x03) === 3 || status >> 6 === 3) return false;
  return b[0] !== answer.slotStatus || (lengthOf(b) === 0 && (b[9] ?? 0) <= 3);
};

export type IccStatus = "active" | "inactive" | "absent";

/** An answer of the reader. */
export interface Answer {
  readonly type: number;
  readonly slot: number;
  readonly seq: number;
  readonly icc: IccStatus;
  /** Done, failed with this bError, or: it takes so many times longer. */
  readonly outcome: { readonly done: true } | { readonly error: number } | { readonly extension: number };
  readonly data: Uint8Array;
  /** The header only: it never holds card data. */
  readonly header: Uint8Array;
}

const iccStatuses: readonly IccStatus[] = ["active", "inactive", "absent"];

export const decode = (frame: Uint8Array): Answer => {
  const [status = 0, error = 0] = [frame[7], frame[8]];
  const outcome = status >> 6 === 0 ? { done: true as const } : status >> 6 === 1 ? { error } : { extension: error };
  return {
    type: frame[0] ?? 0,
    slot: frame[5] ?? 0,
    seq: frame[6] ?? 0,
    icc: iccStatuses[status & 3] ?? "absent",
    outcome,
    data: frame.subarray(headerLength),
    header: frame.subarray(0, headerLength),
  };
};

/** What answers a command: SlotStatus, but a DataBlock to IccPowerOn. */
export const answersTo = (type: CommandType, reply: Answer): boolean =>
  reply.type === (type === command.powerOn ? answer.dataBlock : answer.slotStatus);

/** A message of the interrupt endpoint (sheet §2). */
export type Notice =
  | { readonly kind: "slotChange"; readonly slots: readonly { readonly present: boolean; readonly changed: boolean }[] }
  | { readonly kind: "hardwareError"; readonly slot: number; readonly seq: number; readonly code: number };

/** `50 03`: two bits per slot, slot 0 lowest. `51 slot seq code`. Undefined if it is neither. */
export const decodeNotice = (b: Uint8Array): Notice | undefined => {
  if (b[0] === 0x51 && b.length === 4)
    return { kind: "hardwareError", slot: b[1] ?? 0, seq: b[2] ?? 0, code: b[3] ?? 0 };
  if (b[0] !== 0x50 || b.length < 2) return undefined;
  const slots = [...b.subarray(1)].flatMap((byte) =>
    [0, 2, 4, 6].map((at) => ({ present: ((byte >> at) & 1) === 1, changed: ((byte >> at) & 2) === 2 })),
  );
  return { kind: "slotChange", slots };
};

const classRequest = (request: number, value: number, index: number): UsbSetup => ({
  type: "class",
  recipient: "interface",
  request,
  value,
  index,
});
/** Control requests of the class (sheet §1). */
export const request = {
  abort: (interfaceNumber: number, slot: number, seq: number): UsbSetup =>
    classRequest(1, ((seq & 0xff) << 8) | slot, interfaceNumber),
  clockFrequencies: (interfaceNumber: number): UsbSetup => classRequest(2, 0, interfaceNumber),
  dataRates: (interfaceNumber: number): UsbSetup => classRequest(3, 0, interfaceNumber),
} as const;

/**
 * Which bytes may be shown (S7): headers without data, notices, and setup packets. A DataBlock with data is an ATR at best, and whatever else has data is
 * not ours; so is everything that is none of these whole.
 */
export const isShowable = (bytes: Uint8Array): boolean => {
  for (let at = 0; at < bytes.length; ) {
    const length = showableLength(bytes.subarray(at));
    if (length === 0) return false;
    at += length;
  }
  return true;
};

const ours: readonly number[] = Object.values(command);
/** A slot bitmap of one or two slots uses the low half only, so no digit of a text looks like one. */
const showableLength = (b: Uint8Array): number => {
  const type = b[0] ?? 0;
  if (ours.includes(type) || isAnswer(type)) return b.length >= headerLength && lengthOf(b) === 0 ? headerLength : 0;
  if (type === 0x50) return b.length >= 2 && ((b[1] ?? 0xff) & 0xf0) === 0 ? 2 : 0;
  if (type === 0x51) return b.length >= 4 && (b[1] ?? 0xff) < 0x10 ? 4 : 0;
  const isClassRequest = (type === 0xa1 && [2, 3].includes(b[1] ?? 0)) || (type === 0x21 && b[1] === 1);
  return isClassRequest && b.length >= 8 && (type === 0x21 || (b[2] === 0 && b[3] === 0)) ? 8 : 0;
};
