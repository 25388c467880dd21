import type { DeviceCode } from "../api.ts";
import { codesOf } from "../cash-box/answer.ts";
import { failures, recyclerCodes, rejectReasons, states, vendorCode } from "./status.ts";

/** Answers that are also something that happened. */
const events: Readonly<Record<number, string>> = {
  0x10: "powerLoss",
  0x11: "powerLoss",
  0x12: "powerLoss",
  0x42: "cashBoxRemoved",
  0x45: "cheated",
  0x81: "noteStacked",
  0x82: "noteReturned",
};

const named = (byte: number, data?: number): string => vendorCode({ code: byte, data });
const entries = <T>(table: Readonly<Record<number, T>>): [number, T][] =>
  Object.entries(table).map(([key, value]) => [Number(key), value]);

/** What no single answer says: it is made of several, or of what was counted. */
const made: readonly DeviceCode[] = [
  { code: named(0x1c), text: "rejects one bill after the other", component: "banknoteReader", state: "inoperable" },
  { code: named(0x13), text: "starts in the middle of work", component: "power", state: "restarted" },
  { code: named(0x13), text: "starts in the middle of work", event: "powerLoss" },
  { code: "ledger", text: "counted notes against the capacity of the box", component: "cashBox", state: "high" },
  { code: "ledger", text: "back at work after the box was out", event: "cashBoxReturned" },
  { code: "ledger", text: "a bill was on its way and was never accounted for", event: "noteDisputed" },
  { code: "IDENTIFICATION", text: "another serial number than before", event: "deviceExchanged" },
];

/** Every answer to POLL, from the tables that the readings are made of. */
export const codes: readonly DeviceCode[] = [
  ...entries(states).flatMap(([byte, meaning]) => codesOf(named(byte), meaning, events[byte])),
  ...entries(failures).flatMap(([byte, meaning]) => codesOf(named(0x47, byte), meaning)),
  ...entries(rejectReasons).map(([byte, text]) => ({ code: named(0x1c, byte), text, event: "noteRejected" })),
  ...Array.from(recyclerCodes, (byte): DeviceCode => {
    return { code: named(byte), text: "state of a recycler", availability: "online" };
  }),
  ...made,
];
