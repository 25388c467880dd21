import type { DeviceIdentity } from "../../contract/index.ts";
import {
  type CommandResult,
  type ComponentReading,
  type DeviceSession,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  type Reading,
} from "../api.ts";
import type { Config } from "./config.ts";
import { Gauge } from "./figures.ts";
import { allParts, Inventory, identityOf, identityParts } from "./inventory.ts";
import type { Patience } from "./patience.ts";
import type { HostSources } from "./sources.ts";
import { componentsOf, measuresOf } from "./status.ts";

/** One file or system call. */
const readMs = 2_000;
/** One question to systeminformation; three make an identity, within the poll's deadline. */
const partMs = 3_000;
const inventoryEveryMs = 24 * 3_600_000;

/** The machine itself, read from `sources`. Nothing is read before `identify`. */
export class HostSession implements DeviceSession {
  readonly #config: Config;
  readonly #env: DriverEnv;
  readonly #gauge: Gauge;
  readonly #inventory: Inventory;
  readonly #ended = new AbortController();
  readonly #listeners = new Set<(event: DriverEvent) => void>();
  #components: Readonly<Record<string, ComponentReading>> = {};
  #identity: DeviceIdentity | undefined;
  #identityAt = 0;
  #refreshing = false;

  constructor(config: Config, env: DriverEnv, sources: HostSources) {
    this.#config = config;
    this.#env = env;
    this.#gauge = new Gauge(sources);
    this.#inventory = new Inventory(sources);
  }

  /** Asked once a day at most. Also takes the first reading of the processor, so that the first poll knows a load. */
  identify(signal: AbortSignal): Promise<DeviceIdentity> {
    return this.#open(signal, async (stop) => {
      await this.#gauge.processorLoad(this.#patience(stop, readMs));
      return this.#identity && !this.#isOld() ? this.#identity : this.#readIdentity(stop);
    });
  }

  poll(signal: AbortSignal): Promise<Reading> {
    return this.#open(signal, async (stop) => {
      const patience = this.#patience(stop, readMs);
      const figures = await this.#gauge.read(patience, this.#env.facts?.(), this.#config.defaultRouteNeeded);
      this.#components = componentsOf(figures, this.#components, this.#config);
      this.#refresh();
      return { availability: "online", components: this.#components, measures: measuresOf(figures) };
    });
  }

  run(command: string, _args: Record<string, unknown>, signal: AbortSignal): Promise<CommandResult> {
    if (command !== "readInventory") return Promise.reject(new DriverError("badArgs", `no command ${command}`));
    return this.#open(signal, async (stop) => {
      const result = await this.#inventory.read(allParts, this.#patience(stop, partMs));
      if (Object.keys(result).length > 0) return { status: "succeeded", result };
      const reason = { code: "noAnswer", text: "no part of the inventory could be read in time" };
      return { status: "failed", reason };
    });
  }

  onEvent(listener: (event: DriverEvent) => void) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#ended.abort();
  }

  /** Runs with a signal that also fires on `close`, and tells the two apart. */
  async #open<T>(signal: AbortSignal, work: (stop: AbortSignal) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const abort = () => stop.abort();
    const sources = [signal, this.#ended.signal];
    if (sources.some((s) => s.aborted)) abort();
    for (const source of sources) source.addEventListener("abort", abort, { once: true });
    try {
      return await work(stop.signal);
    } catch (error) {
      if (this.#ended.signal.aborted) throw new DriverError("closed", "host: the session was closed");
      throw error;
    } finally {
      for (const source of sources) source.removeEventListener("abort", abort);
    }
  }

  #patience(signal: AbortSignal, ms: number): Patience {
    return { clock: this.#env.clock, ms, signal };
  }

  #isOld(): boolean {
    return this.#env.clock.mono() - this.#identityAt >= inventoryEveryMs;
  }

  async #readIdentity(stop: AbortSignal): Promise<DeviceIdentity> {
    const table = await this.#inventory.read(identityParts, this.#patience(stop, partMs));
    this.#identityAt = this.#env.clock.mono();
    this.#identity = identityOf(table);
    return this.#identity;
  }

  /** Once a day behind the polls, never in their way. */
  #refresh(): void {
    const was = this.#identity;
    if (was === undefined || this.#refreshing || !this.#isOld()) return;
    this.#refreshing = true;
    this.#readIdentity(this.#ended.signal)
      .then((is) => this.#tellIfChanged(was, is))
      // Only `close` ends this one early, and then nobody listens any more.
      .catch(() => undefined)
      .finally(() => {
        this.#refreshing = false;
      });
  }

  #tellIfChanged(was: DeviceIdentity, is: DeviceIdentity): void {
    if (JSON.stringify(was) === JSON.stringify(is)) return;
    const event = { code: "inventoryChanged", text: "the computer is another than yesterday", data: { was, is } };
    for (const listener of this.#listeners) listener(event);
  }
}
