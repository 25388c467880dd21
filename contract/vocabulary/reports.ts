/** Formats of a report: a page to read or print, tables for a spreadsheet, data for a program, a document to send. */
export const reportFormats = ["html", "csv", "json", "pdf"] as const;
export type ReportFormat = (typeof reportFormats)[number];
