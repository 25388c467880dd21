import Table from "cli-table3";
import type { Align } from "../../contract/index.ts";
import { displayWidth, wrap } from "./width.ts";

const gap = 2;
/** A column is made narrower down to this before another is left out, and down to `least` after that. */
const comfortable = 24;
const least = 8;

export interface TableColumn {
  readonly title: string;
  readonly align: Align;
  readonly priority: number;
}

const cellWidth = (text: string): number => Math.max(0, ...text.split("\n").map(displayWidth));

const naturalWidths = (columns: readonly TableColumn[], rows: readonly (readonly string[])[]): number[] =>
  columns.map((column, n) => Math.max(displayWidth(column.title), ...rows.map((row) => cellWidth(row[n] ?? ""))));

const totalOf = (widths: readonly number[]): number => widths.reduce((a, b) => a + b, 0) + gap * (widths.length - 1);

/** Takes from the widest column until the row fits; false if a column would become narrower than `floor`. */
const shrink = (widths: number[], available: number, floor: number): boolean => {
  while (totalOf(widths) > available) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= floor) return false;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return true;
};

/** The column to leave out next: the highest number, the last of equals. */
const nextToDrop = (columns: readonly TableColumn[], kept: readonly number[]): number | undefined =>
  kept
    .filter((n) => (columns[n]?.priority ?? 0) > 0)
    .sort((a, b) => (columns[b]?.priority ?? 0) - (columns[a]?.priority ?? 0) || b - a)[0];

/** Which columns are shown and how wide, so that a row fits into `available` columns. One that may be left out and says nothing is. */
export const layout = (
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  available: number,
): { kept: number[]; widths: number[] } => {
  const natural = naturalWidths(columns, rows);
  const isUsed = (n: number): boolean => rows.length === 0 || rows.some((row) => (row[n] ?? "") !== "");
  let kept = columns.map((_, n) => n).filter((n) => (columns[n]?.priority ?? 0) === 0 || isUsed(n));
  for (;;) {
    const widths = kept.map((n) => natural[n] ?? 0);
    if (shrink(widths, available, comfortable)) return { kept, widths };
    const drop = nextToDrop(columns, kept);
    if (drop === undefined) {
      shrink(widths, available, least);
      return { kept, widths };
    }
    kept = kept.filter((n) => n !== drop);
  }
};

const edges =
  "top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid";
const noLines = Object.fromEntries(edges.split(" ").map((name) => [name, ""]));

/** A table without lines, for `available` columns. Long cells are wrapped; columns of low priority are left out when it is narrow. */
export const renderTable = (
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  available: number,
  paintHead: (text: string) => string,
): string => {
  const { kept, widths } = layout(columns, rows, available);
  const cell = (text: string, width: number): string => wrap(text, width).join("\n");
  const table = new Table({
    head: kept.map((n, i) =>
      wrap(columns[n]?.title ?? "", widths[i] ?? least)
        .map(paintHead)
        .join("\n"),
    ),
    chars: { ...noLines, middle: " ".repeat(gap) },
    colAligns: kept.map((n) => columns[n]?.align ?? "left"),
    colWidths: widths,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
  });
  for (const row of rows) table.push(kept.map((n, i) => cell(row[n] ?? "", widths[i] ?? least)));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
};
