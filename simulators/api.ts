import type { Clock } from "../contract/index.ts";

/** One thing that can be broken in a simulated device: `jam`, `paperOut`, `cassetteFull`, ... */
export interface SimulatedFault {
  readonly name: string;
  readonly text: string;
}

/** One thing the physical world does to it: `insertNote`, `takeCard`, `touch`, `openDoor`. */
export interface SimulatedAction {
  readonly name: string;
  readonly text: string;
}

/**
 * A simulated device: bytes in, bytes out, faults and actions. It is written from the protocol sheet, not from the driver.
 * Faults of the line (silence, wrong checksum, half frames, slowness, noise) are not its business: `simulators/line/mischief.ts` does them to any device.
 */
export interface DeviceSimulation {
  /** Bytes from the host. */
  receive(bytes: Uint8Array): void;
  /** Breaks something. Throws `AppError("unknownFault")` naming the known ones. */
  inject(fault: string): void;
  /** Mends one fault, or all. */
  clear(fault?: string): void;
  /** The outside world acts. Throws `AppError("unknownAction")`. */
  act(action: string, args?: Record<string, unknown>): void;
  /** Power off and on: volatile state is lost, a transaction in flight is cut. */
  powerCycle(): void;
  /** For people and tests: counters and positions now. */
  state(): Record<string, unknown>;
  /** Stops its timers. */
  close(): void;
}

export interface SimulationEnv {
  readonly clock: Clock;
  readonly random: () => number;
  /** Bytes to the host: one call is one write. */
  readonly send: (bytes: Uint8Array) => void;
  /** Model settings, all optional: see the device's README. */
  readonly settings?: Record<string, unknown>;
}

/** The default export of `simulators/devices/<name>/device.ts`. `<name>` is the name of the driver it answers. */
export interface SimulatedDevice {
  readonly name: string;
  readonly title: string;
  readonly faults: readonly SimulatedFault[];
  readonly actions: readonly SimulatedAction[];
  create(env: SimulationEnv): DeviceSimulation;
}

export const defineSimulator = (device: SimulatedDevice): SimulatedDevice => device;
