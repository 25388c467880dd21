import { type Fault, iccStatus, type Reader } from "./reader.ts";

/** A command of the host: ten bytes of header and its data. */
export interface Command {
  readonly type: number;
  readonly slot: number;
  readonly seq: number;
  readonly specific: readonly [number, number, number];
  readonly data: readonly number[];
}

const dataBlock = 0x80;
const slotStatus = 0x81;
const parameters = 0x82;

/** An answer (sheet §2): bStatus from the card and the outcome, bError, and the byte of the answer's own. */
export const answer = (
  reader: Reader,
  { slot, seq }: Pick<Command, "slot" | "seq">,
  type: number,
  { failed = false, error = 0, last = 0, data = [] as readonly number[] } = {},
): number[] => {
  const n = data.length;
  const status = iccStatus(reader) | (failed ? 0x40 : 0);
  return [type, n & 0xff, (n >> 8) & 0xff, 0, 0, slot, seq, status, error, last, ...data];
};

/** What a command makes the reader say; undefined means: not mine. First that answers wins. */
export type Behaviour = (reader: Reader, command: Command) => number[] | undefined;

const on =
  (types: readonly number[], act: Behaviour): Behaviour =>
  (reader, command) =>
    types.includes(command.type) ? act(reader, command) : undefined;

const answerType = (type: number): number =>
  [0x62, 0x6f, 0x69].includes(type) ? dataBlock : [0x61, 0x6c, 0x6d].includes(type) ? parameters : slotStatus;

const refuse = (reader: Reader, command: Command, error: number): number[] =>
  answer(reader, command, answerType(command.type), { failed: true, error, last: clockOf(reader, command.type) });

/** bClockStatus of a slot status: running, or stopped low. */
const clockOf = (reader: Reader, type: number): number =>
  answerType(type) === slotStatus && reader.card !== undefined && !reader.isPowered ? 1 : 0;

const powerOnErrors: readonly (readonly [Fault, number])[] = [
  ["overcurrent", 0xfb],
  ["shortCircuit", 0xa2],
  ["mute", 0xfe],
  ["parity", 0xfd],
  ["badTs", 0xf8],
  ["badTck", 0xf7],
  ["otherProtocol", 0xf6],
];

const powerOn: Behaviour = (reader, command) => {
  const { card, faults } = reader;
  if (command.specific[0] > 3) return refuse(reader, command, 0x07);
  if (card === undefined) return refuse(reader, command, 0xfe);
  const error = powerOnErrors.find(([fault]) => faults.has(fault))?.[1];
  if (error !== undefined) return refuse(reader, command, error);
  if (faults.has("noVoltageChoice") && command.specific[0] !== 2) return refuse(reader, command, 0xfe);
  reader.isPowered = true;
  reader.counters.powerOns += 1;
  const data = faults.has("wrongAtr") ? card.slice(0, Math.floor(card.length / 2)) : card;
  return answer(reader, command, dataBlock, { data });
};

const powerOff: Behaviour = (reader, command) => {
  reader.isPowered = false;
  return answer(reader, command, slotStatus, { last: clockOf(reader, command.type) });
};

/** A card that answers one command, GET DATA, and knows no other (ISO/IEC 7816-4). */
const apdu: Behaviour = (reader, command) => {
  if (!reader.isPowered) return refuse(reader, command, 0xfe);
  const [, instruction] = command.data;
  const data = instruction === 0xca ? [0x01, 0x02, 0x03, 0x04, 0x05, 0x90, 0x00] : [0x6d, 0x00];
  return answer(reader, command, dataBlock, { data });
};

/** Protocol data of T=0 as at power-up (USB CCID 1.1 §6.2.3). */
const t0: readonly number[] = [0x11, 0x00, 0x00, 0x0a, 0x00];

export const behaviours: readonly Behaviour[] = [
  (reader, command) =>
    command.slot === 0
      ? undefined
      : answer({ ...reader, card: undefined }, command, answerType(command.type), { failed: true, error: 0x05 }),
  (reader, command) => (reader.faults.has("slotBusy") ? refuse(reader, command, 0xe0) : undefined),
  (reader, command) => (reader.faults.has("hardwareError") ? refuse(reader, command, 0xfb) : undefined),
  on([0x65], (reader, command) => answer(reader, command, slotStatus, { last: clockOf(reader, 0x65) })),
  on([0x62], powerOn),
  on([0x63], powerOff),
  on([0x6f], apdu),
  on([0x61], (reader, command) =>
    answer(reader, command, parameters, { last: command.specific[0], data: command.data }),
  ),
  on([0x6c, 0x6d], (reader, command) => answer(reader, command, parameters, { data: t0 })),
  on([0x72], (reader, command) => answer(reader, command, slotStatus, { last: clockOf(reader, 0x72) })),
  (reader, command) => refuse(reader, command, 0x00),
];
