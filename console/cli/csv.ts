/** UTF-8, or else GB 18030, as office programs in China write it. */
export const textOf = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // A TypeError: these bytes are no UTF-8.
    return new TextDecoder("gb18030").decode(bytes);
  }
};

const fieldForm = (separator: string): RegExp =>
  new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(${separator}|\\r?\\n|$)`, "gy");

/** A line of a table, and which of the file it was. */
export interface CsvLine {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Lines of comma-separated values (RFC 4180); semicolons or tabs do, too, if the first line has them. Empty lines are left out. */
export const csvLines = (text: string): CsvLine[] => {
  const separator = [";", "\t"].find((one) => (text.split("\n", 1)[0] ?? "").includes(one)) ?? ",";
  const lines: CsvLine[] = [];
  let fields: string[] = [];
  let [line, begun] = [1, 1];
  for (const [whole, quoted, plain = "", end] of text.matchAll(fieldForm(separator))) {
    fields.push((quoted?.replaceAll('""', '"') ?? plain).trim());
    line += whole.split("\n").length - 1;
    if (end === separator) continue;
    if (fields.some((field) => field !== "")) lines.push({ line: begun, fields });
    [fields, begun] = [[], line];
    if (end === "") break;
  }
  return lines;
};
