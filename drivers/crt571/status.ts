export interface Trouble {
  readonly text: string;
  /** What it says of the parts; a part that is not named stays as it was. */
  readonly says: Readonly<Record<string, string>>;
}

const about = (text: string, says: Record<string, string> = {}): Trouble => ({ text, says });

/**
 * Error codes e1 e0 (crt-card-reader.md §5). Codes about a command, a card or a packet say nothing of a part.
 */
export const errors: Readonly<Record<string, Trouble>> = {
  "00": about("undefined command"),
  "01": about("wrong parameter"),
  "02": about("not allowed in this sequence"),
  "03": about("not supported by this hardware"),
  "04": about("error in the packet data"),
  "05": about("chip contact not released", { chipModule: "inoperable" }),
  "10": about("card jam", { media: "jammed" }),
  "12": about("sensor error", { sensors: "inoperative" }),
  "13": about("card too long", { media: "jammed" }),
  "14": about("card too short", { media: "jammed" }),
  "16": about("card moved by hand"),
  "40": about("card pulled away while it was retained"),
  "41": about("chip contact magnet fault", { chipModule: "inoperable" }),
  "43": about("card cannot be moved to the chip position", { chipModule: "inoperable" }),
  "45": about("card moved by hand"),
  "50": about("counter of retained cards is past 999", { retainBin: "full" }),
  "51": about("motor fault", { transport: "inoperative" }),
  "60": about("short circuit of the chip supply", { chipModule: "inoperable" }),
  "61": about("card activation failed"),
  "62": about("the card does not support the command"),
  "63": about("the card did not answer in time"),
  "64": about("card protocol error"),
  "65": about("card not activated"),
  "66": about("not supported by the current card"),
  "67": about("transmission error with the card"),
  "68": about("transmission timeout with the card"),
  "69": about("the card's answer to reset is not EMV conformant"),
  A0: about("stacker empty", { cardStacker: "empty" }),
  A1: about("bin of retained cards full", { retainBin: "full" }),
  B0: about("not initialised since power-on", { power: "restarted" }),
};

/** What a code means; one that is in no table is told raw, and says of no part that it is good. */
export const troubleOf = (code: string): Trouble => errors[code] ?? about(`error ${code}, in no table`);

export const isKnownError = (code: string): boolean => Object.hasOwn(errors, code);

/** Codes that are no trouble of the device: the answer to a question it does not know. */
export const featureAbsent: ReadonlySet<string> = new Set(["00", "01", "03"]);

/** `CRT 31/30 N 10`. */
export const vendorCode = (frame: Uint8Array, code: string): string => {
  const two = (at: number) => (frame[at] ?? 0).toString(16).toUpperCase().padStart(2, "0");
  return `CRT ${two(5)}/${two(6)} e1e0=${code}`;
};

/** Status bytes st0–st2 (§4): which component, and its state by byte. A byte of no table is unknown, with the raw value. */
export const statusBytes = [
  { component: "media", states: { 0x30: "notPresent", 0x31: "present", 0x32: "latched" } },
  { component: "cardStacker", states: { 0x30: "empty", 0x31: "low", 0x32: "ok" } },
  { component: "retainBin", states: { 0x30: "ok", 0x31: "full" } },
] as const satisfies readonly { component: string; states: Readonly<Record<number, string>> }[];
