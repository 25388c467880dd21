import type { Clock } from "../../contract/index.ts";
import { sleep, systemClock } from "../../contract/plain.ts";

const everyMs = 300;

/**
 * Asks again until `ended` says so or `timeoutMs` is over; returns the last answer. `seen` gets each answer. Asking is used rather than the
 * live stream so that nothing is missed between starting something and following it.
 */
export const follow = async <T>(
  first: T,
  again: () => Promise<T>,
  ended: (value: T) => boolean,
  seen: (value: T) => void,
  { signal, timeoutMs, clock = systemClock }: { signal: AbortSignal; timeoutMs: number; clock?: Clock },
): Promise<T> => {
  const until = clock.mono() + timeoutMs;
  let value = first;
  seen(value);
  while (!ended(value) && clock.mono() < until) {
    await sleep(clock, everyMs, signal);
    value = await again();
    seen(value);
  }
  return value;
};
