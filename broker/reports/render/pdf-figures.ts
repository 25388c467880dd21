import type { Figure } from "../report.ts";
import { colour, type Page, room } from "./pdf-page.ts";
import { shown } from "./values.ts";

const gap = 8;
const height = 50;

const drawFigure = (page: Page, figure: Figure<string>, [x, y, width]: readonly [number, number, number]): void => {
  const { document, style, fontFor } = page;
  const one = { width: width - 16, height: 11, ellipsis: true, lineBreak: false } as const;
  document.roundedRect(x, y, width, height, 3).lineWidth(0.7).strokeColor(colour.line).stroke();
  document.rect(x, y, 2.5, height).fill(figure.tone ? colour[figure.tone] : colour.accent);
  const value = shown(figure.value, figure, style);
  document
    .font(fontFor(figure.label))
    .fontSize(8)
    .fillColor(colour.soft)
    .text(figure.label, x + 9, y + 6, one);
  document
    .font(fontFor(value, true))
    .fontSize(13.5)
    .fillColor(colour.ink)
    .text(value, x + 9, y + 17, { ...one, height: 17 });
  if (figure.hint)
    document
      .font(fontFor(figure.hint))
      .fontSize(7)
      .fillColor(colour.soft)
      .text(figure.hint, x + 9, y + 36, one);
};

/** Key figures as cards, three or four in a row. */
export const drawFigures = (page: Page, figures: readonly Figure<string>[]): void => {
  const { document, left, width } = page;
  const perRow = figures.length % 4 === 0 ? 4 : 3;
  const each = (width - gap * (perRow - 1)) / perRow;
  for (let n = 0; n < figures.length; n += perRow) {
    room(page, height + gap);
    const y = document.y;
    figures.slice(n, n + perRow).forEach((figure, k) => {
      drawFigure(page, figure, [left + k * (each + gap), y, each]);
    });
    document.y = y + height + gap;
  }
  document.x = left;
};
