import type { SlaClock, TicketView } from "../../../contract/index.ts";
import type { Facts } from "../facts.ts";
import type { Range } from "../period.ts";
import { within } from "./incidents.ts";

/** One promise of a ticket that was kept or broken within the range, as its clock stood at the range's end. */
export interface Promised {
  readonly ticket: TicketView;
  readonly clock: SlaClock;
  readonly kept: boolean;
  /** When it was kept, or when its time ran out. */
  readonly at: number;
}

/** Promises decided within the range. One that still runs, or stands still, is not decided. */
export const promisesOf = (facts: Pick<Facts, "tickets" | "clocks">, range: Range): readonly Promised[] =>
  facts.tickets.flatMap((ticket) =>
    facts.clocks(ticket, range.to).flatMap((clock): Promised[] => {
      const kept = !clock.breached;
      const at = kept ? clock.metAt : clock.dueAt;
      return at !== undefined && within(at, range) ? [{ ticket, clock, kept, at }] : [];
    }),
  );

/** Kept / decided; `null` if nothing was decided. */
export const complianceOf = (promises: readonly Promised[]): number | null =>
  promises.length > 0 ? promises.filter(({ kept }) => kept).length / promises.length : null;
