import type { DeviceClass, DeviceHealth } from "../../contract/index.ts";
import type { Live } from "../live.ts";
import type { Tx } from "../store/store.ts";

/**
 * Parts that move only when somebody is at the machine. Every change of theirs is kept, in whatever order it arrives: fault records tell only what
 * lasted, and the newest health only how it ended.
 */
const watched: Partial<Readonly<Record<DeviceClass, readonly string[]>>> = {
  cabinet: ["outerDoor", "cashBoxDoor", "lock", "cashBoxSeat", "operatorSwitch"],
  cashAcceptor: ["cover", "cashBox"],
  printer: ["cover"],
};

/** A cash box tells how full it is in the same word as whether it is there: only the latter is of interest. */
const sighted = (component: string, state: string): string =>
  component === "cashBox" && state !== "missing" && state !== "unknown" ? "present" : state;

/** One record as it came from a terminal. `current`: it is the newest of its device, and not history that was sent along. */
export interface Reading {
  readonly terminal: string;
  readonly device: string;
  readonly health: DeviceHealth;
  /** Corrected broker time of the observation. */
  readonly at: number;
  readonly receivedAt: number;
  readonly current: boolean;
}

interface Known {
  readonly state: string;
  readonly since: number;
  /** Somebody was told of it as of the present state. */
  readonly told: boolean;
}

/** Keeps when doors, keys, covers and cash boxes moved, in the transaction of the record that says so. */
export class Sightings {
  readonly #live: Live;
  /** What was heard last of each part: most records say nothing new, and cost nothing. */
  readonly #known = new Map<string, Known>();

  constructor(live: Live) {
    this.#live = live;
  }

  /** Takes a record, also one that is older than what is known. */
  reading(tx: Tx, reading: Reading): void {
    for (const component of watched[reading.health.deviceClass] ?? []) this.#component(tx, reading, component);
  }

  #component(tx: Tx, { terminal, device, health, at, receivedAt, current }: Reading, component: string): void {
    const said = health.components[component];
    if (!said) return;
    const state = sighted(component, said.state);
    const key = `${terminal}/${device}/${component}`;
    const before = this.#known.get(key);
    // A box that goes from nearly full to full has not moved: its first word stays.
    const same = before?.state === state && (before.since === said.since || component === "cashBox");
    if (before && same && (before.told || !current)) return;
    const since = same && before ? before.since : said.since;
    const sighting = {
      terminal,
      device,
      component,
      state,
      since,
      at: Math.min(at, Math.max(0, Math.round(since + at - health.observedAt))),
      receivedAt,
    };
    tx.addSighting(sighting);
    this.#known.set(key, { state, since, told: current });
    tx.afterRollback(() => (before ? this.#known.set(key, before) : this.#known.delete(key)));
    if (current) this.#live.emit(tx, "sighting", { terminal, device, component, state, at: sighting.at });
  }
}
