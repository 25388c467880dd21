import { type Static, Type } from "typebox";
import { DeviceId, Localized, TerminalId } from "./identifiers.ts";
import { UnixMs } from "./time.ts";
import { clockNames, notificationStates, notifyEvents, severities, ticketStates } from "./vocabulary/index.ts";

/** One thing that happened, as it is told to people and to other systems: as it stood at that moment. */
export const NotificationItem = Type.Object({
  event: Type.Enum(notifyEvents),
  at: UnixMs,
  by: Type.String({ description: "who made it happen: `broker`, `user:<name>`, `hook:<name>`" }),
  said: Localized,
  severity: Type.Enum(severities),
  title: Localized,
  terminal: Type.Optional(TerminalId),
  terminalName: Type.Optional(Type.String()),
  site: Type.Optional(Type.String()),
  device: Type.Optional(DeviceId),
  code: Type.Optional(Type.String({ description: "fault code" })),
  since: Type.Optional(UnixMs),
  ticket: Type.Optional(Type.Integer()),
  state: Type.Optional(Type.Enum(ticketStates)),
  assignee: Type.Optional(Type.String()),
  level: Type.Optional(Type.String({ description: "level of the service-level policy" })),
  levelTitle: Type.Optional(Localized),
  due: Type.Optional(
    Type.Object({ clock: Type.Enum(clockNames), at: UnixMs }, { description: "the promise that falls due next" }),
  ),
  for: Type.Optional(Type.Array(Type.String(), { description: "names of those who are on duty" })),
  advice: Type.Array(Localized),
  parts: Type.Array(Type.String()),
});
export type NotificationItem = Static<typeof NotificationItem>;

/** One message to one recipient. It may join several things that happened. */
export const NotificationView = Type.Object({
  id: Type.String({ description: "delivery id: the same at every attempt" }),
  subscription: Type.String(),
  channel: Type.String(),
  to: Type.Optional(Type.String()),
  mention: Type.Optional(
    Type.Array(Type.String(), { description: "telephone numbers of those it is for, on a channel without recipients" }),
  ),
  state: Type.Enum(notificationStates),
  urgent: Type.Boolean({ description: "goes out in quiet hours too" }),
  createdAt: UnixMs,
  dueAt: UnixMs,
  startedAt: Type.Optional(UnixMs),
  finishedAt: Type.Optional(UnixMs),
  tries: Type.Integer(),
  error: Type.Optional(Type.String({ description: "what the last attempt came to" })),
  note: Type.Optional(Type.String()),
  subject: Type.String(),
  items: Type.Array(NotificationItem),
  more: Type.Integer({ description: "things that happened for which there was no room" }),
});
export type NotificationView = Static<typeof NotificationView>;

export const NotifyChannelView = Type.Object({
  name: Type.String(),
  kind: Type.String(),
  promise: Localized,
  queued: Type.Integer(),
  sent: Type.Integer(),
  failed: Type.Integer(),
  failures: Type.Integer({ description: "failed attempts one after the other, 0 while all is well" }),
  error: Type.Optional(Type.String()),
  nextTryAt: Type.Optional(UnixMs),
});
export type NotifyChannelView = Static<typeof NotifyChannelView>;

export const TestChannel = Type.Object({
  to: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: "left out: the first recipient of its subscriptions" }),
  ),
});

/** What a webhook of an outside system came to. */
export const HookAnswer = Type.Object({
  outcome: Type.Enum(["done", "duplicate", "ignored"]),
  ticket: Type.Optional(Type.Integer()),
  actions: Type.Array(Type.String()),
});
export type HookAnswer = Static<typeof HookAnswer>;
