/** Numbers of 0..1 that are the same for the same seed (mulberry32): a random test prints its seed and can be run again. */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Seed of this run: `ROUNDSMAN_SEED`, or the day's fixed one, so that a run in CI is repeatable. */
export const seedOfRun = (): number => Number(process.env.ROUNDSMAN_SEED ?? 20_261_121);

export const randomBytes = (random: () => number, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => Math.floor(random() * 256));
