import { components } from "../../contract/index.ts";
import type { DeviceCode } from "../api.ts";
import { failures, type Meaning, recyclerCodes, rejectReasons, states, vendorCode } from "./status.ts";

const good = (component: string): string | undefined =>
  (components.cashAcceptor as Readonly<Record<string, readonly string[]>>)[component]?.[0];

/** Answers that are also something that happened. */
const events: Readonly<Record<number, string>> = {
  17: "powerLoss",
  18: "powerLoss",
  28: "noteRejected",
  66: "cashBoxRemoved",
  69: "cheated",
  129: "noteStacked",
  130: "noteReturned",
};

const codesOf = (code: string, { text, says, availability }: Meaning): DeviceCode[] => {
  const told = Object.entries(says);
  const bad = told.filter(([component, state]) => state !== good(component));
  const shown = bad.length > 0 ? bad : told.slice(0, 1);
  if (shown.length === 0) return [{ code, text, availability }];
  return shown.map(([component, state]) => ({ code, text, component, state }));
};

const named = (byte: number, data?: number): string => vendorCode({ code: byte, data });
const entries = <T>(table: Readonly<Record<number, T>>): [number, T][] =>
  Object.entries(table).map(([key, value]) => [Number(key), value]);

/** Every answer to POLL, from the tables that the readings are made of. */
export const codes: readonly DeviceCode[] = [
  ...entries(states).flatMap(([byte, meaning]) => [
    ...codesOf(named(byte), meaning),
    ...(events[byte] === undefined ? [] : [{ code: named(byte), text: meaning.text, event: events[byte] }]),
  ]),
  ...entries(failures).flatMap(([byte, meaning]) => codesOf(named(0x47, byte), meaning)),
  ...entries(rejectReasons).map(([byte, text]) => ({ code: named(0x1c, byte), text, event: "noteRejected" })),
  ...[...recyclerCodes].map(
    (byte): DeviceCode => ({ code: named(byte), text: "state of a recycler", availability: "online" }),
  ),
  // What no single answer says: it is made of several, or of what was counted.
  {
    code: named(0x1c),
    text: "rejects every bill, one after the other",
    component: "banknoteReader",
    state: "inoperable",
  },
  { code: "ledger", text: "counted notes against the capacity of the box", component: "cashBox", state: "high" },
  {
    code: `${named(0x10)} or ${named(0x13)}`,
    text: "starts in the middle of work",
    component: "power",
    state: "restarted",
  },
];
