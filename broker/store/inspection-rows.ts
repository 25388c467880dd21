import type { InspectionAnswer, InspectionRound } from "../../contract/index.ts";

/** A round as it is kept: while it is open the answers only, once it is finished the whole of it. `broker/inspections` says what it means. */
export interface RoundRow {
  /** 0 in one that is not saved yet. */
  readonly number: number;
  readonly version: number;
  readonly terminal: string;
  readonly startedAt: number;
  readonly startedBy: string;
  readonly answers: readonly InspectionAnswer[];
  readonly note?: string;
  readonly finished?: InspectionRound;
}

export interface RoundFilter {
  readonly terminal?: string;
  readonly finished?: boolean;
  readonly limit?: number;
}

export interface InspectionReaders {
  /** Newest first. */
  rounds(filter: RoundFilter): RoundRow[];
  round(number: number): RoundRow | undefined;
  /** The last finished round of each terminal. */
  lastRounds(): RoundRow[];
  /** Rounds finished within `[from, to)`, the oldest first. */
  roundsBetween(range: { readonly from: number; readonly to: number }): RoundRow[];
  /** The last round of each terminal that was finished before a moment. */
  lastRoundsBefore(at: number): RoundRow[];
}

export interface InspectionWriters {
  /** Gives the next number to one that has none and returns it. A finished round cannot be saved again. */
  saveRound(row: RoundRow): RoundRow;
}
