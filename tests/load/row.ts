/** One line of the bench table. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What it must reach: at least or at most. */
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Against a baseline measured in the same run. */
  readonly ratio?: { readonly value: number; readonly to: string; readonly atLeast?: number };
  readonly note?: string;
}

export const isMet = (row: Row): boolean =>
  (row.atLeast === undefined || row.value >= row.atLeast) &&
  (row.atMost === undefined || row.value <= row.atMost) &&
  (row.ratio?.atLeast === undefined || row.ratio.value >= row.ratio.atLeast);

/** The default export of `tests/load/<name>.bench.ts`. */
export interface Bench {
  readonly name: string;
  /** Loops are bounded: `seconds` is about how long the measured part runs. */
  run(options: { seconds: number; log: (text: string) => void }): Promise<Row[]>;
}
