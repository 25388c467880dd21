import type { DeviceCode } from "../api.ts";
import { codesOf } from "../cash-box/answer.ts";
import { failures, rejectReasons, states, vendorCode } from "./status.ts";

/** Answers that are also something that happened. */
const events: Readonly<Record<number, string>> = {
  0x15: "noteStacked",
  0x18: "noteReturned",
  0x40: "powerLoss",
  0x41: "powerLoss",
  0x42: "powerLoss",
  0x44: "cashBoxRemoved",
  0x48: "cheated",
};

const named = (byte: number, data?: number): string => vendorCode({ code: byte, data });
const entries = <T>(table: Readonly<Record<number, T>>): [number, T][] =>
  Object.entries(table).map(([key, value]) => [Number(key), value]);

/** What no single answer says: it is made of several, or of what was counted. */
const made: readonly DeviceCode[] = [
  { code: named(0x17), text: "rejects one bill after the other", component: "banknoteReader", state: "inoperable" },
  { code: named(0x49), text: "failure of an unknown kind", component: "banknoteReader", state: "inoperable" },
  { code: named(0x1b), text: "starts in the middle of work", component: "power", state: "restarted" },
  { code: named(0x40), text: "shortly after it was at work", component: "power", state: "restarted" },
  { code: named(0x1b), text: "starts in the middle of work", event: "powerLoss" },
  { code: "ledger", text: "counted notes against the capacity of the box", component: "cashBox", state: "high" },
  { code: "ledger", text: "back at work after the box was out", event: "cashBoxReturned" },
  { code: "ledger", text: "a bill was on its way and was never accounted for", event: "noteDisputed" },
  { code: "SERIAL NUMBER", text: "another serial number than before", event: "deviceExchanged" },
  { code: named(0x4a), text: "communication error: our frame came damaged", error: "refused" },
  { code: named(0x4b), text: "invalid command, or not in this state", refusal: "illegalCommand" },
];

/** Every status of the manual, from the tables that the readings are made of. */
export const codes: readonly DeviceCode[] = [
  ...entries(states).flatMap(([byte, meaning]) => codesOf(named(byte), meaning, events[byte])),
  ...entries(failures).flatMap(([byte, meaning]) => codesOf(named(0x49, byte), meaning)),
  ...entries(rejectReasons).map(([byte, text]) => ({ code: named(0x17, byte), text, event: "noteRejected" })),
  ...made,
];
