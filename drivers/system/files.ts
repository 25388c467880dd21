import { open, opendir } from "node:fs/promises";
import type { Clock } from "../../contract/index.ts";
import { DriverError } from "../api.ts";

/** What became of a look at a file. `absent` is no error: things come and go in sysfs. */
export type Found<T> = { readonly is: T } | { readonly absent: true } | { readonly unreadable: string };

export const isThere = <T>(found: Found<T>): found is { readonly is: T } => "is" in found;

const gone: readonly string[] = ["ENOENT", "ENOTDIR", "ENODEV", "ENXIO"];

const missing = (error: unknown): Found<never> => {
  const code = (error as NodeJS.ErrnoException).code ?? "EIO";
  return gone.includes(code) ? { absent: true } : { unreadable: code };
};

/** Reads up to `maxBytes`: a file of sysfs says a size of its own invention, so the end is where reading ends. */
const readUpTo = async (path: string, maxBytes: number): Promise<Found<Uint8Array>> => {
  try {
    const file = await open(path, "r");
    try {
      const bytes = new Uint8Array(maxBytes);
      let length = 0;
      while (length < maxBytes) {
        const { bytesRead } = await file.read(bytes, length, maxBytes - length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return { is: bytes.slice(0, length) };
    } finally {
      await file.close();
    }
  } catch (error) {
    return missing(error);
  }
};

const listUpTo = async (path: string, most: number): Promise<Found<readonly string[]>> => {
  try {
    const names: string[] = [];
    for await (const { name } of await opendir(path)) {
      if (names.length < most) names.push(name);
    }
    return { is: names.sort() };
  } catch (error) {
    return missing(error);
  }
};

/** Looks that may wait behind one that hangs; more fail at once. */
const mostWaiting = 8;

/**
 * Looks at files of the operating system, one at a time, each within a deadline. A read that the kernel does not finish holds a thread: while one hangs,
 * no other is begun. Throws `DriverError` `noAnswer` or `aborted`; that a file is not there or not readable is data.
 */
export class Files {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  /** Ends when the last look has ended, or was given up before it began. */
  #idle: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  bytes(path: string, maxBytes: number, signal: AbortSignal): Promise<Found<Uint8Array>> {
    return this.#within(path, signal, () => readUpTo(path, maxBytes));
  }

  /** A small text, without the white space around it. */
  async text(path: string, signal: AbortSignal, maxBytes = 4_096): Promise<Found<string>> {
    const found = await this.bytes(path, maxBytes, signal);
    return isThere(found) ? { is: Buffer.from(found.is).toString("latin1").trim() } : found;
  }

  /** Names in a folder, sorted, the first 256 of them. */
  names(path: string, signal: AbortSignal): Promise<Found<readonly string[]>> {
    return this.#within(path, signal, () => listUpTo(path, 256));
  }

  #within<T>(path: string, signal: AbortSignal, look: () => Promise<T>): Promise<T> {
    if (signal.aborted) return Promise.reject(new DriverError("aborted", `${path}: stopped by the caller`));
    if (this.#waiting >= mostWaiting) return Promise.reject(new DriverError("noAnswer", `${path}: earlier reads hang`));
    return new Promise((resolve, reject) => {
      let isSettled = false;
      const settle = (act: () => void) => {
        isSettled = true;
        timer.cancel();
        signal.removeEventListener("abort", onAbort);
        act();
      };
      const onAbort = () => settle(() => reject(new DriverError("aborted", `${path}: stopped by the caller`)));
      const timer = this.#clock.after(this.#timeoutMs, () =>
        settle(() => reject(new DriverError("noAnswer", `${path}: not read within ${this.#timeoutMs} ms`))),
      );
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiting += 1;
      this.#idle = this.#idle
        .then(() => (isSettled ? undefined : look().then((value) => settle(() => resolve(value)))))
        .catch((error: unknown) => settle(() => reject(error)))
        .finally(() => {
          this.#waiting -= 1;
        });
    });
  }
}
