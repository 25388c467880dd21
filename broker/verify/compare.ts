import type { Block, Num } from "./question.ts";

/** A number of a report and what it was found to be. */
export interface Compared {
  /** `availability-by-site/Central Station/up`. */
  readonly path: string;
  readonly reported: Num | string;
  readonly recomputed: Num | undefined;
  readonly agrees: boolean;
}

/** Sums of the same parts in another order differ by this much at most, of their size. */
const rounding = 1e-9;

const same = (a: unknown, b: Num | undefined): boolean => {
  if (a === null || b === null || b === undefined || typeof a !== "number") return a === b;
  return Math.abs(a - b) <= rounding * Math.max(1, Math.abs(a), Math.abs(b));
};

const compared = (path: string, reported: Num | string, recomputed: Num | undefined): Compared => ({
  path,
  reported,
  recomputed,
  agrees: same(reported, recomputed),
});

interface Column {
  readonly key: string;
  readonly type: string;
}
type Cell = string | number | null;
/** The blocks of a report's JSON that hold numbers. */
export interface ReportJson {
  readonly id: string;
  readonly title: string;
  readonly from: number;
  readonly to: number;
  readonly zone: string;
  readonly madeAt: number;
  readonly customer?: string;
  readonly sections: readonly { readonly id: string; readonly blocks: readonly ReportBlock[] }[];
}
type ReportBlock =
  | { readonly kind: "text" | "list" }
  | {
      readonly kind: "figures";
      readonly figures: readonly { readonly key: string; readonly value: Cell; readonly type: string }[];
    }
  | {
      readonly kind: "table";
      readonly id: string;
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Cell[])[];
      readonly note?: string;
    }
  | {
      readonly kind: "chart";
      readonly id: string;
      readonly series: readonly { readonly name: string; readonly values: readonly Num[] }[];
    };

const isNumber = ({ type }: { readonly type: string }): boolean => type !== "text";

const figures = (id: string, block: Extract<ReportBlock, { kind: "figures" }>, found: Block | undefined): Compared[] =>
  block.figures
    .filter(isNumber)
    .map(({ key, value }) =>
      compared(`${id}/${key}`, value, found?.kind === "figures" ? found.figures[key] : undefined),
    );

const table = (block: Extract<ReportBlock, { kind: "table" }>, found: Block | undefined): Compared[] => {
  const known = found?.kind === "table" ? found : undefined;
  const keys = known?.key ?? [];
  const nameOf = (row: readonly Cell[]): string =>
    keys.map((key) => String(row[block.columns.findIndex((one) => one.key === key)] ?? "")).join(" | ");
  const cells = block.rows.flatMap((row, n) => {
    const name = known ? nameOf(row) : String(n + 1);
    return block.columns.flatMap((column, c): Compared[] =>
      isNumber(column)
        ? [compared(`${block.id}/${name}/${column.key}`, row[c] ?? null, known?.rows.get(name)?.[column.key])]
        : [],
    );
  });
  // Of a long table the report shows the first rows, and says so.
  const there = new Set(block.rows.map(nameOf));
  const missing = known && block.note === undefined ? [...known.rows.keys()].filter((name) => !there.has(name)) : [];
  return [
    ...cells,
    ...missing.map((name) => ({
      path: `${block.id}/${name}`,
      reported: "no such row",
      recomputed: null,
      agrees: false,
    })),
  ];
};

const chart = (block: Extract<ReportBlock, { kind: "chart" }>, found: Block | undefined): Compared[] =>
  block.series.flatMap(({ name, values }, s) =>
    values.map((value, n) =>
      compared(`${block.id}/${name}/${n + 1}`, value, found?.kind === "chart" ? found.series[s]?.[n] : undefined),
    ),
  );

/** Key figures go by the report they are of: the section's name, but for this one. */
const figuresOf: Readonly<Record<string, string>> = { service: "service-levels", complaints: "complaints-figures" };

/** Holds every number of a report against what was found. A number that nothing was found for does not agree. */
export const compare = (report: ReportJson, found: ReadonlyMap<string, Block>): Compared[] =>
  report.sections.flatMap(({ id, blocks }) => {
    let statements = 0;
    return blocks.flatMap((block): Compared[] => {
      switch (block.kind) {
        case "figures": {
          // Each contract's charges have figures of their own.
          const name = id === "charges" ? `charges-${++statements}` : (figuresOf[id] ?? id);
          return figures(name, block, found.get(name));
        }
        case "table":
          return table(block, found.get(block.id));
        case "chart":
          return chart(block, found.get(block.id));
        case "text":
        case "list":
          return [];
      }
    });
  });
