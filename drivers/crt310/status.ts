import type { DeviceCode } from "../api.ts";

/** What a code says of the parts; a part that is not named stays as it was. */
export interface Trouble {
  readonly text: string;
  readonly says: Readonly<Record<string, string>>;
  /** Why a command failed, for people and runbooks. */
  readonly refusal: string;
}

const about = (text: string, refusal: string, says: Record<string, string> = {}): Trouble => ({ text, refusal, says });

/** Refusal codes E (crt-310-card-reader.md §4). */
export const refusals: Readonly<Record<number, Trouble>> = {
  0x00: about("unknown command", "unsupported"),
  0x01: about("parameter out of range", "unsupported"),
  0x02: about("cannot be executed (feature or state)", "notNow"),
  0x04: about("error in the data of the packet", "refused"),
  0x05: about("supply voltage out of range: it talks, and moves nothing", "deviceFault", { supply: "outOfRange" }),
  0x06: about("card of wrong length inside", "deviceFault", { media: "jammed" }),
  0x07: about("main supply gone, running on the backup supply", "deviceFault", { supply: "failed" }),
};

/** What a code means; one that is in no table is told raw, and says of no part that it is good. */
export const refusalOf = (code: number): Trouble =>
  refusals[code] ?? about(`refusal ${two(code)}, in no table`, "deviceFault");

/** Codes that are no trouble of the device: the answer to a question that this model does not know. */
export const featureAbsent: ReadonlySet<number> = new Set([0x00, 0x01, 0x02]);

const two = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, "0");

/** `CRT-310 31/30 E=06`. */
export const vendorCode = (frame: Uint8Array, asked: readonly number[], code: number): string =>
  `CRT-310 ${two(frame[4] ?? 0)}/${asked.slice(1).map(two).join(" ")} E=${two(code)}`;

interface Word {
  readonly text: string;
  readonly state: string;
}
type Words = Readonly<Record<number, Word>>;

/** S1: where the card is (§5). */
export const cardPlaces: Words = {
  0x46: { text: "card longer than standard", state: "jammed" },
  0x47: { text: "card shorter than standard", state: "jammed" },
  0x48: { text: "card at the front, released", state: "present" },
  0x49: { text: "card at the front, held", state: "present" },
  0x4a: { text: "card inside", state: "latched" },
  0x4b: { text: "card on the chip contacts", state: "latched" },
  0x4c: { text: "card at the rear, held", state: "latched" },
  0x4d: { text: "card at the rear, released (captured)", state: "notPresent" },
  0x4e: { text: "no card", state: "notPresent" },
};

/** S2: entry at the front (§5). */
export const frontEntry: Words = {
  0x49: { text: "entry by magnetic signal and switch", state: "open" },
  0x4a: { text: "entry by switch", state: "open" },
  0x4b: { text: "entry by magnetic signal", state: "open" },
  0x4e: { text: "front entry forbidden", state: "closed" },
};

/** S3: entry at the rear (§5). This driver forbids it, and the unit allows it after power-on: seen again, it says that the power was off. */
export const rearEntry: Words = {
  0x4a: { text: "rear entry allowed, as after power-on, though it was forbidden", state: "restarted" },
  0x4e: { text: "rear entry forbidden", state: "ok" },
};

export const stateOf = (words: Words, byte: number): string => words[byte]?.state ?? "unknown";

/** P: how an operation ended (§4). */
export const results: Readonly<Record<number, Omit<Trouble, "refusal"> & { readonly refusal?: string }>> = {
  0x59: { text: "success", says: { transport: "ok", supply: "ok" } },
  0x4e: { text: "failure", says: { transport: "inoperative" }, refusal: "notMoved" },
  0x45: { text: "no card", says: {}, refusal: "noCard" },
  0x57: { text: "the card is not where the operation needs it", says: {}, refusal: "notNow" },
  0x30: { text: "contactless card not valid", says: {}, refusal: "notOffered" },
  0x31: { text: "wrong sector", says: {}, refusal: "notOffered" },
  0x32: { text: "wrong serial number of the card", says: {}, refusal: "notOffered" },
  0x33: { text: "wrong key", says: {}, refusal: "notOffered" },
  0x34: { text: "card read error", says: {}, refusal: "notOffered" },
};

export const resultVendorCode = (sent: readonly number[], p: number): string =>
  `CRT-310 ${sent.map(two).join("/")} P=${two(p)}`;

export const statusVendorCode = (n: 1 | 2 | 3, byte: number): string => `CRT-310 S${n}=${two(byte)}`;

const ofWords = (name: string, component: string, words: Words): DeviceCode[] =>
  Object.entries(words).map(([byte, { text, state }]) => ({
    code: `${name}=${two(Number(byte))}`,
    text,
    component,
    state,
  }));

const ofTrouble = (
  code: string,
  { text, says, refusal }: Omit<Trouble, "refusal"> & { refusal?: string },
): DeviceCode[] => {
  const parts = Object.entries(says).map(([component, state]) => ({ code, text, component, state }));
  return parts.length > 0 ? parts : [{ code, text, refusal: refusal ?? "refused" }];
};

/** Every code of the sheet, and the events that its changes make. */
export const codes: readonly DeviceCode[] = [
  ...Object.entries(refusals).flatMap(([byte, trouble]) => ofTrouble(`E=${two(Number(byte))}`, trouble)),
  ...Object.entries(results).flatMap(([byte, trouble]) => ofTrouble(`P=${two(Number(byte))}`, trouble)),
  ...ofWords("S1", "media", cardPlaces),
  ...ofWords("S2", "entry", frontEntry),
  ...ofWords("S3", "power", rearEntry),
  {
    code: "PSSn=31",
    text: "sensor n sees something, and there is no card",
    component: "sensors",
    state: "inoperative",
  },
  {
    code: "KSW=31",
    text: "entry switch pressed for long, and there is no card",
    component: "sensors",
    state: "inoperative",
  },
  { code: "CTSW=31", text: "shutter open, and there is no card", component: "shutter", state: "inoperative" },
  { code: "S1=4E, then 46-4C", text: "a card was put in", event: "cardInserted" },
  { code: "S1=46-4C, then 4E", text: "the card has left the reader", event: "cardTaken" },
  { code: "S1=4D, before it another", text: "a card was moved out at the rear", event: "cardRetained" },
  { code: "S3=4A, before it 4E", text: "entry is set as after power-on", event: "powerLoss" },
];
