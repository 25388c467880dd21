/**
 * The life of a ticket: taken up, worked on from afar, waiting for somebody, on the way, on site, the service is back, the cause is gone, the customer
 * says so, done.
 */
export const ticketStates = [
  "new",
  "accepted",
  "remoteWork",
  "waiting",
  "dispatched",
  "onSite",
  "restored",
  "resolved",
  "confirmed",
  "closed",
] as const;
export type TicketState = (typeof ticketStates)[number];

/** What a service level promises, each by its own clock. */
export const clockNames = ["contact", "plan", "onSite", "restored", "resolved"] as const;

/** Whom or what a ticket waits for; the policy says which of them stop its clocks. */
export const waitReasons = ["site", "customer", "part", "vendor", "appointment"] as const;
