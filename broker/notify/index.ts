import {
  AppError,
  type Clock,
  type FaultView,
  type HookAnswer,
  type NotificationItem,
  type NotificationView,
  type NotifyChannelView,
  type OnCallWay,
  type Timer,
  wrongField,
} from "../../contract/index.ts";
import type { Faults } from "../faults/faults.ts";
import type { Live, LiveEvents } from "../live.ts";
import type { BrokerLog } from "../log.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { NotificationRow } from "../store/notification-rows.ts";
import type { Store, Tx } from "../store/store.ts";
import type { Tickets } from "../tickets/index.ts";
import { thereAre, unknown } from "../unknown.ts";
import { type Addressee, wayTo } from "./addressees.ts";
import { Courier } from "./courier.ts";
import { type Hook, type HookRequest, loadHooks, takeHook } from "./hooks.ts";
import { approvalItem, complaintItems, faultItem, loanItem, testItem, ticketItem } from "./items.ts";
import { type LoadedChannel, loadChannels } from "./load-channels.ts";
import { Outbox, type Page } from "./outbox.ts";
import { subjectOf } from "./render.ts";
import { Secrets } from "./secrets.ts";
import type { NotifySettings } from "./settings.ts";

export interface NotifyDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly faults: Pick<Faults, "rules">;
  readonly levels: Pick<ServiceLevels, "policyOf">;
  readonly tickets: Pick<Tickets, "actIn">;
  /** Who is on duty on a rota or a queue's rotas; left out: there are none. */
  readonly onDuty?: (rota: string, at: number) => readonly Addressee[];
  readonly newId: () => string;
  readonly random: () => number;
  readonly log: BrokerLog;
  readonly onError: (error: unknown) => void;
}

/** What the API may ask of the notifications. */
export interface Notify {
  list(filter: Parameters<Store["read"]["notifications"]>[0]): NotificationView[];
  channels(): NotifyChannelView[];
  /** Sends a test and waits some seconds for what comes of it. Throws `notFound`, `invalid`. */
  test(channel: string, to: string | undefined, by: string): Promise<NotificationView>;
  /** A message that was given up is owed again. Throws `notFound`, `conflict`. */
  retry(id: string, by: string): Promise<NotificationView>;
  /** Tells people at once, within a transaction; answers how, in their order. Quiet hours and digests do not hold it back. */
  page(tx: Tx, page: Page): OnCallWay[][];
  /** How a person would be told. Sends nothing. */
  way(channel: string, who: Addressee): OnCallWay;
  /** Says to those who asked for it that something happened of which no other room tells them. */
  tell(tx: Tx, item: NotificationItem): void;
  /** A webhook of an outside system. Throws `unauthorised`, `notFound`, `conflict`, `invalid`. */
  hook(name: string, request: HookRequest): Promise<HookAnswer>;
  /** A message is on its way to the world. */
  readonly busy: boolean;
  stop(): Promise<void>;
}

const pruneEveryMs = 3_600_000;
const rowsPerPrune = 500;
const testWithinMs = 12_000;

const viewOf = (row: NotificationRow): NotificationView => {
  const { queue: _queue, language: _language, zone: _zone, once: _once, items, mention, ...rest } = row;
  return { ...rest, ...(mention ? { mention: [...mention] } : {}), subject: subjectOf(row), items: [...items] };
};

class NotifyDesk implements Notify {
  readonly #deps: NotifyDeps;
  readonly #settings: NotifySettings;
  readonly #channels: ReadonlyMap<string, LoadedChannel>;
  readonly #hooks: ReadonlyMap<string, Hook>;
  readonly #outbox: Outbox;
  readonly #courier: Courier;
  #prune: Timer | undefined;
  #stopped = false;

  constructor(
    deps: NotifyDeps,
    settings: NotifySettings,
    opened: { channels: ReadonlyMap<string, LoadedChannel>; hooks: ReadonlyMap<string, Hook>; secrets: Secrets },
  ) {
    this.#deps = deps;
    this.#settings = settings;
    this.#channels = opened.channels;
    this.#hooks = opened.hooks;
    const { clock, newId } = deps;
    const kindOf = (channel: string) => opened.channels.get(channel)?.kind;
    const { zone, subscriptions } = settings;
    const onDuty = deps.onDuty ?? (() => []);
    this.#outbox = new Outbox({ clock, newId, zone, subscriptions, kindOf, onDuty });
    const scrub = (text: string): string => opened.secrets.scrub(text);
    this.#courier = new Courier({ ...deps, settings, channels: opened.channels, outbox: this.#outbox, scrub });
  }

  async start(): Promise<this> {
    const { live } = this.#deps;
    live.within("ticket", (event, tx) => this.#onTicket(tx, event));
    live.within("complaint", ({ complaint, fresh }, tx) => {
      this.#owe(tx, complaintItems(tx.read, complaint, fresh));
    });
    live.within("loanOverdue", ({ loan, at }, tx) => this.#owe(tx, [loanItem(tx.read, loan, at)]));
    live.within("command", ({ command }, tx) => {
      if (command.state === "awaitingApproval") this.#owe(tx, [approvalItem(tx.read, command)]);
    });
    live.within("fault", ({ fault, change }, tx) => {
      if (change === "opened") this.#onFault(tx, fault);
    });
    await this.#courier.start();
    this.#armPrune(0);
    return this;
  }

  list(filter: Parameters<Store["read"]["notifications"]>[0]): NotificationView[] {
    return this.#deps.store.read.notifications(filter).map(viewOf);
  }

  channels(): NotifyChannelView[] {
    const counts = this.#deps.store.read.notificationCounts();
    const of = (name: string, ...states: string[]): number =>
      counts.filter((c) => c.channel === name && states.includes(c.state)).reduce((sum, { count }) => sum + count, 0);
    return [...this.#channels.values()].map(({ name, kindName, kind }) => ({
      name,
      kind: kindName,
      promise: kind.promise,
      queued: of(name, "queued", "sending"),
      sent: of(name, "sent"),
      failed: of(name, "failed"),
      ...this.#courier.health(name),
    }));
  }

  async test(name: string, to: string | undefined, by: string): Promise<NotificationView> {
    const channel = this.#channels.get(name);
    if (!channel) {
      const known = thereAre([...this.#channels.keys()]);
      throw new AppError("notFound", {
        en: `there is no channel ${name}${known.en}`,
        "zh-CN": `没有通道 ${name}${known["zh-CN"]}`,
      });
    }
    const subscription = this.#settings.subscriptions.find((one) => one.channel === name);
    const recipient = this.#recipient(channel, to ?? subscription?.to?.[0]);
    const now = this.#deps.clock.now();
    const row: NotificationRow = {
      id: this.#deps.newId(),
      queue: `test|${name}`,
      subscription: "test",
      channel: name,
      ...(recipient === undefined ? {} : { to: recipient }),
      language: subscription?.language ?? "en",
      zone: subscription?.zone ?? this.#settings.zone,
      urgent: true,
      state: "queued",
      createdAt: now,
      dueAt: now,
      tries: 0,
      once: true,
      items: [testItem(by, now)],
      more: 0,
    };
    await this.#deps.store.write((tx) => {
      tx.saveNotification(row);
      tx.addAudit({ at: now, actor: by, action: "notify.test", target: name, detail: { id: row.id } });
    });
    return viewOf(await this.#courier.express(row, testWithinMs));
  }

  #recipient({ name, kind }: LoadedChannel, to: string | undefined): string | undefined {
    if (kind.recipients === "none") return undefined;
    const missing = { en: `is missing: ${name} must know to whom`, "zh-CN": `未填写：${name} 须知道发给谁` };
    const wrong = to === undefined ? missing : kind.wrongRecipient?.(to);
    if (wrong === undefined) return to;
    throw wrongField("body.to", wrong);
  }

  async retry(id: string, by: string): Promise<NotificationView> {
    const { store, clock } = this.#deps;
    const row = await store.write((tx) => {
      const known = tx.read.notification(id);
      if (!known) throw unknown("message", id);
      if (known.state !== "failed")
        throw new AppError("conflict", {
          en: `message ${id} is ${known.state}, not given up`,
          "zh-CN": "该消息不是发送失败的消息，不能重发",
        });
      const { startedAt: _started, finishedAt: _finished, once: _once, ...rest } = known;
      const again: NotificationRow = { ...rest, state: "queued", dueAt: clock.now() };
      tx.saveNotification(again);
      tx.addAudit({ at: clock.now(), actor: by, action: "notify.retry", target: known.channel, detail: { id } });
      return again;
    });
    return viewOf(await this.#courier.express(row, testWithinMs));
  }

  page(tx: Tx, page: Page): OnCallWay[][] {
    tx.afterCommit(() => this.#courier.look());
    return this.#outbox.page(tx, page);
  }

  way(channel: string, who: Addressee): OnCallWay {
    return wayTo(channel, this.#channels.get(channel)?.kind, who);
  }

  tell(tx: Tx, item: NotificationItem): void {
    this.#owe(tx, [item]);
  }

  hook(name: string, request: HookRequest): Promise<HookAnswer> {
    return takeHook(this.#hooks.get(name), request, this.#deps);
  }

  get busy(): boolean {
    return this.#courier.busy;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#prune?.cancel();
    await this.#courier.stop();
  }

  #onTicket(tx: Tx, { ticket, fresh = 0 }: LiveEvents["ticket"]): void {
    if (fresh === 0 || this.#settings.subscriptions.length === 0) return;
    const policy = this.#deps.levels.policyOf(ticket);
    const items = ticket.timeline.slice(-fresh).map((event) => ticketItem(tx.read, ticket, event, policy));
    this.#owe(tx, items);
  }

  /** A fault that another explains, or of a terminal in maintenance, calls nobody. */
  #onFault(tx: Tx, fault: FaultView): void {
    if (fault.hiddenBy !== undefined || fault.maintenance || this.#settings.subscriptions.length === 0) return;
    const advice = this.#deps.faults.rules.get(fault.code)?.advice ?? [];
    this.#owe(tx, [faultItem(tx.read, fault, [...advice])]);
  }

  #owe(tx: Tx, items: Parameters<Outbox["owe"]>[1]): void {
    if (this.#outbox.owe(tx, items)) tx.afterCommit(() => this.#courier.look());
  }

  #armPrune(ms: number): void {
    if (this.#stopped) return;
    const { store, clock, onError } = this.#deps;
    this.#prune = clock.after(ms, () => {
      const before = clock.now() - this.#settings.keepDays * 86_400_000;
      store
        .write((tx) => tx.pruneNotifications(before, rowsPerPrune))
        .then((more) => this.#armPrune(more ? 1000 : pruneEveryMs))
        .catch((error: unknown) => {
          onError(error);
          this.#armPrune(pruneEveryMs);
        });
    });
  }
}

/** Throws `AppError("config")` naming every wrong key; opens nothing that stays open. */
export const checkNotify = async (settings: NotifySettings): Promise<void> => {
  const secrets = new Secrets();
  for (const { sender } of (await loadChannels(settings, { secrets })).values()) sender.close?.();
  loadHooks(settings, secrets);
};

/**
 * Opens the channels and the hooks, takes up what was left and listens. Start it after the tickets, whose changes it tells. Throws
 * `AppError("config")` naming every wrong key.
 */
export const startNotify = async (settings: NotifySettings, deps: NotifyDeps): Promise<Notify> => {
  const secrets = new Secrets();
  const channels = await loadChannels(settings, { secrets, running: deps });
  const hooks = loadHooks(settings, secrets);
  return new NotifyDesk(deps, settings, { channels, hooks, secrets }).start();
};
