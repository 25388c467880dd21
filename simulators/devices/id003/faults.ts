import { cassetteActions, faultsOf, type Persistent } from "../../families/drop-cassette.ts";

/** Faults that replace the normal status (§5.3, §5.5). */
export const persistent = {
  billJam: { text: "a bill is jammed in the acceptor; a reset frees it", says: [0x45], curedByReset: true },
  billJamHard: { text: "a bill is jammed in the acceptor; only a hand frees it", says: [0x45] },
  cassetteJam: { text: "a bill is jammed in the stacker", says: [0x46] },
  cassetteFull: { text: "the cash box is full", says: [0x43] },
  cassetteRemoved: { text: "the cash box is open or out", says: [0x44] },
  cassetteNotReady: { text: "the cash box is not ready", says: [0x49, 0xab] },
  cassetteLock: { text: "the cash-box lock feature has failed", says: [0x49, 0x03] },
  pause: { text: "a second bill was pushed in", says: [0x47] },
  motorStacker: { text: "stack motor failure", says: [0x49, 0xa2] },
  motorSpeed: { text: "transport motor runs at the wrong speed", says: [0x49, 0xa5] },
  motor: { text: "transport motor failure", says: [0x49, 0xa6] },
  motorAligning: { text: "aligning motor failure", says: [0x49, 0xa7] },
  solenoid: { text: "solenoid failure", says: [0x49, 0xa8] },
  board: { text: "printed board failure", says: [0x49, 0xa9] },
  opticSensor: { text: "optical sensor failure", says: [0x49, 0xac] },
  magneticSensor: { text: "magnetic sensor failure", says: [0x49, 0xad] },
  headOpen: { text: "the validator head is removed or open", says: [0x49, 0xaf] },
  bootRom: { text: "boot ROM failure", says: [0x49, 0xb0] },
  externalRom: { text: "external ROM failure", says: [0x49, 0xb1] },
  rom: { text: "ROM failure", says: [0x49, 0xb2] },
  romWrite: { text: "external ROM write failure", says: [0x49, 0xb3] },
  genericFailure: { text: "a failure with a sub-code of no table", says: [0x49, 0xe1] },
  recyclerError: { text: "recycler error", says: [0x4c] },
} as const satisfies Record<string, Persistent>;

export type PersistentName = keyof typeof persistent;
export const isPersistent = (name: string): name is PersistentName => Object.hasOwn(persistent, name);
export const persistentOf = (name: string): Persistent | undefined =>
  isPersistent(name) ? persistent[name] : undefined;

/** Faults that show when something happens. */
export const others = {
  cheat: "a bill is pulled back on a string: 48 at once, and for every bill while it lasts, without VEND VALID",
  rejectAll: "every bill is rejected (17 77)",
  powerUpBillInStacker: "power was cut with a bill near the stacker: 42, after a reset the bill is stacked",
  powerUpBillInHead: "power was cut with a bill in the acceptor: 41, after a reset the bill is handed back",
  invalidCommands: "every command but STATUS REQUEST is answered INVALID COMMAND",
  wrongParity: "the two ends differ in parity: every byte is read as 00",
} as const;

export const faults = faultsOf(persistent, others);

export const actions = [
  {
    name: "insertNote",
    text: "a customer pushes in a note; args: type (place in the table of notes it has, 0 the first), or code (escrow code)",
  },
  { name: "insertTicket", text: "a barcode ticket is pushed in; args: barcode" },
  ...cassetteActions,
] as const;
