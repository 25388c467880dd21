import type { Clock } from "../../contract/index.ts";
import type { Refusal } from "./interlock.ts";

/** Small durable values. */
export interface Keep {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

export interface BudgetLimits {
  readonly perHour: number;
  readonly perDay: number;
}
export const defaultLimits: BudgetLimits = { perHour: 4, perDay: 10 };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const totalKey = "budget.runningMs";
const usesKey = (device: string) => `budget.${device}`;

/**
 * How often a device may be reset. Counted in *running time of the agent*, which no clock jump can stretch; time while the agent is down
 * does not count, so a crash can only make the budget refill later.
 */
export class ResetBudget {
  readonly #keep: Keep;
  readonly #clock: Clock;
  readonly #limits: BudgetLimits;
  readonly #base: number;
  readonly #startedAt: number;

  constructor(keep: Keep, clock: Clock, limits: BudgetLimits = defaultLimits) {
    this.#keep = keep;
    this.#clock = clock;
    this.#limits = limits;
    this.#base = Number(keep.get(totalKey) ?? 0);
    this.#startedAt = clock.mono();
  }

  #now(): number {
    return Math.round(this.#base + this.#clock.mono() - this.#startedAt);
  }

  #uses(device: string): number[] {
    const stored = this.#keep.get(usesKey(device));
    const all = Array.isArray(stored) ? stored.filter((n): n is number => typeof n === "number") : [];
    return all.filter((at) => this.#now() - at < dayMs);
  }

  /** The refusal if nothing is left. Not a passing reason: a person or time must come first. */
  check(device: string): Refusal | undefined {
    const uses = this.#uses(device);
    const lastHour = uses.filter((at) => this.#now() - at < hourMs).length;
    const { perHour, perDay } = this.#limits;
    if (lastHour < perHour && uses.length < perDay) return undefined;
    const text = `reset ${lastHour} times in the last hour (at most ${perHour}) and ${uses.length} times in the last day (at most ${perDay})`;
    return { status: "refused", code: "budgetExhausted", text, retryable: false };
  }

  /** Counts one reset; durable with the next commit. */
  use(device: string): void {
    this.save();
    this.#keep.set(usesKey(device), [...this.#uses(device), this.#now()]);
  }

  /** Keeps the running time; call it now and then. */
  save(): void {
    this.#keep.set(totalKey, this.#now());
  }
}
