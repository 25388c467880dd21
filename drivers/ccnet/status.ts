import {
  failure,
  type Meaning,
  meaning,
  motor,
  type Polled,
  reader,
  stacker,
  taking,
  working,
} from "../cash-box/answer.ts";
import { hex } from "../wire/fields.ts";

/** `CCNET 43`, `CCNET 47 52`. */
export const vendorCode = ({ code, data }: Pick<Polled, "code" | "data">): string =>
  `CCNET ${hex(Uint8Array.of(code, ...(data === undefined ? [] : [data])))}`;

/** ccnet.md §5.1 and §10. 41–47 replace the normal state, so they prove nothing of the other parts. */
export const states: Readonly<Record<number, Meaning>> = {
  0x10: meaning("power up", { acceptor: "starting", escrow: "empty" }, "clear", "starting"),
  0x11: meaning(
    "power up with a bill in the validator",
    { acceptor: "starting", escrow: "held" },
    "occupied",
    "starting",
  ),
  0x12: meaning(
    "power up with a bill in the stacker",
    { acceptor: "starting", escrow: "notEmpty" },
    "occupied",
    "starting",
  ),
  0x13: meaning("initialising", { acceptor: "starting" }, "keep", "starting"),
  0x14: meaning("idling", { ...taking, escrow: "empty" }, "clear"),
  0x15: meaning("accepting", { ...taking, escrow: "empty" }, "occupied"),
  0x17: meaning("stacking", { ...taking, escrow: "notEmpty" }, "occupied"),
  0x18: meaning("returning", { ...working, escrow: "notEmpty" }, "occupied"),
  0x19: meaning("disabled", { ...working, acceptor: "disabled", escrow: "empty" }, "clear"),
  0x1a: meaning("holding", { ...taking, escrow: "held" }, "occupied"),
  0x1b: meaning("busy", {}, "keep", "busy"),
  0x1c: meaning("rejecting", { ...taking, escrow: "empty" }, "occupied"),
  0x41: meaning("cash box full", { cashBox: "full" }, "keep"),
  0x42: meaning("cash box out of position", { cashBox: "missing" }, "keep"),
  0x43: meaning("bill jammed in the validator", { transport: "jammed" }, "keep"),
  0x44: meaning("bill jammed at the cash box", { stacker: "jammed" }, "keep"),
  0x45: meaning("cheat attempt", { security: "fraudAttempt" }, "keep"),
  0x46: meaning("pause: a second bill was pushed in", { ...working, acceptor: "paused" }, "occupied"),
  0x80: meaning("bill in escrow", { ...taking, escrow: "held" }, "occupied"),
  0x81: meaning("bill stacked", { ...taking, escrow: "empty" }, "occupied"),
  0x82: meaning("bill returned", { ...taking, escrow: "empty" }, "occupied"),
};

/** Sub-codes of 47 (§5.3). One that is in no list still says that the unit has failed: the whole module is inoperable, with the raw code. */
export const failures: Readonly<Record<number, Meaning>> = {
  0x10: reader("memory or boot failure (single source)"),
  0x11: reader("memory or boot failure (single source)"),
  0x12: reader("memory or boot failure (single source)"),
  0x13: reader("memory or boot failure (single source)"),
  0x14: reader("memory or boot failure (single source)"),
  0x15: reader("memory failure"),
  0x22: reader("recovery mode"),
  0x23: reader("calibration mode"),
  0x30: reader("boot mode"),
  0x50: stacker("stack motor failure"),
  0x51: motor("transport motor speed failure"),
  0x52: motor("transport motor failure"),
  0x53: motor("aligning motor failure"),
  0x54: failure("initial cash box status failure", { cashBox: "inoperative" }),
  0x55: reader("optic channel failure"),
  0x56: reader("magnetic channel failure"),
  0x57: reader("recycling cassette 1 motor, or upper optical board"),
  0x58: reader("recycling cassette 2 motor, or lower optical board"),
  0x59: reader("recycling cassette 3 motor, or upper peripheral board"),
  0x5a: motor("recycler transport motor failure"),
  0x5b: motor("recycler switch 1 motor failure"),
  0x5c: motor("recycler switch 2 motor failure"),
  0x5d: motor("recycler dispenser 1 motor failure"),
  0x5e: motor("recycler dispenser 2 motor failure"),
  0x5f: reader("capacitance channel failure"),
  0x60: reader("lower peripheral board"),
  0x65: reader("optic channel failure"),
  0x66: reader("inductive channel failure"),
  0x67: reader("capacitance channel failure"),
  0x9b: reader("failure 9B (single source)"),
  0xf4: stacker("unknown stacker failure"),
  0xfe: reader("cover open"),
};

/** Codes of bill-to-bill recyclers: they prove nothing we know of, but are no failure (§5.1). */
export const recyclerCodes: ReadonlySet<number> = new Set([
  0x1d, 0x1e, 0x1f, 0x20, 0x21, 0x25, 0x26, 0x27, 0x28, 0x29, 0x48, 0x70, 0x71, 0x72, 0x73, 0x74, 0x75,
]);

/** What a POLL answer means; a code that is in no table proves nothing. */
export const meaningOf = ({ code, data }: Pick<Polled, "code" | "data">): Meaning => {
  if (code === 0x47) return failures[data ?? -1] ?? reader("generic failure of an unknown kind");
  const recycler = recyclerCodes.has(code);
  return states[code] ?? meaning(recycler ? "recycler state" : "state in no table", {}, "keep");
};

/** Second byte of 1C (§5.2). */
export const rejectReasons: Readonly<Record<number, string>> = {
  0x60: "inserted crooked",
  0x61: "magnetic or dielectric check failed",
  0x62: "a bill remains in the head",
  0x63: "compensation: optics dirty or out of calibration",
  0x64: "conveying: transport slips",
  0x65: "unknown bill",
  0x66: "verification failed",
  0x67: "optical pattern wrong",
  0x68: "this bill type is disabled",
  0x69: "thickness wrong",
  0x6a: "operation error",
  0x6c: "wrong length, folded or double",
  0x6d: "ultraviolet check failed",
  0x92: "barcode unreadable",
  0x93: "barcode of wrong length",
  0x94: "barcode start missing",
  0x95: "barcode stop missing",
};

/** These say nothing against the unit: a crooked or disabled bill, a ticket. */
export const harmlessRejects: ReadonlySet<number> = new Set([0x60, 0x68, 0x92, 0x93, 0x94, 0x95]);

export const rejectText = (reason: number | undefined): string =>
  reason === undefined
    ? "rejected, no reason given"
    : (rejectReasons[reason] ?? `rejected, reason ${hex(Uint8Array.of(reason))}`);

/** States in which IDENTIFICATION and GET BILL TABLE are answered (§4): power-up, initialize, failure, disabled. */
export const mayIdentify = (code: number): boolean =>
  (code >= 0x10 && code <= 0x13) || code === 0x19 || (code >= 0x41 && code <= 0x47 && code !== 0x45 && code !== 0x46);

export const isFailure = (code: number): boolean => code >= 0x41 && code <= 0x47 && code !== 0x45 && code !== 0x46;

/**
 * May RESET be sent now (§11)? Only from 10, 14, 19 and 41–47. Of these 46 still has a bill in the path, and it clears by itself:
 * refused as well. Returns why not, or nothing.
 */
export const resetRefusal = ({ code }: Pick<Polled, "code">): { code: string; text: string } | undefined => {
  if ([0x11, 0x12, 0x15, 0x17, 0x18, 0x1a, 0x1c, 0x46, 0x80, 0x81, 0x82].includes(code))
    return { code: "billInPath", text: `a bill is in the path (${states[code]?.text ?? ""}): a reset could move it` };
  if (code === 0x10 || code === 0x14 || code === 0x19 || (code >= 0x41 && code <= 0x47)) return undefined;
  return {
    code: "notNow",
    text: `no reset in state ${hex(Uint8Array.of(code))} (${meaningOf({ code, data: undefined }).text})`,
  };
};
