// biome-ignore-all lint: the escape character is what this file is about
const ansi = /\u001b\[[0-9;]*m/g;
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
  [...plain(text)].reduce((sum, character) => sum + widthOf(character), 0);

/** Pieces between which a line may break: words with their spaces, and every wide character by itself. */
const pieces = (text: string): string[] =>
  text.match(
    /\u001b\[[0-9;]*m|\s+|[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]|[^\s\u001b\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]+/gu,
  ) ?? [];

/** Cuts a piece that is longer than a whole line. */
const cut = (piece: string, columns: number): string[] => {
  if (displayWidth(piece) <= columns) return [piece];
  const parts: string[] = [];
  let part = "";
  for (const character of piece) {
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
  for (const piece of pieces(line).flatMap((p) => cut(p, columns))) {
    const fits = displayWidth(current) + displayWidth(piece) <= columns || closing.test(piece);
    if (!fits && current !== "") {
      lines.push(current.trimEnd());
      current = "";
    }
    if (current !== "" || piece.trim() !== "") current += piece;
  }
  return [...lines, current.trimEnd()];
};

/** Breaks text into lines of at most `columns`, at spaces or between wide characters. */
export const wrap = (text: string, columns: number): string[] =>
  text.split("\n").flatMap((line) => (displayWidth(line) <= columns ? [line] : wrapLine(line, Math.max(columns, 4))));

/** Text with spaces behind it up to `columns`. */
export const pad = (text: string, columns: number): string =>
  text + " ".repeat(Math.max(0, columns - displayWidth(text)));
