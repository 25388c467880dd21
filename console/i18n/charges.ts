import type { ChargeStatement, Language } from "../../contract/index.ts";

type Currency = Pick<ChargeStatement, "currency" | "digits">;

/** `1,480.00` of 148000 minor units: for columns in which the currency stands once. */
export const amountText = (minor: number, { digits }: Pick<Currency, "digits">, language: Language): string =>
  new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    minor / 10 ** digits,
  );

/** `1,480.00 CNY`, as the lines of a statement say it: the code says which of several dollars it is. */
export const sumText = (minor: number, of: Currency, language: Language): string =>
  `${amountText(minor, of, language)} ${of.currency}`;
