import { withDefaults } from "../../contract/index.ts";
import {
  type BytePort,
  type DeviceSession,
  type Driver,
  DriverError,
  type DriverEvent,
  type Reading,
  type UsbPort,
} from "../../drivers/api.ts";
import { memoryPair } from "../../drivers/port/memory.ts";
import { tapPort } from "../../drivers/port/open.ts";
import type { Direction } from "../../drivers/port/wiretap.ts";
import { verdictOf } from "../../drivers/probe/condition.ts";
import type { DeviceSimulation, SimulatedDevice } from "../../simulators/api.ts";
import { Mischief } from "../../simulators/line/mischief.ts";
import { usbMemoryPort } from "../../simulators/line/usb/memory.ts";
import { usbRig } from "../../simulators/line/usb/rig.ts";
import { FakeClock, settle } from "../support/fake-clock.ts";
import { seeded } from "../support/seeded.ts";

/** A driver and the simulated device it is held against. */
export interface Subject {
  readonly driver: Driver;
  readonly simulated: SimulatedDevice;
}

export interface BenchOptions {
  readonly seed: number;
  readonly settings?: Record<string, unknown>;
  /** Changes what the device says: the last thing before the line. */
  readonly forge?: (bytes: Uint8Array) => Uint8Array;
}

/** What became of a call: its value, its error, or that it was still hanging at the limit. */
export type Ending<T> =
  | { readonly kind: "value"; readonly value: T; readonly tookMs: number }
  | { readonly kind: "error"; readonly error: unknown; readonly tookMs: number }
  | { readonly kind: "hangs"; readonly tookMs: number };

/** A driver's session on a memory line to its simulated device, on a clock that moves only here. */
export interface Bench {
  readonly clock: FakeClock;
  readonly session: DeviceSession;
  readonly device: DeviceSimulation;
  /** Faults of the line: those of `mischief.ts`, or those of `usb/faults.ts`. */
  readonly line: { inject(fault: string): void; clear(fault?: string): void };
  readonly events: DriverEvent[];
  readonly bytes: { readonly direction: Direction; readonly bytes: Uint8Array }[];
  /** Bytes to the host from nowhere. */
  babble(bytes: Uint8Array): Promise<void>;
  /** The same without waiting for it to arrive. */
  babbleNow(bytes: Uint8Array): void;
  unplug(): Promise<void>;
  /** Lets time pass until the call ends, at most `limitMs`. */
  ending<T>(call: (signal: AbortSignal) => Promise<T>, limitMs: number, signal?: AbortSignal): Promise<Ending<T>>;
  poll(signal?: AbortSignal): Promise<Ending<Reading>>;
  healthy(ending: Ending<Reading>): boolean;
  /** Polls at the driver's own pace until healthy, at most `withinMs`; the last ending. */
  pollUntilHealthy(withinMs?: number): Promise<Ending<Reading>>;
  close(): Promise<void>;
}

const never = new AbortController().signal;
const stepMs = 25;

/** A simulated device on a line in memory, with both of its ends. */
interface Laid {
  readonly port: BytePort | UsbPort;
  readonly device: DeviceSimulation;
  readonly line: Bench["line"];
  /** Bytes to the host from nowhere. */
  readonly babble: (bytes: Uint8Array) => Promise<void>;
  readonly unplug: () => Promise<void>;
}

const layUsb = ({ driver, simulated }: Subject, clock: FakeClock, random: () => number, o: BenchOptions): Laid => {
  if (driver.line.kind !== "usb") throw new Error(`${driver.name} is not on USB`);
  const { device, emulation, line } = usbRig(simulated, {
    clock,
    random,
    ...(o.settings ? { settings: o.settings } : {}),
    ...(o.forge ? { forge: o.forge } : {}),
  });
  const { port, pull } = usbMemoryPort(emulation, driver.line, clock);
  return { port, device, line, babble: async (bytes) => emulation.send(bytes), unplug: async () => pull() };
};

const layBytes = ({ driver, simulated }: Subject, clock: FakeClock, random: () => number, o: BenchOptions): Laid => {
  const [host, far] = memoryPair(driver.name);
  const lost = () => undefined; // the host has closed: nobody is there to hear it
  const send = (bytes: Uint8Array) => void far.write(bytes).catch(lost);
  const line = new Mischief({ clock, random, send });
  const forge = o.forge ?? ((bytes: Uint8Array) => bytes);
  const device = simulated.create({
    clock,
    random,
    send: (bytes) => line.toHost(forge(bytes)),
    ...(o.settings ? { settings: o.settings } : {}),
  });
  far.onData((bytes) => {
    line.fromHost(bytes);
    device.receive(bytes);
  });
  return { port: host, device, line, babble: (bytes) => far.write(bytes).catch(lost), unplug: () => far.close() };
};

export const openBench = (subject: Subject, options: BenchOptions): Bench => {
  const { driver } = subject;
  const clock = new FakeClock();
  const random = seeded(options.seed);
  const {
    port: host,
    device,
    line,
    babble,
    unplug,
  } = (driver.line.kind === "usb" ? layUsb : layBytes)(subject, clock, random, options);
  const bytes: { direction: Direction; bytes: Uint8Array }[] = [];
  const port = tapPort(host, (direction, b) => void bytes.push({ direction, bytes: Uint8Array.from(b) }));
  const memory = new Map<string, unknown>();
  const session = driver.open(port, withDefaults(driver.config, {}) as never, {
    clock,
    random,
    memory: { get: (k) => memory.get(k), set: (k, v) => void memory.set(k, structuredClone(v)) },
  });
  const events: DriverEvent[] = [];
  session.onEvent?.((event) => void events.push(event));

  const ending = async <T>(
    call: (s: AbortSignal) => Promise<T>,
    limitMs: number,
    signal = never,
  ): Promise<Ending<T>> => {
    const startedAt = clock.mono();
    let end: Ending<T> | undefined;
    const took = () => clock.mono() - startedAt;
    call(signal).then(
      (value) => {
        end = { kind: "value", value, tookMs: took() };
      },
      (error: unknown) => {
        end = { kind: "error", error, tookMs: took() };
      },
    );
    await settle();
    while (!end && took() < limitMs) await clock.advance(Math.min(stepMs, limitMs - took()));
    return end ?? { kind: "hangs", tookMs: took() };
  };
  const poll = (signal?: AbortSignal) => ending((s) => session.poll(s), driver.poll.deadlineMs, signal);
  const healthy = (e: Ending<Reading>) => e.kind === "value" && verdictOf(driver.deviceClass, e.value) === "healthy";
  return {
    clock,
    session,
    device,
    line,
    events,
    bytes,
    babbleNow: (b) => void babble(b),
    babble: async (b) => {
      await babble(b);
      await settle();
    },
    unplug,
    ending,
    poll,
    healthy,
    async pollUntilHealthy(withinMs = 15_000) {
      const giveUpAt = clock.mono() + withinMs;
      for (;;) {
        const end = await poll();
        if (healthy(end) || clock.mono() >= giveUpAt) return end;
        await clock.advance(Math.min(driver.poll.everyMs, 5_000));
      }
    },
    async close() {
      await session.close();
      device.close();
      await host.close();
    },
  };
};

/** An ending in one line, for complaints. */
export const told = (ending: Ending<unknown>): string => {
  if (ending.kind === "hangs") return `still hanging after ${Math.round(ending.tookMs)} ms`;
  if (ending.kind === "value") return `returned ${JSON.stringify(ending.value)}`;
  const { error } = ending;
  return error instanceof DriverError ? `threw DriverError ${error.code}` : `threw ${String(error)}`;
};

/** Legal endings: a value, or a coded error, in time. */
export const isLegal = (ending: Ending<unknown>): boolean =>
  ending.kind === "value" || (ending.kind === "error" && ending.error instanceof DriverError);
