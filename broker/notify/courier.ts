import { type Clock, messageOf, type Timer } from "../../contract/index.ts";
import type { Live } from "../live.ts";
import type { BrokerLog } from "../log.ts";
import type { NotificationRow } from "../store/notification-rows.ts";
import type { Store, Tx } from "../store/store.ts";
import { failureOf, type Sender, tryAgain } from "./channel.ts";
import { backoffMs, dueAt } from "./due.ts";
import { failedItem } from "./items.ts";
import type { Outbox } from "./outbox.ts";
import { render } from "./render.ts";
import type { NotifySettings } from "./settings.ts";

/** A channel that is open. */
export interface OpenChannel {
  readonly name: string;
  readonly sender: Sender;
}

export interface CourierDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: BrokerLog;
  readonly settings: NotifySettings;
  readonly channels: ReadonlyMap<string, OpenChannel>;
  readonly outbox: Outbox;
  readonly scrub: (text: string) => string;
  readonly onError: (error: unknown) => void;
}

/** How a channel does: attempts that failed one after the other, and until when it is left alone (monotonic). */
interface Health {
  busy: boolean;
  failures: number;
  heldUntil: number;
  error?: string;
  readonly express: string[];
}

/** However far the next message is, this often it is looked whether the wall clock was set. */
const lookAgainMs = 60_000;
const writeAgainMs = 1000;
const stopWithinMs = 5000;
/** Of a failed channel the longest pause: it is a probe by one message, not a burst. */
const holdMinutes = 5;
const mostError = 300;

/**
 * Takes messages from the store to the world. One at a time on each channel, so that a dead one is probed, not stormed, and holds up no other. An
 * attempt is written down before it is made: a message that was under way when the broker died is sent again under the same delivery id.
 */
export class Courier {
  readonly #deps: CourierDeps;
  readonly #health = new Map<string, Health>();
  readonly #settled = new Map<string, ((row: NotificationRow) => void)[]>();
  readonly #stop = new AbortController();
  #stopped = false;
  #timer: Timer | undefined;
  #running: Promise<void>[] = [];

  constructor(deps: CourierDeps) {
    this.#deps = deps;
  }

  /** What a dead broker left on its way is owed again. */
  async start(): Promise<void> {
    const { store } = this.#deps;
    await store.write((tx) => {
      for (const row of tx.read.notifications({ state: "sending", limit: 100_000 }))
        tx.saveNotification({ ...row, state: "queued", note: "interrupted: may arrive twice, under the same id" });
    });
    this.look();
  }

  /** Something is on its way to the world. */
  get busy(): boolean {
    return this.#running.length > 0;
  }

  health(channel: string): { failures: number; error?: string; nextTryAt?: number } {
    const { failures = 0, error, heldUntil = 0 } = this.#health.get(channel) ?? {};
    const { clock } = this.#deps;
    const left = heldUntil - clock.mono();
    return {
      failures,
      ...(error === undefined || failures === 0 ? {} : { error }),
      ...(left > 0 ? { nextTryAt: Math.round(clock.now() + left) } : {}),
    };
  }

  /** Sends what is due and sets the alarm for what is not. Cheap: called after each transaction that owes somebody a message. */
  look(): void {
    if (this.#stopped) return;
    const { clock, store } = this.#deps;
    let next = Number.POSITIVE_INFINITY;
    for (const { channel, dueAt: due } of store.read.notificationDues()) {
      const health = this.#of(channel);
      if (health.busy) continue; // looks again when it is done
      const wait = Math.max(due - clock.now(), health.heldUntil - clock.mono());
      if (wait <= 0) this.#begin(channel, health);
      else next = Math.min(next, wait, lookAgainMs);
    }
    this.#timer?.cancel();
    this.#timer = Number.isFinite(next) ? clock.after(next, () => this.look()) : undefined;
  }

  /** Sends this one now, whatever its channel is held for; resolves with what came of it, or as it stands after `withinMs`. */
  express(row: NotificationRow, withinMs: number): Promise<NotificationRow> {
    const health = this.#of(row.channel);
    health.express.push(row.id);
    return new Promise((resolve) => {
      const late = this.#deps.clock.after(withinMs, () => resolve(this.#deps.store.read.notification(row.id) ?? row));
      const list = this.#settled.get(row.id) ?? [];
      list.push((ended) => {
        late.cancel();
        resolve(ended);
      });
      this.#settled.set(row.id, list);
      if (!health.busy) this.#begin(row.channel, health);
    });
  }

  /** Lets what is under way come to its end, within some seconds. What is cut off stays `sending` and is sent again at the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    const late = this.#deps.clock.after(stopWithinMs, () => this.#stop.abort());
    await Promise.all(this.#running);
    late.cancel();
    for (const { sender } of this.#deps.channels.values()) sender.close?.();
  }

  #of(channel: string): Health {
    const known = this.#health.get(channel) ?? { busy: false, failures: 0, heldUntil: 0, express: [] };
    this.#health.set(channel, known);
    return known;
  }

  #begin(channel: string, health: Health): void {
    if (this.#stopped) return;
    health.busy = true;
    const run = this.#pump(channel, health)
      .catch((error: unknown) => {
        this.#deps.onError(error);
        health.heldUntil = this.#deps.clock.mono() + writeAgainMs;
      })
      .finally(() => {
        health.busy = false;
        this.#running = this.#running.filter((one) => one !== run);
        this.look();
      });
    this.#running.push(run);
  }

  async #pump(channel: string, health: Health): Promise<void> {
    while (!this.#stopped) {
      const express = health.express.shift();
      if (express === undefined && health.heldUntil > this.#deps.clock.mono()) return;
      const row = await this.#claim(channel, express);
      if (row === undefined) return;
      if (row !== "none") await this.#carry(row, health);
    }
  }

  /** The next message, marked as on its way; `none`: that one was not to be sent now, look at the next. */
  #claim(channel: string, id: string | undefined): Promise<NotificationRow | "none" | undefined> {
    return this.#deps.store.write((tx) => {
      const now = this.#deps.clock.now();
      const row = id === undefined ? tx.read.nextNotification(channel, now) : tx.read.notification(id);
      if (row === undefined) return id === undefined ? undefined : "none";
      if (row.state !== "queued") return "none";
      const later = id === undefined ? this.#later(tx, row, now) : now;
      if (later > now) {
        tx.saveNotification({ ...row, dueAt: later });
        return "none";
      }
      const given = this.#givenUp(row, now);
      if (given !== undefined) {
        this.#fail(tx, row, given);
        return "none";
      }
      const sending: NotificationRow = {
        ...row,
        state: "sending",
        tries: row.tries + 1,
        startedAt: row.startedAt ?? now,
      };
      tx.saveNotification(sending);
      return sending;
    });
  }

  /** Quiet hours may have begun while the channel was down, and a digest's other message may have gone out. */
  #later(tx: Tx, row: NotificationRow, now: number): number {
    const subscription = this.#deps.settings.subscriptions.find(({ name }) => name === row.subscription);
    if (!subscription) return now;
    const lastAt = row.tries === 0 ? tx.read.lastNotified(row.queue) : undefined;
    return dueAt(subscription, { urgent: row.urgent, zone: row.zone, lastAt }, now);
  }

  #givenUp(row: NotificationRow, now: number): string | undefined {
    if (!this.#deps.channels.has(row.channel)) return `there is no channel ${row.channel} any more`;
    const health = this.#of(row.channel);
    const age = now - (row.startedAt ?? row.dueAt);
    if (row.once || age < this.#deps.settings.retry.giveUpHours * 3_600_000) return undefined;
    // What grew old while the broker was off has its attempt all the same.
    return row.tries > 0 || health.failures > 0 ? (row.error ?? health.error ?? "too old") : undefined;
  }

  async #carry(row: NotificationRow, health: Health): Promise<void> {
    const { log, scrub } = this.#deps;
    try {
      const receipt = await this.#attempt(row);
      if (health.failures > 0) log.info({ channel: row.channel }, `channel ${row.channel} works again`);
      health.failures = 0;
      health.heldUntil = 0;
      await this.#write((tx) => this.#sent(tx, row, receipt.note));
    } catch (error) {
      if (this.#stop.signal.aborted) return; // stays as it is: nobody knows how far it got
      const why = scrub(messageOf(error)).slice(0, mostError);
      const { again, afterMs } = failureOf(error);
      if (again) this.#hold(row, health, why, afterMs);
      await this.#write((tx) => this.#failed(tx, row, { why, again, afterMs }));
    }
  }

  async #attempt(row: NotificationRow): Promise<{ readonly note?: string }> {
    const { channels, clock, settings } = this.#deps;
    const channel = channels.get(row.channel);
    if (!channel) throw tryAgain("the channel is not open");
    const deadline = new AbortController();
    const seconds = row.once ? Math.min(10, settings.retry.deadlineS) : settings.retry.deadlineS;
    const timer = clock.after(seconds * 1000, () => deadline.abort());
    try {
      const signal = AbortSignal.any([this.#stop.signal, deadline.signal]);
      return await channel.sender.send(render(row, { link: settings.link }), signal);
    } finally {
      timer.cancel();
    }
  }

  #hold(row: NotificationRow, health: Health, why: string, afterMs = 0): void {
    const { clock, random, settings, log } = this.#deps;
    if (health.failures === 0) log.warn({ channel: row.channel }, `channel ${row.channel}: ${why}`);
    health.failures += 1;
    health.error = why;
    const rule = { ...settings.retry, mostMinutes: Math.min(holdMinutes, settings.retry.mostMinutes) };
    health.heldUntil = clock.mono() + Math.max(afterMs, backoffMs(health.failures, rule, random));
  }

  #sent(tx: Tx, row: NotificationRow, note: string | undefined): NotificationRow {
    const { error: _error, note: before, ...rest } = row;
    const said = [before, note === undefined ? undefined : this.#deps.scrub(note)].filter((text) => text !== undefined);
    return this.#ended(tx, { ...rest, state: "sent", ...(said.length > 0 ? { note: said.join("; ") } : {}) });
  }

  #failed(
    tx: Tx,
    row: NotificationRow,
    { why, again, afterMs = 0 }: { why: string; again: boolean; afterMs: number | undefined },
  ): NotificationRow {
    const { clock, settings, random } = this.#deps;
    const now = clock.now();
    if (!again || row.once) return this.#fail(tx, row, why);
    const due = now + Math.max(afterMs, backoffMs(row.tries, settings.retry, random));
    const next: NotificationRow = { ...row, state: "queued", dueAt: due, error: why };
    if (due - (row.startedAt ?? now) > settings.retry.giveUpHours * 3_600_000) return this.#fail(tx, row, why);
    tx.saveNotification(next);
    return next;
  }

  /** Given up: shown, an event of its terminal, and told by every other way that somebody asked to be told by. */
  #fail(tx: Tx, row: NotificationRow, why: string): NotificationRow {
    const { live, clock, outbox } = this.#deps;
    const at = clock.now();
    const terminal = row.items.find((item) => item.terminal !== undefined)?.terminal;
    if (terminal !== undefined) {
      const text = `a message was given up (channel ${row.channel}, subscription ${row.subscription}, ${row.tries} attempts): ${why}`;
      const body = { code: "notification.failed", text, notification: row.id };
      tx.addEvent({ terminal, device: undefined, kind: "notification", at, receivedAt: at, body });
      live.emit(tx, "event", { terminal, code: body.code, text, at });
    }
    const isNews = row.items.some((item) => item.event !== "notification.failed" && item.event !== "test");
    if (isNews && outbox.owe(tx, [failedItem(row, why, at)], row.channel)) tx.afterCommit(() => this.look());
    return this.#ended(tx, { ...row, state: "failed", error: why });
  }

  #ended(tx: Tx, row: NotificationRow): NotificationRow {
    const ended = { ...row, finishedAt: this.#deps.clock.now() };
    tx.saveNotification(ended);
    tx.afterCommit(() => {
      for (const tell of this.#settled.get(row.id) ?? []) tell(ended);
      this.#settled.delete(row.id);
    });
    return ended;
  }

  /** What came of an attempt must be written before the next is made, or the message would go out again: tried until it is or the broker stops. */
  async #write(unit: (tx: Tx) => unknown): Promise<void> {
    for (;;) {
      try {
        await this.#deps.store.write(unit);
        return;
      } catch (error) {
        this.#deps.onError(error);
        if (this.#stopped) return;
        await new Promise<void>((resolve) => this.#deps.clock.after(writeAgainMs, resolve));
      }
    }
  }
}
