import type { Clock, NotificationItem, OnCallWay } from "../../contract/index.ts";
import type { NotificationRow } from "../store/notification-rows.ts";
import type { Tx } from "../store/store.ts";
import { type Addressee, addressOf, phoneOf, wayTo } from "./addressees.ts";
import type { ChannelKind } from "./channel.ts";
import { dueAt } from "./due.ts";
import { wants } from "./match.ts";
import type { Subscription } from "./settings.ts";

export interface OutboxDeps {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly zone: string;
  readonly subscriptions: readonly Subscription[];
  readonly kindOf: (channel: string) => ChannelKind | undefined;
  /** Who is on duty on a rota, or on those of a queue. */
  readonly onDuty: (rota: string, at: number) => readonly Addressee[];
}

/** Somebody who is on duty is told of one thing. */
export interface Page {
  /** Stands where a subscription's name does: `on-call:remote`. */
  readonly name: string;
  readonly ways: readonly string[];
  readonly people: readonly Addressee[];
  readonly item: NotificationItem;
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
      const { to, mention } = this.#recipients(subscription, kind);
      for (const one of to) this.#oweOne(tx, { subscription, to: one, mention }, wanted, kind?.joins ?? true);
    }
    return owed;
  }

  /** Who a subscription's message is for at this moment. */
  #recipients({ to = [], onCall = [] }: Subscription, kind: ChannelKind | undefined): Recipients {
    const now = this.#deps.clock.now();
    const people = onCall.flatMap((rota) => this.#deps.onDuty(rota, now));
    if (kind?.recipients !== "each") return { to: [undefined], mention: unique(people.map(phoneOf)) };
    return { to: unique([...to, ...people.map((person) => addressOf(kind, person))]), mention: [] };
  }

  /** Tells people at once, whatever the hour: each by every way there is, nobody twice by the same. Answers how, in the order of `people`. */
  page(tx: Tx, { name, ways, people, item }: Page): OnCallWay[][] {
    const told = people.map((): OnCallWay[] => []);
    for (const channel of new Set(ways)) {
      const kind = this.#deps.kindOf(channel);
      const reached = people.map((person) => wayTo(channel, kind, person));
      for (const some of groups(reached)) {
        const who = some.map((n) => people[n] as Addressee);
        const { language = "en", zone } = who[0]?.person ?? {};
        const to = reached[some[0] as number]?.to;
        const subscription = { name, channel, language, ...(zone === undefined ? {} : { zone }) };
        const mention = to === undefined ? unique(who.map(phoneOf)) : [];
        const notification = this.#add(tx, { subscription, to, mention, urgent: true, joins: false, items: [item] });
        for (const n of some) reached[n] = { ...(reached[n] as OnCallWay), notification };
      }
      for (const [n, way] of reached.entries()) told[n]?.push(way);
    }
    return told;
  }

  #oweOne(
    tx: Tx,
    whom: { readonly subscription: Subscription; readonly to: string | undefined; readonly mention: readonly string[] },
    items: readonly NotificationItem[],
    joins: boolean,
  ): void {
    const isUrgent = (item: NotificationItem): boolean => item.severity === "critical";
    for (const urgent of [true, false]) {
      const part = items.filter((item) => isUrgent(item) === urgent);
      const messages = joins ? [part] : part.map((item) => [item]);
      for (const some of messages) if (some.length > 0) this.#add(tx, { ...whom, urgent, joins, items: some });
    }
  }

  #add(
    tx: Tx,
    what: {
      readonly subscription: Paced;
      readonly to: string | undefined;
      readonly mention: readonly string[];
      readonly urgent: boolean;
      readonly joins: boolean;
      readonly items: readonly NotificationItem[];
    },
  ): string {
    const { subscription, to, mention, urgent, items } = what;
    const now = this.#deps.clock.now();
    const queue = `${subscription.name}|${to ?? ""}`;
    const waiting = tx.read.waitingNotification(queue, urgent);
    const full = waiting !== undefined && tx.read.waitingNotifications(queue) >= mostWaiting;
    if (waiting && (full || (what.joins && waiting.dueAt > now))) {
      tx.saveNotification(what.joins ? joined(waiting, items) : { ...waiting, more: waiting.more + items.length });
      return waiting.id;
    }
    const zone = subscription.zone ?? this.#deps.zone;
    const id = this.#deps.newId();
    tx.saveNotification({
      id,
      queue,
      subscription: subscription.name,
      channel: subscription.channel,
      ...(to === undefined ? {} : { to }),
      ...(mention.length > 0 ? { mention } : {}),
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
    return id;
  }
}

/** What a message needs to know of the subscription it goes out by. */
type Paced = Pick<Subscription, "name" | "channel" | "language" | "zone" | "quiet" | "digest">;

interface Recipients {
  readonly to: readonly (string | undefined)[];
  readonly mention: readonly string[];
}

const unique = (values: readonly (string | undefined)[]): string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

/** Who shares a message: those with the same address; on a channel without recipients all of them. Whoever cannot be reached is left out. */
const groups = (ways: readonly OnCallWay[]): number[][] => {
  const byAddress = new Map<string, number[]>();
  for (const [n, { to = "", missing }] of ways.entries())
    if (missing === undefined) byAddress.set(to, [...(byAddress.get(to) ?? []), n]);
  return [...byAddress.values()];
};

const joined = (row: NotificationRow, items: readonly NotificationItem[]): NotificationRow => {
  const room = Math.max(0, mostItems - row.items.length);
  return { ...row, items: [...row.items, ...items.slice(0, room)], more: row.more + Math.max(0, items.length - room) };
};
