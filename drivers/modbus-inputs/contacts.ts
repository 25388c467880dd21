/** What an input can be wired to: the components of a cabinet, apart from the module itself. */
export const contacts = [
  "outerDoor",
  "cashBoxDoor",
  "lock",
  "cashBoxSeat",
  "seismicSensor",
  "operatorSwitch",
  "wiring",
] as const;
export type Contact = (typeof contacts)[number];

/** State and event of each level (cash-box.md §7.4). Normally closed contacts, so a cut wire reads as open; the service key is normally open. */
interface Meaning {
  readonly one: string;
  readonly zero: string;
  readonly toOne: { readonly code: string; readonly text: string };
  readonly toZero: { readonly code: string; readonly text: string };
}

export const meanings: Readonly<Record<Contact, Meaning>> = {
  outerDoor: {
    one: "closed",
    zero: "open",
    toOne: { code: "doorClosed", text: "the outer door was closed" },
    toZero: { code: "doorOpened", text: "the outer door was opened" },
  },
  cashBoxDoor: {
    one: "closed",
    zero: "open",
    toOne: { code: "cashBoxDoorClosed", text: "the cash-box compartment was closed" },
    toZero: { code: "cashBoxDoorOpened", text: "the cash-box compartment was opened" },
  },
  lock: {
    one: "bolted",
    zero: "open",
    toOne: { code: "lockBolted", text: "the lock bolt was thrown" },
    toZero: { code: "lockOpened", text: "the lock bolt was withdrawn" },
  },
  cashBoxSeat: {
    one: "inPosition",
    zero: "notInPosition",
    toOne: { code: "cashBoxInserted", text: "the cash box was put in" },
    toZero: { code: "cashBoxRemoved", text: "the cash box was taken out" },
  },
  seismicSensor: {
    one: "off",
    zero: "on",
    toOne: { code: "shockEnded", text: "the shock sensor is quiet" },
    toZero: { code: "shock", text: "the shock sensor answered" },
  },
  operatorSwitch: {
    one: "maintenance",
    zero: "run",
    toOne: { code: "serviceKeyOn", text: "the service key was turned" },
    toZero: { code: "serviceKeyOff", text: "the service key was turned back" },
  },
  wiring: {
    one: "ok",
    zero: "cut",
    toOne: { code: "wiringRestored", text: "the loop through all connectors is closed again" },
    toZero: { code: "wiringCut", text: "the loop through all connectors is open: cable cut or module supply lost" },
  },
};

/** Default wiring (cash-box.md §7.4): contact → input. */
export const defaultInputs: Readonly<Record<Contact, number>> = {
  outerDoor: 0,
  cashBoxDoor: 1,
  lock: 2,
  cashBoxSeat: 3,
  seismicSensor: 4,
  operatorSwitch: 5,
  wiring: 6,
};

export interface Wiring {
  readonly inputs: Readonly<Partial<Record<Contact, number>>>;
  readonly inverted: readonly string[];
}

/** Levels by contact, `true` = the level the table above calls `one`. A contact whose input was not read is left out. */
export const levelsOf = (bits: readonly boolean[], { inputs, inverted }: Wiring): Partial<Record<Contact, boolean>> => {
  const levels: Partial<Record<Contact, boolean>> = {};
  for (const contact of contacts) {
    const input = inputs[contact];
    const bit = input === undefined ? undefined : bits[input];
    if (bit !== undefined) levels[contact] = bit !== inverted.includes(contact);
  }
  return levels;
};

export const stateOf = (contact: Contact, level: boolean): string =>
  level ? meanings[contact].one : meanings[contact].zero;
