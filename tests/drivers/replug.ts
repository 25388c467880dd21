import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, sleep, systemClock, withDefaults } from "../../contract/index.ts";
import { type DeviceSession, type Driver, DriverError, type Port } from "../../drivers/api.ts";
import { closable, openPort } from "../../drivers/port/open.ts";
import { verdictOf } from "../../drivers/probe/condition.ts";
import { type ServedDevice, serveOnPty } from "../../simulators/line/serve.ts";
import { serveOnUsb } from "../../simulators/line/usb/serve.ts";
import { openDescriptors } from "../support/processes.ts";
import { seeded } from "../support/seeded.ts";
import type { Subject } from "./bench.ts";

/** The real clock, so many times as fast: deadlines of seconds pass in a fraction, on real ports. */
export const hurried = (times: number): Clock => ({
  now: () => systemClock.now(),
  mono: () => systemClock.mono() * times,
  after: (ms, fn) => systemClock.after(ms / times, fn),
});

interface Open {
  readonly port: Port;
  readonly session: DeviceSession;
}

const openOn = async (driver: Driver, path: string, clock: Clock, memory: Map<string, unknown>): Promise<Open> => {
  const port = await openPort(driver.line, { port: path }, systemClock);
  const env = {
    clock,
    random: seeded(1),
    memory: { get: (k: string) => memory.get(k), set: (k: string, v: unknown) => void memory.set(k, v) },
  };
  return { port, session: driver.open(port, withDefaults(driver.config, {}) as never, env) };
};

const shut = async ({ session, port }: Open): Promise<void> => {
  await session.close();
  await closable(port)?.close();
};

const never = new AbortController().signal;
/** `healthy`, `unhealthy`, or the error's code; an error without a code is a complaint. */
const pollOnce = async (driver: Driver, session: DeviceSession): Promise<string> => {
  try {
    return verdictOf(driver.deviceClass, await session.poll(never)) === "healthy" ? "healthy" : "unhealthy";
  } catch (error) {
    return error instanceof DriverError ? error.code : `threw ${String(error)}`;
  }
};

const lostWithinPolls = 3;
const okWithinMs = 10_000;

const isLost = async (driver: Driver, { session }: Open): Promise<string[]> => {
  const said: string[] = [];
  for (let n = 0; n < lostWithinPolls; n++) {
    const now = await pollOnce(driver, session);
    said.push(now);
    if (now.startsWith("threw")) return [now];
    if (now !== "healthy" && now !== "unhealthy") return [];
  }
  return said.at(-1) === "healthy" ? [`not lost within ${lostWithinPolls} polls: ${said.join(", ")}`] : [];
};

const isBack = async (driver: Driver, { session }: Open, clock: Clock): Promise<string[]> => {
  const giveUpAt = clock.mono() + okWithinMs;
  let said = "";
  while (clock.mono() < giveUpAt) {
    said = await pollOnce(driver, session);
    if (said === "healthy") return [];
    await sleep(clock, Math.min(driver.poll.everyMs, 500));
  }
  return [`not healthy within ${okWithinMs} ms of its return: ${said}`];
};

const loseAndReturn = async (served: ServedDevice, way: "unplug" | "mute", phase: "lose" | "return"): Promise<void> => {
  if (way === "mute") return phase === "lose" ? served.inject("silent") : served.clear("silent");
  return phase === "lose" ? served.unplug() : served.replug();
};

export interface ReplugOptions {
  readonly cycles: number;
  /** Every n-th cycle mutes the device instead of pulling it: silence costs its deadlines. */
  readonly muteEvery: number;
  /** So many times faster than real. */
  readonly hurry: number;
}

/** R11: a device that goes and comes back, at random moments, over real ports: lost in time, back in time, no descriptor left behind. */
export const replugCycles = async (
  { driver, simulated }: Subject,
  seed: number,
  options: ReplugOptions,
): Promise<string[]> => {
  const random = seeded(seed);
  const clock = hurried(options.hurry);
  const folder = await mkdtemp(join(tmpdir(), "replug-"));
  const memory = new Map<string, unknown>();
  const served = simulated.usb
    ? await serveOnUsb(simulated, { clock, random, folder })
    : await serveOnPty(simulated, { clock, random, link: join(folder, "device") });
  const complaints: string[] = [];
  let before = 0;
  try {
    let open = await openOn(driver, served.path(), clock, memory);
    for (const _ of Array(60))
      if ((await pollOnce(driver, open.session)) === "healthy") break;
      else await sleep(clock, 1_000);
    before = await openDescriptors();
    for (let n = 0; n < options.cycles && complaints.length === 0; n++) {
      const way = n % options.muteEvery === options.muteEvery - 1 ? "mute" : "unplug";
      const going = sleep(systemClock, random() * 10).then(() => loseAndReturn(served, way, "lose"));
      await pollOnce(driver, open.session);
      await going;
      complaints.push(...(await isLost(driver, open)).map((c) => `cycle ${n}, ${way}: ${c}`));
      await shut(open);
      await loseAndReturn(served, way, "return");
      open = await openOn(driver, served.path(), clock, memory);
      complaints.push(...(await isBack(driver, open, clock)).map((c) => `cycle ${n}, ${way}: ${c}`));
    }
    const after = await openDescriptors();
    if (after > before + 2)
      complaints.push(`${after - before} descriptors were left behind by ${options.cycles} cycles`);
    await shut(open);
  } finally {
    await served.close();
    await rm(folder, { recursive: true, force: true });
  }
  return complaints;
};
