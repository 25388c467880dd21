import { type RouteResponse } from "../../contract/index.ts";
import type { TimeRange } from "../store/history-rows.ts";
import type { Readers, TerminalRow } from "../store/store.ts";
import { unknown } from "../unknown.ts";
import { cashView } from "./cash.ts";
import { healthChanges } from "./changes.ts";
import { courseView } from "./course.ts";
import { type MeasureWish, measureHistory } from "./measure.ts";
import { timelineView } from "./timeline.ts";

interface OfTerminal {
  readonly terminal: string;
}
/** What can be asked of the past, as plain data that goes to another thread. */
export interface PastJobs {
  readonly course: OfTerminal & TimeRange;
  readonly timeline: OfTerminal & TimeRange;
  readonly healthChanges: OfTerminal & TimeRange;
  readonly measureHistory: MeasureWish;
  readonly cash: OfTerminal & { readonly now: number };
  /** Of these terminals; left out: of all. */
  readonly assetCounts: { readonly terminals?: readonly string[] | undefined };
}
export type PastName = keyof PastJobs;
export type PastJob = { [N in PastName]: { readonly name: N; readonly wish: PastJobs[N] } }[PastName];

const rowOf = (read: Readers, id: string): TerminalRow => {
  const row = read.terminal(id);
  if (!row) throw unknown("terminal", id);
  return row;
};

const work: { readonly [N in PastName]: (read: Readers, wish: PastJobs[N]) => RouteResponse<N> } = {
  course: (read, wish) => courseView(read, rowOf(read, wish.terminal), wish),
  timeline: (read, wish) => timelineView(read, rowOf(read, wish.terminal), wish),
  healthChanges,
  measureHistory,
  assetCounts: (read, wish) => read.assetCounts(wish),
  cash: (read, wish) => cashView(read, rowOf(read, wish.terminal), wish.now),
};

/** Answers one question from the store; takes as long as there are stored batches of that terminal and time. */
export const tell = <N extends PastName>(read: Readers, name: N, wish: PastJobs[N]): RouteResponse<N> =>
  work[name](read, wish);

export const perform = (read: Readers, job: PastJob): RouteResponse<PastName> => {
  switch (job.name) {
    case "course":
      return tell(read, job.name, job.wish);
    case "timeline":
      return tell(read, job.name, job.wish);
    case "healthChanges":
      return tell(read, job.name, job.wish);
    case "measureHistory":
      return tell(read, job.name, job.wish);
    case "cash":
      return tell(read, job.name, job.wish);
    case "assetCounts":
      return tell(read, job.name, job.wish);
  }
};
