import type {
  CommandOutcome,
  CommandState,
  Conclusion,
  DeviceHealth,
  Disturbance,
  FaultView,
  InventoryDevice,
  Localized,
} from "../../contract/index.ts";

/** What a runbook may ask. Each ask and its answer are stored, and replayed after a restart of the broker. */
export type Ask =
  /** Runs a command the terminal offers; refused for a passing reason, it is retried until `patienceMs` is over. */
  | {
      readonly ask: "command";
      readonly command: string;
      readonly args?: Record<string, unknown>;
      readonly patienceMs?: number;
    }
  | { readonly ask: "wait"; readonly ms: number }
  /**
   * Answers the newest reading, or none. It is `fresh` if it was made since the last command was sent (or, before any, since the diagnosis began) and is not
   * stale; at most `withinMs` is waited for such a one. It is `current` while it is not stale and its terminal is connected: else it says nothing of now.
   */
  | { readonly ask: "health"; readonly withinMs: number }
  | { readonly ask: "history"; readonly hours: number };

export type Answer =
  | { readonly kind: "command"; readonly state: CommandState; readonly outcome?: CommandOutcome }
  | { readonly kind: "waited" }
  | { readonly kind: "health"; readonly health?: DeviceHealth; readonly fresh: boolean; readonly current: boolean }
  | { readonly kind: "history"; readonly openings: number };

/** What a runbook knows at its start: fixed for its whole life, so that a replay sees the same. */
export interface Facts {
  readonly terminal: string;
  readonly device: InventoryDevice;
  readonly fault?: FaultView;
  readonly health?: DeviceHealth;
  readonly startedAt: number;
}

/**
 * The default export of `broker/diagnostics/runbooks/<id>.ts`. `steps` is a generator without side effects: same facts and same answers, same asks.
 * `disturbs` is the worst its commands do; `money` is never run automatically.
 */
export interface Runbook {
  readonly id: string;
  readonly title: Localized;
  readonly handles: readonly string[];
  readonly deviceClass: string;
  readonly disturbs: Disturbance;
  steps(facts: Facts): Generator<Ask, Omit<Conclusion, "evidence">, Answer>;
}

export const defineRunbook = (runbook: Runbook): Runbook => runbook;
