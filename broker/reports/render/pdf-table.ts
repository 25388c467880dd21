import type { Column, Table } from "../report.ts";
import { bottomOf, colour, type Page, room } from "./pdf-page.ts";
import { isNumeric, shown } from "./values.ts";
import { formatWords } from "./words.ts";

const pad = 3.5;

interface Layout {
  readonly page: Page;
  readonly columns: readonly Column<string>[];
  readonly widths: readonly number[];
  readonly size: number;
}

/** How wide a column wants to be at most and must be at least, by a look at its first rows. */
const wishes = (page: Page, { columns }: Table<string>, texts: readonly (readonly string[])[], size: number) => {
  const { document, fontFor } = page;
  const measure = (text: string, bold = false): number =>
    document.font(fontFor(text, bold)).fontSize(size).widthOfString(text) + 2 * pad + 1;
  const longestWord = (text: string): number =>
    Math.max(0, ...text.split(/\s+/).map((word) => measure(word.slice(0, 14))));
  return columns.map((column, n) => {
    const cells = texts.slice(0, 200).map((row) => row[n] ?? "");
    const widest = Math.max(...cells.map((text) => measure(text)), 0);
    const head = Math.max(...column.title.split(" ").map((word) => measure(word, true)));
    const least = column.type === "text" ? Math.max(head, ...cells.map(longestWord), 34) : Math.max(head, widest);
    return { least, most: Math.max(head, Math.min(widest, 240)) };
  });
};

/** Everybody gets what he must have, and of what is left a share by what he still wants. */
const widthsOf = (wanted: readonly { readonly least: number; readonly most: number }[], width: number): number[] => {
  const least = wanted.reduce((sum, one) => sum + one.least, 0);
  if (least >= width) return wanted.map((one) => (one.least * width) / least);
  const more = wanted.reduce((sum, one) => sum + Math.max(0, one.most - one.least), 0);
  const share = more > 0 ? Math.min(1, (width - least) / more) : 0;
  const widths = wanted.map((one) => one.least + Math.max(0, one.most - one.least) * share);
  const rest = width - widths.reduce((sum, one) => sum + one, 0);
  return widths.map((one) => one + rest / widths.length);
};

const heightOf = ({ page, widths, size }: Layout, texts: readonly string[], bold: boolean): number => {
  const { document, fontFor } = page;
  const heights = texts.map((text, n) =>
    document
      .font(fontFor(text, bold))
      .fontSize(size)
      .heightOfString(text, { width: (widths[n] as number) - 2 * pad }),
  );
  return Math.max(...heights) + 2 * pad;
};

const drawCells = (layout: Layout, texts: readonly string[], height: number, head: boolean): void => {
  const { page, columns, widths, size } = layout;
  const { document, left, fontFor } = page;
  const y = document.y;
  let x = left;
  for (const [n, text] of texts.entries()) {
    const width = (widths[n] as number) - 2 * pad;
    const align = isNumeric((columns[n] as Column<string>).type) ? "right" : "left";
    document
      .font(fontFor(text, head))
      .fontSize(size)
      .fillColor(head ? colour.soft : colour.ink)
      .text(text, x + pad, y + pad, { width, height: height - 2 * pad + 1, align, ellipsis: true });
    x += widths[n] as number;
  }
  document.y = y + height;
  document.x = left;
};

const drawHead = (layout: Layout): void => {
  const { page, columns } = layout;
  const titles = columns.map(({ title }) => title);
  const height = heightOf(layout, titles, true);
  page.document.rect(page.left, page.document.y, page.width, height).fill(colour.ground);
  drawCells(layout, titles, height, true);
};

const drawRow = (layout: Layout, texts: readonly string[]): void => {
  const { page } = layout;
  const { document, left, width } = page;
  // A cell that is longer than a page is cut: the other formats have all of it.
  const most = bottomOf(page) - document.page.margins.top - 60;
  const height = Math.min(most, heightOf(layout, texts, false));
  if (room(page, height)) drawHead(layout);
  drawCells(layout, texts, height, false);
  document
    .moveTo(left, document.y)
    .lineTo(left + width, document.y)
    .lineWidth(0.4)
    .strokeColor(colour.line)
    .stroke();
};

/** A table that goes on over pages, its heading on each. */
export const drawTable = (page: Page, table: Table<string>): void => {
  const { document, style, left, width, fontFor } = page;
  const small = (text: string): void => {
    document
      .font(fontFor(text))
      .fontSize(8)
      .fillColor(colour.soft)
      .text(text, left, document.y + 3, { width });
    document.moveDown(0.4);
  };
  if (table.rows.length === 0) return small(table.none ?? formatWords.none[style.language]);
  const texts = table.rows.map((row) => table.columns.map((column, n) => shown(row[n] ?? null, column, style)));
  const size = table.columns.length > 8 ? 6.8 : 8.2;
  const widths = widthsOf(wishes(page, table, texts, size), width);
  const layout = { page, columns: table.columns, widths, size };
  drawHead(layout);
  for (const row of texts) drawRow(layout, row);
  if (table.note) small(table.note);
  document.moveDown(0.4);
  return undefined;
};
