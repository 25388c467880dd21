/** Limits of automatic diagnostics, for one device and for the whole fleet (promise R17). Windows are sliding. */
export interface DiagnosticsPolicy {
  /** False: runbooks run only when a person asks. */
  readonly automatic: boolean;
  /** Diagnoses that run at once; more wait, up to `maxWaiting`. */
  readonly maxRunning: number;
  readonly maxWaiting: number;
  /** A diagnosis that takes longer is abandoned. */
  readonly maxDurationMs: number;
  /** Asks of one diagnosis. */
  readonly maxSteps: number;
  readonly windowMs: number;
  /** Diagnoses started by the broker itself within the window. */
  readonly runsPerDevice: number;
  readonly runsPerFleet: number;
  /** Commands that disturb, sent by the broker itself within the window. */
  readonly commandsPerDevice: number;
  readonly commandsPerFleet: number;
  /** Terminals on which one runbook did not help within the window: more, and it sends nothing disturbing by itself for a window. */
  readonly failuresPerRunbook: number;
}

const hourMs = 3_600_000;

export const defaultPolicy: DiagnosticsPolicy = {
  automatic: true,
  maxRunning: 64,
  maxWaiting: 5_000,
  maxDurationMs: hourMs,
  maxSteps: 100,
  windowMs: hourMs,
  runsPerDevice: 4,
  runsPerFleet: 1_000,
  commandsPerDevice: 6,
  commandsPerFleet: 300,
  failuresPerRunbook: 20,
};
