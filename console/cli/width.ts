const escape = String.fromCharCode(27);
/** A colour, as picocolors writes it. */
const ansiPattern = `${escape}\\[[0-9;]*m`;
const ansi = new RegExp(ansiPattern, "g");
/** Two columns on a terminal: CJK ideographs, kana, hangul, full-width forms and CJK punctuation (Unicode TR 11, W and F). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u;
const mark = /\p{Mark}/u;

export const plain = (text: string): string => text.replaceAll(ansi, "");

const widthOf = (character: string): number => {
  if (mark.test(character)) return 0;
  return wide.test(character) || (character.codePointAt(0) ?? 0) > 0xffff ? 2 : 1;
};

/** Columns that `text` takes on a terminal; colours take none. */
export const displayWidth = (text: string): number =>
  Array.from(plain(text)).reduce((sum, character) => sum + widthOf(character), 0);

const wideRange = "\\u2e80-\\u9fff\\uac00-\\ud7a3\\uf900-\\ufaff\\uff00-\\uff60";
const piece = new RegExp(`${ansiPattern}|\\s+|[${wideRange}]|[^\\s${escape}${wideRange}]+`, "gu");
/** Pieces between which a line may break: words with their spaces, and every wide character by itself. */
const pieces = (text: string): string[] => text.match(piece) ?? [];

/** Cuts a piece that is longer than a whole line. */
const cut = (text: string, columns: number): string[] => {
  if (displayWidth(text) <= columns) return [text];
  const parts: string[] = [];
  let part = "";
  for (const character of text) {
    if (displayWidth(part + character) > columns) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  return [...parts, part];
};

/** Punctuation that may not begin a line. */
const closing = /^[,.;:!?)\]，。；：！？）】、]$/u;

const wrapLine = (line: string, columns: number): string[] => {
  const lines: string[] = [];
  let current = "";
  for (const part of pieces(line).flatMap((p) => cut(p, columns))) {
    const fits = displayWidth(current) + displayWidth(part) <= columns || closing.test(part);
    if (!fits && current !== "") {
      lines.push(current.trimEnd());
      current = "";
    }
    if (current !== "" || part.trim() !== "") current += part;
  }
  return [...lines, current.trimEnd()];
};

/** Breaks text into lines of at most `columns`, at spaces or between wide characters. */
export const wrap = (text: string, columns: number): string[] =>
  text.split("\n").flatMap((line) => (displayWidth(line) <= columns ? [line] : wrapLine(line, Math.max(columns, 4))));

/** Text with spaces behind it up to `columns`. */
export const pad = (text: string, columns: number): string =>
  text + " ".repeat(Math.max(0, columns - displayWidth(text)));
