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
export const ticketStateTitles: Readonly<Record<TicketState, { readonly en: string; readonly "zh-CN": string }>> = {
  new: { en: "new", "zh-CN": "新建" },
  accepted: { en: "accepted", "zh-CN": "已受理" },
  remoteWork: { en: "remote work", "zh-CN": "远程处理" },
  waiting: { en: "waiting", "zh-CN": "等待中" },
  dispatched: { en: "dispatched", "zh-CN": "已派工" },
  onSite: { en: "on site", "zh-CN": "已到场" },
  restored: { en: "service is back", "zh-CN": "服务已恢复" },
  resolved: { en: "resolved", "zh-CN": "已解决" },
  confirmed: { en: "confirmed", "zh-CN": "客户已确认" },
  closed: { en: "closed", "zh-CN": "已关闭" },
};

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
