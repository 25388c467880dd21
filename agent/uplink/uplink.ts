import {
  Ack,
  type Clock,
  type CustomerSaid,
  checker,
  contractVersion,
  DesiredConfig,
  type DownChannel,
  type Inventory,
  type InventoryDevice,
  maxPayloadBytes,
  messageOf,
  type Presence,
  type SettingsReport,
  type Timer,
} from "../../contract/index.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { atMostEvery } from "./at-most.ts";
import { Drain, laneOf } from "./drain.ts";
import { type Link, type LinkOptions, openLink } from "./link.ts";

export interface UplinkOptions {
  readonly link: Pick<LinkOptions, "url" | "terminal" | "password" | "ca" | "keepaliveSeconds">;
  readonly windowBatches: number;
  readonly resendMs: number;
  readonly historyPerSecond: () => number;
  readonly backoffMaxMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly boot: string;
  readonly agentVersion: string;
  readonly outbox: Outbox;
  readonly inventory: () => InventoryDevice[];
  readonly settings: () => SettingsReport;
  /** What is known of a customer; undefined if nothing is. */
  readonly customer: () => CustomerSaid | undefined;
  readonly onCommand: (payload: Uint8Array) => void;
  /** Puts desired settings into force; answers whether anything changed. */
  readonly onConfig: (config: DesiredConfig) => boolean;
  readonly configRev: () => number | undefined;
  readonly brokerTime: (at: number) => void;
  readonly log: { info(text: string): void; warn(text: string): void; debug(text: string): void };
}

const baseMs = 1_000;
const stableMs = 30_000;
const birthMs = 10_000;
const goodbyeMs = 2_000;
const inventoryQuietMs = 1_500;
/** Customers may come and go quickly: the broker hears of them at most so often, and then only how it is. */
const customerQuietMs = 5_000;
const acks = checker(Ack);
const configs = checker(DesiredConfig);

/** Full jitter after the cap: a fleet that lost its broker at one moment must not come back at one moment. */
export const reconnectMs = (attempt: number, maxMs: number, random: () => number): number =>
  Math.round(50 + random() * Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 20)));

/** The way to the broker: one fresh link per attempt, birth and will, and a drain of the outbox that only our own `ack` empties. */
export class Uplink {
  readonly #options: UplinkOptions;
  readonly #abort = new AbortController();
  #stopping = false;
  #loop: Promise<void> = Promise.resolve();
  #link: Link | undefined;
  #drain: Drain | undefined;
  #nap: { timer: Timer; wake: () => void } | undefined;
  #wake: Timer | undefined;
  #inventoryDue: Timer | undefined;
  readonly #customer: ReturnType<typeof atMostEvery>;
  /** What the last state of this connection said that may change within it. */
  #told = "";
  #pumping = false;
  #unsubscribe: () => void = () => undefined;
  #since = 0;
  #session = { epoch: "", n: 0 };
  #lastTrouble = "";

  constructor(options: UplinkOptions) {
    this.#options = options;
    this.#customer = atMostEvery(options.clock, customerQuietMs, () => this.#tellState());
  }

  get connected(): boolean {
    return this.#drain !== undefined;
  }

  start(): void {
    this.#unsubscribe = this.#options.outbox.onCommit(() => this.#pump());
    this.#loop = this.#run();
  }

  /** Publishes the inventory again, soon; call it when a device was identified anew. At a start all devices are, one after the other: that is one message. */
  inventoryChanged(): void {
    this.#inventoryDue?.cancel();
    this.#inventoryDue = this.#options.clock.after(inventoryQuietMs, () => {
      if (this.#drain) this.#link?.publish("inventory", this.#inventory());
    });
  }

  /** Tells whether a customer is being served, if that is not what was told last; call it at any change. */
  customerChanged(): void {
    this.#customer.changed();
  }

  /** Says `stopped` and ends the connection, within some seconds. What is not yet acknowledged stays in the outbox. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#inventoryDue?.cancel();
    this.#customer.stop();
    this.#nap?.wake();
    const link = this.#link;
    if (link && this.#drain) {
      await link.confirm("state", this.#presence("stopped"), goodbyeMs).catch((error: unknown) => {
        this.#options.log.warn(`uplink: no goodbye: ${messageOf(error)}`);
      });
      await link.end(true);
    }
    this.#abort.abort();
    this.#unsubscribe();
    this.#wake?.cancel();
    await this.#loop;
  }

  async #run(): Promise<void> {
    for (let attempt = 0; !this.#stopping; attempt++) {
      const started = this.#options.clock.mono();
      const connected = await this.#attempt();
      if (connected && this.#options.clock.mono() - started > stableMs) attempt = 0;
      if (!this.#stopping) await this.#sleep(reconnectMs(attempt, this.#options.backoffMaxMs, this.#options.random));
    }
  }

  /** One connection from beginning to end. True if there was a birth. */
  async #attempt(): Promise<boolean> {
    const { clock, log } = this.#options;
    this.#newSession();
    try {
      const link = await openLink({
        ...this.#options.link,
        clock,
        signal: this.#abort.signal,
        will: JSON.parse(this.#presence("lost")) as Presence,
        onMessage: (channel, payload) => this.#receive(channel, payload),
      });
      this.#link = link;
      if (this.#stopping) await link.end(false);
      else await this.#live(link);
      return true;
    } catch (error) {
      this.#trouble(messageOf(error));
      return false;
    } finally {
      this.#link = undefined;
      log.debug("uplink: the attempt is over");
    }
  }

  async #live(link: Link): Promise<void> {
    const { outbox, log } = this.#options;
    try {
      await link.confirm("state", this.#presence("online"), birthMs);
      await link.confirm("inventory", this.#inventory(), birthMs);
    } catch (error) {
      await link.end(false);
      throw error;
    }
    log.info(`uplink: connected, ${outbox.records} records wait`);
    this.#lastTrouble = "";
    this.#drain = new Drain({ ...this.#options, source: outbox });
    outbox.tellGaps(true);
    // Settings may have come, or a customer gone, between the birth and now.
    this.#tellState();
    this.#pump();
    const reason = await link.over;
    this.#drain = undefined;
    this.#wake?.cancel();
    outbox.tellGaps(false);
    if (!this.#stopping) this.#trouble(reason);
  }

  #newSession(): void {
    const { outbox, clock } = this.#options;
    const n = Number(outbox.get("session") ?? 0) + 1;
    outbox.set("session", n);
    outbox.commit();
    this.#since = clock.now();
    this.#session = { epoch: outbox.epoch, n };
  }

  #presence(status: Presence["status"]): string {
    const { agentVersion, boot, outbox, configRev } = this.#options;
    const rev = configRev();
    const customer = status === "online" ? this.#options.customer() : undefined;
    if (status === "online") this.#told = this.#changing();
    const presence: Presence = {
      v: contractVersion,
      session: this.#session,
      status,
      since: status === "stopped" ? this.#options.clock.now() : this.#since,
      agent: agentVersion,
      boot,
      waiting: outbox.records,
      ...(rev !== undefined && { configRev: rev }),
      ...(customer && { customer }),
    };
    return JSON.stringify(presence);
  }

  #changing(): string {
    return JSON.stringify([this.#options.configRev(), this.#options.customer()?.present]);
  }

  #tellState(): void {
    if (this.#drain && this.#changing() !== this.#told) this.#link?.publish("state", this.#presence("online"));
  }

  #inventory(): string {
    const inventory: Inventory = {
      v: contractVersion,
      at: this.#options.clock.now(),
      devices: this.#options.inventory(),
      settings: this.#options.settings(),
    };
    return JSON.stringify(inventory);
  }

  /** Sends what may be sent now, and plans the next look. */
  #pump(): void {
    if (this.#pumping || !this.#drain || !this.#link) return;
    this.#pumping = true;
    try {
      const late = this.#drain.expire();
      if (late > 0) this.#options.log.debug(`uplink: ${late} batches got no ack in time, sent again`);
      for (let batch = this.#drain.next(); batch !== undefined; batch = this.#drain.next())
        this.#link.publish("up", batch);
    } finally {
      this.#pumping = false;
    }
    this.#wake?.cancel();
    const wait = this.#drain.wakeInMs();
    if (wait !== undefined) this.#wake = this.#options.clock.after(wait, () => this.#pump());
  }

  #receive(channel: DownChannel, payload: Uint8Array): void {
    const { log, onCommand } = this.#options;
    try {
      if (channel === "cmd") return onCommand(payload);
      if (payload.length > maxPayloadBytes)
        return log.warn(`uplink: ${channel} of ${payload.length} bytes left unread`);
      const value: unknown = JSON.parse(Buffer.from(payload).toString("utf8"));
      if (channel === "ack") this.#acknowledge(acks.parse(value, "ack"));
      else this.#configure(configs.parse(value, "config"));
    } catch (error) {
      log.warn(`uplink: ${channel} refused: ${messageOf(error)}`);
    }
  }

  #acknowledge({ stream, upTo, also, at }: Ack): void {
    const { outbox, brokerTime, log } = this.#options;
    const lane = laneOf(outbox, stream);
    if (!lane) return log.debug(`uplink: ack of stream ${stream}, which is not ours now`);
    brokerTime(at);
    if (!outbox.acknowledge(lane, upTo, also)) {
      // A new epoch has begun: nothing of it is offered before a birth of its own.
      this.#drain = undefined;
      void this.#link?.end(false);
      return;
    }
    this.#drain?.acknowledged(lane, { upTo, also });
    this.#pump();
  }

  #configure(config: DesiredConfig): void {
    if (!this.#options.onConfig(config)) return;
    this.#tellState();
    this.inventoryChanged();
  }

  #trouble(text: string): void {
    if (text === this.#lastTrouble) return;
    this.#lastTrouble = text;
    this.#options.log.warn(`uplink: ${text}; trying again until it works`);
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#nap?.timer.cancel();
        this.#nap = undefined;
        resolve();
      };
      this.#nap = { timer: this.#options.clock.after(ms, end), wake: end };
    });
  }
}
