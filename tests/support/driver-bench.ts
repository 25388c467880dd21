import { withDefaults } from "../../contract/index.ts";
import type { Driver, DriverEvent, DriverMemory, Reading } from "../../drivers/api.ts";
import { memoryPair } from "../../drivers/port/memory.ts";
import { hex } from "../../drivers/wire/fields.ts";
import type { SimulatedDevice } from "../../simulators/api.ts";
import { Mischief } from "../../simulators/line/mischief.ts";
import { FakeClock } from "./fake-clock.ts";

/** The signal of a caller who never gives up. */
export const never = new AbortController().signal;

/** A driver's memory in a map: what was kept is a copy, as it is on a disk. */
export const memoryIn = (values: Map<string, unknown>): DriverMemory => ({
  get: (key) => values.get(key),
  set: (key, value) => void values.set(key, structuredClone(value)),
});

/** Components and their states, without how they are known. */
export const statesOf = (reading: Reading): Record<string, string> =>
  Object.fromEntries(Object.entries(reading.components).map(([name, { state }]) => [name, state]));

const mostSteps = 20_000;

/** Lets time pass, `stepMs` at a time, until the work has ended. Throws what it threw, or that it hangs. */
export const finishing =
  (clock: FakeClock, usualStepMs: number) =>
  async <T>(work: Promise<T>, stepMs = usualStepMs): Promise<T> => {
    let done = false;
    work.then(
      () => (done = true),
      () => (done = true),
    );
    for (let i = 0; !done && i < mostSteps; i++) await clock.advance(stepMs);
    if (!done) throw new Error("the driver did not settle");
    return work;
  };

export interface SerialBenchOptions {
  /** Of the simulated device. */
  readonly settings?: Record<string, unknown>;
  /** Of the driver; what is left out has its default. */
  readonly config?: Record<string, unknown>;
  readonly memory?: Map<string, unknown>;
  readonly random?: () => number;
  readonly deviceRandom?: () => number;
  /** Changes what the device says, or swallows it. */
  readonly forge?: (bytes: Uint8Array) => Uint8Array | undefined;
}

const usual = () => 0.4;

/** A driver's session on a line in memory to its simulated device, with a line that can be spoiled, on a clock that moves only here. */
export const serialBench = (
  { driver, simulated }: { readonly driver: Driver; readonly simulated: SimulatedDevice },
  { settings = {}, config = {}, memory = new Map<string, unknown>(), ...options }: SerialBenchOptions,
) => {
  const clock = new FakeClock();
  const [host, line] = memoryPair();
  const sent: string[] = [];
  const answers: string[] = [];
  const random = options.random ?? usual;
  const lost = () => undefined; // the host has closed: nobody is there to hear it
  const mischief = new Mischief({ clock, random: usual, send: (b) => void line.write(b).catch(lost) });
  const device = simulated.create({
    clock,
    random: options.deviceRandom ?? usual,
    settings,
    send: (b) => {
      const bytes = options.forge ? options.forge(b) : b;
      answers.push(hex(b));
      if (bytes) mischief.toHost(bytes);
    },
  });
  line.onData((bytes) => {
    sent.push(hex(bytes));
    mischief.fromHost(bytes);
    device.receive(bytes);
  });
  /** A session, as an agent that starts anew would open it: with the memory of the one before. */
  const reopen = () => {
    const session = driver.open(host, withDefaults(driver.config, config) as never, {
      clock,
      random,
      memory: memoryIn(memory),
    });
    const events: DriverEvent[] = [];
    session.onEvent?.((event) => void events.push(event));
    return { session, events };
  };
  const { session, events } = reopen();
  const during = finishing(clock, 20);
  const poll = () => during(session.poll(never));
  return {
    clock,
    host,
    line,
    mischief,
    device,
    sent,
    answers,
    memory,
    reopen,
    session,
    events,
    during,
    poll,
    run: (command: string, args: Record<string, unknown> = {}) => during(session.run(command, args, never)),
    is: statesOf,
    /** Polls `n` times, or for `ms`, with `everyMs` between; the last reading. */
    async pollTimes(n: number, everyMs: number): Promise<Reading> {
      let reading = await poll();
      for (let i = 1; i < n; i++) {
        await clock.advance(everyMs);
        reading = await poll();
      }
      return reading;
    },
    async pollFor(ms: number, everyMs: number): Promise<Reading> {
      const end = clock.mono() + ms;
      let reading = await poll();
      while (clock.mono() < end) {
        await clock.advance(everyMs);
        reading = await poll();
      }
      return reading;
    },
  };
};
