import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSettings } from "../../agent/config/load.ts";
import { type RunningAgent, startAgent } from "../../agent/main.ts";
import { systemClock } from "../../contract/index.ts";
import { type BytePort, DriverError } from "../../drivers/api.ts";
import { loadDrivers } from "../../drivers/catalog.ts";
import { memoryPair } from "../../drivers/port/memory.ts";
import type { DeviceSimulation, SimulatedDevice } from "../../simulators/api.ts";
import { loadSimulators } from "../../simulators/catalog.ts";
import type { TestBroker } from "./broker.ts";

/** A slot of a kiosk: which kind of device is in it, and what this one says of itself. */
interface Slot {
  readonly driver: string;
  settings: Record<string, unknown>;
  device?: DeviceSimulation;
  far?: BytePort;
}

/** A kiosk in this process: a real agent with real drivers, simulated devices on lines in memory, and somebody who may pull one out and put in another. */
export class SimulatedKiosk {
  readonly #slots: Map<string, Slot>;
  readonly #simulators: ReadonlyMap<string, SimulatedDevice>;
  readonly #folder = mkdtempSync(join(tmpdir(), "kiosk-"));
  readonly logged: string[] = [];
  #agent: RunningAgent | undefined;

  private constructor(slots: Map<string, Slot>, simulators: ReadonlyMap<string, SimulatedDevice>) {
    this.#slots = slots;
    this.#simulators = simulators;
  }

  /** Enrols it, and starts its agent. `slots`: device id, driver, settings of the simulated device. */
  static async start(
    broker: TestBroker,
    id: string,
    slots: Readonly<Record<string, { driver: string; settings?: Record<string, unknown> }>>,
  ): Promise<SimulatedKiosk> {
    const made = new Map(
      Object.entries(slots).map(([name, { driver, settings = {} }]) => [name, { driver, settings }]),
    );
    const kiosk = new SimulatedKiosk(made, await loadSimulators());
    await kiosk.#startAgent(broker, id);
    return kiosk;
  }

  async #startAgent(broker: TestBroker, terminal: string): Promise<void> {
    const password = await broker.enrol(terminal, "hall 2");
    const settings = parseSettings({
      terminal,
      broker: { url: `mqtt://127.0.0.1:${broker.mqttPort}`, resendSeconds: 1, backoffMaxSeconds: 1 },
      dataFolder: join(this.#folder, "data"),
      refreshMinutes: 0.02,
      outbox: { ballastBytes: 0 },
      kiosk: { socket: join(this.#folder, "kiosk.sock") },
      devices: [...this.#slots].map(([name, { driver }]) => ({ id: name, driver, port: `/dev/${name}` })),
    });
    const say = (...words: unknown[]): void => void this.logged.push(JSON.stringify(words));
    const log = { debug: say, info: say, warn: say, error: say, setLevel: () => undefined };
    const drivers = await loadDrivers([...this.#slots.values()].map(({ driver }) => driver));
    const openPort = async (_: unknown, { port = "" }: { port?: string }) => this.#plug(port.replace("/dev/", ""));
    this.#agent = await startAgent({ settings, password }, { drivers, openPort, log, random: () => 0 });
  }

  /** A line to what is in the slot: a port that is opened again leads to the same device, in the state it is in. */
  #plug(name: string): BytePort {
    const slot = this.#slots.get(name);
    if (!slot) throw new DriverError("portMissing", `nothing is at ${name}`);
    const [host, far] = memoryPair(name);
    slot.far = far;
    const device = (slot.device ??= this.#made(slot));
    far.onData((bytes) => device.receive(bytes));
    return host;
  }

  #made(slot: Slot): DeviceSimulation {
    const simulated = this.#simulators.get(slot.driver);
    if (!simulated) throw new DriverError("portMissing", `nobody simulates ${slot.driver}`);
    const send = (bytes: Uint8Array): void => void slot.far?.write(bytes).catch(() => undefined); // the host has closed: nobody hears it
    return simulated.create({ clock: systemClock, random: () => 0.5, send, settings: slot.settings });
  }

  device(name: string): DeviceSimulation {
    const device = this.#slots.get(name)?.device;
    if (!device) throw new Error(`nothing is at ${name} yet`);
    return device;
  }

  /** Bytes on a device's line that nobody asked for. */
  async babble(name: string, bytes: Uint8Array): Promise<void> {
    await this.#slots.get(name)?.far?.write(bytes);
  }

  /** Pulls what is in a slot, and puts in another of its kind. */
  async exchange(name: string, settings: Record<string, unknown>): Promise<void> {
    const slot = this.#slots.get(name);
    if (!slot) throw new Error(`there is no slot ${name}`);
    slot.settings = settings;
    slot.device?.close();
    delete slot.device;
    await slot.far?.close();
  }

  async end(): Promise<void> {
    await this.#agent?.stop();
    for (const { device } of this.#slots.values()) device?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
