import type { Language } from "../../../contract/index.ts";
import { moneyText } from "../../customers/fees/money.ts";
import { length } from "../../service-levels/words.ts";
import { clockText, dayText } from "../period.ts";
import type { Value, ValueType } from "../report.ts";

export interface Style {
  readonly language: Language;
  readonly zone: string;
}

/** What stands where nothing is known. */
export const unknownText = "–";

/** Shares that matter are near 1: three digits behind the point there, one elsewhere. 100 % is only said of all. */
const percentText = (share: number): string => {
  const percent = share * 100;
  const digits = percent > 98 && percent < 100 ? 3 : 1;
  const floor = 10 ** digits;
  const shown = percent > 98 ? Math.floor(percent * floor) / floor : Math.round(percent * floor) / floor;
  return `${shown.toFixed(percent === 100 || percent === 0 ? 0 : digits)} %`;
};

const grouped = (value: number, digits: number): string =>
  value.toLocaleString("en-US", { maximumFractionDigits: digits, useGrouping: true });

const numbers: Readonly<Record<Exclude<ValueType, "text" | "money">, (value: number, style: Style) => string>> = {
  count: (value) => grouped(value, 0),
  number: (value) => grouped(value, Math.abs(value) < 10 ? 2 : 1),
  percent: percentText,
  duration: (value, { language }) => length(value)[language],
  time: (value, { zone }) => clockText(value, zone).slice(0, 16),
  day: (value, { zone }) => dayText(value, zone),
};

/** A value as people read it. */
export const shown = (
  value: Value<string>,
  { type, unit }: { readonly type: ValueType; readonly unit?: string },
  style: Style,
): string => {
  if (value === null || value === "") return unknownText;
  if (typeof value === "string" || type === "text") return String(value);
  if (type === "money") return moneyText(value, unit ?? "", style.language);
  return numbers[type](value, style) + (unit === undefined ? "" : ` ${unit}`);
};

export const isNumeric = (type: ValueType): boolean => type !== "text" && type !== "time" && type !== "day";
