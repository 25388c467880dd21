import type { Language, NotificationItem, NotificationState } from "../../contract/index.ts";

/** One message to one recipient, from the moment it is owed to the day it is forgotten. `broker/notify` says what it means. */
export interface NotificationRow {
  /** Delivery id: the same at every attempt, so that a receiver can tell a repetition. */
  readonly id: string;
  /** Subscription and recipient: what a digest paces. */
  readonly queue: string;
  readonly subscription: string;
  readonly channel: string;
  readonly to?: string;
  /** Telephone numbers of those it is for, on a channel that has no recipients. */
  readonly mention?: readonly string[];
  readonly language: Language;
  readonly zone: string;
  readonly urgent: boolean;
  readonly state: NotificationState;
  readonly createdAt: number;
  /** Not before. */
  readonly dueAt: number;
  /** First attempt. */
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly tries: number;
  /** One attempt only: it was asked for by a person who waits. */
  readonly once?: boolean;
  readonly error?: string;
  readonly note?: string;
  readonly items: readonly NotificationItem[];
  /** What happened beyond the items there is room for. */
  readonly more: number;
}

export interface NotificationCount {
  readonly channel: string;
  readonly state: NotificationState;
  readonly count: number;
}

export interface NotificationReaders {
  /** Newest first. */
  notifications(filter: { state?: NotificationState; channel?: string; limit?: number }): NotificationRow[];
  notification(id: string): NotificationRow | undefined;
  /** The one of a channel that is due first; only those due at `now`. */
  nextNotification(channel: string, now: number): NotificationRow | undefined;
  /** When the first of each channel falls due. */
  notificationDues(): { channel: string; dueAt: number }[];
  /** The newest of a queue that was not tried yet, and how many wait in it. */
  waitingNotification(queue: string, urgent: boolean): NotificationRow | undefined;
  waitingNotifications(queue: string): number;
  /** When a message of this queue was last begun to be sent. */
  lastNotified(queue: string): number | undefined;
  notificationCounts(): NotificationCount[];
  /** What an outside system calls our ticket. */
  outsideReference(channel: string, ticket: number): string | undefined;
}

export interface NotificationWriters {
  saveNotification(row: NotificationRow): void;
  saveOutsideReference(channel: string, ticket: number, reference: string, at: number): void;
  /** False if this delivery of this hook was there before. */
  rememberDelivery(hook: string, delivery: string, at: number): boolean;
  /** Forgets messages that ended and deliveries that came before `before`, at most so many; true if there may be more. */
  pruneNotifications(before: number, most: number): boolean;
}
