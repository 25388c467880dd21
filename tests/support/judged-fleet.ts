import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FaultEngine } from "../../broker/faults/engine.ts";
import { loadRules } from "../../broker/faults/load-rules.ts";
import { Settable } from "../../broker/faults/settings.ts";
import { enrolTerminal } from "../../broker/fleet/enrol.ts";
import { Fleet } from "../../broker/fleet/fleet.ts";
import { History } from "../../broker/history/history.ts";
import { Ingest } from "../../broker/ingest/ingest.ts";
import { Live, type LiveEvent } from "../../broker/live.ts";
import { Rules } from "../../broker/rules/rules.ts";
import { Sightings } from "../../broker/sightings/sightings.ts";
import { openStore } from "../../broker/store/sqlite/open.ts";
import type { Store, Tx } from "../../broker/store/store.ts";
import { Wear } from "../../broker/wear/wear.ts";
import { AppError, type DeviceHealth, type InventoryDevice, type UpBatch } from "../../contract/index.ts";
import { FakeClock } from "./fake-clock.ts";

const epoch = "0123456789abcdef";

export interface HeldReading {
  readonly device: string;
  readonly health: DeviceHealth;
  /** So long ago it was read: of a batch kept during an outage. */
  readonly agoMs?: number;
}

/** What judges a fleet in a broker, from a batch's bytes to its faults, over a real file and on a clock that moves when told: no line, no HTTP. */
export class JudgedFleet {
  readonly clock = new FakeClock();
  readonly events: LiveEvent[] = [];
  store!: Store;
  engine!: FaultEngine;
  fleet!: Fleet;
  rules!: Rules;
  settable!: Settable;
  #history!: History;
  #ingest!: Ingest;
  readonly #folder: string;
  readonly #seq = new Map<string, number>();
  #n = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(): Promise<JudgedFleet> {
    const judged = new JudgedFleet(await mkdtemp(join(tmpdir(), "judged-")));
    await judged.#start();
    return judged;
  }

  get file(): string {
    return join(this.#folder, "broker.db");
  }

  async close(): Promise<void> {
    await this.#stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async restart(): Promise<void> {
    await this.#stop();
    await this.#start();
  }

  async #stop(): Promise<void> {
    this.fleet.close();
    this.engine.close();
    await this.#history.close();
    await this.store.close();
  }

  async #start(): Promise<void> {
    const { clock } = this;
    const onError = (error: unknown): never => {
      throw error;
    };
    const live = new Live(onError);
    live.after((event) => void this.events.push(event));
    const store = await openStore(this.file, { clock });
    this.store = store;
    this.settable = new Settable(await loadRules());
    this.#history = new History({ store, live, clock, onError });
    await this.#history.load();
    const wear = new Wear({ life: {} }, clock);
    wear.load(store.read);
    const random = (bytes: number): string => (++this.#n).toString(16).padStart(bytes * 2, "0");
    const rules = this.settable.allInForce(store.read.ruleSettings()?.settings ?? {});
    const faults = new FaultEngine({
      rules,
      store,
      live,
      clock,
      random,
      onError,
      worn: (terminal, device, item, health) => wear.share(terminal, device, item, health),
    });
    const history = this.#history;
    const onMaintenance: ConstructorParameters<typeof Fleet>[0]["onMaintenance"] = (tx, terminal, maintenance) =>
      history.maintenance(tx, terminal, maintenance);
    this.fleet = new Fleet({ store, live, clock, faults, onError, onMaintenance });
    this.fleet.load(store.read, () => true);
    this.engine = faults;
    this.rules = new Rules({ store, live, clock, faults, settable: this.settable });
    const downlink = { send: () => true, connected: () => true, drop: () => undefined };
    const sightings = new Sightings(live);
    this.#ingest = new Ingest({
      store,
      live,
      clock,
      fleet: this.fleet,
      faults,
      downlink,
      wear,
      history,
      sightings,
      onError,
    });
  }

  write(unit: (tx: Tx) => void): Promise<void> {
    return this.store.write(unit);
  }

  async enrol(terminal: string, devices: readonly InventoryDevice[], site = "here"): Promise<void> {
    await this.write((tx) => void enrolTerminal(tx, { id: terminal, site }, { clock: this.clock, random: () => "x" }));
    await this.presence(terminal, "online");
    const inventory = { v: 1 as const, at: this.clock.now(), devices: [...devices] };
    await this.write((tx) => this.fleet.onInventory(tx, terminal, inventory));
  }

  async presence(terminal: string, status: "online" | "stopped" | "lost"): Promise<void> {
    const n =
      status === "online" ? this.#next(`${terminal} connection`) : (this.#seq.get(`${terminal} connection`) ?? 1);
    const said = { v: 1 as const, session: { epoch, n }, status, since: this.clock.now() };
    await this.write((tx) => void this.fleet.onPresence(tx, terminal, said));
  }

  async maintenance(terminal: string, on: boolean): Promise<void> {
    const until = this.clock.now() + 30 * 86_400_000;
    const said = { until, by: "user:eva", reason: "work" };
    await this.write((tx) => this.fleet.setMaintenance(tx, terminal, on ? said : undefined));
  }

  /** A batch of readings arrives and is judged; resolves once that is committed. `history`: it was kept during an outage. */
  async hear(terminal: string, readings: readonly HeldReading[], { history = false } = {}): Promise<void> {
    const now = this.clock.now();
    const stream = `${epoch}.urgent`;
    const records = readings.map(({ device, health, agoMs = 0 }) => {
      const seq = this.#next(`${terminal} record`);
      return { seq, order: seq, kind: "health", device, at: now - agoMs, mono: now - agoMs, body: health };
    });
    const batch: UpBatch = {
      v: 1,
      stream,
      boot: "boot",
      sentAt: now,
      sentMono: now,
      records,
      ...(history ? { history } : {}),
    };
    await new Promise<void>((done, fail) => {
      const payload = Buffer.from(JSON.stringify(batch));
      this.#ingest.accept({ terminal, channel: "up", topic: "up", payload, done, fail });
    });
    const refused = this.store.read.quarantine(1)[0];
    if (refused) throw new AppError("test", `a reading was refused: ${refused.reason}`);
  }

  #next(what: string): number {
    const next = (this.#seq.get(what) ?? 0) + 1;
    this.#seq.set(what, next);
    return next;
  }
}
