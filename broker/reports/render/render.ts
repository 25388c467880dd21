import type { Language } from "../../../contract/index.ts";
import type { ReportData } from "../report.ts";
import { toCsv } from "./csv.ts";
import type { FontFile } from "./fonts.ts";
import { toHtml } from "./html.ts";
import { type Told, told } from "./told.ts";

export const formats = ["html", "csv", "json", "pdf"] as const;
export type Format = (typeof formats)[number];

export interface Wish {
  readonly language: Language;
  /** CSV: this table only. */
  readonly table?: string | undefined;
  readonly font: FontFile | undefined;
}

/** Content type and extension of each format. */
export const contentTypes: Readonly<Record<Format, string>> = {
  html: "text/html; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  json: "application/json; charset=utf-8",
  pdf: "application/pdf",
};

const renderers: Readonly<Record<Format, (report: Told, wish: Wish) => string | Promise<string | Buffer>>> = {
  html: (report, { language }) => toHtml(report, language),
  csv: (report, { table }) => toCsv(report, table),
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  // Loaded with the first PDF: the library is large, and most brokers make few.
  pdf: async (report, { language, font }) => (await import("./pdf.ts")).toPdf(report, language, font),
};

/** Any report in any format. Throws `AppError`: `notFound` (table), `noFont`. */
export const render = async (data: ReportData, format: Format, wish: Wish): Promise<string | Buffer> =>
  renderers[format](told(data, wish.language), wish);
