import {
  AppError,
  DrivenClock,
  type DrivenOrder,
  type DrivenWord,
  sleep,
  systemClock,
  type UnixMs,
} from "../../contract/index.ts";
import type { WireTerminal } from "./wire-terminal.ts";

type Quiet = Extract<DrivenWord, { word: "quiet" }>;
/** What the conductor needs of the broker's process. */
export interface Driven {
  ask(order: DrivenOrder): Promise<DrivenWord>;
}

/** Real time for what goes over loopback and is not an answer to a request: a command on its way down, a connection that ends. */
const arrivesWithinMs = 5_000;

/** Throws `AppError("driven")` with what the broker said if it is not the word that was waited for. */
export const expectWord = <W extends DrivenWord["word"]>(
  said: DrivenWord,
  word: W,
): Extract<DrivenWord, { word: W }> => {
  if (said.word === word) return said as Extract<DrivenWord, { word: W }>;
  throw new AppError("driven", said.word === "failed" ? said.message : `the broker said ${said.word}, not ${word}`);
};

/**
 * Moves two clocks as one: the broker's, in its own process, and ours, on which the terminals and the story live. Time passes only while everything
 * said on either side is answered: so a week is the same week every time, however fast it goes.
 */
export class Conductor {
  readonly clock: DrivenClock;
  readonly #broker: Driven;
  readonly #terminals: WireTerminal[] = [];
  readonly #doing = new Set<Promise<void>>();
  #trouble: unknown;

  constructor(broker: Driven, startsAt: UnixMs) {
    this.#broker = broker;
    this.clock = new DrivenClock(startsAt);
  }

  add(terminal: WireTerminal): void {
    this.#terminals.push(terminal);
  }

  /** Does something at a moment to come; time stands until it is done. What it throws ends the run. */
  at(moment: UnixMs, deed: () => Promise<void>): void {
    this.clock.after(moment - this.clock.now(), () => {
      const done: Promise<void> = deed()
        .catch((error: unknown) => {
          this.#trouble ??= error;
        })
        .finally(() => this.#doing.delete(done));
      this.#doing.add(done);
    });
  }

  /** Time goes on until `moment`. Throws what a deed threw, `AppError("driven")`, or `AppError("late")` for what did not come in time. */
  async until(moment: UnixMs, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const next = Math.min(this.clock.next() ?? moment, moment);
      const said = await this.#advance(next);
      await this.clock.advance(said.at, () => this.#rest());
      if (this.#trouble !== undefined) throw this.#trouble;
      if (said.at >= moment && (this.clock.next() ?? Number.POSITIVE_INFINITY) > moment) return;
    }
  }

  /** The broker notices that a terminal's connection has ended, and plays its will, while time stands. */
  async noticed(): Promise<void> {
    const connected = this.#terminals.filter((terminal) => terminal.connected).length;
    await this.#within("the broker to notice a lost connection", async () => {
      const said = await this.#advance(this.clock.now());
      return said.terminals === connected;
    });
    await this.#advance(this.clock.now());
  }

  async #advance(to: UnixMs): Promise<Quiet> {
    const said = expectWord(await this.#broker.ask({ order: "advance", to }), "quiet");
    const heard = (): number => this.#terminals.reduce((sum, terminal) => sum + terminal.heard, 0);
    await this.#within("a command to arrive", async () => heard() >= said.commands);
    await this.#settled();
    return said;
  }

  async #rest(): Promise<boolean> {
    while (this.#doing.size > 0) await Promise.all(this.#doing);
    await this.#settled();
    return true;
  }

  async #settled(): Promise<void> {
    for (const terminal of this.#terminals) await terminal.settled();
  }

  async #within(what: string, ready: () => Promise<boolean>): Promise<void> {
    const end = systemClock.mono() + arrivesWithinMs;
    while (!(await ready())) {
      if (systemClock.mono() > end) throw new AppError("late", `waited in vain for ${what}`);
      await sleep(systemClock, 2);
    }
  }
}
