import type { Language, Localized } from "../../../contract/index.ts";
import type { ReportData } from "../report.ts";

/** A report in one language: what every format is made of. */
export type Told = ReportData<string>;

const isLocalized = (value: object): value is Localized =>
  "en" in value && "zh-CN" in value && Object.keys(value).length === 2;

const inLanguage = (value: unknown, language: Language): unknown => {
  if (Array.isArray(value)) return value.map((one) => inLanguage(one, language));
  if (typeof value !== "object" || value === null) return value;
  if (isLocalized(value)) return value[language];
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inLanguage(one, language)]));
};

export const told = (data: ReportData, language: Language): Told => inLanguage(data, language) as Told;

/** Every text of a report, for whoever has to know which letters it needs. */
export const textsOf = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
};
