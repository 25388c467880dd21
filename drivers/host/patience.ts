import type { Clock } from "../../contract/index.ts";
import { DriverError } from "../api.ts";

export interface Patience {
  readonly clock: Clock;
  readonly ms: number;
  readonly signal: AbortSignal;
}

/** What the work brings, or `undefined` if it failed or came too late: a file system that hangs must not hang the poll. Throws `DriverError` `aborted`. */
export const within = <T>({ clock, ms, signal }: Patience, work: Promise<T>): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    const stop = () => {
      timer.cancel();
      reject(new DriverError("aborted", "host: stopped by the caller"));
    };
    const end = (value: T | undefined) => {
      timer.cancel();
      signal.removeEventListener("abort", stop);
      resolve(value);
    };
    const timer = clock.after(ms, () => end(undefined));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    // A file that is not there is an answer: this machine has no such thing.
    work.then(end, () => end(undefined));
  });

/** Starts a work under a name only if the last one of that name has ended: hung reads must not pile up. */
export class OneAtATime {
  readonly #running = new Map<string, Promise<unknown>>();

  start<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.#running.has(name)) return Promise.reject(new DriverError("noAnswer", `host: ${name} still hangs`));
    const running = work();
    this.#running.set(name, running);
    const ended = () => this.#running.delete(name);
    running.then(ended, ended);
    return running;
  }

  /** The running work of that name, if any. */
  running(name: string): Promise<unknown> | undefined {
    return this.#running.get(name);
  }
}
