import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Assets } from "../../broker/assets/assets.ts";
import { type Commands, startCommands } from "../../broker/commands/index.ts";
import { type Diagnostics, startDiagnostics } from "../../broker/diagnostics/index.ts";
import { loadRunbooks } from "../../broker/diagnostics/load-runbooks.ts";
import type { DiagnosticsPolicy } from "../../broker/diagnostics/policy.ts";
import type { Runbook } from "../../broker/diagnostics/runbook.ts";
import type { Downlink } from "../../broker/downlink.ts";
import { FaultEngine, type Surroundings } from "../../broker/faults/engine.ts";
import { indexRules, loadRules } from "../../broker/faults/load-rules.ts";
import type { FaultRule } from "../../broker/faults/rule.ts";
import { Settable } from "../../broker/faults/settings.ts";
import { Fleet } from "../../broker/fleet/fleet.ts";
import { Live, type LiveEvent } from "../../broker/live.ts";
import { type ContractSettings, makeContracts } from "../../broker/service-levels/contracts.ts";
import { loadPresets } from "../../broker/service-levels/load-policies.ts";
import { makePolicy, type PolicyFile } from "../../broker/service-levels/policy.ts";
import selfServiceTerminal from "../../broker/service-levels/presets/self-service-terminal.ts";
import { ServiceLevels } from "../../broker/service-levels/service-levels.ts";
import { Sightings } from "../../broker/sightings/sightings.ts";
import { Stock } from "../../broker/stock/stock.ts";
import { openStore } from "../../broker/store/sqlite/open.ts";
import type { Store, Tx } from "../../broker/store/store.ts";
import { startTickets, type TicketPolicy, type Tickets } from "../../broker/tickets/index.ts";
import type {
  Clock,
  CommandDescriptor,
  CommandEnvelope,
  CommandOutcome,
  DeviceClass,
  DeviceHealth,
  FaultView,
  TicketView,
} from "../../contract/index.ts";
import { FakeClock } from "./fake-clock.ts";

export interface DeskOptions {
  readonly rules?: readonly FaultRule[];
  readonly runbooks?: readonly Runbook[];
  readonly diagnostics?: Partial<DiagnosticsPolicy>;
  readonly tickets?: Partial<TicketPolicy>;
  /** Service-level policy; the preset for self-service terminals if left out. */
  readonly levels?: PolicyFile;
  /** As the broker's settings name them; none if left out. */
  readonly contracts?: readonly ContractSettings[];
  /** With the fleet: lost terminals and sites, maintenance. */
  readonly fleet?: boolean;
  /** Another clock than the desk's own, which moves only when told. */
  readonly time?: Clock;
  /** What is in the store before anything starts. */
  readonly fill?: (tx: Tx) => void;
}

export const command = (name: string, more: Partial<CommandDescriptor> = {}): CommandDescriptor => ({
  name,
  title: name,
  disturbs: "device",
  automatic: true,
  resets: false,
  timeoutMs: 10_000,
  args: { type: "object", properties: {}, additionalProperties: false },
  ...more,
});

/** How a scripted terminal answers a command: outcomes in order, each told after `afterMs`. */
export type Script = (envelope: CommandEnvelope) => void | Promise<void>;

/** More than any test looks back; what runs for an hour must not keep them all. */
const mostEvents = 2000;

/**
 * The service desk of a broker (commands, faults, diagnostics, tickets) over the real SQLite store, with a terminal that is a script.
 * `restart` closes the file and opens it again with everything new, as after a crash between two transactions.
 */
export class ServiceDesk {
  readonly clock = new FakeClock();
  readonly errors: unknown[] = [];
  readonly events: LiveEvent[] = [];
  readonly sent: CommandEnvelope[] = [];
  readonly online = new Set<string>();
  script: Script = () => undefined;
  maintenance = new Set<string>();
  store!: Store;
  live!: Live;
  settable!: Settable;
  faults!: FaultEngine;
  fleet: Fleet | undefined;
  commands!: Commands;
  diagnostics!: Diagnostics;
  tickets!: Tickets;
  levels!: ServiceLevels;
  assets!: Assets;
  stock!: Stock;
  sightings!: Sightings;
  readonly #folder: string;
  readonly #options: DeskOptions;
  readonly #time: Clock;
  #n = 0;

  /** Its data file, for tests that look what is in it. */
  get file(): string {
    return join(this.#folder, "broker.db");
  }

  private constructor(folder: string, options: DeskOptions) {
    this.#folder = folder;
    this.#options = options;
    this.#time = options.time ?? this.clock;
  }

  static async open(options: DeskOptions = {}): Promise<ServiceDesk> {
    const desk = new ServiceDesk(await mkdtemp(join(tmpdir(), "desk-")), options);
    await desk.#start(options.fill);
    return desk;
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
    this.tickets.stop();
    this.commands.stop();
    await this.diagnostics.stop();
    this.fleet?.close();
    this.faults.close();
    await this.store.close();
  }

  async #start(fill?: (tx: Tx) => void): Promise<void> {
    const clock = this.#time;
    const onError = (error: unknown) => void this.errors.push(error);
    const all = await loadRules();
    const extra = this.#options.rules ?? [];
    this.settable = new Settable(
      indexRules(new Map([...all.byId, ...extra.map((r): [string, FaultRule] => [r.id, r])])),
    );
    const runbooks = new Map(await loadRunbooks());
    for (const runbook of this.#options.runbooks ?? []) runbooks.set(runbook.id, runbook);
    const store = await openStore(this.file, { clock });
    if (fill) await store.write(fill);
    const rules = this.settable.allInForce(store.read.ruleSettings()?.settings ?? {});
    const live = new Live(onError);
    live.after((event) => {
      if (this.events.push(event) > mostEvents) this.events.shift();
    });
    this.sightings = new Sightings(live);
    const hex = (bytes: number) => (++this.#n).toString(16).padStart(bytes * 2, "0");
    const newId = () => hex(8);
    const around: Surroundings = { inMaintenance: (t) => this.maintenance.has(t), explains: () => undefined };
    this.faults = new FaultEngine({ rules, store, live, clock, random: hex, onError });
    if (this.#options.fleet) {
      this.fleet = new Fleet({ store, live, clock, faults: this.faults, onError });
      // Nobody speaks for those that were filled in: they are not lost for it, however long a test takes.
      const filled = new Set(fill ? store.read.terminals().map(({ id }) => id) : []);
      this.fleet.load(store.read, (terminal) => filled.has(terminal) || this.online.has(terminal));
    } else this.faults.load(store.read, around);
    const { faults } = this;
    this.commands = startCommands({ store, live, downlink: this.#downlink(), clock, newId, random: () => 0, onError });
    const { commands } = this;
    const policy = this.#options.diagnostics ?? {};
    this.levels = new ServiceLevels({
      standard: makePolicy(this.#options.levels ?? selfServiceTerminal, "test"),
      policies: await loadPresets(),
      contracts: makeContracts(this.#options.contracts ?? []),
    });
    this.assets = new Assets({ store, live, clock });
    await this.assets.load();
    this.stock = new Stock({ store, live, clock, register: this.assets, rules: faults.rules, poolPercent: 5 });
    this.stock.load(store.read);
    this.tickets = startTickets({
      store,
      live,
      clock,
      faults,
      levels: this.levels,
      stock: this.stock,
      assets: this.assets,
      onError,
      policy: this.#options.tickets ?? {},
    });
    this.diagnostics = startDiagnostics({ store, live, clock, faults, commands, runbooks, newId, onError, policy });
    this.store = store;
    this.live = live;
  }

  #downlink(): Downlink {
    return {
      connected: (terminal) => this.online.has(terminal),
      drop: () => undefined,
      send: (terminal, _channel, payload) => {
        if (!this.online.has(terminal)) return false;
        const envelope = payload as CommandEnvelope;
        this.sent.push(envelope);
        setImmediate(() => void this.script(envelope));
        return true;
      },
    };
  }

  async addTerminal(
    id: string,
    devices: Readonly<Record<string, { deviceClass: DeviceClass; commands?: CommandDescriptor[] }>>,
    site = "here",
  ): Promise<void> {
    const at = this.#time.now();
    const list = Object.entries(devices).map(([device, d]) => ({
      device,
      deviceClass: d.deviceClass,
      driver: "test",
      identity: {},
      commands: d.commands ?? [],
    }));
    this.online.add(id);
    await this.store.write((tx) =>
      tx.saveTerminal({
        id,
        name: id,
        site,
        createdAt: at,
        status: "online",
        statusAt: at,
        lastSeenAt: at,
        inventory: { v: 1, at, devices: list },
      }),
    );
  }

  /** Birth or will, as the fleet hears it. `n` counts the connections. */
  async presence(terminal: string, status: "online" | "lost", n: number): Promise<void> {
    const at = this.#time.now();
    const said = { v: 1, session: { epoch: "0123456789abcdef", n }, status, since: at };
    await this.store.write((tx) => this.fleet?.onPresence(tx, terminal, said));
  }

  /** The connection breaks. */
  async lose(terminal: string): Promise<void> {
    this.online.delete(terminal);
    await this.store.write((tx) => {
      const row = tx.read.terminal(terminal);
      if (row) tx.saveTerminal({ ...row, status: "lost" });
    });
  }

  /** The terminal comes back: what waits for it is offered again. */
  async birth(terminal: string): Promise<void> {
    this.online.add(terminal);
    await this.store.write((tx) =>
      this.live.emit(tx, "presence", { terminal, status: "online", at: this.#time.now() }),
    );
  }

  /** A health record arrives and is judged in its transaction, as ingest does. */
  async report(
    terminal: string,
    device: string,
    deviceClass: DeviceClass,
    states: Readonly<Record<string, string>>,
    more: Partial<DeviceHealth> = {},
  ): Promise<void> {
    const at = this.#time.now();
    const components = Object.fromEntries(
      Object.entries(states).map(([name, state]) => [name, { state, since: at, frame: "02 03 06 43 5D F2" }]),
    );
    const health: DeviceHealth = {
      deviceClass,
      availability: "online",
      components,
      measures: {},
      observedAt: at,
      freshForMs: 3_600_000,
      ...more,
    };
    await this.store.write((tx) => {
      tx.saveHealth({ terminal, device, epoch: "e", order: ++this.#n, at, receivedAt: at, health });
      this.sightings.reading(tx, { terminal, device, health, at, receivedAt: at, current: true });
      this.faults.judge(tx, terminal, device, { health, at, fresh: true });
      this.live.emit(tx, "health", { terminal, device, health });
    });
  }

  /** An outcome record arrives from the terminal. */
  async outcome(terminal: string, outcome: CommandOutcome): Promise<void> {
    await this.store.write((tx) => this.live.emit(tx, "outcome", { terminal, outcome, at: this.#time.now() }));
  }

  /** Answers a command as an agent does: accepted, then how it ended. */
  async finish(
    envelope: CommandEnvelope,
    status: "succeeded" | "failed" = "succeeded",
    frames: string[] = [],
  ): Promise<void> {
    const base = { id: envelope.id, command: envelope.command };
    await this.outcome(envelope.terminal, { ...base, status: "accepted" });
    await this.outcome(envelope.terminal, { ...base, status, frames, tookMs: 12 });
  }

  /** Time passes in small steps, so that writes between timers find their turn. */
  async pass(ms: number, stepMs = 5_000): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) await this.clock.advance(Math.min(left, stepMs));
  }

  faultsOf(terminal: string): FaultView[] {
    return this.store.read.faults({ terminal, limit: 1000 });
  }

  ticketsOf(terminal: string): TicketView[] {
    return this.store.read.tickets({ terminal, limit: 1000 });
  }
}
