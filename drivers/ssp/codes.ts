import type { DeviceCode } from "../api.ts";
import { bagErrors, meanings, rejectReasons, responses, vendorCode } from "./status.ts";

const entries = <T>(table: Readonly<Record<number, T>>): [number, T][] =>
  Object.entries(table).map(([key, value]) => [Number(key), value]);

const eventCodes = entries(meanings).flatMap(([byte, { text, component, state, event }]): DeviceCode[] => {
  const code = vendorCode({ code: byte, data: undefined });
  const all: DeviceCode[] = [
    ...(component && state ? [{ code, text, component, state }] : []),
    ...(event ? [{ code, text, event }] : []),
  ];
  return all.length > 0 ? all : [{ code, text, availability: "online" }];
});

/** What the other first bytes of an answer lead to; F2–F5 and F8 refuse one command. */
const responseCodes = entries(responses).map(([byte, text]): DeviceCode => {
  const code = vendorCode({ code: byte, data: undefined });
  if (byte === 0xf0) return { code, text, component: "banknoteReader", state: "ok" };
  if (byte === 0xf6) return { code, text, component: "banknoteReader", state: "inoperable" };
  if (byte === 0xfa) return { code, text, component: "acceptor", state: "disabled" };
  return { code, text, refusal: "illegalCommand" };
});

const bagCodes = entries(bagErrors).map(([data, { text, state }]): DeviceCode => {
  const code = vendorCode({ code: 0x90, data });
  return state ? { code, text, component: "cashBox", state } : { code, text, event: "cashBoxUnlocked" };
});

/** What no single answer says: it is made of several, or of what was counted. */
const made: readonly DeviceCode[] = [
  { code: "SSP ED", text: "rejects without end", component: "banknoteReader", state: "inoperable" },
  { code: "SSP 17", text: "one note after the other is rejected", component: "banknoteReader", state: "inoperable" },
  { code: "SSP 17 0E", text: "strimming attempt", component: "security", state: "fraudAttempt" },
  { code: "ledger", text: "counted notes against the capacity of the box", component: "cashBox", state: "high" },
  { code: "ledger", text: "a note was on its way and was never accounted for", event: "noteDisputed" },
  { code: "SSP 0C", text: "another serial number than before", event: "deviceExchanged" },
  { code: "SSP 11", text: "answers were lost for good: credits may be missing", event: "unreconciled" },
];

/** Every event, response and reject code, from the tables that the readings are made of. */
export const codes: readonly DeviceCode[] = [
  ...eventCodes,
  ...bagCodes,
  ...responseCodes,
  ...entries(rejectReasons).map(([byte, text]): DeviceCode => {
    return { code: vendorCode({ code: 0x17, data: byte }), text, event: "noteRejected" };
  }),
  ...made,
];
