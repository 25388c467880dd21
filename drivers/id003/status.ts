import { failure, type Meaning, meaning, motor, type Polled, reader, taking, working } from "../cash-box/answer.ts";
import { powerOf } from "../cash-box/heard.ts";
import { hex } from "../wire/fields.ts";

/** `ID-003 45`, `ID-003 49 A6`. */
export const vendorCode = ({ code, data }: Pick<Polled, "code" | "data">): string =>
  `ID-003 ${hex(Uint8Array.of(code, ...(data === undefined ? [] : [data])))}`;

/** id003.md §5.1–§5.3 and §10. 43–49 replace the normal state, so they prove nothing of the other parts. */
export const states: Readonly<Record<number, Meaning>> = {
  0x11: meaning("enabled, idling", { ...taking, escrow: "empty" }, "clear"),
  0x12: meaning("accepting", { ...taking, escrow: "empty" }, "occupied"),
  0x13: meaning("bill in escrow", { ...taking, escrow: "held" }, "occupied"),
  0x14: meaning("stacking", { ...taking, escrow: "notEmpty" }, "occupied"),
  0x15: meaning("vend valid: the bill is taken, waiting for ACK", { ...taking, escrow: "notEmpty" }, "occupied"),
  0x16: meaning("stacked", { ...taking, escrow: "empty" }, "occupied"),
  0x17: meaning("rejecting", { ...taking, escrow: "empty" }, "occupied"),
  0x18: meaning("returning, until the bill is taken", { ...working, escrow: "notEmpty" }, "occupied"),
  0x19: meaning("holding", { ...taking, escrow: "held" }, "occupied"),
  0x1a: meaning("disabled (inhibited)", { ...working, acceptor: "disabled", escrow: "empty" }, "clear"),
  0x1b: meaning("initialising", { acceptor: "starting" }, "keep", "starting"),
  0x40: meaning("power up", { acceptor: "starting", escrow: "empty" }, "clear", "starting"),
  0x41: meaning(
    "power up with a bill in the acceptor",
    { acceptor: "starting", escrow: "held" },
    "occupied",
    "starting",
  ),
  0x42: meaning(
    "power up with a bill in the stacker",
    { acceptor: "starting", escrow: "notEmpty" },
    "occupied",
    "starting",
  ),
  0x43: meaning("cash box full", { cashBox: "full" }, "keep"),
  0x44: meaning("cash box open or removed", { cashBox: "missing" }, "keep"),
  0x45: meaning("bill jammed in the acceptor", { transport: "jammed" }, "keep"),
  0x46: meaning("bill jammed in the stacker", { stacker: "jammed" }, "keep"),
  0x47: meaning("pause: a second bill was pushed in", { ...working, acceptor: "paused" }, "occupied"),
  0x48: meaning("cheated", { security: "fraudAttempt" }, "keep"),
  0x4c: meaning("recycler error", { stacker: "inoperative" }, "keep"),
};

/** Sub-codes of 49 (§5.5). One that is in no list still says that the unit has failed: the whole module is inoperable, with the raw code. */
export const failures: Readonly<Record<number, Meaning>> = {
  0x03: failure("cash-box lock feature (seen in one field test)", { cashBox: "inoperative" }),
  0xa2: failure("stack motor failure", { stacker: "inoperative" }),
  0xa5: motor("transport motor speed failure"),
  0xa6: motor("transport motor failure"),
  0xa7: motor("aligning motor failure"),
  0xa8: motor("solenoid failure"),
  0xa9: reader("printed board failure"),
  // §10 puts it beside 44, for it can be a box that is half out; the ledger's period ends with 44 only.
  0xab: failure("cash box not ready", { cashBox: "missing" }),
  0xac: reader("optical sensor failure"),
  0xad: reader("magnetic sensor failure"),
  0xaf: reader("validator head removed or open"),
  0xb0: reader("boot ROM failure"),
  0xb1: reader("external ROM failure"),
  0xb2: reader("ROM failure (one source: RAM)"),
  0xb3: reader("external ROM write failure"),
};

/** What a status means; a code that is in no table proves nothing. */
export const meaningOf = ({ code, data }: Pick<Polled, "code" | "data">): Meaning => {
  if (code === 0x49) return failures[data ?? -1] ?? reader("failure of an unknown kind");
  return states[code] ?? meaning("state in no table", {}, "keep");
};

export const inTable = (code: number): boolean => code in states || code === 0x49;

/** Data byte of 17 (§5.4). */
export const rejectReasons: Readonly<Record<number, string>> = {
  0x71: "inserted crooked",
  0x72: "magnetic pattern wrong",
  0x73: "a bill or an object remains in the head",
  0x74: "compensation: sensors dirty or out of calibration",
  0x75: "conveying: transport slips",
  0x76: "denomination not recognised",
  0x77: "photo pattern wrong",
  0x78: "photo level wrong: double or dirty",
  0x79: "inhibited, wrong direction, denomination disabled, or the time in escrow ran out",
  0x7a: "reserved reason 7A",
  0x7b: "operation error",
  0x7c: "a bill remains in the stacker or the transport",
  0x7d: "wrong length",
  0x7e: "colour pattern wrong",
  0x7f: "true-bill feature missing",
  0x91: "ticket: function not set",
  0x92: "ticket: unknown",
  0x93: "ticket: wrong length",
  0x94: "ticket: start missing",
  0x95: "ticket: stop missing",
  0x96: "ticket: not set",
  0x97: "ticket: not set",
  0x98: "ticket: several bills",
  0x9b: "ticket upside down",
  0x9d: "ticket: wrong length",
};

/** These say nothing against the unit: a crooked or disabled bill, one that nobody decided on, a ticket. */
export const isHarmlessReject = (reason: number | undefined): boolean =>
  reason !== undefined && (reason === 0x71 || reason === 0x79 || reason >= 0x91);

export const rejectText = (reason: number | undefined): string =>
  reason === undefined
    ? "rejected, no reason given"
    : (rejectReasons[reason] ?? `rejected, reason ${hex(Uint8Array.of(reason))}`);

/** States that a unit leaves for 1B only when its power was cut, or when it was told to (§8). */
const atWork: ReadonlySet<number> = new Set([0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a]);

export const powerCodes = powerOf({
  powerUp: 0x40,
  inHead: 0x41,
  head: "acceptor",
  inStacker: 0x42,
  initialising: 0x1b,
  atWork,
});
export const { isPowerUp } = powerCodes;

/** Something is broken, full or out: 43–46 and 49, 4C. 47 and 48 pass by themselves. */
export const isFailure = (code: number): boolean => (code >= 0x43 && code <= 0x46) || code === 0x49 || code === 0x4c;

const billInside: ReadonlySet<number> = new Set([0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x41, 0x42, 0x47]);

/** From this on 1B is a hang, for which §10 asks one RESET. */
export const initialiseHangsMs = 30_000;

export interface ResetCircumstances {
  readonly code: number;
  /** How long it has said so, ms. */
  readonly forMs: number;
  readonly billInPath: boolean;
}

/**
 * May RESET be sent now (§11)? Only from 11, 1A, 40 and 43–49, and from a 1B that hangs. Of these 47 still has a bill in the path, and it
 * clears by itself: refused as well. Returns why not, or nothing.
 */
export const resetRefusal = (at: ResetCircumstances): { code: string; text: string } | undefined => {
  const text = meaningOf({ code: at.code, data: undefined }).text;
  const hangs = at.code === 0x1b && at.forMs >= initialiseHangsMs;
  if (billInside.has(at.code) || (hangs && at.billInPath))
    return { code: "billInPath", text: `a bill is in the path (${text}): a reset could move it` };
  const from =
    at.code === 0x11 || at.code === 0x1a || at.code === 0x40 || (at.code >= 0x43 && at.code <= 0x49) || hangs;
  if (from) return undefined;
  return { code: "notNow", text: `no reset in state ${hex(Uint8Array.of(at.code))} (${text})` };
};
