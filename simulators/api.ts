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
  /** Bytes from the host; on USB those of the bulk OUT endpoint, one call per transfer. */
  receive(bytes: Uint8Array): void;
  /** USB only: a class or vendor request on endpoint 0 (the standard ones are answered by the line). `undefined` is a stall: not known here. */
  control?(setup: UsbSetupPacket, bytes: Uint8Array): Uint8Array | undefined;
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
  /** Its cable is pulled or put back: only for devices in a folder, a serial or USB line does it by itself. */
  plug?(isIn: boolean): void;
  /** Stops its timers. */
  close(): void;
}

export interface SimulationEnv {
  readonly clock: Clock;
  readonly random: () => number;
  /** Bytes to the host: one call is one write; on USB one message of the bulk IN endpoint. */
  readonly send: (bytes: Uint8Array) => void;
  /** USB only: one message of the interrupt IN endpoint. */
  readonly interrupt?: (bytes: Uint8Array) => void;
  /** Model settings, all optional: see the device's README. */
  readonly settings?: Record<string, unknown>;
  /** Where a device on a system line lives; only those have one. */
  readonly folder?: SimulatedFolder;
}

/** How one run of a simulated program ends. */
export interface ProgramAnswer {
  readonly stdout?: string;
  readonly stderr?: string;
  /** Exit status; left out: 0. */
  readonly exit?: number;
  /** How long it works before it says anything, ms. */
  readonly afterMs?: number;
}

/** A folder that stands for `/` of a simulated computer. Paths are relative to it, without a leading slash. */
export interface SimulatedFolder {
  readonly path: string;
  /** Makes a file, or replaces it whole: a reader sees the old content or the new, never half of it. */
  write(path: string, content: string | Uint8Array): void;
  remove(path: string): void;
  /** Puts an executable there; `run` answers each run of it. */
  program(path: string, run: (args: readonly string[]) => ProgramAnswer): void;
  /** Makes a device node that is read as a stream. Removing its path ends it. */
  stream(path: string): SimulatedStream;
  /** Tells what others write into a file that is there, until it is removed. */
  watch(path: string, written: (content: string) => void): void;
}

/** The device's end of a node that is read as a stream. What is written while nobody reads is lost. */
export interface SimulatedStream {
  write(bytes: Uint8Array): void;
  /** The reader sees the end. Idempotent. */
  end(): void;
}

/** A setup packet as it came (USB 2.0 §9.3). */
export interface UsbSetupPacket {
  readonly requestType: number;
  readonly request: number;
  readonly value: number;
  readonly index: number;
  readonly length: number;
}

/**
 * What a simulated USB device says of itself (USB 2.0 §9.6): the device descriptor, the whole configuration (with interface, class and endpoint descriptors), and
 * its texts, the first of which is string 1. At most one bulk OUT, one bulk IN and one interrupt IN endpoint are served.
 */
export interface UsbDescription {
  readonly device: Uint8Array;
  readonly configuration: Uint8Array;
  readonly strings: readonly string[];
}

/** The default export of `simulators/devices/<name>/device.ts`. `<name>` is the name of the driver it answers. */
export interface SimulatedDevice {
  readonly name: string;
  readonly title: string;
  readonly faults: readonly SimulatedFault[];
  readonly actions: readonly SimulatedAction[];
  /** A device on USB, as its model settings make it; left out by those on a serial line. */
  readonly usb?: (settings: Readonly<Record<string, unknown>>) => UsbDescription;
  /** A device on a system line: it lives in a folder (`env.folder`) of files and programs, and sends no bytes. */
  readonly system?: true;
  create(env: SimulationEnv): DeviceSimulation;
}

export const defineSimulator = (device: SimulatedDevice): SimulatedDevice => device;
