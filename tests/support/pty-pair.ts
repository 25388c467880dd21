import { expect } from "vitest";
import { systemClock, withDefaults } from "../../contract/index.ts";
import type { BytePort, DeviceSession, Driver } from "../../drivers/api.ts";
import { openSerial } from "../../drivers/port/serial.ts";
import type { SimulatedDevice } from "../../simulators/api.ts";
import { type ServedDevice, serveOnPty } from "../../simulators/line/serve.ts";

export interface PtyOptions {
  /** Of the driver; what is left out has its default. */
  readonly config?: Record<string, unknown>;
  /** Of the simulated device. */
  readonly settings?: Record<string, unknown>;
  readonly random?: () => number;
  /** How a session says that its plug was pulled. */
  readonly lost?: RegExp;
}

/** A session of a driver on a real virtual port, at whose other end is the simulated device. */
export interface PtyPair {
  readonly served: ServedDevice;
  readonly session: DeviceSession;
  readonly memory: ReadonlyMap<string, unknown>;
  readonly signal: AbortSignal;
}

const isOnline = async (session: DeviceSession, signal: AbortSignal): Promise<void> => {
  expect((await session.poll(signal)).availability).toBe("online");
};

/** Tells the story over a real port, on the real clock; then the plug is pulled and put back, and a new session has to go on. */
export const overPty = async (
  { driver, simulated }: { readonly driver: Driver; readonly simulated: SimulatedDevice },
  options: PtyOptions,
  story: (pair: PtyPair) => Promise<void>,
  goesOn: (session: DeviceSession, signal: AbortSignal) => Promise<void> = isOnline,
): Promise<void> => {
  const { line } = driver;
  if (line.kind !== "serial") throw new RangeError(`${driver.name} is not on a serial line`);
  const clock = systemClock;
  const random = options.random ?? (() => 0.5);
  const served = await serveOnPty(simulated, { clock, random, settings: options.settings ?? {} });
  const memory = new Map<string, unknown>();
  const env = {
    clock,
    random,
    memory: { get: (k: string) => memory.get(k), set: (k: string, v: unknown) => void memory.set(k, v) },
  };
  const signal = AbortSignal.timeout(10_000);
  const ports: BytePort[] = [];
  const open = async () => {
    const port = await openSerial(served.path(), line, clock);
    ports.push(port);
    return driver.open(port, withDefaults(driver.config, options.config ?? {}) as never, env);
  };
  try {
    const session = await open();
    await story({ served, session, memory, signal });
    await served.unplug();
    await expect(session.poll(signal)).rejects.toMatchObject({
      code: expect.stringMatching(options.lost ?? /portLost|noAnswer/),
    });
    await session.close();
    await ports[0]?.close();
    await served.replug();
    const second = await open();
    await goesOn(second, signal);
    await second.close();
  } finally {
    for (const port of ports) await port.close();
    await served.close();
  }
};
