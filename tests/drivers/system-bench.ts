import { withDefaults } from "../../contract/index.ts";
import type { DriverEvent, Reading } from "../../drivers/api.ts";
import { verdictOf } from "../../drivers/probe/condition.ts";
import { serveInFolder } from "../../simulators/line/folder/serve.ts";
import type { ServedDevice } from "../../simulators/line/serve.ts";
import { FakeClock, settle } from "../support/fake-clock.ts";
import { seeded } from "../support/seeded.ts";
import type { Bench, Ending, Subject } from "./bench.ts";

/** Files and programs take real time: so often is looked, and so many times as fast does the driver's clock go beside it. */
const lookEveryMs = 2;
const hurry = 3;
/** A process that the machine held up is no reason for the driver's clock to leap. */
const longestStepMs = 60;

export interface SystemBench extends Bench {
  readonly served: ServedDevice;
}

const never = new AbortController().signal;

/** A driver's session on a folder that stands for `/`, with its simulated device in it: real files, real programs. */
export const openSystemBench = async ({ driver, simulated }: Subject, seed: number): Promise<SystemBench> => {
  const clock = new FakeClock();
  const random = seeded(seed);
  const served = await serveInFolder(simulated, { clock, random });
  const memory = new Map<string, unknown>();
  const session = driver.open({ root: served.path() }, withDefaults(driver.config, {}) as never, {
    clock,
    random,
    memory: { get: (k) => memory.get(k), set: (k, v) => void memory.set(k, structuredClone(v)) },
  });
  const events: DriverEvent[] = [];
  session.onEvent?.((event) => void events.push(event));

  const pass = async (): Promise<void> => {
    const began = performance.now();
    await new Promise<void>((resolve) => setTimeout(resolve, lookEveryMs));
    await clock.advance(Math.min(performance.now() - began, longestStepMs) * hurry);
  };
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
    while (!end && took() < limitMs) await pass();
    return end ?? { kind: "hangs", tookMs: took() };
  };
  const poll = (signal?: AbortSignal) => ending((s) => session.poll(s), driver.poll.deadlineMs, signal);
  const healthy = (e: Ending<Reading>) => e.kind === "value" && verdictOf(driver.deviceClass, e.value) === "healthy";
  return {
    served,
    clock,
    session,
    device: served.device,
    line: served,
    events,
    bytes: [],
    babbleNow: () => undefined,
    babble: async () => undefined,
    unplug: () => served.unplug(),
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
      await served.close();
    },
  };
};
