import { readdir } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { sleep, systemClock } from "../../contract/index.ts";

/** How many descriptors this process holds (Linux). */
export const openDescriptors = async (): Promise<number> => (await readdir("/proc/self/fd")).length;

/** Waits in real time until something is so; throws after `withinMs`, naming what it waited for. */
export const until = async (
  so: () => boolean | Promise<boolean>,
  what = "something",
  withinMs = 3_000,
): Promise<void> => {
  const startedAt = systemClock.mono();
  while (!(await so())) {
    if (systemClock.mono() - startedAt > withinMs) throw new Error(`waited ${withinMs} ms in vain for ${what}`);
    await sleep(systemClock, 2);
  }
};

/**
 * Rounds of something, after a first one that may open what is kept for good, leave no descriptor open; throws when they do.
 * Judged by what each round leaves: the test worker itself may open one of its own meanwhile, but what leaks, leaks each time.
 */
export const leaksNothing = async (rounds: number, round: () => Promise<unknown>): Promise<void> => {
  await round();
  const before = await openDescriptors();
  for (let n = 0; n < rounds; n++) await round();
  await until(async () => (await openDescriptors()) - before < rounds, "the descriptors of each round to be closed");
};

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Memory in use once all rubbish has been collected, MiB. */
export const heapMb = (): number => {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
};
