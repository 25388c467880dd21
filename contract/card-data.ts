/** Digits in a row, or in groups with single blanks or dashes, 13 to 19 of them: what can be a card number (ISO/IEC 7812-1). */
export const cardDigitRuns = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g;

/** Check digit of a card number (ISO/IEC 7812-1 annex B). */
export const luhn = (digits: string): boolean => {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
};

/** Track 1 (`%B...^`) and track 2 (`;...=...?`) as ISO/IEC 7813 writes them. */
const tracks = /%?B\d{12,19}\^[^^]{2,26}\^[^?]{0,60}\??|;?\d{12,19}[=D]\d{4,40}\??/g;
/** Bytes written as hex in the middle of a text: so many that a card number fits in. */
const hexRuns = /(?<![0-9a-fA-F])(?:[0-9a-fA-F]{2}[ :-]?){13,}(?![0-9a-fA-F])/g;
const base64Runs = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{18,}={0,2}/g;

/** A run of digits that can be a card number. No issuer number starts with 0; 13 digits that start with 1 are a time in ms, not a card. */
const isCardNumber = (run: string): boolean => {
  const digits = run.replace(/[ -]/g, "");
  if (digits.length < 13 || digits.length > 19 || digits.startsWith("0")) return false;
  return !(digits.length === 13 && digits.startsWith("1")) && luhn(digits);
};

const inPlain = (text: string): boolean => (text.match(cardDigitRuns) ?? []).some(isCardNumber) || tracksIn(text);
const tracksIn = (text: string): boolean => (text.match(tracks) ?? []).length > 0;

/** One character a byte. */
const ofHex = (hex: string): string =>
  hex.replace(/[^0-9a-fA-F]/g, "").replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));

/** Base64 of either alphabet; what is none decodes to nothing. */
const ofBase64 = (run: string): string => {
  const whole = run.replace(/=+$/, "").replace(/-/g, "+").replace(/_/g, "/");
  try {
    return atob(whole.length % 4 === 1 ? whole.slice(0, -1) : whole);
  } catch {
    return ""; // no base64 after all
  }
};

/** What can hide a number, and whether it does. */
const hidings: readonly (readonly [runs: RegExp, hides: (run: string) => boolean])[] = [
  [tracks, () => true],
  [cardDigitRuns, isCardNumber],
  [hexRuns, (run) => inPlain(ofHex(run))],
  [base64Runs, (run) => inPlain(ofBase64(run))],
];

/** Where in a text card data stands, also as hex or base64 of its characters: in order, none over another (S7). */
export const cardDataIn = (text: string): { readonly from: number; readonly to: number }[] => {
  const found = hidings.flatMap(([runs, hides]) =>
    [...text.matchAll(runs)]
      .filter(([run]) => hides(run))
      .map((match) => ({ from: match.index, to: match.index + match[0].length })),
  );
  const merged: { from: number; to: number }[] = [];
  for (const range of found.sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && range.from < last.to) last.to = Math.max(last.to, range.to);
    else merged.push(range);
  }
  return merged;
};

/** True if the text holds something that looks like a card number or a magnetic track, also as hex or base64 of its characters. */
export const holdsCardData = (text: string): boolean =>
  hidings.some(([runs, hides]) => (text.match(runs) ?? []).some(hides));

/** A length or a tag of up to two bytes may stand before or behind a packed number, and look like more of its digits. */
const beside = [0, 2, 4] as const;

/**
 * Packed decimal: 16 digits with a card scheme's first one (ISO/IEC 7812-1) at an end of a run of decimal bytes, or a run that is a number itself. Not
 * anywhere in a long run: a table of amounts would look like card numbers throughout.
 */
const packedIn = (hex: string): boolean => {
  if (!/\d{13}/.test(hex)) return false;
  const isPacked = (digits: string): boolean => /^[2-6]\d{15}$/.test(digits) && luhn(digits);
  // Bytes that are not decimal part the runs: `5a0841…` is `08 41 …`.
  const runs = hex.replace(/../g, (byte) => (/^\d\d$/.test(byte) ? byte : " ")).split(/ +/);
  const atEnds = runs.some((run) =>
    beside.some((n) => isPacked(run.slice(n, n + 16)) || isPacked(run.slice(0, run.length - n).slice(-16))),
  );
  return atEnds || (hex.match(cardDigitRuns) ?? []).some(isCardNumber);
};

/** True if the bytes hold a card number or a track, as characters or as packed decimal. */
export const bytesHoldCardData = (bytes: Uint8Array): boolean => {
  let [text, hex] = ["", ""];
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
    hex += byte.toString(16).padStart(2, "0");
  }
  return inPlain(text) || packedIn(hex);
};

export const removedCardData = "[card data removed]";

/** The same text, with what looks like card data blotted out. */
export const blotCardData = (text: string): string =>
  cardDataIn(text).reduceRight((left, { from, to }) => left.slice(0, from) + removedCardData + left.slice(to), text);

/** Frames are text in hex, byte by byte: what counts is what the bytes stand for. */
const frameText = /^[<>]?\s*[0-9a-fA-F]{2}(?: [0-9a-fA-F]{2}){5,}(?: …\+\d+)?$/;

const blotText = (text: string): string => {
  if (!frameText.test(text)) return blotCardData(text);
  const hex = text.replace(/ ….*$/, "").replace(/[^0-9a-fA-F]/g, "");
  return inPlain(ofHex(hex)) || packedIn(hex) ? "‹hidden: looks like card data›" : text;
};

/** A copy of any JSON value with card data blotted out of its texts; depth is bounded. */
export const blotted = (value: unknown, depth = 0): unknown => {
  if (typeof value === "string") return blotText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > 12) return "[too deep]";
  if (Array.isArray(value)) return value.map((v) => blotted(v, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [blotCardData(k), blotted(v, depth + 1)]));
};

/** True if any text or number of a JSON value looks like card data. */
export const anyCardData = (value: unknown, depth = 0): boolean => {
  if (typeof value === "string" || typeof value === "number") return holdsCardData(String(value));
  if (typeof value !== "object" || value === null) return false;
  if (depth > 12) return true;
  return Object.entries(value).some(([k, v]) => holdsCardData(k) || anyCardData(v, depth + 1));
};
