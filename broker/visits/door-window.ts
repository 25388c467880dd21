import { type Clock, type Maintenance } from "../../contract/index.ts";
import { DueQueue } from "../due-queue.ts";
import type { FaultEngine } from "../faults/engine.ts";
import { clear } from "../faults/rule.ts";
import { isFresh } from "../fleet/devices.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { Live, LiveEvents } from "../live.ts";
import type { Store, Tx } from "../store/store.ts";
import type { VisitRow } from "../store/visit-rows.ts";
import { isOpen, openStates } from "./proof.ts";
import type { VisitSettings } from "./settings.ts";

export interface WindowDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly fleet: Pick<Fleet, "row" | "setMaintenance">;
  readonly faults: Pick<FaultEngine, "say" | "get">;
  readonly settings: VisitSettings["doorWindow"];
  /** The visit that explains why somebody opens a terminal now. */
  readonly visitNow: (tx: Tx, terminal: string) => VisitRow | undefined;
  readonly onError: (error: unknown) => void;
}

/** Left open after work. */
export const forgotten = "cabinet.door.forgotten";
/** Who set it to maintenance where nobody had announced anything. */
const byDoor = "door";
const minuteMs = 60_000;
const retryMs = 1000;

/** What tells that somebody is at the inside of a cabinet. */
const entrances: readonly string[] = ["outerDoor", "cashBoxDoor", "lock", "operatorSwitch"];

/** `lost`: it stood open and cannot be read any more; then nobody knows that it was shut. */
type Stand = "open" | "shut" | "lost";

const byVisit = ({ number }: VisitRow): string => `visit:${number}`;
/** True for a maintenance that no person set. */
export const isOwn = (by: string): boolean => by === byDoor || by.startsWith("visit:");

/**
 * An opened door or a turned key is work: the terminal goes into maintenance by itself, for a bounded time, until everything has been shut for a while.
 * With a visit that is due or on site it covers all faults, as if somebody had announced it. Without one, faults of security call all the same, or the
 * door a thief opens would be what hides him. What a person set is never touched.
 */
export class DoorWindow {
  readonly #deps: WindowDeps;
  readonly #stands = new Map<string, Map<string, Stand>>();
  readonly #shut: DueQueue;
  #closed = false;

  constructor(deps: WindowDeps) {
    this.#deps = deps;
    this.#shut = new DueQueue(deps.clock, (terminals) => this.#onShut(terminals));
    deps.live.within("sighting", (event, tx) => this.#onSighting(tx, event));
    deps.live.within("maintenance", (event, tx) => this.#onMaintenance(tx, event));
  }

  /** Takes up where the last run ended: who stands open, and which windows wait for everything to be shut. Call once the fleet is loaded. */
  async load(): Promise<void> {
    const { store } = this.#deps;
    for (const { terminal, device, health, at } of store.read.health()) {
      if (health.deviceClass !== "cabinet") continue;
      const open = isFresh(health, at, this.#deps.clock.now()) ? "open" : "lost";
      for (const component of entrances) {
        const state = health.components[component]?.state;
        if (state !== undefined && state !== "unknown")
          this.#of(terminal).set(`${device}/${component}`, isOpen({ component, state }) ? open : "shut");
      }
    }
    await store.write((tx) => {
      for (const terminal of this.#stands.keys()) if (this.#isShut(terminal)) this.#nowShut(tx, terminal);
    });
  }

  close(): void {
    this.#closed = true;
    this.#shut.close();
  }

  /** Somebody said they are there: a window that no visit explained is theirs now; where nothing tells of a door, it begins with their word. */
  arrived(tx: Tx, visit: VisitRow): void {
    const { terminal } = visit;
    const running = this.#inForce(terminal);
    if (running ? isOwn(running.by) : this.#of(terminal).size === 0 || !this.#isShut(terminal))
      this.#open(tx, visit, terminal);
  }

  /** They said they left: what is shut may be over soon. */
  departed(tx: Tx, visit: VisitRow): void {
    if (this.#isShut(visit.terminal)) this.#nowShut(tx, visit.terminal);
  }

  #of(terminal: string): Map<string, Stand> {
    let stands = this.#stands.get(terminal);
    if (!stands) this.#stands.set(terminal, (stands = new Map()));
    return stands;
  }

  #isShut(terminal: string): boolean {
    return [...this.#of(terminal).values()].every((stand) => stand === "shut");
  }

  #inForce(terminal: string): Maintenance | undefined {
    const maintenance = this.#deps.fleet.row(terminal)?.maintenance;
    return maintenance && maintenance.until > this.#deps.clock.now() ? maintenance : undefined;
  }

  #onSighting(tx: Tx, { terminal, device, component, state }: LiveEvents["sighting"]): void {
    if (!entrances.includes(component)) return;
    const stands = this.#of(terminal);
    const key = `${device}/${component}`;
    const was = stands.get(key);
    const lost = was === "open" ? "lost" : was;
    const now = state === "unknown" ? lost : isOpen({ component, state }) ? "open" : "shut";
    if (now === undefined || now === was) return;
    stands.set(key, now);
    tx.afterRollback(() => (was === undefined ? stands.delete(key) : stands.set(key, was)));
    if (now === "open") this.#opened(tx, terminal, component);
    else if (this.#isShut(terminal)) this.#nowShut(tx, terminal);
  }

  #opened(tx: Tx, terminal: string, component: string): void {
    tx.afterCommit(() => this.#shut.drop(terminal));
    const running = this.#inForce(terminal);
    if (running && running.by !== byDoor) return;
    const visit = this.#deps.visitNow(tx, terminal);
    if (visit) this.#open(tx, visit, terminal);
    else if (!running && this.#deps.settings.withoutVisit) this.#open(tx, undefined, terminal, component);
  }

  /** Begins a window, or makes one that nobody had announced a visit's. */
  #open(tx: Tx, visit: VisitRow | undefined, terminal: string, component = ""): void {
    const { clock, fleet, settings } = this.#deps;
    const onSite = visit?.state === "onSite";
    const minutes = onSite ? settings.visitMinutes : settings.minutes;
    const until = clock.now() + minutes * minuteMs;
    const by = visit ? byVisit(visit) : byDoor;
    const reason = visit ? `${visit.technician}` : component;
    if (this.#inForce(terminal)?.by === by && !onSite) return;
    fleet.setMaintenance(tx, terminal, { until, by, reason, ...(visit ? {} : { securityShown: true }) });
    this.#audit(tx, terminal, "maintenance.start", { minutes, by, reason });
  }

  /** All is shut: a door that was forgotten is none any more, and the window ends after a while, unless the technician is still there. */
  #nowShut(tx: Tx, terminal: string): void {
    const { faults, clock, settings } = this.#deps;
    for (const device of new Set([...this.#of(terminal).keys()].map((key) => key.split("/")[0] as string)))
      if (faults.get(terminal, device, forgotten)) faults.say(tx, forgotten, terminal, device, clear);
    const running = this.#inForce(terminal);
    if (!running || !isOwn(running.by)) return;
    tx.afterCommit(() => {
      if (!this.#closed)
        this.#shut.set(terminal, Math.min(settings.shutMinutes * minuteMs, running.until - clock.now()));
    });
  }

  #onShut(terminals: readonly string[]): void {
    this.#deps.store
      .write((tx) => {
        for (const terminal of terminals) this.#end(tx, terminal);
      })
      .catch((error: unknown) => {
        this.#deps.onError(error);
        if (!this.#closed) for (const terminal of terminals) this.#shut.set(terminal, retryMs);
      });
  }

  #end(tx: Tx, terminal: string): void {
    const running = this.#inForce(terminal);
    if (!running || !isOwn(running.by) || !this.#isShut(terminal)) return;
    if (this.#deps.visitNow(tx, terminal)?.state === "onSite") return;
    this.#deps.fleet.setMaintenance(tx, terminal, undefined);
    this.#audit(tx, terminal, "maintenance.end", { by: running.by });
  }

  /** A window of ours came to its bound: what stands open was forgotten. */
  #onMaintenance(tx: Tx, { terminal, at, maintenance, before }: LiveEvents["maintenance"]): void {
    if (maintenance || !before || !isOwn(before.by) || at < before.until) return;
    for (const [key, stand] of this.#of(terminal)) {
      if (stand !== "open") continue;
      const [device = "", component = ""] = key.split("/");
      const text = `${component} is ${openStates[component]} (${before.by})`;
      const evidence = () => ({ text, data: { component, by: before.by } });
      this.#deps.faults.say(tx, forgotten, terminal, device, { verdict: "fault", evidence });
    }
  }

  #audit(tx: Tx, terminal: string, action: string, detail: Readonly<Record<string, unknown>>): void {
    tx.addAudit({ at: this.#deps.clock.now(), actor: "broker", action, target: terminal, detail });
  }
}
