import type { Socket } from "node:net";
import { connectAsync, type MqttClient } from "mqtt";
import {
  Ack,
  AppError,
  type Clock,
  CommandEnvelope,
  type CommandOutcome,
  checker,
  contractVersion,
  type DeviceHealth,
  type Lane,
  lanes,
  maxRecordsPerBatch,
  type Presence,
  type Sale,
  topicOf,
  type WireRecord,
} from "../../contract/index.ts";
import type { SentStream } from "../fleet/reckoning.ts";
import { type Module, modules, type Trouble, type TroubleName, troubles } from "./modules.ts";

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

/** Each device is told of this often though nothing changes; a reading is believed a little longer than two of these. */
const refreshMs = 3_600_000;
const freshForMs = 2 * refreshMs + 600_000;
/** How long a device takes for a command. */
const tookMs = 2_400;

const envelopes = checker(CommandEnvelope);
const acks = checker(Ack);

interface Mounted {
  readonly module: Module;
  serial: string | undefined;
  measures: Record<string, number>;
  readonly since: Map<string, { state: string; at: number }>;
}

/**
 * A kiosk on the wire: what an agent says over MQTT, said without an agent. Birth and will, an outbox of two lanes that only the broker's `ack` empties,
 * health of its modules, sales, and outcomes of the commands it is given, each run at most once. What happens to it is data: `troubles`.
 */
export class WireTerminal {
  readonly id: string;
  readonly #options: WireTerminalOptions;
  readonly #epoch: string;
  readonly #boot: string;
  readonly #mounted = new Map<string, Mounted>();
  readonly #troubles = new Set<TroubleName>();
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
    for (const module of modules)
      this.#mounted.set(module.device, {
        module,
        serial: module.serial === undefined ? undefined : `${module.serial}${this.#digits(7)}`,
        measures: { ...module.measures },
        since: new Map(),
      });
    this.#later(this.#options.random() * refreshMs, () => this.#refresh());
  }

  get connected(): boolean {
    return this.#client !== undefined;
  }

  get powered(): boolean {
    return this.#powered;
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
    this.#troubles.add(name);
    this.#tell(troubles[name].device);
  }

  heal(name: TroubleName): void {
    if (this.#troubles.delete(name)) this.#tell(troubles[name].device);
  }

  /** Another unit is put into the place of a module: whatever was wrong with the old one is gone with it. */
  swap(device: string, serial: string): void {
    const mounted = this.#module(device);
    for (const name of this.#troubles) if (troubles[name].device === device) this.#troubles.delete(name);
    mounted.serial = serial;
    mounted.measures = { ...mounted.module.measures, notesStacked: 0, notesRejected: 0 };
    this.#keep(this.#publish("inventory", this.#inventory()));
    this.#tell(device);
  }

  /** A customer buys, or tries to. */
  sell(kind: "cash" | "card", amount: number): void {
    if (!this.#powered) return;
    const trouble = [...this.#troubles]
      .map((name): Trouble => troubles[name])
      .find(({ fails }) => fails?.kind === kind);
    const broken = this.#options.random();
    const result = trouble?.fails ? "failed" : broken < 0.03 ? "cancelled" : "success";
    const cause = trouble?.fails?.cause ?? (result === "cancelled" ? "customer left" : undefined);
    const sale: Sale = {
      transaction: `${this.id}-${this.#order + 1}`,
      kind,
      result,
      amount,
      currency: "CNY",
      ...(cause === undefined ? {} : { cause }),
    };
    if (result === "success") this.#count(kind);
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
  #digits(n: number): string {
    return Array.from({ length: n }, () => Math.floor(this.#options.random() * 10)).join("");
  }

  #module(device: string): Mounted {
    const mounted = this.#mounted.get(device);
    if (!mounted) throw new AppError("unknownDevice", `${this.id} has no ${device}`);
    return mounted;
  }

  /** A sale wears what it uses. */
  #count(kind: "cash" | "card"): void {
    const add = (device: string, measure: string, by: number): void => {
      const { measures } = this.#module(device);
      measures[measure] = (measures[measure] ?? 0) + by;
    };
    if (kind === "cash") add("cash", "notesStacked", 2);
    else add("reader", "cardInsertions", 1);
    add("printer", "cuts", 1);
    add("printer", "linesFed", 24);
    add("printer", "paperPrinted", 10);
  }

  #refresh(): void {
    this.#later(refreshMs, () => this.#refresh());
    if (!this.#powered) return;
    const { measures } = this.#module("host");
    const wander = (measure: string, least: number, most: number, step: number): void => {
      const next = (measures[measure] ?? least) + (this.#options.random() - 0.5) * step;
      measures[measure] = Math.round(Math.min(most, Math.max(least, next)) * 10) / 10;
    };
    wander("processorLoad", 4, 60, 12);
    wander("memoryUsed", 35, 70, 4);
    wander("storageUsed", 30, 60, 0.4);
    wander("temperature", 36, 62, 3);
    this.#readings("routine");
  }

  #readings(lane: Lane): void {
    for (const device of this.#mounted.keys()) this.#reading(lane, device);
    this.#flush(lane);
  }

  #tell(device: string): void {
    if (!this.#powered) return;
    this.#reading("urgent", device);
    this.#flush("urgent");
  }

  #reading(lane: Lane, device: string): void {
    this.#record(lane, { kind: "health", device, body: this.#health(this.#module(device)) });
  }

  #health({ module, measures, since }: Mounted): DeviceHealth {
    const now = this.#options.clock.now();
    const wrong = [...this.#troubles]
      .map((name): Trouble => troubles[name])
      .filter(({ device }) => device === module.device);
    const silent = wrong.find(({ availability }) => availability !== undefined);
    const states = Object.assign({}, module.good, ...wrong.map(({ states: said }) => said ?? {})) as Record<
      string,
      string
    >;
    const components: DeviceHealth["components"] = {};
    for (const [name, state] of Object.entries(states)) {
      const kept = since.get(name);
      if (kept?.state !== state) since.set(name, { state, at: now });
      const code = module.good[name] === state ? module.vendorCodes?.[name] : undefined;
      const vendorCode = code?.replace("{carrier}", this.#options.carrier);
      components[name] = {
        state,
        since: since.get(name)?.at ?? now,
        ...(vendorCode === undefined ? {} : { vendorCode }),
      };
    }
    return {
      deviceClass: module.deviceClass,
      availability: silent?.availability ?? "online",
      ...(silent?.because ? { because: silent.because } : {}),
      components: silent ? {} : components,
      measures: silent
        ? {}
        : (Object.assign({}, measures, ...wrong.map((one) => one.measures ?? {})) as Record<string, number>),
      ...(module.deviceClass === "cashAcceptor" || module.deviceClass === "cardReader"
        ? { money: "safe" as const }
        : {}),
      observedAt: now,
      freshForMs,
    };
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
    const devices = [...this.#mounted.values()].map(({ module, serial }) => ({
      device: module.device,
      deviceClass: module.deviceClass,
      driver: module.driver,
      identity: {
        ...(module.manufacturer === undefined ? {} : { manufacturer: module.manufacturer }),
        ...(module.model === undefined ? {} : { model: module.model }),
        ...(module.firmware === undefined ? {} : { firmware: module.firmware }),
        ...(serial === undefined ? {} : { serial }),
      },
      commands: module.commands,
    }));
    return JSON.stringify({ v: contractVersion, at: this.#options.clock.now(), devices });
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
      const here = [...this.#troubles].filter((name) => troubles[name].device === device);
      const cured = here.filter((name) => (troubles[name] as Trouble).curedBy === command);
      for (const name of cured) this.#troubles.delete(name);
      const failed = command !== "readStatus" && here.length > cured.length;
      const reason = { code: "stillThere", text: "the device still reports the fault" };
      say(failed ? { status: "failed", reason, tookMs } : { status: "succeeded", tookMs });
      this.#tell(device);
    });
  }
}
