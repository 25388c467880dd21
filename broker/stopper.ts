import { type Clock, messageOf } from "../contract/index.ts";
import type { BrokerLog } from "./log.ts";

const stopWithinMs = 10_000;

/** Undoes what was started, last first, each part within what is left of the time. */
export class Stopper {
  readonly #steps: [name: string, stop: () => void | Promise<void>][] = [];
  readonly #log: BrokerLog;
  #stopped: Promise<void> | undefined;

  constructor(log: BrokerLog) {
    this.#log = log;
  }

  add(name: string, stop: () => void | Promise<void>): void {
    this.#steps.push([name, stop]);
  }

  stop(clock: Clock): Promise<void> {
    this.#stopped ??= this.#run(clock);
    return this.#stopped;
  }

  async #run(clock: Clock): Promise<void> {
    const deadline = clock.mono() + stopWithinMs;
    for (const [name, stop] of this.#steps.reverse()) {
      let timer: { cancel(): void } | undefined;
      const late = new Promise<"late">((resolve) => {
        timer = clock.after(Math.max(200, deadline - clock.mono()), () => resolve("late"));
      });
      try {
        if ((await Promise.race([stop(), late])) === "late")
          this.#log.error({ part: name }, `${name} did not stop in time`);
      } catch (error) {
        this.#log.error({ part: name }, `${name}: ${messageOf(error)}`);
      }
      timer?.cancel();
    }
  }
}
