import type { Clock, NotificationItem } from "../../contract/index.ts";
import type { NotificationRow } from "../store/notification-rows.ts";
import type { Tx } from "../store/store.ts";
import type { ChannelKind } from "./channel.ts";
import { dueAt } from "./due.ts";
import { wants } from "./match.ts";
import type { Subscription } from "./settings.ts";

export interface OutboxDeps {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly zone: string;
  readonly subscriptions: readonly Subscription[];
  readonly kindOf: (channel: string) => Pick<ChannelKind, "joins" | "recipients"> | undefined;
}

/** Of one message; what comes beyond is counted in it. */
export const mostItems = 40;
/** Messages of one queue that may wait: beyond it the newest takes what comes, so that a dead channel fills no disk. */
export const mostWaiting = 500;

/**
 * Writes down who is owed which message, in the transaction in which the thing happened: if that is kept, the message is; if it rolls back, nobody is
 * told. A message that still waits for its time takes what comes meanwhile.
 */
export class Outbox {
  readonly #deps: OutboxDeps;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /** True if anybody is owed a message for it. `notOn`: a channel that need not be told of its own trouble. */
  owe(tx: Tx, items: readonly NotificationItem[], notOn?: string): boolean {
    let owed = false;
    for (const subscription of this.#deps.subscriptions) {
      const wanted = items.filter((item) => wants(subscription, item));
      if (wanted.length === 0 || subscription.channel === notOn) continue;
      owed = true;
      const kind = this.#deps.kindOf(subscription.channel);
      const recipients = kind?.recipients === "each" ? (subscription.to ?? []) : [undefined];
      for (const to of recipients) this.#oweOne(tx, subscription, to, wanted, kind?.joins ?? true);
    }
    return owed;
  }

  #oweOne(
    tx: Tx,
    subscription: Subscription,
    to: string | undefined,
    items: readonly NotificationItem[],
    joins: boolean,
  ): void {
    const isUrgent = (item: NotificationItem): boolean => item.severity === "critical";
    for (const urgent of [true, false]) {
      const part = items.filter((item) => isUrgent(item) === urgent);
      const messages = joins ? [part] : part.map((item) => [item]);
      for (const some of messages) if (some.length > 0) this.#add(tx, { subscription, to, urgent, joins, items: some });
    }
  }

  #add(
    tx: Tx,
    what: {
      readonly subscription: Subscription;
      readonly to: string | undefined;
      readonly urgent: boolean;
      readonly joins: boolean;
      readonly items: readonly NotificationItem[];
    },
  ): void {
    const { subscription, to, urgent, items } = what;
    const now = this.#deps.clock.now();
    const queue = `${subscription.name}|${to ?? ""}`;
    const waiting = tx.read.waitingNotification(queue, urgent);
    const full = waiting !== undefined && tx.read.waitingNotifications(queue) >= mostWaiting;
    if (waiting && (full || (what.joins && waiting.dueAt > now)))
      return tx.saveNotification(
        what.joins ? joined(waiting, items) : { ...waiting, more: waiting.more + items.length },
      );
    const zone = subscription.zone ?? this.#deps.zone;
    tx.saveNotification({
      id: this.#deps.newId(),
      queue,
      subscription: subscription.name,
      channel: subscription.channel,
      ...(to === undefined ? {} : { to }),
      language: subscription.language,
      zone,
      urgent,
      state: "queued",
      createdAt: now,
      dueAt: dueAt(subscription, { urgent, zone, lastAt: tx.read.lastNotified(queue) }, now),
      tries: 0,
      items: items.slice(0, mostItems),
      more: Math.max(0, items.length - mostItems),
    });
  }
}

const joined = (row: NotificationRow, items: readonly NotificationItem[]): NotificationRow => {
  const room = Math.max(0, mostItems - row.items.length);
  return { ...row, items: [...row.items, ...items.slice(0, room)], more: row.more + Math.max(0, items.length - room) };
};
