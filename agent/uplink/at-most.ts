import type { Clock, Timer } from "../../contract/index.ts";

/** Calls `tell` at once after a change, but at most once in `everyMs`: what changes meanwhile is told together, as it is then. */
export const atMostEvery = (clock: Clock, everyMs: number, tell: () => void) => {
  let due: Timer | undefined;
  let toldMono = Number.NEGATIVE_INFINITY;
  return {
    changed(): void {
      due ??= clock.after(Math.max(0, toldMono + everyMs - clock.mono()), () => {
        due = undefined;
        toldMono = clock.mono();
        tell();
      });
    },
    stop(): void {
      due?.cancel();
      due = undefined;
    },
  };
};
