import { withDefaults } from "../../contract/index.ts";
import {
  type BytePort,
  type DeviceSession,
  type Driver,
  DriverError,
  type DriverEvent,
  type Reading,
} from "../../drivers/api.ts";
import { memoryPair } from "../../drivers/port/memory.ts";
import { type Direction, tap } from "../../drivers/port/wiretap.ts";
import { verdictOf } from "../../drivers/probe/condition.ts";
import type { DeviceSimulation, SimulatedDevice } from "../../simulators/api.ts";
import { Mischief } from "../../simulators/line/mischief.ts";
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
  readonly line: Mischief;
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

export const openBench = ({ driver, simulated }: Subject, options: BenchOptions): Bench => {
  const clock = new FakeClock();
  const random = seeded(options.seed);
  const [host, far] = memoryPair(driver.name);
  const lost = () => undefined; // the host has closed: nobody is there to hear it
  const send = (bytes: Uint8Array) => void far.write(bytes).catch(lost);
  const line = new Mischief({ clock, random, send });
  const forge = options.forge ?? ((bytes: Uint8Array) => bytes);
  const device = simulated.create({
    clock,
    random,
    send: (bytes) => line.toHost(forge(bytes)),
    ...(options.settings ? { settings: options.settings } : {}),
  });
  far.onData((bytes) => {
    line.fromHost(bytes);
    device.receive(bytes);
  });
  const bytes: { direction: Direction; bytes: Uint8Array }[] = [];
  const port: BytePort = tap(host, (direction, b) => void bytes.push({ direction, bytes: Uint8Array.from(b) }));
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
    babbleNow: send,
    babble: async (b) => {
      await far.write(b).catch(lost);
      await settle();
    },
    unplug: () => far.close(),
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
