import type { InventoryDevice } from "../../contract/index.ts";
import type { AgentFacts, Driver } from "../../drivers/api.ts";
import type { AgentSettings } from "../config/settings.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { durableIn, memoryIn } from "./kept-values.ts";
import { DeviceRunner, type RunnerEnv } from "./runner.ts";

export interface DevicesOptions
  extends Pick<RunnerEnv, "clock" | "random" | "openPort" | "log" | "refreshMs" | "emit"> {
  readonly settings: AgentSettings;
  readonly drivers: ReadonlyMap<string, Driver>;
  readonly outbox: Outbox;
  readonly facts: () => AgentFacts;
  readonly onInventory: () => void;
}

/** All devices of the terminal. */
export interface Devices {
  readonly all: ReadonlyMap<string, DeviceRunner>;
  inventory(): InventoryDevice[];
  start(): void;
  stop(): Promise<void>;
}

const runnerOf = (options: DevicesOptions, index: number): DeviceRunner => {
  const { settings, drivers, outbox, clock, random, facts, log } = options;
  const device = settings.devices[index];
  const driver = device && drivers.get(device.driver);
  // `checkSettings` has refused an unknown driver by name; nothing else may build devices.
  if (!device || !driver) throw new RangeError(`no driver for device ${index}`);
  const warn = (text: string) => log.warn(text);
  const env: RunnerEnv = {
    ...options,
    driverEnv: { clock, random, facts, memory: durableIn(outbox, `driver.${device.id}.`, warn) },
    remember: memoryIn(outbox, `device.${device.id}.`, warn),
    onIdentity: options.onInventory,
  };
  return new DeviceRunner(device, driver, env, (index + 0.5 * random()) / settings.devices.length);
};

export const devicesOf = (options: DevicesOptions): Devices => {
  const runners = options.settings.devices.map((_, index) => runnerOf(options, index));
  const all = new Map(runners.map((runner) => [runner.id, runner]));
  return {
    all,
    inventory: () => runners.map((runner) => runner.inventory),
    start() {
      for (const runner of runners) runner.start();
    },
    async stop() {
      await Promise.all(runners.map((runner) => runner.stop()));
    },
  };
};
