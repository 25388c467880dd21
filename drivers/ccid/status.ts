import type { DeviceCode } from "../api.ts";
import { hex } from "../wire/fields.ts";

/**
 * Whose fault a failed command is: the reader's (its chip module is out of order), the card's, ours, a moment's (asked again), or the
 * user's at a PIN pad.
 */
export type Blame = "reader" | "shorted" | "card" | "us" | "busy" | "user" | "unsupported";
interface ErrorRow {
  readonly text: string;
  readonly blame: Blame;
  /** A worn contact shows so with any card: three cards in a row and it is the reader (sheet §8). */
  readonly wear?: true;
}

/** bError of a failed command (USB CCID 1.1 table 6.2-2; vendor codes as libccid names them; sheet §2). */
export const errors: Readonly<Record<number, ErrorRow>> = {
  0xff: { text: "aborted by the host", blame: "us" },
  0xfe: { text: "the card is mute", blame: "card", wear: true },
  0xfd: { text: "parity error in the exchange with the card", blame: "card", wear: true },
  0xfc: { text: "overrun in the exchange with the card", blame: "card", wear: true },
  0xfb: { text: "hardware error of the reader", blame: "reader" },
  0xf8: { text: "bad first byte of the ATR (TS)", blame: "card", wear: true },
  0xf7: { text: "bad check byte of the ATR (TCK)", blame: "card", wear: true },
  0xf6: { text: "the card's protocol is not supported", blame: "card" },
  0xf5: { text: "the card's class is not supported", blame: "card" },
  0xf4: { text: "procedure byte conflict", blame: "card" },
  0xf3: { text: "the protocol was deactivated", blame: "us" },
  0xf2: { text: "busy with a sequence of its own", blame: "busy" },
  0xf0: { text: "PIN entry timed out", blame: "user" },
  0xef: { text: "PIN entry was cancelled", blame: "user" },
  0xe0: { text: "the slot is busy", blame: "busy" },
  0xa2: { text: "short circuit: the card was powered off", blame: "shorted" },
  0xa3: { text: "ATR too long", blame: "card" },
  0xab: { text: "no data from the card", blame: "card" },
  0xb0: { text: "EMV mode error", blame: "card" },
  0xbb: { text: "EMV mode error", blame: "card" },
  0xbd: { text: "T=1 protocol error", blame: "card" },
  0xbe: { text: "wrong APDU length", blame: "us" },
  0x00: { text: "command not supported", blame: "unsupported" },
  0x01: { text: "bad length", blame: "us" },
  0x05: { text: "the slot does not exist", blame: "us" },
  0x07: { text: "power selection not supported", blame: "us" },
};

const vendor: ErrorRow = { text: "vendor's own error code", blame: "us" };
const badHeader: ErrorRow = { text: "bad byte in the header of the command", blame: "us" };
const outOfTable: ErrorRow = { text: "error code in no table", blame: "us" };

/** The row of a code: a vendor's or unknown one is told with its number and blames nobody. */
export const errorOf = (code: number): ErrorRow =>
  errors[code] ?? (code >= 0x81 && code <= 0xc0 ? vendor : code <= 0x7f ? badHeader : outOfTable);

const two = (n: number): string => hex(Uint8Array.of(n));
export const vendorCode = (code: number): string => `CCID bError ${two(code)} ${errorOf(code).text}`;

/** bHardwareErrorCode of the interrupt message 51. */
export const hardwareErrorText = (code: number): string =>
  `CCID notice 51 code ${two(code)}${code === 0x01 ? " overcurrent" : ""}`;

/** Why `testCard` failed, by whose fault it is. */
export const refusals: Readonly<Record<Blame, string>> = {
  reader: "deviceFault",
  shorted: "shortCircuit",
  card: "cardUnreadable",
  us: "refused",
  busy: "busy",
  user: "refused",
  unsupported: "notSupported",
};

const inoperable = { component: "chipModule", state: "inoperable" } as const;

const ofError = ([key, { text, blame, wear }]: [string, ErrorRow]): DeviceCode[] => {
  const code = `bError ${two(Number(key))}`;
  if (blame === "reader" || blame === "shorted") return [{ code, text, ...inoperable }];
  if (blame === "busy") return [{ code, text, availability: "busy" }];
  const refused: DeviceCode = { code, text, refusal: refusals[blame] };
  return wear ? [refused, { code: `${code} with three cards in a row`, text, ...inoperable }] : [refused];
};

export const codes: readonly DeviceCode[] = [
  ...Object.entries(errors).flatMap(ofError),
  { code: "bmICCStatus 0", text: "card present and active", component: "media", state: "present" },
  { code: "bmICCStatus 1", text: "card present and not active", component: "media", state: "present" },
  { code: "bmICCStatus 2", text: "no card", component: "media", state: "notPresent" },
  { code: "notice 50, bits 11", text: "a card was put in", event: "cardInserted" },
  { code: "notice 50, bits 10", text: "the card was taken out", event: "cardTaken" },
  { code: "notice 51 code 01", text: "overcurrent", ...inoperable },
  { code: "no answer to the abort sequence", text: "the reader is out of step", error: "noAnswer" },
  { code: "testCard without a card", text: "there is no card in the slot", refusal: "noCard" },
];
