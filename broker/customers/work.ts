import type { TicketEvent, TicketView, VisitClaim } from "../../contract/index.ts";
import type { Readers } from "../store/store.ts";
import type { VisitRow } from "../store/visit-rows.ts";

/** One visit to the site for a ticket. */
export interface SiteVisit {
  /** First, second, ... of its ticket. */
  readonly n: number;
  /** Number of the visit that was planned; absent: the ticket alone tells of it. */
  readonly visit?: number;
  readonly engineer?: string;
  readonly arrivedAt: number;
  /** Absent: nobody said yet that they left. */
  readonly leftAt?: number;
}
type Told = Omit<SiteVisit, "n">;

/** Who is on site no longer once one of these is said. `restored` is not among them: a test run comes after it. */
const leaves: readonly TicketEvent["kind"][] = [
  "resolved",
  "closed",
  "waiting",
  "resumed",
  "accepted",
  "remoteWork",
  "dispatched",
  "reopened",
];

export const personOf = (by: string): string | undefined => /^user:(.+)$/.exec(by)?.[1];

/** As a ticket's timeline tells it. An arrival while somebody is on site is no other visit. */
const toldByTicket = (timeline: readonly TicketEvent[]): Told[] => {
  const visits: Told[] = [];
  let open: Told | undefined;
  for (const event of timeline) {
    if (event.kind === "arrived" && !open) {
      const engineer = personOf(event.by);
      open = { arrivedAt: event.at, ...(engineer === undefined ? {} : { engineer }) };
      visits.push(open);
    } else if (open && leaves.includes(event.kind)) {
      visits[visits.length - 1] = { ...open, leftAt: event.at };
      open = undefined;
    }
  }
  return visits;
};

const claimOf = ({ claims }: Pick<VisitRow, "claims">, action: VisitClaim["action"]): VisitClaim | undefined =>
  claims.find((claim) => claim.action === action);

/** As the visit itself tells it: by the word of who was there. */
const toldByVisit = (row: VisitRow): (Told & { readonly heard: readonly [number, number] })[] => {
  const [arrived, left] = [claimOf(row, "arrive"), claimOf(row, "depart")];
  if (!arrived) return [];
  const told = { visit: row.number, engineer: row.technician, arrivedAt: arrived.at };
  const heard = [Math.min(arrived.at, arrived.receivedAt), left?.receivedAt ?? Number.POSITIVE_INFINITY] as const;
  return [{ ...told, ...(left ? { leftAt: left.at } : {}), heard }];
};

/** Visits for a ticket, the first first: those that were planned, and those that only the ticket tells of. */
export const siteVisits = (timeline: readonly TicketEvent[], rows: readonly VisitRow[] = []): SiteVisit[] => {
  const planned = rows.flatMap(toldByVisit);
  const others = toldByTicket(timeline).filter(
    ({ arrivedAt }) => !planned.some(({ heard: [from, to] }) => arrivedAt >= from && arrivedAt <= to),
  );
  return [...planned.map(({ heard: _heard, ...visit }) => visit), ...others]
    .sort((a, b) => a.arrivedAt - b.arrivedAt)
    .map((visit, index) => ({ n: index + 1, ...visit }));
};

export const visitsFor = (
  read: Pick<Readers, "visits">,
  ticket: Pick<TicketView, "number" | "timeline">,
): SiteVisit[] => siteVisits(ticket.timeline, read.visits({ ticket: ticket.number, limit: 1000 }));

/** Who did the work of a ticket: who was on site, else who resolved it, else who holds it. */
export const engineerOf = (
  ticket: Pick<TicketView, "timeline" | "assignee">,
  on: Pick<SiteVisit, "engineer"> | undefined,
): string | undefined => {
  const resolved = ticket.timeline.findLast(({ kind }) => kind === "resolved");
  return on?.engineer ?? (resolved && personOf(resolved.by)) ?? ticket.assignee;
};
