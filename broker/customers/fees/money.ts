import type { Language } from "../../../contract/index.ts";

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

/** Digits behind the point of a currency's minor unit (ISO 4217): 2 for CNY, 0 for JPY; `undefined` if there is no such currency. */
export const digitsOf = (currency: string): number | undefined =>
  currencies.has(currency)
    ? new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits
    : undefined;

/** `400`, `36.5` as whole minor units, exactly; `undefined` if it has more digits than the currency, or is negative. */
export const minorOf = (amount: number, digits: number): number | undefined => {
  const [, whole = "", part = ""] = /^(\d{1,12})(?:\.(\d+))?$/.exec(String(amount)) ?? [];
  if (whole === "" || part.length > digits) return undefined;
  return Number(whole + part.padEnd(digits, "0"));
};

/** Which way a half goes: away from zero, or to the even neighbour. */
export type Halves = "up" | "even";

/** `amount * numerator / denominator`, rounded to a whole minor unit. Exact: reckoned in whole numbers of any size. All must be whole and not negative. */
export const shareOf = (amount: number, numerator: number, denominator: number, halves: Halves = "up"): number => {
  const product = BigInt(amount) * BigInt(numerator);
  const by = BigInt(denominator);
  const [whole, twice] = [product / by, (product % by) * 2n];
  const up = twice > by || (twice === by && (halves === "up" || whole % 2n === 1n));
  return Number(up ? whole + 1n : whole);
};

/** `1480.00`: for programs. */
export const majorText = (minor: number, currency: string): string => {
  const digits = digitsOf(currency) ?? 2;
  return (minor / 10 ** digits).toFixed(digits);
};

/** `1,480.00 CNY`: the code says which of several dollars it is. */
export const moneyText = (minor: number, currency: string, language: Language): string => {
  const digits = digitsOf(currency) ?? 2;
  const number = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${number.format(minor / 10 ** digits)} ${currency}`;
};
