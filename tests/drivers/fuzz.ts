import { heapMb } from "../support/processes.ts";
import { randomBytes, seeded } from "../support/seeded.ts";
import { type Bench, isLegal, type Subject, told } from "./bench.ts";
import { onHealthy, recovers } from "./hostile.ts";

/** One hostile change of a recorded frame: bits, lengths, cuts, repeats, glue. */
const mutations: readonly ((frame: Uint8Array, random: () => number, other: Uint8Array) => Uint8Array)[] = [
  (f, r) => f.map((b, i) => (i === Math.floor(r() * f.length) ? b ^ (1 << Math.floor(r() * 8)) : b)),
  (f, r) => f.map((b, i) => (i === Math.floor(r() * f.length) ? Math.floor(r() * 256) : b)),
  (f, r) => f.slice(0, Math.floor(r() * f.length)),
  (f, r) => f.slice(Math.floor(r() * f.length)),
  (f, r) => Uint8Array.from([...f, ...randomBytes(r, 1 + Math.floor(r() * 8))]),
  (f, r, other) => Uint8Array.from([...f.slice(0, Math.ceil(r() * f.length)), ...other]),
  (f) => Uint8Array.from([...f, ...f]),
  (_, r) => randomBytes(r, 1 + Math.floor(r() * 32)),
  (f, r) => f.map((b) => (r() < 0.3 ? ([0x00, 0xff, 0x02, 0xf2][Math.floor(r() * 4)] ?? b) : b)),
  (f) => f,
];

const pick = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)] as T;

/** Frames the device said while it was brought up, and a little more. */
const recorded = async (bench: Bench): Promise<readonly Uint8Array[]> => {
  for (let n = 0; n < 3; n++) await bench.poll();
  return bench.bytes.filter((b) => b.direction === "received").map((b) => b.bytes);
};

export interface FuzzOptions {
  readonly frames: number;
  /** One chunk may take so long at most, ms: a parser that takes longer hangs. */
  readonly hangMs: number;
  readonly growthMb: number;
}

const chunkFrames = 100;

/** R10: mutated frames between and during polls never crash, hang or grow the driver, and afterwards it finds valid frames again. */
export const fuzz = (subject: Subject, seed: number, { frames, hangMs, growthMb }: FuzzOptions): Promise<string[]> =>
  onHealthy(subject, seed, async (bench) => {
    const random = seeded(seed);
    const traffic = await recorded(bench);
    bench.bytes.length = 0;
    const complaints: string[] = [];
    const before = heapMb();
    let slowest = 0;
    for (let done = 0; done < frames; done += chunkFrames) {
      const polling = done % (20 * chunkFrames) === 0 ? bench.poll() : undefined;
      for (let n = 0; n < chunkFrames; n++) {
        const mutated = pick(mutations, random)(pick(traffic, random), random, pick(traffic, random));
        bench.babbleNow(mutated);
      }
      const startedAt = performance.now();
      await Promise.resolve();
      slowest = Math.max(slowest, (performance.now() - startedAt) / chunkFrames);
      const end = await polling;
      if (end && !isLegal(end)) complaints.push(`poll among ${done} fuzzed frames ${told(end)}`);
      bench.bytes.length = 0;
    }
    const grownMb = heapMb() - before;
    if (slowest > hangMs) complaints.push(`one frame took ${Math.round(slowest)} ms`);
    if (grownMb > growthMb) complaints.push(`${frames} fuzzed frames cost ${Math.round(grownMb)} MiB of memory`);
    bench.line.clear();
    await bench.clock.advance(2_000);
    return [...complaints, ...(await recovers(bench, "fuzzing"))];
  });
