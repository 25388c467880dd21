import { Temporal } from "temporal-polyfill";
import { common, type Interval, outside, union } from "../reports/figures/intervals.ts";
import { type Calendar, type Span, workSpans } from "../service-levels/calendar.ts";
import { dateAt, localOf, momentOf } from "./wall-clock.ts";

/** When a layer is on duty at all. Everything that is given must hold. */
export interface Hours {
  readonly inside?: Calendar;
  readonly outside?: Calendar;
  /** Seven days, Monday first; `to` may lie beyond 1440: the span goes on into the next day. */
  readonly week?: readonly (readonly Span[])[];
  /** Days of this calendar on which the whole day counts, whatever the week says. */
  readonly holidaysOf?: Calendar;
}

const dayMinutes = 1440;
const wholeDay: readonly Span[] = [{ from: 0, to: dayMinutes }];

const spansOf = ({ week, holidaysOf }: Hours, date: Temporal.PlainDate): readonly Span[] =>
  holidaysOf?.holidays.has(date.toString()) ? wholeDay : (week?.[date.dayOfWeek - 1] ?? []);

const weekSpans = (hours: Hours, zone: string, [from, to]: Interval): Interval[] => {
  const spans: Interval[] = [];
  const last = localOf(to, zone).toPlainDate();
  // A span of the day before may reach into the first one.
  let date = localOf(from, zone).toPlainDate().subtract({ days: 1 });
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 }))
    for (const span of spansOf(hours, date))
      spans.push([momentOf(dateAt(date, span.from), zone), momentOf(dateAt(date, span.to), zone)]);
  return union(spans);
};

/** The parts of `[from, to)` in which a layer is on duty, ascending and apart. */
export const openHours = (hours: Hours | undefined, zone: string, range: Interval): readonly Interval[] => {
  let open: readonly Interval[] = union([range]);
  if (hours?.inside) open = common(open, union(workSpans(hours.inside, ...range)));
  if (hours?.outside) open = common(open, outside(union(workSpans(hours.outside, ...range)), range));
  if (hours?.week || hours?.holidaysOf) open = common(open, weekSpans(hours, zone, range));
  return open;
};
