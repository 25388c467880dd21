import type { TicketView } from "../../../contract/index.ts";
import type { Range } from "../period.ts";
import { within } from "./incidents.ts";

type Counted = Pick<TicketView, "number" | "openedAt" | "timeline">;

/** Tickets that this one was one case with at that moment: merged with it, or of the same incident. */
const joinedWith = ({ timeline }: Counted, at: number): readonly number[] =>
  timeline
    .filter((event) => event.at < at)
    .reduce<readonly number[]>((joined, { kind, tickets = [] }) => {
      if (kind === "linked" || kind === "mergedInto") return [...joined, ...tickets];
      return kind === "unlinked" ? joined.filter((number) => !tickets.includes(number)) : joined;
    }, []);

/**
 * Cases that were opened in the range, as a customer counts them: an incident with all its terminals' tickets is one, and so are tickets that were merged. A
 * case is opened with the first of its tickets. What joined after the range ended has not joined yet: a report tells the same when it is made later.
 */
export const casesOpened = (tickets: readonly Counted[], range: Pick<Range, "from" | "to">): number => {
  const leaders = new Map<number, number>();
  const leaderOf = (number: number): number => {
    let found = number;
    for (let next = leaders.get(found); next !== undefined && next !== found; next = leaders.get(found)) found = next;
    return found;
  };
  for (const ticket of tickets)
    for (const other of joinedWith(ticket, range.to)) leaders.set(leaderOf(ticket.number), leaderOf(other));
  const begins = new Map<number, number>();
  for (const { number, openedAt } of tickets) {
    const leader = leaderOf(number);
    begins.set(leader, Math.min(openedAt, begins.get(leader) ?? Number.POSITIVE_INFINITY));
  }
  return [...begins.values()].filter((at) => within(at, range)).length;
};
