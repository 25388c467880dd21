import type { SlaClock, TicketEvent } from "../../contract/index.ts";
import { afterWork, aroundTheClock, type Calendar, usualDayMs, workBetween } from "./calendar.ts";
import type { ClockName, ClockRule, Level, Policy } from "./policy.ts";
import { clockText } from "./words.ts";

type Kind = TicketEvent["kind"];
type Told = Pick<TicketEvent, "at" | "kind" | "by" | "reason" | "level" | "since" | "incident">;

/** Which events show that a promise was kept: a later step shows the earlier ones too. */
const keeps: Readonly<Record<ClockName, readonly Kind[]>> = {
  contact: [
    "contacted",
    "accepted",
    "planned",
    "remoteWork",
    "dispatched",
    "arrived",
    "restored",
    "resolved",
    "closed",
  ],
  plan: ["planned", "dispatched", "arrived", "restored", "resolved", "closed"],
  onSite: ["arrived", "restored", "resolved", "closed"],
  restored: ["restored", "resolved", "closed"],
  resolved: ["resolved", "closed"],
};
/** Of these a reopening takes back what was kept. */
const takenBack: readonly ClockName[] = ["restored", "resolved"];
const endsWaiting: readonly Kind[] = [
  "resumed",
  "accepted",
  "remoteWork",
  "dispatched",
  "arrived",
  "restored",
  "resolved",
  "closed",
];

interface Gap {
  readonly from: number;
  readonly to: number;
  readonly reason?: NonNullable<TicketEvent["reason"]>;
}

/** When no clock ran: waiting for what the policy excuses, and between an end and the reopening after it. */
const gapsOf = (timeline: readonly Told[], policy: Policy): Gap[] => {
  const gaps: Gap[] = [];
  let waiting: Told | undefined;
  let ended: Told | undefined;
  for (const event of timeline) {
    // Waiting for something else ends the first waiting and begins another.
    if (waiting?.reason && (event.kind === "waiting" || endsWaiting.includes(event.kind))) {
      gaps.push({ from: waiting.at, to: event.at, reason: waiting.reason });
      waiting = undefined;
    }
    if (event.kind === "waiting" && event.reason && policy.pauses.includes(event.reason)) waiting = event;
    if (event.kind === "resolved" || event.kind === "closed") ended ??= event;
    if (event.kind === "reopened" && ended) {
      gaps.push({ from: ended.at, to: event.at });
      ended = undefined;
    }
  }
  if (waiting?.reason) gaps.push({ from: waiting.at, to: Number.POSITIVE_INFINITY, reason: waiting.reason });
  return gaps.sort((a, b) => a.from - b.from);
};

/** The parts of `[from, to)` in no gap. */
const between = (from: number, to: number, gaps: readonly Gap[]): (readonly [number, number])[] => {
  const parts: (readonly [number, number])[] = [];
  let at = from;
  for (const gap of gaps) {
    if (gap.to <= at || gap.from >= to) continue;
    if (gap.from > at) parts.push([at, gap.from]);
    at = Math.max(at, gap.to);
  }
  if (at < to) parts.push([at, to]);
  return parts;
};

const levelAt = (timeline: readonly Told[], policy: Policy): Level => {
  const said = timeline.findLast((event) => event.level !== undefined)?.level;
  return policy.levels.find((level) => level.id === said) ?? (policy.levels.at(-1) as Level);
};

const keptAt = (name: ClockName, timeline: readonly Told[]): number | undefined => {
  const from = takenBack.includes(name) ? timeline.findLastIndex((event) => event.kind === "reopened") : -1;
  return timeline.slice(from + 1).find((event) => keeps[name].includes(event.kind))?.at;
};

const budgetMs = ({ budget }: ClockRule, calendar: Calendar): number =>
  budget.unit === "elapsed" ? budget.ms : budget.days * usualDayMs(calendar);

/** When its promises began: of a ticket that took in an older one, with the older. */
export const promisedSince = (timeline: readonly Told[]): number | undefined => {
  const starts = timeline.flatMap(({ at, since }, n) => (n === 0 ? [at] : since === undefined ? [] : [since]));
  return starts.length > 0 ? Math.min(...starts) : undefined;
};

/** A parent's children keep their own promises, and what was merged into another is kept there. */
const promisesNothing = (timeline: readonly Told[]): boolean =>
  timeline[0]?.incident !== undefined || timeline.some(({ kind }) => kind === "mergedInto");

interface Course {
  readonly timeline: readonly Told[];
  readonly gaps: readonly Gap[];
  readonly now: number;
}

const read = (rule: ClockRule, policy: Policy, { timeline, gaps, now }: Course): Omit<SlaClock, "text"> => {
  const calendar = hoursOf(rule, policy);
  const budget = budgetMs(rule, policy.calendar);
  const startedAt = rule.from === "opened" ? promisedSince(timeline) : keptAt(rule.from, timeline);
  const name = rule.name;
  const metAt = keptAt(name, timeline);
  if (startedAt === undefined)
    return {
      name,
      budgetMs: budget,
      usedMs: 0,
      pausedMs: 0,
      leftMs: budget,
      breached: false,
      ...(metAt === undefined ? {} : { metAt }),
    };
  const end = Math.max(startedAt, metAt ?? now);
  const parts = between(startedAt, end, gaps);
  const usedMs = parts.reduce((sum, [from, to]) => sum + workBetween(calendar, from, to), 0);
  const pausedMs = workBetween(calendar, startedAt, end) - usedMs;
  const leftMs = budget - usedMs;
  const paused = metAt === undefined ? gaps.find((gap) => gap.from <= now && gap.to > now)?.reason : undefined;
  const dueAt =
    paused && leftMs >= 0 ? undefined : dueOf(calendar, between(startedAt, Number.MAX_SAFE_INTEGER, gaps), budget);
  return {
    name,
    startedAt,
    budgetMs: budget,
    usedMs,
    pausedMs,
    leftMs,
    breached: leftMs < 0,
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(metAt === undefined ? {} : { metAt }),
    ...(paused === undefined ? {} : { paused }),
  };
};

/** The moment at which the running parts have used up the budget. */
const dueOf = (
  calendar: Calendar,
  parts: readonly (readonly [number, number])[],
  budget: number,
): number | undefined => {
  let left = budget;
  for (const [from, to] of parts) {
    const due = afterWork(calendar, from, left);
    if (due === undefined) return undefined;
    if (due <= to) return due;
    left -= workBetween(calendar, from, to);
  }
  return undefined;
};

/**
 * Every clock of a ticket's level as it stood at `now`. Pure, and right for any past moment: events after `now` do not count. The level in force at
 * `now` is reckoned from the beginning, so a level that rises makes the times shorter.
 */
export const clocksOf = (timeline: readonly Told[], policy: Policy, now: number): SlaClock[] => {
  const past = timeline.filter((event) => event.at <= now);
  if (promisesNothing(past)) return [];
  const course: Course = { timeline: past, gaps: gapsOf(past, policy), now };
  return levelAt(past, policy).clocks.map((rule) => {
    const clock = read(rule, policy, course);
    return { ...clock, text: clockText(clock, course.gaps) };
  });
};

/** The hours a rule counts: the policy's working time, or all of them. */
const hoursOf = (rule: ClockRule, policy: Policy): Calendar =>
  rule.hours === "service" || rule.budget.unit === "workdays" ? policy.calendar : aroundTheClock;

/**
 * When a clock of `level` that runs will have used `percent` of its budget; `now` if it has; `undefined` if it is kept, stands still or has not begun.
 */
export const reaches = (
  clock: SlaClock,
  { policy, level }: { policy: Policy; level: string },
  percent: number,
  now: number,
): number | undefined => {
  if (clock.metAt !== undefined || clock.paused !== undefined || clock.startedAt === undefined) return undefined;
  const rule = policy.levels.find(({ id }) => id === level)?.clocks.find(({ name }) => name === clock.name);
  const missing = (clock.budgetMs * percent) / 100 - clock.usedMs;
  if (missing <= 0 || !rule) return now;
  return afterWork(hoursOf(rule, policy), now, missing);
};
