import type { DeviceHealth } from "../../contract/index.ts";
import type { Readers, Tx } from "../store/store.ts";

/** The newest reading of one device. One object for its life, written over by each newer reading. */
export interface DeviceState {
  readonly key: string;
  readonly terminal: string;
  readonly device: string;
  epoch: string;
  order: number;
  /** Corrected broker time of the observation. */
  at: number;
  receivedAt: number;
  health: DeviceHealth;
  /** Number of the unit that changed it last, so that each is saved once per transaction. */
  unit: number;
}

/** Newest readings in memory, loaded from the store when a terminal is first asked for. */
export class Devices {
  readonly #read: Readers;
  readonly #terminals = new Map<string, Map<string, DeviceState>>();

  constructor(read: Readers) {
    this.#read = read;
  }

  of(terminal: string): Map<string, DeviceState> {
    let devices = this.#terminals.get(terminal);
    if (!devices) {
      devices = new Map();
      for (const row of this.#read.health(terminal))
        devices.set(row.device, { ...row, key: `${terminal}/${row.device}`, unit: 0 });
      this.#terminals.set(terminal, devices);
    }
    return devices;
  }

  byKey(key: string): DeviceState | undefined {
    const slash = key.indexOf("/");
    return this.of(key.slice(0, slash)).get(key.slice(slash + 1));
  }

  /** What is in memory may be ahead of the store: read it again at the next use. */
  forget(terminal: string): void {
    this.#terminals.delete(terminal);
  }
}

export const saveDevice = (tx: Tx, { terminal, device, epoch, order, at, receivedAt, health }: DeviceState): void =>
  tx.saveHealth({ terminal, device, epoch, order, at, receivedAt, health });

/** Is a reading still to be believed at `now`? */
export const isFresh = (health: DeviceHealth, at: number, now: number): boolean => at + health.freshForMs > now;
