import type { Style } from "./values.ts";

/** The page that is being written: where it is, and which font has the letters of a text. */
export interface Page {
  readonly document: PDFKit.PDFDocument;
  readonly style: Style;
  readonly left: number;
  readonly width: number;
  readonly fontFor: (text: string, bold?: boolean) => string;
  readonly chartFont: string;
}

export const colour = {
  ink: "#1e293b",
  soft: "#64748b",
  line: "#d9dfe7",
  ground: "#f1f4f8",
  accent: "#1f4e79",
  good: "#2f8f6b",
  warn: "#b97a10",
  bad: "#c8443c",
  dim: "#94a3b8",
} as const;

/** Where the text of a page ends. */
export const bottomOf = ({ document: { page } }: Page): number => page.height - page.margins.bottom;

/** Begins a new page if less than `height` is left on this one. Returns whether it did. */
export const room = (page: Page, height: number): boolean => {
  if (page.document.y + height <= bottomOf(page)) return false;
  page.document.addPage();
  page.document.x = page.left;
  return true;
};
