import { AppError } from "../../../contract/index.ts";
import { majorText } from "../../customers/fees/money.ts";
import { thereAre } from "../../unknown.ts";
import { clockText, dayText } from "../period.ts";
import type { Column, Table, Value } from "../report.ts";
import type { Told } from "./told.ts";
import { isNumeric } from "./values.ts";

/** Spreadsheets on a Chinese system read UTF-8 only with this before it. */
const mark = "\uFEFF";

/** Spreadsheets run what begins so; and a table's own heading begins with #. */
const dangerous = /^[=+\-@#\t]/;

const cell = (text: string): string => {
  const line = text.replaceAll(/[\r\n]+/g, " ");
  const safe = dangerous.test(line) ? `'${line}` : line;
  return /[",']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Numbers a program can read: durations in seconds, shares in per cent, moments by the clocks of the zone. Empty: not known. */
const plain = (value: Value<string>, { type, unit = "" }: Column<string>, zone: string): string => {
  if (value === null) return "";
  if (typeof value === "string") return cell(value);
  if (type === "time") return clockText(value, zone);
  if (type === "day") return dayText(value, zone);
  if (type === "money") return majorText(value, unit);
  if (type === "duration") return String(Math.round(value / 1000));
  return String(Number((type === "percent" ? value * 100 : value).toFixed(type === "percent" ? 4 : 3)));
};

const heading = ({ title, type, unit }: Column<string>): string => {
  const said = type === "duration" ? "s" : type === "percent" ? "%" : unit;
  return cell(said === undefined || !isNumeric(type) ? title : `${title} (${said})`);
};

export const tablesOf = (report: Told): readonly Table<string>[] =>
  report.sections.flatMap(({ blocks }) => blocks.filter((block) => block.kind === "table"));

const tableText = ({ columns, rows }: Table<string>, zone: string): string =>
  [
    columns.map(heading).join(","),
    ...rows.map((row) => row.map((value, n) => plain(value, columns[n] as Column<string>, zone)).join(",")),
  ].join("\r\n");

const noTable = (table: string, ids: readonly string[]): AppError => {
  const known = thereAre(ids);
  return new AppError("notFound", {
    en: `no table ${table}${known.en}`,
    "zh-CN": `没有表格 ${table}${known["zh-CN"]}`,
  });
};

/**
 * One table as a file; or all of them, each below a line `# <id>` and an empty line between them. No record spans lines and no other line begins with #,
 * so that a program can cut it. Throws `AppError("notFound")` for a table that the report has not, naming those it has.
 */
export const toCsv = (report: Told, table?: string): string => {
  const tables = tablesOf(report);
  const wanted = table === undefined ? tables : tables.filter(({ id }) => id === table);
  if (table !== undefined && wanted.length === 0)
    throw noTable(
      table,
      tables.map(({ id }) => id),
    );
  const texts = wanted.map((one) => (table === undefined ? `# ${one.id}\r\n` : "") + tableText(one, report.zone));
  return `${mark}${texts.join("\r\n\r\n")}\r\n`;
};
