/** What somebody may want to be told. Those of a ticket are named after the kinds of its timeline. */
export const notifyEvents = [
  "fault.opened",
  "ticket.opened",
  "ticket.faultAdded",
  "ticket.repeated",
  "ticket.faultCleared",
  "ticket.diagnosis",
  "ticket.assigned",
  "ticket.accepted",
  "ticket.contacted",
  "ticket.planned",
  "ticket.remoteWork",
  "ticket.waiting",
  "ticket.resumed",
  "ticket.dispatched",
  "ticket.arrived",
  "ticket.restored",
  "ticket.comment",
  "ticket.resolved",
  "ticket.confirmed",
  "ticket.closed",
  "ticket.reopened",
  "ticket.levelChanged",
  "ticket.escalated",
  "notification.failed",
  "test",
] as const;
export type NotifyEvent = (typeof notifyEvents)[number];

/** `queued`: waits for its time, for the end of quiet hours or for another attempt. `sending`: on its way. */
export const notificationStates = ["queued", "sending", "sent", "failed"] as const;
export type NotificationState = (typeof notificationStates)[number];
