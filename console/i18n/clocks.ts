import type { ComplaintClock, SlaClock } from "../../contract/index.ts";

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

/**
 * ms from `now` to the end of a promise, below zero once it is over: by anybody's watch, nights and holidays too, for what people ask is when. The broker's
 * answer is of a moment ago. A clock that stands still has what it had.
 */
export const leftOf = (clock: Promised, now: number): number =>
  clock.dueAt === undefined || clock.metAt !== undefined ? clock.leftMs : clock.dueAt - now;

/** The promise that ends first of those that have begun and are not kept yet; one that stands still only if no other runs. */
export const nextDue = ({ clocks }: Promising, now: number): Promised | undefined =>
  clocks
    .filter((clock) => clock.metAt === undefined && clock.startedAt !== undefined)
    .toSorted((a, b) => Number(Boolean(a.paused)) - Number(Boolean(b.paused)) || leftOf(a, now) - leftOf(b, now))
    .at(0);
