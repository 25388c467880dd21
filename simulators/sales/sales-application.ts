import { AppError, type Clock, sleep } from "../../contract/index.ts";
import type { DeviceSimulation } from "../api.ts";
import { type AgentAddress, postToAgent } from "./agent-client.ts";
import { drawn, type Pace, usualPace } from "./pace.ts";
import { attempt, type Role, type SaleResult, type Stage, type Transaction, transactions } from "./transactions.ts";

export interface SalesOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** By role: `cash`, `reader`, `printer`, `touch`. A kiosk without one of them fails such sales, and says so. */
  readonly devices: ReadonlyMap<string, DeviceSimulation>;
  readonly agent: AgentAddress;
  readonly pace?: Pace;
}

export interface SalesStats {
  readonly customers: number;
  readonly success: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Reports that the agent did not take: it was away or refused them. */
  readonly unreported: number;
}

const pollMs = 100;
/** One customer in this many goes away without buying. */
const cancelShare = 1 / 15;
/** Buttons of the imagined screen, 0..1 of width and height. */
const buttons: readonly (readonly [number, number])[] = [
  [0.25, 0.3],
  [0.75, 0.3],
  [0.25, 0.7],
  [0.75, 0.7],
  [0.5, 0.5],
];

/** Actions of the simulated screen take pixels of its usual size; the agent's API takes parts of the screen. */
const inPixels = (x: number, y: number) => ({ x: Math.round(x * 1280), y: Math.round(y * 1024) });

/**
 * A sales application with customers: it makes the devices see real use, and reports to the agent as a real one does.
 * `start` and `stop` may be repeated. An agent that is away costs the report, never the sale.
 */
export class SalesApplication {
  readonly #options: SalesOptions;
  readonly #pace: Pace;
  readonly #counts = { customers: 0, success: 0, failed: 0, cancelled: 0, unreported: 0 };
  #stop: AbortController | undefined;

  constructor(options: SalesOptions) {
    this.#options = options;
    this.#pace = options.pace ?? usualPace;
  }

  start(): void {
    if (this.#stop) return;
    const stop = new AbortController();
    this.#stop = stop;
    void this.#serve(stop.signal);
  }

  stop(): void {
    this.#stop?.abort(new Stopped());
    this.#stop = undefined;
  }

  stats(): SalesStats {
    return { ...this.#counts };
  }

  async #serve(signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        await this.#wait(this.#pace.betweenCustomers, signal);
        await this.#customer(signal);
      }
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
  }

  async #customer(signal: AbortSignal): Promise<void> {
    const { random } = this.#options;
    this.#counts.customers += 1;
    const transaction = transactions[Math.floor(random() * transactions.length)] as Transaction;
    const amount = 100 * (1 + Math.floor(random() * 20));
    await this.#post("/customer", { present: true });
    try {
      const stage = this.#stage(signal);
      const result = await this.#sell(stage, transaction, amount);
      this.#counts[result.result] += 1;
      await this.#report(transaction, amount, result);
    } finally {
      await this.#post("/customer", { present: false });
    }
  }

  async #sell(stage: Stage, transaction: Transaction, amount: number): Promise<SaleResult> {
    await this.#press(stage);
    if (this.#options.random() < cancelShare) return { result: "cancelled", cause: "customer went away" };
    await this.#press(stage);
    return transaction.run(stage, amount);
  }

  async #press(stage: Stage): Promise<void> {
    const [x, y] = buttons[Math.floor(this.#options.random() * buttons.length)] ?? [0.5, 0.5];
    await stage.pause();
    await stage.touch(x, y);
  }

  #stage(signal: AbortSignal): Stage {
    const { clock, random, devices } = this.#options;
    return {
      pace: this.#pace,
      random,
      device: (role: Role) => devices.get(role),
      pause: () => this.#wait(this.#pace.step, signal),
      until: async (so) => {
        const giveUpAt = clock.mono() + this.#pace.patience;
        while (!so()) {
          if (clock.mono() >= giveUpAt) return false;
          await sleep(clock, pollMs, signal);
        }
        return true;
      },
      touch: async (x, y) => {
        const screen = devices.get("touch");
        if (!screen) return;
        await this.#post("/touch-target", { device: "touch", x, y });
        attempt(screen, "touch", inPixels(x, y)); // a screen that feels nothing is a fault for the agent to find, not for us
      },
    };
  }

  #report(transaction: Transaction, amount: number, { result, cause }: SaleResult): Promise<void> {
    const id = `t-${this.#options.clock.now()}-${this.#counts.customers}`;
    const body = { transaction: id, kind: transaction.kind, result, amount, currency: "EUR" };
    return this.#post("/sale", cause === undefined ? body : { ...body, cause: cause.slice(0, 120) });
  }

  async #post(path: string, body: unknown): Promise<void> {
    try {
      const status = await postToAgent(this.#options.agent, path, body, this.#options.clock);
      if (status >= 400) this.#counts.unreported += 1;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#counts.unreported += 1; // the agent is away: people buy all the same
    }
  }

  #wait(span: readonly [number, number], signal: AbortSignal): Promise<void> {
    return sleep(this.#options.clock, drawn(span, this.#options.random), signal);
  }
}

/** The reason given to everything that waits when the application is stopped. */
class Stopped extends AppError {
  constructor() {
    super("stopped", "the sales application was stopped");
  }
}
