import { AppError, type ComplaintClock, type ComplaintEvent } from "../../../contract/index.ts";
import { type Budget, parseBudget } from "../../service-levels/budget.ts";
import { afterWork, aroundTheClock, type Calendar, usualDayMs, workBetween } from "../../service-levels/calendar.ts";
import type { ComplaintSettings } from "../settings.ts";
import { clockText } from "./words.ts";

type Kind = ComplaintEvent["kind"];
type Told = Pick<ComplaintEvent, "at" | "kind">;

/** What a complaint's customer is promised, and in how many per cent of the time it is said that it runs out. */
export interface Promises {
  readonly acknowledge: Budget;
  readonly answer: Budget;
  readonly escalateAt: readonly number[];
}

/** Throws `AppError("config")` for a time that none can be. */
export const promisesOf = ({ acknowledge, answer, escalateAt }: Omit<ComplaintSettings, "validLimit">): Promises => {
  const budget = (name: string, text: string): Budget => {
    const parsed = parseBudget(text);
    if (!parsed) throw new AppError("config", `complaints.${name}: ${text} is no time: write 2 d, 36 h or 2 workdays`);
    return parsed;
  };
  return {
    acknowledge: budget("acknowledge", acknowledge),
    answer: budget("answer", answer),
    escalateAt: [...escalateAt].sort((a, b) => a - b),
  };
};

/** What shows that a promise was kept; a later step shows the earlier one too. */
const keeps: Readonly<Record<ComplaintClock["name"], readonly Kind[]>> = {
  acknowledge: ["acknowledged", "answered", "closed"],
  answer: ["answered", "closed"],
};

/** Days of the calendar for a time in workdays, every hour for one in hours or days. */
const calendarFor = (budget: Budget, calendar: Calendar): Calendar =>
  budget.unit === "workdays" ? calendar : aroundTheClock;
const budgetMs = (budget: Budget, calendar: Calendar): number =>
  budget.unit === "elapsed" ? budget.ms : budget.days * usualDayMs(calendar);

interface Course {
  readonly timeline: readonly Told[];
  readonly calendar: Calendar;
  readonly now: number;
}

const read = (name: ComplaintClock["name"], budget: Budget, { timeline, calendar, now }: Course): ComplaintClock => {
  const hours = calendarFor(budget, calendar);
  // Who takes a complaint up again owes another answer; that it was acknowledged stays true.
  const from = name === "answer" ? timeline.findLastIndex((event) => event.kind === "reopened") : -1;
  const startedAt = timeline[Math.max(0, from)]?.at ?? now;
  const metAt = timeline.slice(from + 1).find((event) => keeps[name].includes(event.kind))?.at;
  const total = budgetMs(budget, calendar);
  const usedMs = workBetween(hours, startedAt, metAt ?? now);
  const dueAt = afterWork(hours, startedAt, total);
  const clock = {
    name,
    startedAt,
    budgetMs: total,
    usedMs,
    leftMs: total - usedMs,
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(metAt === undefined ? {} : { metAt }),
    breached: usedMs > total,
  };
  return { ...clock, text: clockText(clock) };
};

/** Both promises as they stood at `now`. Pure, and right for any past moment: what happened after `now` does not count. */
export const clocksOf = (
  complaint: { readonly timeline: readonly Told[] },
  promises: Promises,
  calendar: Calendar,
  now: number,
): ComplaintClock[] => {
  const timeline = complaint.timeline.filter((event) => event.at <= now);
  const course = { timeline, calendar, now };
  return [read("acknowledge", promises.acknowledge, course), read("answer", promises.answer, course)];
};

/** A part of a promise's time is used up, and that was not said yet. */
export interface Threshold {
  readonly clock: ComplaintClock["name"];
  readonly percent: number;
}

const isSaid = (timeline: readonly ComplaintEvent[], { clock, percent }: Threshold): boolean => {
  const from = clock === "answer" ? timeline.findLastIndex((event) => event.kind === "reopened") : -1;
  return timeline.slice(from + 1).some((e) => e.kind === "escalated" && e.clock === clock && e.percent === percent);
};

interface Watched {
  readonly timeline: readonly ComplaintEvent[];
}

const running = (
  complaint: Watched,
  promises: Promises,
  calendar: Calendar,
  now: number,
): (Threshold & { readonly of: ComplaintClock; readonly at: number | undefined })[] =>
  clocksOf(complaint, promises, calendar, now)
    .filter((of) => of.metAt === undefined)
    .flatMap((of) =>
      promises.escalateAt.map((percent) => {
        const hours = calendarFor(promises[of.name], calendar);
        return { clock: of.name, percent, of, at: afterWork(hours, of.startedAt, (of.budgetMs * percent) / 100) };
      }),
    )
    .filter((threshold) => !isSaid(complaint.timeline, threshold));

/** Thresholds that are passed at `now` and were not said: the timeline remembers, so that a restart says nothing twice. */
export const passed = (complaint: Watched, promises: Promises, calendar: Calendar, now: number): Threshold[] =>
  running(complaint, promises, calendar, now)
    .filter(({ at }) => at !== undefined && at <= now)
    .map(({ clock, percent }) => ({ clock, percent }));

/** When the next threshold will be passed if nothing happens; `undefined` if none will. */
export const nextThreshold = (
  complaint: Watched,
  promises: Promises,
  calendar: Calendar,
  now: number,
): number | undefined => {
  const times = running(complaint, promises, calendar, now).flatMap(({ at }) => at ?? []);
  return times.length > 0 ? Math.min(...times) : undefined;
};
