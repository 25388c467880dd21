import type { Severity, SlaClock, TicketEvent, TicketView } from "../../contract/index.ts";

/** What is promised for each severity: a named person responds, the fault is resolved. Milliseconds from the moment the ticket was opened. */
export type SlaPolicy = Readonly<Record<Severity, { readonly respondMs: number; readonly resolveMs: number }>>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * Preset `self-service-terminal`: a named engineer calls within 5 minutes, is on site within 12 hours. Out-of-service terminals are to be back within the 6 hours of
 * the `system down` level; what customers do not feel has the two working days of the `single terminal` level, and notes a week.
 */
export const selfServiceTerminal: SlaPolicy = {
  critical: { respondMs: 5 * minuteMs, resolveMs: 6 * hourMs },
  major: { respondMs: 5 * minuteMs, resolveMs: 12 * hourMs },
  minor: { respondMs: 6 * hourMs, resolveMs: 48 * hourMs },
  info: { respondMs: 24 * hourMs, resolveMs: 168 * hourMs },
};

const isPerson = (event: TicketEvent): boolean => event.by.startsWith("user:");
const ends = new Set<TicketEvent["kind"]>(["resolved", "closed"]);
const responses = new Set<TicketEvent["kind"]>(["assigned", "comment", "resolved", "closed"]);

/** A person took it up, or it ended before anybody had to. */
const respondedAt = (timeline: readonly TicketEvent[]): number | undefined =>
  timeline.find((e) => (isPerson(e) && responses.has(e.kind)) || e.kind === "closed")?.at;

/** The first end after the last reopening: what came back was not resolved. */
const resolvedAt = (timeline: readonly TicketEvent[]): number | undefined => {
  const reopened = timeline.findLastIndex((e) => e.kind === "reopened");
  return timeline.slice(reopened + 1).find((e) => ends.has(e.kind))?.at;
};

const clockOf = (
  name: SlaClock["name"],
  times: { startedAt: number; promisedMs: number; metAt: number | undefined; now: number },
): SlaClock => {
  const { startedAt, promisedMs, metAt, now } = times;
  const dueAt = startedAt + promisedMs;
  const leftMs = dueAt - (metAt ?? now);
  return { name, startedAt, dueAt, ...(metAt === undefined ? {} : { metAt }), leftMs, breached: leftMs < 0 };
};

/**
 * The clocks of a ticket at `now`. Pure; told from the timeline alone. A reopened ticket keeps its first start, and the severity it has now decides:
 * when it rises, the times get shorter from the beginning.
 */
export const clocksOf = (
  ticket: Pick<TicketView, "openedAt" | "severity" | "timeline">,
  policy: SlaPolicy,
  now: number,
): SlaClock[] => {
  const { respondMs, resolveMs } = policy[ticket.severity];
  const startedAt = ticket.openedAt;
  return [
    clockOf("respond", { startedAt, promisedMs: respondMs, metAt: respondedAt(ticket.timeline), now }),
    clockOf("resolve", { startedAt, promisedMs: resolveMs, metAt: resolvedAt(ticket.timeline), now }),
  ];
};
