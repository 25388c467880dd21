import { AppError } from "../../contract/index.ts";

/** One at a time, in order, at most `limit` waiting. Throws `AppError("busy")` beyond that. */
export const serialQueue = (limit: number) => {
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting >= limit) throw new AppError("busy", `${waiting} things wait for this device already`, { waiting });
    waiting++;
    const mine = tail.then(work).finally(() => {
      waiting--;
    });
    tail = mine.catch(() => undefined); // the caller gets the error; the next one starts all the same
    return mine;
  };
};

/** So many at once, one more every `refillMs`. */
export const tokenBucket = (burst: number, refillMs: number, mono: () => number) => {
  let tokens = burst;
  let at = mono();
  return (): boolean => {
    const now = mono();
    tokens = Math.min(burst, tokens + (now - at) / refillMs);
    at = now;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
};
