import type { CourseStretch, CourseView } from "../../contract/index.ts";
import { terminalFacts } from "../reports/facts.ts";
import { coursesOf } from "../reports/figures/availability.ts";
import type { Interval } from "../reports/figures/intervals.ts";
import type { TimeRange } from "../store/history-rows.ts";
import type { Readers, TerminalRow } from "../store/store.ts";

const always: readonly Interval[] = [[0, Number.MAX_SAFE_INTEGER]];

/** When a terminal was up, down and unobserved: the reports' own reckoning, of one terminal, whatever contract it stood under. */
export const courseView = (read: Readers, row: TerminalRow, { from, to }: TimeRange): CourseView => {
  const spans = read.spansOf(row.id, { from, to });
  const refs = [...new Set(spans.flatMap(({ kind, ref }) => (kind === "fault" && ref !== undefined ? [ref] : [])))];
  const faults = new Map(refs.flatMap((id) => read.fault(id) ?? []).map((fault) => [fault.id, fault]));
  const terminals = [terminalFacts({ row, counted: always }, read)];
  const whole = coursesOf({ terminals, spans, faults }, { from, to })[0]?.whole;
  if (!whole) return { from, to, course: [], planned: [] };
  const stretches = (["up", "down", "unobserved"] as const).flatMap((state) =>
    whole[state].map(([a, b]): CourseStretch => ({ from: a, to: b, state })),
  );
  return {
    from,
    to,
    course: stretches.sort((a, b) => a.from - b.from),
    planned: whole.planned.map(([a, b]) => ({ from: a, to: b })),
  };
};
