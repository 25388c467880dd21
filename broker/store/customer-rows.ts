import type { ComplaintView, Score } from "../../contract/index.ts";
import type { TimeRange } from "./history-rows.ts";

/** A complaint as it is kept: its clocks and its contract's standing are reckoned when it is shown. */
export type ComplaintRow = Omit<ComplaintView, "clocks" | "standing"> & { readonly key?: string };

export interface ComplaintFilter {
  readonly customer?: string;
  readonly contract?: string;
  readonly ticket?: number;
  readonly open?: boolean;
  readonly limit?: number;
}

/** A confirmed ticket of which nobody has said yet how it was. */
export interface OpinionDue {
  readonly ticket: number;
  readonly dueAt: number;
}

export interface CustomerReaders {
  /** Every opinion on a ticket's work, the oldest first. */
  scoresOf(ticket: number): Score[];
  /** Opinions that count (of corrected ones the last) on work first judged within the range, the oldest first. */
  scoresBetween(range: TimeRange): Score[];
  opinionsDue(): OpinionDue[];
  /** Newest first. */
  complaints(filter: ComplaintFilter): ComplaintRow[];
  /** Received or closed within the range, or open in it; the oldest first. */
  complaintsBetween(range: TimeRange): ComplaintRow[];
  complaint(number: number): ComplaintRow | undefined;
  complaintByKey(key: string): ComplaintRow | undefined;
}

export interface CustomerWriters {
  /** Appends; gives the next number. */
  addScore(score: Omit<Score, "n">): Score;
  /** `undefined`: nothing is awaited any more. */
  saveOpinionDue(ticket: number, dueAt: number | undefined): void;
  /** Gives the next number to one that has none (`number: 0`) and returns it. */
  saveComplaint(row: ComplaintRow): ComplaintRow;
}
