import type { Socket } from "node:net";
import { connectAsync, type MqttClient } from "mqtt";
import {
  Ack,
  type Clock,
  CommandEnvelope,
  type CommandOutcome,
  checker,
  contractVersion,
  type Lane,
  lanes,
  maxRecordsPerBatch,
  type Presence,
  type Sale,
  topicOf,
  type WireRecord,
} from "../../contract/index.ts";
import type { SentStream } from "../fleet/reckoning.ts";
import { Kiosk, refreshMs } from "./kiosk.ts";
import { type TroubleName, troubles } from "./modules.ts";

export interface WireTerminalOptions {
  readonly id: string;
  readonly mqttPort: number;
  readonly password: string;
  readonly clock: Clock;
  /** Operator of its mobile network. */
  readonly carrier: string;
  /** 0..1; the same numbers every time. */
  readonly random: () => number;
}

/** How long a device takes for a command. */
const tookMs = 2_400;

const envelopes = checker(CommandEnvelope);
const acks = checker(Ack);

/**
 * A kiosk on the wire: what an agent says over MQTT, said without an agent. Birth and will, an outbox of two lanes that only the broker's `ack` empties,
 * health of its modules, sales, and outcomes of the commands it is given, each run at most once. What happens to it is data: `troubles`.
 */
export class WireTerminal {
  readonly id: string;
  readonly #options: WireTerminalOptions;
  readonly #epoch: string;
  readonly #boot: string;
  readonly #kiosk: Kiosk;
  readonly #outbox: Record<Lane, WireRecord[]> = { urgent: [], routine: [] };
  readonly #lastSeq: Record<Lane, number> = { urgent: 0, routine: 0 };
  readonly #ran = new Set<string>();
  readonly #underway = new Set<Promise<unknown>>();
  #order = 0;
  #connections = 0;
  #client: MqttClient | undefined;
  /** Without power nothing is read and nothing is sold. */
  #powered = true;
  /** Commands taken from the wire since the beginning. */
  heard = 0;

  constructor(options: WireTerminalOptions) {
    this.id = options.id;
    this.#options = options;
    this.#epoch = this.#hex(16);
    this.#boot = this.#hex(8);
    this.#kiosk = new Kiosk(options.id, options.carrier, options.random);
    this.#later(this.#options.random() * refreshMs, () => this.#refresh());
  }

  get connected(): boolean {
    return this.#client !== undefined;
  }

  /** Birth, inventory, and what waited in the outbox. */
  async connect(): Promise<void> {
    const { id, mqttPort, password } = { ...this.#options };
    this.#connections += 1;
    const will = {
      topic: topicOf(id, "state"),
      payload: Buffer.from(this.#presence("lost")),
      qos: 1,
      retain: true,
    } as const;
    const client = await connectAsync({
      host: "127.0.0.1",
      port: mqttPort,
      protocol: "mqtt",
      clientId: id,
      username: id,
      password,
      keepalive: 3600, // a demo lives a minute; the broker's own clock is not this one
      reconnectPeriod: 0,
      protocolVersion: 4,
      will,
    });
    // Small packets that wait for their answers: with Nagle's algorithm each would wait 40 ms for the other's delayed acknowledgement.
    (client.stream as Socket).setNoDelay(true);
    client.on("error", () => undefined); // the connection ends, and the story says why
    client.on("message", (topic, payload) => this.#onMessage(topic, payload));
    await client.subscribeAsync([topicOf(id, "ack"), topicOf(id, "cmd"), topicOf(id, "config")], { qos: 1 });
    const waited = lanes.map((lane) => this.#outbox[lane].length > 0);
    this.#client = client;
    await this.#publish("state", this.#presence("online"));
    await this.#publish("inventory", this.#inventory());
    for (const [n, lane] of lanes.entries()) if (waited[n]) await this.#send(lane, this.#outbox[lane], true);
    this.#readings("urgent");
    await this.settled();
  }

  /** The line breaks without a word: the broker plays the will. */
  lose(): void {
    this.#client?.stream.destroy();
    this.#client?.end(true);
    this.#client = undefined;
  }

  setPower(powered: boolean): void {
    this.#powered = powered;
  }

  async stop(): Promise<void> {
    if (!this.#client) return;
    await this.#publish("state", this.#presence("stopped"));
    await this.#client.endAsync();
    this.#client = undefined;
  }

  trouble(name: TroubleName): void {
    this.#kiosk.break(name);
    this.#tell(troubles[name].device);
  }

  heal(name: TroubleName): void {
    if (this.#kiosk.heal(name)) this.#tell(troubles[name].device);
  }

  /** Another unit is put into the place of a module. */
  swap(device: string, serial: string): void {
    this.#kiosk.swap(device, serial);
    this.#keep(this.#publish("inventory", this.#inventory()));
    this.#tell(device);
  }

  /** A customer buys, or tries to. */
  sell(kind: "cash" | "card", amount: number): void {
    if (!this.#powered) return;
    const transaction = `${this.id}-${this.#order + 1}`;
    const sale: Sale = { transaction, kind, amount, currency: "CNY", ...this.#kiosk.sell(kind) };
    this.#record("routine", { kind: "sale", body: sale });
    this.#flush("routine");
  }

  /** What this terminal ever numbered. */
  sent(): readonly SentStream[] {
    return lanes.map((lane) => ({ stream: this.#stream(lane), lastSeq: this.#lastSeq[lane] }));
  }

  /** Records the broker has not acknowledged. */
  get waiting(): number {
    return this.#outbox.urgent.length + this.#outbox.routine.length;
  }

  /** Everything said so far is answered. */
  async settled(): Promise<void> {
    while (this.#underway.size > 0) await Promise.all(this.#underway);
  }

  #later(ms: number, fn: () => void): void {
    this.#options.clock.after(ms, fn);
  }

  #hex(digits: number): string {
    return Array.from({ length: digits }, () => Math.floor(this.#options.random() * 16).toString(16)).join("");
  }

  #refresh(): void {
    this.#later(refreshMs, () => this.#refresh());
    if (!this.#powered) return;
    this.#kiosk.wander();
    this.#readings("routine");
  }

  #readings(lane: Lane): void {
    for (const device of this.#kiosk.devices) this.#reading(lane, device);
    this.#flush(lane);
  }

  #tell(device: string): void {
    if (!this.#powered) return;
    this.#reading("urgent", device);
    this.#flush("urgent");
  }

  #reading(lane: Lane, device: string): void {
    this.#record(lane, { kind: "health", device, body: this.#kiosk.health(device, this.#options.clock.now()) });
  }

  #stream(lane: Lane): string {
    return `${this.#epoch}.${lane}`;
  }

  #record(lane: Lane, { kind, device, body }: Pick<WireRecord, "kind" | "device" | "body">): void {
    const { clock } = this.#options;
    this.#lastSeq[lane] += 1;
    this.#order += 1;
    this.#outbox[lane].push({
      seq: this.#lastSeq[lane],
      order: this.#order,
      kind,
      ...(device === undefined ? {} : { device }),
      at: clock.now(),
      mono: clock.mono(),
      body,
    });
  }

  /** What was recorded since the last time goes out, if there is a line. */
  #flush(lane: Lane): void {
    if (!this.#client) return;
    const waiting = this.#outbox[lane].filter(({ seq }) => seq > (this.#offered[lane] ?? 0));
    this.#keep(this.#send(lane, waiting, false));
  }
  readonly #offered: Record<Lane, number> = { urgent: 0, routine: 0 };

  async #send(lane: Lane, records: readonly WireRecord[], history: boolean): Promise<void> {
    const { clock } = this.#options;
    const all = [...records];
    this.#offered[lane] = all.at(-1)?.seq ?? this.#offered[lane];
    for (let n = 0; n < all.length; n += maxRecordsPerBatch) {
      const batch = {
        v: contractVersion,
        stream: this.#stream(lane),
        boot: this.#boot,
        sentAt: clock.now(),
        sentMono: clock.mono(),
        ...(history ? { history } : {}),
        records: all.slice(n, n + maxRecordsPerBatch),
      };
      await this.#publish("up", JSON.stringify(batch));
    }
  }

  async #publish(channel: "state" | "inventory" | "up", payload: string): Promise<void> {
    const retain = channel !== "up";
    await this.#client?.publishAsync(topicOf(this.id, channel), payload, { qos: 1, retain });
  }

  #keep(work: Promise<unknown>): void {
    const kept = work.catch(() => undefined).finally(() => this.#underway.delete(kept)); // the line broke: it is offered again at the next birth
    this.#underway.add(kept);
  }

  #presence(status: Presence["status"]): string {
    const presence: Presence = {
      v: contractVersion,
      session: { epoch: this.#epoch, n: this.#connections },
      status,
      since: this.#options.clock.now(),
      agent: "1.0.0",
      boot: this.#boot,
      waiting: this.waiting,
    };
    return JSON.stringify(presence);
  }

  #inventory(): string {
    return JSON.stringify({
      v: contractVersion,
      at: this.#options.clock.now(),
      devices: this.#kiosk.inventory(),
    });
  }

  #onMessage(topic: string, payload: Buffer): void {
    const value: unknown = JSON.parse(payload.toString());
    if (topic === topicOf(this.id, "ack") && acks.is(value)) this.#acknowledged(value);
    if (topic === topicOf(this.id, "cmd") && envelopes.is(value)) {
      this.heard += 1;
      this.#run(value);
    }
  }

  #acknowledged({ stream, upTo }: Ack): void {
    for (const lane of lanes)
      if (stream === this.#stream(lane)) this.#outbox[lane] = this.#outbox[lane].filter(({ seq }) => seq > upTo);
  }

  /** Accepted at once, done a moment later; a device that cannot, says so. */
  #run({ id, command, device }: CommandEnvelope): void {
    if (this.#ran.has(id)) return;
    this.#ran.add(id);
    const say = (outcome: Pick<CommandOutcome, "status"> & Partial<CommandOutcome>): void => {
      this.#record("urgent", { kind: "outcome", device, body: { id, command, ...outcome } });
      this.#flush("urgent");
    };
    say({ status: "accepted" });
    this.#later(tookMs, () => {
      const failed = this.#kiosk.run(device, command);
      const reason = { code: "stillThere", text: "the device still reports the fault" };
      say(failed ? { status: "failed", reason, tookMs } : { status: "succeeded", tookMs });
      this.#tell(device);
    });
  }
}
