import { cassetteActions, faultsOf, type Persistent } from "../../families/drop-cassette.ts";

/** Faults that replace the normal state (§5.1, §5.3). */
export const persistent = {
  billJam: { text: "a bill is jammed in the head; a reset frees it", says: [0x43], curedByReset: true },
  billJamHard: { text: "a bill is jammed in the head; only a hand frees it", says: [0x43] },
  cassetteJam: { text: "a bill is jammed at the cash box", says: [0x44] },
  cassetteFull: { text: "the cash box is full", says: [0x41] },
  cassetteRemoved: { text: "the cash box is out of position", says: [0x42] },
  pause: { text: "a second bill was pushed in", says: [0x46] },
  motorStacker: { text: "stack motor failure", says: [0x47, 0x50] },
  motorSpeed: { text: "transport motor runs at the wrong speed", says: [0x47, 0x51] },
  motor: { text: "transport motor failure", says: [0x47, 0x52] },
  motorAligning: { text: "aligning motor failure", says: [0x47, 0x53] },
  cassetteStatus: { text: "initial cash box status failure", says: [0x47, 0x54] },
  opticSensor: { text: "optic channel failure", says: [0x47, 0x55] },
  magneticSensor: { text: "magnetic channel failure", says: [0x47, 0x56] },
  capacitanceSensor: { text: "capacitance channel failure", says: [0x47, 0x5f] },
  genericFailure: { text: "a failure with a sub-code of no table", says: [0x47, 0xe1] },
} as const satisfies Record<string, Persistent>;

export type PersistentName = keyof typeof persistent;
export const isPersistent = (name: string): name is PersistentName => Object.hasOwn(persistent, name);
export const persistentOf = (name: string): Persistent | undefined =>
  isPersistent(name) ? persistent[name] : undefined;

/** Faults that show when something happens. */
export const others = {
  cheat: "a bill is pulled back on a string: 45 at once, and for every bill while it lasts",
  rejectAll: "every bill is rejected (1C 67)",
  powerUpBillInStacker: "power was cut with a bill near the stacker: 12, after a reset the bill is stacked",
  powerUpBillInHead: "power was cut with a bill in the head: 11, after a reset the bill is handed back",
  illegalCommands: "every command but POLL is answered ILLEGAL COMMAND",
} as const;

export const faults = faultsOf(persistent, others);

export const actions = [
  { name: "insertNote", text: "a customer pushes in a note; args: type (0–23, default 0)" },
  ...cassetteActions,
] as const;
