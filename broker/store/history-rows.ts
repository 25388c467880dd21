import type { TicketView } from "../../contract/index.ts";

/**
 * `presence`: a terminal was online, stopped or lost (`code`). `dark`: nothing was known of a device though its terminal was online (`stale`, `unknown`, `unread`).
 * `fault`: one occurrence of a fault; `ref` is the fault's id. `maintenance`: a terminal was in announced maintenance.
 */
export type SpanKind = "presence" | "dark" | "fault" | "maintenance";

/** A state that lasted from one moment to another; `to` is left out while it lasts. `device` is empty for a whole terminal. */
export interface SpanRow {
  readonly kind: SpanKind;
  readonly terminal: string;
  readonly device: string;
  readonly code: string;
  readonly from: number;
  readonly to?: number;
  readonly ref?: string;
}

/** `[ms, sum of value times ms, least, most]`: how long a measure was known in an hour, and what it was. */
export type Sample = readonly [ms: number, sum: number, least: number, most: number];

/** The measures of one device in one hour (`hour`: its beginning). Everything up to `upTo` is in it. */
export interface SampleRow {
  readonly terminal: string;
  readonly device: string;
  readonly hour: number;
  readonly upTo: number;
  readonly measures: Readonly<Record<string, Sample>>;
}

/** Sales of one terminal in one hour that ended alike. `amount` in minor units of `currency`; the sum of those that named one. */
export interface SaleTally {
  readonly terminal: string;
  readonly hour: number;
  readonly kind: string;
  readonly result: string;
  readonly cause: string;
  readonly currency: string;
  readonly count: number;
  readonly amount: number;
}

export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export interface HistoryReaders {
  /** Those that lasted at some moment of `[from, to)`, by their beginning. */
  spans(range: TimeRange, kind?: SpanKind): SpanRow[];
  spansOf(terminal: string, range: TimeRange): SpanRow[];
  openSpans(): SpanRow[];
  samples(range: TimeRange): SampleRow[];
  sample(terminal: string, device: string, hour: number): SampleRow | undefined;
  saleTallies(range: TimeRange): SaleTally[];
  /** Tallies of the hours that begin in the range, those that ended alike as one; its `hour` is the range's beginning. */
  saleSums(range: TimeRange): SaleTally[];
  /** Tickets opened before `to` that were not closed before `from`, the oldest first. */
  ticketsBetween(range: TimeRange): TicketView[];
}

export interface HistoryWriters {
  /** One row by kind, terminal, device, code and beginning; written again when it ends. */
  saveSpan(row: SpanRow): void;
  saveSample(row: SampleRow): void;
  /** Adds `count` and `amount` to what is there. */
  addSales(row: SaleTally): void;
}
