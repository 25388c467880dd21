import { ascii, bytesOf } from "../wire/fields.ts";
import { type Cut, type FrameRule, need } from "../wire/framer.ts";

/*
 * A line of ASCII ended by CR, both ways (sheet section 1). There is no checksum: validity is first character, exact length and the shape of every field.
 *
 *   (MMM.M NNN.N PPP.P QQQ RR.R SS.S TT.T 76543210   status, 47 bytes with CR
 *   #MMM.M QQQ SS.SS RR.R                            ratings, 22 bytes
 *   #company........ model..... version...           vendor, 39 bytes; Megatec's own IC answers 38, laid out otherwise
 */
const cr = 0x0d;

/** The longest line of the protocol is 47 bytes; a few more for doubled spaces. */
export const maxFrame = 64;

/** The command and CR, nothing else. */
export const encode = (command: string): Uint8Array => bytesOf(`${command}\r`);

const volts = "[0-9@-]{3}\\.[0-9@-]";
const small = "[0-9@-]{2}\\.[0-9@-]";
const status = new RegExp(
  `^\\((${volts}) +(${volts}) +(${volts}) +([0-9@-]{3}) +(${small}) +(${small}|[0-9@-]\\.[0-9@-]{2}) +(${small}) +([01]{8})$`,
);
const rating = /^#([0-9]{3}\.[0-9]) +([0-9]{3}) +([0-9]{2}\.[0-9]{2}|[0-9]{3}\.[0-9]) +([0-9]{2}\.[0-9])$/;
const vendorLong = /^#(.{15}) (.{10}) (.{10})$/;
const vendorShort = /^#(.{7})(.{8}) (.{5})(.{5}) (.{9})$/;
const verdict = /^\(?(ACK|NAK)$/;
/** A command of the sheet, which a unit that does not know it sends back, in any case. */
const echo = /^(Q1|QS|Q|D|F|I|FW\?|T|TL|T[0-9]{2}|CT|C|S(\.[2-9]|[0-9]{2})(R[0-9]{4})?)$/i;
const shapes = [status, rating, vendorLong, vendorShort, verdict, echo];

const isMark = (byte: number | undefined): boolean => byte === 0x28 || byte === 0x23;
const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

/** One line of known shape. A foreign byte before the mark is skipped; a line that lost or gained a byte belongs to nobody. */
export const rule: FrameRule = (buffer): Cut => {
  const end = buffer.findIndex((byte) => !isPrintable(byte));
  if (end === 0) return { skip: 1 };
  const mark = buffer.findIndex((byte, i) => i > 0 && isMark(byte));
  const behind = mark > 0 && (end < 0 || mark < end) ? mark : undefined;
  if (!isMark(buffer[0]) && behind !== undefined) return { skip: behind };
  if (end < 0) return need;
  const isLine = buffer[end] === cr && shapes.some((shape) => shape.test(textOf(buffer.subarray(0, end))));
  // A line cut short by its successor hides a good one behind its own mark.
  return isLine ? { frame: end + 1 } : { skip: behind ?? end + 1 };
};

/** Bytes as they are, spaces at the end included: columns count. */
const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** One status line. A field that the unit cannot measure (`@` or `-` in it) is undefined. */
export interface Status {
  /** Volts; `fault` is the lowest since the last question. */
  readonly input: number | undefined;
  readonly fault: number | undefined;
  readonly output: number | undefined;
  /** Percent of the rated power. */
  readonly load: number | undefined;
  /** Hertz, of the input. */
  readonly frequency: number | undefined;
  /** Volts as sent: of the whole string, of one block or of one cell. */
  readonly battery: number | undefined;
  /** Degrees Celsius. */
  readonly temperature: number | undefined;
  /** b7 first. */
  readonly bits: Bits;
}
/** Status bits by name (sheet section 3). */
export interface Bits {
  readonly mainsFailed: boolean;
  readonly batteryLow: boolean;
  readonly diverted: boolean;
  readonly upsFailed: boolean;
  readonly standbyType: boolean;
  readonly testing: boolean;
  readonly shuttingDown: boolean;
  readonly beeping: boolean;
}

export interface Rating {
  readonly volts: number;
  readonly amperes: number;
  readonly batteryVolts: number;
  readonly hertz: number;
}

export interface Vendor {
  readonly manufacturer: string;
  readonly model: string;
  readonly firmware: string;
  readonly serial?: string;
}

/** What a frame says. `echo`: our own words came back, so the unit does not know them (or the line echoes). */
export type Line =
  | { readonly kind: "status"; readonly status: Status }
  | { readonly kind: "rating"; readonly rating: Rating }
  | { readonly kind: "vendor"; readonly vendor: Vendor }
  | { readonly kind: "ack" | "nak" }
  | { readonly kind: "echo"; readonly text: string };

const numberOf = (field: string | undefined): number | undefined =>
  field === undefined || /[@-]/.test(field) ? undefined : Number(field);

const bitsOf = (text: string): Bits => {
  const bit = (n: number): boolean => text[7 - n] === "1";
  return {
    mainsFailed: bit(7),
    batteryLow: bit(6),
    diverted: bit(5),
    upsFailed: bit(4),
    standbyType: bit(3),
    testing: bit(2),
    shuttingDown: bit(1),
    beeping: bit(0),
  };
};

const statusOf = (text: string): Line | undefined => {
  const found = status.exec(text);
  if (!found) return undefined;
  const [, input, fault, output, load, frequency, battery, temperature, bits = ""] = found;
  return {
    kind: "status",
    status: {
      input: numberOf(input),
      fault: numberOf(fault),
      output: numberOf(output),
      load: numberOf(load),
      frequency: numberOf(frequency),
      battery: numberOf(battery),
      temperature: numberOf(temperature),
      bits: bitsOf(bits),
    },
  };
};

const ratingOf = (text: string): Line | undefined => {
  const found = rating.exec(text)?.slice(1).map(Number);
  if (!found) return undefined;
  const [volts = 0, amperes = 0, batteryVolts = 0, hertz = 0] = found;
  return { kind: "rating", rating: { volts, amperes, batteryVolts, hertz } };
};

const trimmed = (field: string | undefined): string => ascii(bytesOf(field ?? ""));

const vendorOf = (text: string): Line | undefined => {
  const long = vendorLong.exec(text);
  if (long) {
    const [manufacturer = "", model = "", firmware = ""] = long.slice(1).map(trimmed);
    return { kind: "vendor", vendor: { manufacturer, model, firmware } };
  }
  const short = vendorShort.exec(text);
  if (!short) return undefined;
  const [manufacturer = "", serial = "", model = "", , firmware = ""] = short.slice(1).map(trimmed);
  return { kind: "vendor", vendor: { manufacturer, model, firmware, ...(serial ? { serial } : {}) } };
};

/** A frame that `rule` has cut out; undefined for anything else. */
export const decode = (frame: Uint8Array): Line | undefined => {
  if (frame.length > maxFrame || frame.at(-1) !== cr) return undefined;
  const text = textOf(frame.subarray(0, -1));
  const said = verdict.exec(text)?.[1];
  if (said !== undefined) return { kind: said === "ACK" ? "ack" : "nak" };
  return (
    statusOf(text) ??
    ratingOf(text) ??
    vendorOf(text) ??
    (echo.test(text) ? { kind: "echo", text: text.toUpperCase() } : undefined)
  );
};

/** `S<n>R<m>`: off after n, on again m minutes later. n: .2 to .9 of a minute, or whole minutes to 10, never sooner than asked. */
export const shutdownCommand = (delaySeconds: number, offMinutes: number): string => {
  const tenths = Math.max(2, Math.ceil(delaySeconds / 6));
  const delay = tenths <= 9 ? `.${tenths}` : String(Math.ceil(delaySeconds / 60)).padStart(2, "0");
  return `S${delay}R${String(offMinutes).padStart(4, "0")}`;
};
