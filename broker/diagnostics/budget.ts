import type { DiagnosisView } from "../../contract/index.ts";
import type { DiagnosticsPolicy } from "./policy.ts";

/** Moments within a sliding window; never more than `most` are kept, the newest. */
class Window {
  readonly #at = new Map<string, number[]>();
  readonly #ms: number;
  readonly #most: number;
  constructor(ms: number, most: number) {
    this.#ms = ms;
    this.#most = most;
  }
  add(key: string, at: number): void {
    this.#at.set(key, [...this.#live(key, at), at].slice(-this.#most));
  }
  count(key: string, now: number): number {
    return this.#live(key, now).length;
  }
  #live(key: string, now: number): number[] {
    const live = (this.#at.get(key) ?? []).filter((at) => at > now - this.#ms && at <= now);
    if (live.length === 0) this.#at.delete(key);
    return live;
  }
}

export const deviceKey = (d: { readonly terminal: string; readonly device: string }): string =>
  `${d.terminal}/${d.device}`;

const fleet = "*";
const keep = 4_096;

/** Why the broker holds back, in words a person can act on. */
export interface Withheld {
  readonly code: "deviceBudget" | "fleetBudget" | "circuitOpen";
  readonly text: string;
}

/** Counts what automatic diagnostics did, and says when it is enough. Filled again from the store after a restart. */
export class Budget {
  readonly #policy: DiagnosticsPolicy;
  readonly #runs: Window;
  readonly #commands: Window;
  readonly #failures = new Map<string, Map<string, number>>();

  constructor(policy: DiagnosticsPolicy) {
    this.#policy = policy;
    this.#runs = new Window(policy.windowMs, keep);
    this.#commands = new Window(policy.windowMs, keep);
  }

  /** Counts a stored diagnosis again; what was only read and changed nothing is not a command here. */
  recall(diagnosis: DiagnosisView, disturbing: readonly number[]): void {
    this.ran(deviceKey(diagnosis), diagnosis.startedAt);
    for (const at of disturbing) this.commanded(deviceKey(diagnosis), at);
    this.ended(diagnosis, disturbing.length > 0);
  }

  ran(key: string, at: number): void {
    this.#runs.add(key, at);
    this.#runs.add(fleet, at);
  }

  commanded(key: string, at: number): void {
    this.#commands.add(key, at);
    this.#commands.add(fleet, at);
  }

  /** A runbook that disturbed and did not cure counts towards its circuit; one that cured takes its terminal off again. */
  ended({ runbook, terminal, finishedAt, conclusion }: DiagnosisView, disturbed: boolean): void {
    if (!disturbed || finishedAt === undefined) return;
    const failures = this.#failures.get(runbook) ?? new Map<string, number>();
    this.#failures.set(runbook, failures);
    if (conclusion?.verdict === "cured") failures.delete(terminal);
    else failures.set(terminal, finishedAt);
  }

  mayRun(key: string, now: number): Withheld | undefined {
    const { runsPerDevice, runsPerFleet } = this.#policy;
    return this.#over(
      this.#runs,
      key,
      { perDevice: runsPerDevice, perFleet: runsPerFleet },
      "automatic diagnoses",
      now,
    );
  }

  mayCommand(runbook: string, key: string, now: number): Withheld | undefined {
    const failing = this.failing(runbook, now);
    if (failing > this.#policy.failuresPerRunbook)
      return {
        code: "circuitOpen",
        text: `runbook ${runbook} did not help on ${failing} terminals lately: it sends nothing disturbing by itself now`,
      };
    const { commandsPerDevice, commandsPerFleet } = this.#policy;
    const limits = { perDevice: commandsPerDevice, perFleet: commandsPerFleet };
    return this.#over(this.#commands, key, limits, "automatic commands", now);
  }

  /** Terminals on which this runbook failed within the window. */
  failing(runbook: string, now: number): number {
    const failures = this.#failures.get(runbook);
    for (const [terminal, at] of failures ?? []) if (at <= now - this.#policy.windowMs) failures?.delete(terminal);
    return failures?.size ?? 0;
  }

  #over(
    window: Window,
    key: string,
    limits: { perDevice: number; perFleet: number },
    what: string,
    now: number,
  ): Withheld | undefined {
    const minutes = Math.round(this.#policy.windowMs / 60_000);
    const ofDevice = window.count(key, now);
    if (ofDevice >= limits.perDevice)
      return { code: "deviceBudget", text: `${ofDevice} ${what} of this device within ${minutes} min are enough` };
    const all = window.count(fleet, now);
    if (all < limits.perFleet) return undefined;
    return { code: "fleetBudget", text: `${all} ${what} over the fleet within ${minutes} min are enough` };
  }
}
