import type { ComplaintClock, SlaClock, TicketView } from "../../../contract/index.ts";

/** A promise that counts down: of a ticket, or of a complaint, which is never paused. */
export type Promised = Pick<
  SlaClock,
  "startedAt" | "budgetMs" | "leftMs" | "dueAt" | "metAt" | "breached" | "paused" | "text"
> & {
  readonly name: SlaClock["name"] | ComplaintClock["name"];
};
interface Promising {
  readonly clocks: readonly Promised[];
}

export type ClockState = "met" | "late" | "running" | "breached" | "paused" | "waiting";

/** What is left of a promise at `now`: the broker's answer is of a moment ago. A clock that stands still has what it had. */
export const leftOf = (clock: Promised, now: number): number =>
  clock.dueAt === undefined || clock.metAt !== undefined ? clock.leftMs : clock.dueAt - now;

export const stateOf = (clock: Promised, now: number): ClockState => {
  if (clock.metAt !== undefined) return clock.breached ? "late" : "met";
  if (clock.startedAt === undefined) return "waiting";
  if (clock.paused) return "paused";
  return leftOf(clock, now) < 0 ? "breached" : "running";
};

/** Used part of a promise's time, 0 to 1; 1 for one that is overdue. */
export const usedPart = (clock: Promised, now: number): number =>
  clock.budgetMs <= 0 ? 1 : Math.min(1, Math.max(0, 1 - leftOf(clock, now) / clock.budgetMs));

const open = ({ clocks }: Promising): readonly Promised[] =>
  clocks.filter((clock) => clock.metAt === undefined && clock.startedAt !== undefined);

/** The promise that ends first; one that stands still only if no other runs. */
export const nextDue = (of: Promising, now: number): Promised | undefined =>
  open(of)
    .toSorted((a, b) => Number(Boolean(a.paused)) - Number(Boolean(b.paused)) || leftOf(a, now) - leftOf(b, now))
    .at(0);

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
