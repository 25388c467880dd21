import { ascii } from "../wire/fields.ts";

/**
 * The socket protocol of pcsc-lite's daemon, version 4.4 (Debian 12: 1.9.9), little endian as the machine. Two of its questions are asked here, and neither
 * opens a context, touches a reader, or speaks with a card.
 *
 *     version   0C 00 00 00 | 11 00 00 00 | major 4 | minor 4 | rv 4        answer: major, minor, rv
 *     states    00 00 00 00 | 12 00 00 00                                   answer: 16 records of 184 bytes, no header
 *
 *     record    name 128 | events @128 | state @132 | sharing @136 | ATR 33 @140 | ATR length @176 | protocol @180
 */
const command = { version: 0x11, readersState: 0x12 } as const;
export const ours = { major: 4, minor: 4 } as const;
export const versionLength = 12;
const records = 16;
const recordLength = 184;
export const statesLength = records * recordLength;

const message = (code: number, body: Buffer): Uint8Array => {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(body.length, 0);
  head.writeUInt32LE(code, 4);
  return Uint8Array.from([...head, ...body]);
};

export const request = {
  version: (): Uint8Array => {
    const body = Buffer.alloc(versionLength);
    body.writeInt32LE(ours.major, 0);
    body.writeInt32LE(ours.minor, 4);
    return message(command.version, body);
  },
  readersState: (): Uint8Array => message(command.readersState, Buffer.alloc(0)),
} as const;

export interface Version {
  readonly major: number;
  readonly minor: number;
  /** 0: the daemon speaks our version. */
  readonly refusal: number;
}

export const decodeVersion = (bytes: Uint8Array): Version => {
  const b = Buffer.from(bytes);
  return { major: b.readInt32LE(0), minor: b.readInt32LE(4), refusal: b.readUInt32LE(8) };
};

export const sharings = ["free", "shared", "exclusive"] as const;

/** One reader as the daemon sees it. The answer to reset is not read out of the record (S7). */
export interface ReaderState {
  readonly name: string;
  /** Grows with each card put in or taken out. */
  readonly events: number;
  readonly card: "absent" | "present" | "unknown";
  /** The card was powered and gave no answer to reset. */
  readonly isMute: boolean;
  readonly sharing: (typeof sharings)[number];
  readonly state: number;
}

/** pcsclite.h: SCARD_ABSENT, SCARD_PRESENT, SCARD_SWALLOWED (which the daemon uses for a mute card). */
const bit = { unknown: 0x01, absent: 0x02, present: 0x04, mute: 0x08 } as const;
/** PCSCLITE_SHARING_EXCLUSIVE_CONTEXT; 0 is nobody, more are so many. */
const exclusive = -1;

const cardOf = (state: number): ReaderState["card"] => {
  if ((state & bit.unknown) !== 0) return "unknown";
  if ((state & bit.present) !== 0) return "present";
  return (state & bit.absent) !== 0 ? "absent" : "unknown";
};

const sharingOf = (count: number): ReaderState["sharing"] =>
  count === exclusive ? "exclusive" : count > 0 ? "shared" : "free";

/** Records without a name are empty places. Takes as many whole records as there are. */
export const decodeStates = (bytes: Uint8Array): ReaderState[] => {
  const all = Buffer.from(bytes);
  const found: ReaderState[] = [];
  for (let at = 0; at + recordLength <= all.length; at += recordLength) {
    const record = all.subarray(at, at + recordLength);
    const end = record.indexOf(0);
    const name = ascii(record.subarray(0, end < 0 ? 128 : Math.min(end, 128)));
    const state = record.readUInt32LE(132);
    if (name === "") continue;
    const card = cardOf(state);
    found.push({
      name,
      events: record.readUInt32LE(128),
      card,
      isMute: card === "present" && (state & bit.mute) !== 0,
      sharing: sharingOf(record.readInt32LE(136)),
      state,
    });
  }
  return found;
};
