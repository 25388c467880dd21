import {
  type Clock,
  type CustomerView,
  type FaultView,
  type Inventory,
  messageOf,
  type Presence,
} from "../../contract/index.ts";
import { DueQueue } from "../due-queue.ts";
import type { FaultEngine, Surroundings } from "../faults/engine.ts";
import { wholeTerminal } from "../faults/engine.ts";
import { cannotTell, clear, type Look } from "../faults/rule.ts";
import type { Live } from "../live.ts";
import type { Readers, Store, TerminalRow, Tx } from "../store/store.ts";
import { CustomerWatch } from "./customer-watch.ts";
import { Devices, isFresh } from "./devices.ts";
import { type PortOutage, portOutages, portSayings, portViews } from "./port-outage.ts";
import { isSaidAgain, judgePresence, withPresence } from "./presence.ts";
import { SiteWatch } from "./site-outage.ts";

export interface FleetDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly faults: FaultEngine;
  /** Maintenance of a terminal began, or ended (`undefined`). */
  readonly onMaintenance?: (tx: Tx, terminal: string, maintenance: TerminalRow["maintenance"]) => void;
  readonly onError: (error: unknown) => void;
}

/** A connection that broke without a will, or was not there when the broker started, is lost after this long without a new one. */
export const goneAfterMs = 2_000;
export const absentAfterStartMs = 45_000;
/** What fell due and could not be written is tried again after this long. */
const retryMs = 1_000;
/** Quiet time after which a doubled identity is no longer said. */
const duplicateQuietMs = 600_000;

const fault = (text: string, data: Record<string, unknown> = {}): Look => ({
  verdict: "fault",
  evidence: () => ({ text, data }),
});

/** Who is there: presence, inventory, maintenance, freshness of readings, and what is lost as a whole (terminal, ports, site). */
export class Fleet implements Surroundings {
  readonly devices: Devices;
  readonly #store: Store;
  readonly #live: Live;
  readonly #clock: Clock;
  readonly #faults: FaultEngine;
  readonly #onError: (error: unknown) => void;
  readonly #customers: CustomerWatch;
  readonly #onMaintenance: NonNullable<FleetDeps["onMaintenance"]>;
  readonly #rows = new Map<string, TerminalRow>();
  readonly #sites = new Map<string, SiteWatch>();
  readonly #ports = new Map<string, readonly PortOutage[]>();
  readonly #stale: DueQueue;
  readonly #due: DueQueue;
  #connected: (terminal: string) => boolean = () => false;
  #closed = false;

  constructor({ store, live, clock, faults, onError, onMaintenance = () => undefined }: FleetDeps) {
    this.#store = store;
    this.#live = live;
    this.#clock = clock;
    this.#faults = faults;
    this.#onError = onError;
    this.#onMaintenance = onMaintenance;
    this.devices = new Devices(store.read);
    this.#customers = new CustomerWatch(live, clock);
    this.#stale = new DueQueue(clock, (keys) =>
      this.#write(
        (tx) => this.#onStale(tx, keys),
        () => this.#again(this.#stale, keys),
      ),
    );
    this.#due = new DueQueue(clock, (keys) =>
      this.#write(
        (tx) => this.#onDue(tx, keys),
        () => this.#again(this.#due, keys),
      ),
    );
  }

  /** Takes up where the last run ended: fault holds resume, readings are judged again, and who does not come back is lost. */
  load(read: Readers, connected: (terminal: string) => boolean): void {
    this.#connected = connected;
    for (const row of read.terminals()) this.#keep(row, true);
    this.#faults.load(read, this);
    for (const active of this.#faults.all())
      if (active.code === "site.lost") this.#siteOf(active.terminal).outage = active.terminal;
    this.#write((tx) => this.#judgeAgain(tx));
  }

  close(): void {
    this.#closed = true;
    this.#stale.close();
    this.#due.close();
  }

  row(terminal: string): TerminalRow | undefined {
    let row = this.#rows.get(terminal);
    if (!row) {
      row = this.#store.read.terminal(terminal);
      if (row) this.#keep(row);
    }
    return row;
  }

  /** Whether somebody is being served there, as far as the terminal tells. */
  customer(terminal: string): CustomerView {
    return this.#customers.of(terminal);
  }

  /** Birth, stop or will, as the terminal (or the broker on its behalf) says it. Returns false if the line is as it was: said again, or of an older session. */
  onPresence(tx: Tx, terminal: string, said: Presence): boolean {
    const row = this.row(terminal);
    if (!row || judgePresence(row.presence, said) === "older") return false;
    const now = this.#clock.now();
    const again = isSaidAgain(row, said);
    this.#customers.say(tx, terminal, said.status === "online" ? said.customer : undefined);
    if (again && row.presence?.configRev === said.configRev) return false;
    this.#change(tx, withPresence(row, said, now));
    this.#live.inform(tx, "said", { terminal, said });
    if (again) return false;
    this.#live.emit(tx, "presence", { terminal, status: said.status, at: now });
    if (said.status === "lost") this.#onLost(tx, terminal, now);
    else this.#onBack(tx, terminal, said.status);
    return true;
  }

  onInventory(tx: Tx, terminal: string, inventory: Inventory): void {
    const row = this.row(terminal);
    if (!row) return;
    this.#change(tx, { ...row, inventory });
    this.#live.emit(tx, "inventory", { terminal });
    this.onAvailability(tx, terminal);
  }

  /** A device came or went: is it alone, or did its port or hub take others with it? */
  onAvailability(tx: Tx, terminal: string): void {
    const before = this.#ports.get(terminal) ?? [];
    const devices = this.devices.of(terminal);
    const now = portOutages(portViews(this.row(terminal)?.inventory, (device) => devices.get(device)?.health));
    if (before.length === 0 && now.length === 0) return;
    this.#ports.set(terminal, now);
    tx.afterRollback(() => this.#ports.set(terminal, before));
    for (const { device, look } of portSayings(before, now)) this.#faults.say(tx, "port.lost", terminal, device, look);
    this.#faults.refresh(tx, terminal);
  }

  /** Sees to it that the device is judged again when this reading is too old to be believed. */
  expect(key: string, at: number, freshForMs: number): void {
    if (!this.#stale.has(key)) this.#stale.set(key, at + freshForMs - this.#clock.now());
  }

  /** The gateway: a connection ended. Mostly the will has said so already. */
  onGone(terminal: string): void {
    this.#due.set(`gone ${terminal}`, goneAfterMs);
  }

  /** The gateway: two agents keep taking one identity from each other. */
  onDuplicate(terminal: string, takeovers: number): void {
    this.#due.set(`duplicate ${terminal}`, duplicateQuietMs);
    const look = fault(`${takeovers} takeovers of the connection within a minute`, { takeovers });
    this.#write((tx) => this.#faults.say(tx, "security.duplicateId", terminal, wholeTerminal, look));
  }

  /** Starts (`undefined`: ends) maintenance: faults are kept, and flagged so that nobody is called. */
  setMaintenance(tx: Tx, terminal: string, maintenance: TerminalRow["maintenance"] | undefined): void {
    const row = this.row(terminal);
    if (!row) return;
    const { maintenance: before, ...rest } = row;
    this.#change(tx, maintenance ? { ...rest, maintenance } : rest);
    this.#onMaintenance(tx, terminal, maintenance);
    if (maintenance) this.#due.set(`maintenance ${terminal}`, maintenance.until - this.#clock.now());
    else this.#due.drop(`maintenance ${terminal}`);
    // Before the faults are looked at again: who hears of it may say one that explains them.
    const said = { ...(maintenance ? { maintenance } : {}), ...(before ? { before } : {}) };
    this.#live.emit(tx, "maintenance", { terminal, at: this.#clock.now(), ...said });
    this.#faults.refresh(tx, terminal);
  }

  /** Replaces the tags of a terminal. */
  setTags(tx: Tx, terminal: string, tags: string[]): void {
    const row = this.row(terminal);
    if (!row) return;
    const { tags: _, ...rest } = row;
    this.#change(tx, tags.length > 0 ? { ...rest, tags } : rest);
    this.#live.emit(tx, "tags", { terminal, tags });
  }

  inMaintenance(terminal: string, { impact }: Pick<FaultView, "impact">): boolean {
    const maintenance = this.row(terminal)?.maintenance;
    if (!maintenance || maintenance.until <= this.#clock.now()) return false;
    return !(maintenance.securityShown && impact.includes("security"));
  }

  explains(child: { terminal: string; device: string }, cause: string): ReturnType<FaultEngine["get"]> {
    if (cause === "site.lost") {
      const site = this.#siteOf(child.terminal);
      if (site.outage === undefined || !site.isLost(child.terminal)) return undefined;
      return this.#faults.get(site.outage, "site", "site.lost");
    }
    const outage = this.#ports.get(child.terminal)?.find((o) => o.members.includes(child.device));
    return cause === "port.lost" && outage ? this.#faults.get(child.terminal, outage.device, "port.lost") : undefined;
  }

  #siteOf(terminal: string): SiteWatch {
    const name = this.row(terminal)?.site ?? "";
    let site = this.#sites.get(name);
    if (!site) this.#sites.set(name, (site = new SiteWatch(name)));
    return site;
  }

  #keep(row: TerminalRow, atStart = false): void {
    this.#rows.set(row.id, row);
    if (row.status === "online" || row.status === "lost") this.#siteOf(row.id).members += 1;
    if (row.status === "lost") this.#siteOf(row.id).add(row.id, row.statusAt);
    if (row.status === "online" && atStart) this.#due.set(`gone ${row.id}`, absentAfterStartMs);
    // One that ended while no broker ran is ended now.
    if (row.maintenance) this.#due.set(`maintenance ${row.id}`, row.maintenance.until - this.#clock.now());
  }

  /** Saves a row and keeps the counts of its site in step, also if the unit rolls back. */
  #change(tx: Tx, row: TerminalRow): void {
    const before = this.#rows.get(row.id);
    this.#count(row, before);
    tx.saveTerminal(row);
    tx.afterRollback(() => before && this.#count(before, row));
  }

  #count(row: TerminalRow, before: TerminalRow | undefined): void {
    const counts = (r: TerminalRow | undefined): number => (r?.status === "online" || r?.status === "lost" ? 1 : 0);
    this.#rows.set(row.id, row);
    const site = this.#siteOf(row.id);
    site.members += counts(row) - counts(before);
    if (row.status === "lost") site.add(row.id, row.statusAt);
    else site.remove(row.id);
  }

  #onLost(tx: Tx, terminal: string, now: number): void {
    this.#faults.blind(tx, terminal);
    for (const { device } of this.#ports.get(terminal) ?? [])
      this.#faults.say(tx, "port.lost", terminal, device, cannotTell);
    this.#faults.say(tx, "terminal.lost", terminal, wholeTerminal, fault("the connection broke without a clean stop"));
    const site = this.#siteOf(terminal);
    const first = site.outage ?? site.outageAt(now);
    if (first === undefined || (site.outage !== undefined && site.isOver())) return;
    const before = site.outage;
    site.outage = first;
    tx.afterRollback(() => {
      site.outage = before;
    });
    const name = site.site === "" ? "the fleet" : `site ${site.site}`;
    const text = `${site.lost.length} of ${site.members} terminals of ${name} lost within a minute`;
    this.#faults.say(tx, "site.lost", first, "site", fault(text, { site: site.site, lost: site.lost.length }));
    if (before === undefined) for (const member of site.lost) this.#faults.refresh(tx, member);
  }

  #onBack(tx: Tx, terminal: string, status: "online" | "stopped"): void {
    this.#due.drop(`gone ${terminal}`);
    this.#faults.say(tx, "terminal.lost", terminal, wholeTerminal, clear);
    if (status === "online") this.#judgeTerminal(tx, terminal);
    const site = this.#siteOf(terminal);
    if (!site.isOver()) return;
    const first = site.outage as string;
    this.#faults.say(tx, "site.lost", first, "site", clear);
    this.#due.set(`site ${first}`, 0);
  }

  /** Judges the stored readings of a terminal's devices that have faults. */
  #judgeTerminal(tx: Tx, terminal: string): void {
    const now = this.#clock.now();
    const devices = this.devices.of(terminal);
    for (const device of new Set(this.#faults.active(terminal).map((f) => f.device))) {
      const state = devices.get(device);
      if (!state) continue;
      const fresh = isFresh(state.health, state.at, now);
      if (fresh) this.expect(state.key, state.at, state.health.freshForMs);
      this.#faults.judge(tx, terminal, device, { health: state.health, at: state.at, fresh });
    }
    if ((this.#ports.get(terminal)?.length ?? 0) > 0) this.onAvailability(tx, terminal);
  }

  #judgeAgain(tx: Tx): void {
    const terminals = new Set(this.#faults.all().map((f) => f.terminal));
    for (const terminal of terminals) {
      if (this.row(terminal)?.status === "online") this.#judgeTerminal(tx, terminal);
      this.onAvailability(tx, terminal);
    }
    for (const active of this.#faults.all()) this.#saidAgain(tx, active);
  }

  /** What the fleet itself said before the restart, said again. */
  #saidAgain(tx: Tx, { code, terminal, device }: { code: string; terminal: string; device: string }): void {
    const status = this.row(terminal)?.status;
    if (code === "terminal.lost")
      this.#faults.say(tx, code, terminal, device, status === "lost" ? fault("still lost") : clear);
    if (code === "site.lost")
      this.#faults.say(tx, code, terminal, device, this.#siteOf(terminal).isOver() ? clear : fault("still lost"));
    if (code === "security.duplicateId") this.#due.set(`duplicate ${terminal}`, 0);
  }

  #onStale(tx: Tx, keys: string[]): void {
    const now = this.#clock.now();
    for (const key of keys) {
      const state = this.devices.byKey(key);
      if (!state) continue;
      const leftMs = state.at + state.health.freshForMs - now;
      if (leftMs > 0) this.#stale.set(key, leftMs);
      else this.#faults.judge(tx, state.terminal, state.device, { health: state.health, at: state.at, fresh: false });
    }
  }

  #onDue(tx: Tx, keys: string[]): void {
    for (const key of keys) {
      const [what, terminal] = key.split(" ") as [string, string];
      if (what === "gone") this.#lostWithoutWill(tx, terminal);
      if (what === "maintenance") this.setMaintenance(tx, terminal, undefined);
      if (what === "duplicate") this.#faults.say(tx, "security.duplicateId", terminal, wholeTerminal, clear);
      if (what === "site") this.#endOutage(tx, terminal);
    }
  }

  #lostWithoutWill(tx: Tx, terminal: string): void {
    const row = this.row(terminal);
    if (row?.status !== "online" || !row.presence || this.#connected(terminal)) return;
    this.onPresence(tx, terminal, { ...row.presence, status: "lost", since: this.#clock.now() });
  }

  /** The site is back: those that are not have faults of their own again. */
  #endOutage(tx: Tx, first: string): void {
    const site = this.#siteOf(first);
    if (this.#faults.get(first, "site", "site.lost")) return this.#due.set(`site ${first}`, 1000);
    site.outage = undefined;
    for (const member of site.lost) this.#faults.refresh(tx, member);
  }

  #write(unit: (tx: Tx) => void, onFailure: () => void = () => undefined): void {
    this.#store.write(unit).catch((error: unknown) => {
      this.#onError(new Error(`fleet: ${messageOf(error)}`, { cause: error }));
      onFailure();
    });
  }

  /** Nothing was changed, and what was due is due all the same: soon again, unless the broker stops. */
  #again(queue: DueQueue, keys: readonly string[]): void {
    if (this.#closed) return;
    for (const key of keys) if (!queue.has(key)) queue.set(key, retryMs);
  }
}
