import { cardDigitRuns, luhn } from "../../drivers/wire/card-number.ts";

/** Track 1 (`%B...^`) and track 2 (`;...=...?`) as ISO/IEC 7813 writes them. */
const tracks = /%?B\d{12,19}\^[^^]{2,26}\^[^?]{0,60}\??|;?\d{12,19}[=D]\d{4,40}\??/g;

/** A run of digits that can be a card number. No issuer number starts with 0; 13 digits that start with 1 are a time in ms, not a card. */
const isCardNumber = (run: string): boolean => {
  const digits = run.replace(/[ -]/g, "");
  if (digits.length < 13 || digits.length > 19 || digits.startsWith("0")) return false;
  return !(digits.length === 13 && digits.startsWith("1")) && luhn(digits);
};

/** True if the text holds something that looks like a card number or a magnetic track (S7). */
export const holdsCardData = (text: string): boolean =>
  (text.match(cardDigitRuns) ?? []).some(isCardNumber) || (text.match(tracks) ?? []).length > 0;

/** The same text, with what looks like card data blotted out. */
export const blotCardData = (text: string): string =>
  text
    .replace(tracks, "[card data removed]")
    .replace(cardDigitRuns, (run) => (isCardNumber(run) ? "[card data removed]" : run));

const hexText = /^[<>]?\s*(?:[0-9a-fA-F]{2}\s?){6,}/;

/** Frames are text in hex: what counts is the bytes they stand for. */
const blotText = (text: string): string => {
  if (!hexText.test(text)) return blotCardData(text);
  const bytes = Buffer.from(text.replace(/[^0-9a-fA-F]/g, ""), "hex").toString("latin1");
  return holdsCardData(bytes) ? "‹hidden: looks like card data›" : text;
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
