import { Temporal } from "temporal-polyfill";
import type { Calendar } from "../service-levels/calendar.ts";
import type { ClockRule, Policy } from "../service-levels/policy.ts";
import type { Stretch, TrailEvent, TrailTicket } from "./trail.ts";

/** A promise that was kept or broken within the period. */
export interface Settled {
  readonly ticket: number;
  readonly policy: string;
  readonly level: string;
  readonly name: string;
  readonly kept: boolean;
  readonly at: number;
  readonly usedMs: number;
  readonly leftMs: number;
}

/** An earlier promise is kept by a later step, too. */
const order = [
  "contacted",
  "accepted",
  "planned",
  "remoteWork",
  "dispatched",
  "arrived",
  "restored",
  "resolved",
  "closed",
];
const shows: Readonly<Record<string, readonly string[]>> = {
  contact: order,
  plan: order.filter((kind) => !["contacted", "accepted", "remoteWork"].includes(kind)),
  onSite: ["arrived", "restored", "resolved", "closed"],
  restored: ["restored", "resolved", "closed"],
  resolved: ["resolved", "closed"],
};
const goesOn = ["resumed", "accepted", "remoteWork", "dispatched", "arrived", "restored", "resolved", "closed"];

const keptAt = (name: string, events: readonly TrailEvent[]): number | undefined => {
  const again = ["restored", "resolved"].includes(name) ? events.findLastIndex(({ kind }) => kind === "reopened") : -1;
  return events.slice(again + 1).find(({ kind }) => shows[name]?.includes(kind))?.at;
};

/** When no clock ran: excused waiting, and between the end and a reopening. */
const stillOf = (events: readonly TrailEvent[], excused: readonly string[]): Stretch[] => {
  const still: Stretch[] = [];
  for (const [n, { at, kind, reason = "" }] of events.entries()) {
    const later = events.slice(n + 1);
    if (kind === "waiting" && excused.includes(reason)) {
      const over = later.find(
        (one) => goesOn.includes(one.kind) || (one.kind === "waiting" && one.reason !== undefined),
      );
      still.push({ from: at, to: over?.at ?? Number.POSITIVE_INFINITY });
    }
    if (kind !== "resolved" && kind !== "closed") continue;
    const back = later.find((one) => one.kind === "reopened");
    if (back) still.push({ from: at, to: back.at });
  }
  return still;
};

const minuteAt = (date: Temporal.PlainDate, minute: number, zone: string): number =>
  date
    .add({ days: Math.floor(minute / 1440) })
    .toPlainDateTime({ hour: Math.floor((minute % 1440) / 60), minute: minute % 60 })
    .toZonedDateTime(zone).epochMilliseconds;

/** Working time from the day of `from` on, so many days of it. */
const workOf = ({ zone, week, holidays, makeUpDays }: Calendar, from: number, days: number): Stretch[] => {
  const first = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).toPlainDate();
  return Array.from({ length: days }, (_, n) => first.add({ days: n })).flatMap((date) => {
    const name = date.toString();
    const spans = makeUpDays.get(name) ?? (holidays.has(name) ? [] : (week[date.dayOfWeek - 1] ?? []));
    return spans.map((span) => ({ from: minuteAt(date, span.from, zone), to: minuteAt(date, span.to, zone) }));
  });
};

/** So far ahead a promise is looked for; longer than any of them runs. */
const horizonDays = 400;

/** The pieces of time in which a clock runs, from `from` on. */
const runningOf = (rule: ClockRule, { calendar }: Policy, from: number, still: readonly Stretch[]): Stretch[] => {
  const inHours = rule.hours === "service" || rule.budget.unit === "workdays";
  const work = inHours ? workOf(calendar, from, horizonDays) : [{ from, to: from + horizonDays * 86_400_000 }];
  let pieces = work.map((one) => ({ from: Math.max(one.from, from), to: one.to }));
  for (const gap of still)
    pieces = pieces.flatMap((one) =>
      [
        { from: one.from, to: Math.min(one.to, gap.from) },
        { from: Math.max(one.from, gap.to), to: one.to },
      ].filter((part) => part.to > part.from),
    );
  return pieces.filter((one) => one.to > one.from).sort((a, b) => a.from - b.from);
};

const lengthUntil = (pieces: readonly Stretch[], end: number): number =>
  pieces.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, end) - from), 0);

const runsOutAt = (pieces: readonly Stretch[], budget: number): number | undefined => {
  let left = budget;
  for (const { from, to } of pieces) {
    if (left <= to - from) return from + left;
    left -= to - from;
  }
  return undefined;
};

/** The usual day: the middle one of the week's working days by length. */
const dayLength = ({ week }: Calendar): number => {
  const lengths = week
    .map((spans) => spans.reduce((sum, { from, to }) => sum + (to - from) * 60_000, 0))
    .filter((ms) => ms > 0)
    .sort((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? 0;
};

const earliest = (times: readonly number[]): number | undefined => (times.length > 0 ? Math.min(...times) : undefined);

/** Promises of a ticket that were settled in `[from, to)`, as the log tells them. */
export const settledOf = (
  { number, timeline }: TrailTicket,
  policyOf: (id: string) => Policy,
  { from, to }: Stretch,
): Settled[] => {
  const events = timeline.filter(({ at }) => at <= to);
  // What was merged into another is promised there; a ticket that stands for others leaves the promises to them.
  if (events[0]?.incident !== undefined || events.some(({ kind }) => kind === "mergedInto")) return [];
  const begins = events.flatMap(({ at, since }, n) => (n === 0 ? [at] : since === undefined ? [] : [since]));
  const policy = policyOf(timeline.find((event) => event.policy !== undefined)?.policy ?? "");
  const said = events.findLast(({ level }) => level !== undefined)?.level;
  const level = policy.levels.find(({ id }) => id === said) ?? policy.levels.at(-1);
  const still = stillOf(events, policy.pauses);
  return (level?.clocks ?? []).flatMap((rule): Settled[] => {
    const startedAt = rule.from === "opened" ? earliest(begins) : keptAt(rule.from, events);
    const metAt = keptAt(rule.name, events);
    const one = { ticket: number, policy: policy.id, level: level?.id ?? "", name: rule.name };
    const budget = rule.budget.unit === "elapsed" ? rule.budget.ms : rule.budget.days * dayLength(policy.calendar);
    const within = (at: number | undefined): at is number => at !== undefined && at >= from && at < to;
    // What it was to begin with never came, but it is done: kept, and no time used.
    if (startedAt === undefined)
      return within(metAt) ? [{ ...one, kept: true, at: metAt, usedMs: 0, leftMs: budget }] : [];
    const running = runningOf(rule, policy, startedAt, still);
    const usedMs = lengthUntil(running, Math.max(startedAt, metAt ?? to));
    const kept = usedMs <= budget;
    const at = kept ? metAt : runsOutAt(running, budget);
    return within(at) ? [{ ...one, kept, at, usedMs, leftMs: budget - usedMs }] : [];
  });
};
