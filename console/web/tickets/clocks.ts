import type { TicketView } from "../../../contract/index.ts";
import { leftOf, nextDue, type Promised } from "../../i18n/clocks.ts";

export type ClockState = "met" | "late" | "running" | "breached" | "paused" | "waiting";

export const stateOf = (clock: Promised, now: number): ClockState => {
  if (clock.metAt !== undefined) return clock.breached ? "late" : "met";
  if (clock.startedAt === undefined) return "waiting";
  if (clock.paused) return "paused";
  return leftOf(clock, now) < 0 ? "breached" : "running";
};

/**
 * Used part of a promise's time, 0 to 1; 1 for one that is overdue. Where only service hours count, more was never left than the broker said, nor than
 * there is until its end.
 */
export const usedPart = (clock: Promised, now: number): number => {
  const leftMs = Math.min(clock.leftMs, leftOf(clock, now));
  return clock.budgetMs <= 0 ? 1 : Math.min(1, Math.max(0, 1 - leftMs / clock.budgetMs));
};

const over = ({ state }: TicketView): boolean => ["resolved", "confirmed", "closed"].includes(state);

/** What is due first stands first; what nothing is promised of any more stands last, the newest first. */
export const byUrgency =
  (now: number) =>
  (a: TicketView, b: TicketView): number => {
    const [x, y] = [nextDue(a, now), nextDue(b, now)];
    const rank = (ticket: TicketView, clock: Promised | undefined): number =>
      over(ticket) ? 3 : clock === undefined ? 2 : clock.paused ? 1 : 0;
    return rank(a, x) - rank(b, y) || (x && y ? leftOf(x, now) - leftOf(y, now) : b.number - a.number);
  };
