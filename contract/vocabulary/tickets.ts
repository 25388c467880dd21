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

/** Who has a ticket in hand: first line from afar, second line on the road, the maker, or those who write the software. */
export const ticketQueues = ["remote", "field", "vendor", "software"] as const;
export type TicketQueue = (typeof ticketQueues)[number];

export const queueTitles = {
  remote: { en: "first line, remote", "zh-CN": "一线（远程）" },
  field: { en: "second line, field", "zh-CN": "二线（现场）" },
  vendor: { en: "vendor", "zh-CN": "厂家" },
  software: { en: "software", "zh-CN": "软件" },
} as const satisfies Record<TicketQueue, { readonly en: string; readonly "zh-CN": string }>;

/** What several terminals' tickets may share, so that one incident stands behind them. */
export const incidentKinds = ["power", "carrier", "release", "site"] as const;
export type IncidentKind = (typeof incidentKinds)[number];

/** Cause of a ticket that no fault rule opened: a person did, an inspection round found it, or it stands for several others. */
export const ticketCauses = ["reported", "inspection", "incident"] as const;
