import { hex } from "../wire/fields.ts";
import type { PollEvent } from "./events.ts";

/** What made a state: the unit's code and the frame it came in. */
export interface By {
  readonly code: string;
  readonly frame: Uint8Array;
}

const byte = (code: number): string => hex(Uint8Array.of(code));

/** `SSP E9`, `SSP EE 03`. */
export const vendorCode = ({ code, data }: Pick<PollEvent, "code" | "data">): string =>
  `SSP ${byte(code)}${data === undefined ? "" : ` ${byte(data)}`}`;

/** Is a note or money on its way while the unit says this? */
export type Path = "occupied" | "clear";

/** One event of the poll answer: the manual's words, the bad state it makes, what it tells, and whether a note moves. */
export interface Meaning {
  readonly text: string;
  readonly component?: string;
  readonly state?: string;
  /** The driver's event, where one is told for it. */
  readonly event?: string;
  readonly path?: "occupied";
}

const moving = (text: string, state: string, event?: string): Meaning => ({
  text,
  component: "escrow",
  state,
  path: "occupied",
  ...(event ? { event } : {}),
});
const part = (text: string, component: string, state: string, event?: string): Meaning => ({
  text,
  component,
  state,
  ...(event ? { event } : {}),
});
const paying = (text: string, event?: string): Meaning => ({ text, path: "occupied", ...(event ? { event } : {}) });
const told = (text: string, event: string): Meaning => ({ text, event });

/**
 * ssp.md §5.2 and §11; the events of units that pay out (B0–B4, C2–CF, D2–DE) from the public sources named in `events.ts`. A safe jam is a note
 * that the customer cannot reach any more, so it stands for the way into the box; an unsafe one for the way from the mouth.
 */
export const meanings: Readonly<Record<number, Meaning>> = {
  0x90: part("tamper-evident bag: error", "cashBox", "inoperative"),
  0x92: told("tamper-evident bag back in service", "cashBoxReturned"),
  0x93: told("tamper-evident bag: unlock enabled", "cashBoxUnlocked"),
  0xb0: paying("jam recovery"),
  0xb1: told("error during payout", "payoutIncomplete"),
  0xb3: paying("smart emptying"),
  0xb4: told("smart emptied", "storeEmptied"),
  0xb5: part("every channel is inhibited", "acceptor", "disabled"),
  0xb6: part("initialising", "acceptor", "starting"),
  0xc2: paying("emptying"),
  0xc3: told("emptied", "storeEmptied"),
  0xc6: part("payout out of service", "noteStore", "inoperative"),
  0xc7: part("note float removed", "noteStore", "missing", "noteStoreRemoved"),
  0xc8: told("note float attached", "noteStoreReturned"),
  0xc9: told("note moved from the store to the cash box", "noteMoved"),
  0xca: told("note put into the cash box at power-up", "noteStacked"),
  0xcb: told("note put into the store at power-up", "noteStored"),
  0xcc: moving("stacking", "notEmpty"),
  0xcd: told("note paid out at power-up", "notesPaidOut"),
  0xce: paying("a note waits in the mouth to be taken"),
  0xcf: part("note store full", "noteStore", "full"),
  0xd1: told("barcode ticket stacked", "ticketStacked"),
  0xd2: told("paid out", "notesPaidOut"),
  0xd5: part("jammed while paying out", "noteStore", "jammed", "payoutIncomplete"),
  0xd6: told("payout halted", "payoutIncomplete"),
  0xd7: paying("floating"),
  0xd8: told("floated", "storeEmptied"),
  0xd9: told("payout timed out", "payoutIncomplete"),
  0xda: paying("paying out"),
  0xdb: told("note stored for payout", "noteStored"),
  0xdc: told("payout was cut short by a loss of power", "payoutIncomplete"),
  0xdd: told("float was cut short by a loss of power", "payoutIncomplete"),
  0xe0: part("note path open", "cover", "open"),
  0xe1: told("note handed out at the front at power-up", "noteReturned"),
  0xe2: told("note moved to the cash box at power-up", "noteStacked"),
  0xe3: part("cash box removed", "cashBox", "missing", "cashBoxRemoved"),
  0xe4: told("cash box replaced", "cashBoxReturned"),
  0xe5: moving("barcode ticket in escrow", "held"),
  0xe6: part("fraud attempt", "security", "fraudAttempt", "cheated"),
  0xe7: part("stacker full", "cashBox", "full"),
  0xe8: part("disabled", "acceptor", "disabled"),
  0xe9: part("unsafe jam: the note may be pulled out", "transport", "jammed"),
  0xea: part("safe jam: the note is out of reach", "stacker", "jammed"),
  0xeb: part("stacked", "escrow", "empty"),
  0xec: told("rejected", "noteRejected"),
  0xed: moving("rejecting", "notEmpty"),
  0xee: moving("credit", "notEmpty", "noteStacked"),
  0xef: moving("reading, or in escrow with a channel", "held"),
  0xf1: part("slave reset", "power", "restarted", "powerLoss"),
};

/** Data byte of event 90 (cash-box.md §4.4), and what it makes of the box. */
export const bagErrors: Readonly<Record<number, { readonly text: string; readonly state?: string }>> = {
  1: { text: "no bag device", state: "inoperative" },
  2: { text: "bag barcode unreadable", state: "inoperative" },
  3: { text: "bag out of position", state: "missing" },
  4: { text: "bag removed", state: "missing" },
  5: { text: "bag unlocked" },
  6: { text: "bag of another currency", state: "inoperative" },
  7: { text: "bag device firmware error", state: "inoperative" },
  8: { text: "bag device does not answer the unit", state: "inoperative" },
};

/** First byte of an answer (§4.2). */
export const responses: Readonly<Record<number, string>> = {
  0xf0: "OK",
  0xf2: "command not known",
  0xf3: "wrong number of parameters",
  0xf4: "parameter out of range",
  0xf5: "command cannot be processed now",
  0xf6: "software error",
  0xf8: "fail",
  0xfa: "key not set",
};

export const responseText = (code: number | undefined): string =>
  code === undefined ? "an empty answer" : `${responses[code] ?? "unknown response"} (SSP ${byte(code)})`;

/** Answer to LAST REJECT CODE (§5.4). */
export const rejectReasons: Readonly<Record<number, string>> = {
  0x00: "accepted, no reject",
  0x01: "length",
  0x02: "average",
  0x03: "coastline",
  0x04: "graph",
  0x05: "buried",
  0x06: "channel inhibited in the dataset",
  0x07: "a second note was inserted",
  0x08: "rejected by the host",
  0x09: "fits several channels",
  0x0a: "rear sensor",
  0x0b: "too long",
  0x0c: "disabled by the host",
  0x0d: "mechanism slow",
  0x0e: "strimming attempt",
  0x0f: "fraud channel",
  0x10: "no note seen",
  0x11: "peak detect",
  0x12: "twisted note",
  0x13: "escrow time-out",
  0x14: "barcode scan failed",
  0x15: "note did not reach the cam",
  0x16: "slot fail 1",
  0x17: "slot fail 2",
  0x18: "lens oversample: note too fast",
  0x19: "width",
  0x1a: "note too short",
  0x1b: "note was paid out",
  0x1c: "double note",
  0x1d: "unable to stack",
};

/** These say nothing against the unit: the host's own doing, the customer's, a ticket (§5.4, groups). */
export const harmlessRejects: ReadonlySet<number> = new Set([
  0x00, 0x06, 0x07, 0x08, 0x0c, 0x0e, 0x0f, 0x12, 0x13, 0x14, 0x1b,
]);
/** Attempts to pull a note back. */
export const fraudRejects: ReadonlySet<number> = new Set([0x0e, 0x0f]);

export const rejectText = (reason: number | undefined): string =>
  reason === undefined ? "rejected, no reason given" : (rejectReasons[reason] ?? `rejected, reason ${byte(reason)}`);

/** Unit types of SETUP REQUEST (§6.1). */
export const unitTypes: Readonly<Record<number, string>> = {
  0x00: "note validator",
  0x03: "SMART Hopper",
  0x06: "validator with SMART Payout",
  0x07: "NV11 with note float",
  0x08: "validator with ticket printer",
};
/** Units whose events are not of notes: this driver is not for them. */
export const foreignUnits: ReadonlySet<number> = new Set([0x03]);
