/** How the last battery test ended; kept in the driver's memory, so that a failed battery stays failed over a restart. */
export interface TestRecord {
  readonly result: "passed" | "failed" | "inconclusive";
  readonly text: string;
  /** Lowest volts of the whole battery, if they were known. */
  readonly lowest?: number;
}

/** Events by the result. */
export const testEvents = {
  passed: { code: "selfTestPassed", text: "a battery test was passed" },
  failed: { code: "selfTestFailed", text: "a battery test failed" },
  inconclusive: { code: "selfTestInconclusive", text: "the mains failed during a battery test" },
} as const;

/** What is seen of a test in one status line. */
export interface Seen {
  readonly testing: boolean;
  readonly low: boolean;
  readonly upsFailed: boolean;
  readonly mainsGone: boolean;
  readonly outputOff: boolean;
  readonly battery: number | undefined;
}

/** A test under way. `ordered`: asked for, and not seen yet. */
export interface Watch {
  readonly ordered: boolean;
  readonly lowest: number | undefined;
  readonly failedBy: string | undefined;
  readonly mainsGone: boolean;
}

const failureOf = (seen: Seen, emptyVolts: number | undefined): string | undefined => {
  if (seen.upsFailed) return "the UPS failed during the test";
  if (seen.outputOff) return "the output went off during the test";
  if (seen.low) return "battery low during the test";
  if (seen.battery !== undefined && emptyVolts !== undefined && seen.battery < emptyVolts)
    return `battery fell under ${emptyVolts} V during the test`;
  return undefined;
};

const minimum = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b);

/** A test was ordered: a battery that is too weak ends it before it can be seen. */
export const ordered: Watch = { ordered: true, lowest: undefined, failedBy: undefined, mainsGone: false };

/**
 * Follows a test from status line to status line, pure: `is` while it runs, `end` with the first line after it, which still counts
 * (sheet 6.6: low is set when the unit is back on mains). If the mains went away meanwhile, nothing can be said of the battery; nor if a test was
 * ordered and the unit neither tests nor fails.
 */
export const follow = (
  was: Watch | undefined,
  seen: Seen,
  emptyVolts: number | undefined,
): { readonly is?: Watch; readonly end?: TestRecord } => {
  if (!seen.testing && !was) return {};
  const is: Watch = {
    ordered: false,
    // The voltage after the test recovers: only the one under load counts.
    lowest: minimum(was?.lowest, seen.battery),
    failedBy: was?.failedBy ?? failureOf(seen, emptyVolts),
    mainsGone: (was?.mainsGone ?? false) || seen.mainsGone,
  };
  if (seen.testing) return { is };
  return was?.ordered && is.failedBy === undefined ? {} : { end: recordOf(is) };
};

const recordOf = ({ lowest, failedBy, mainsGone }: Watch): TestRecord => {
  const at = lowest === undefined ? {} : { lowest };
  const volts = lowest === undefined ? "" : `, lowest ${lowest} V`;
  if (mainsGone) return { result: "inconclusive", text: "the mains failed during the test", ...at };
  if (failedBy !== undefined) return { result: "failed", text: `${failedBy}${volts}`, ...at };
  return { result: "passed", text: `the battery carried the load${volts}`, ...at };
};

/** A record as the driver's memory gives it back; undefined for anything else. */
export const recordFrom = (kept: unknown): TestRecord | undefined => {
  if (typeof kept !== "object" || kept === null) return undefined;
  const { result, text, lowest } = kept as Record<string, unknown>;
  if (result !== "passed" && result !== "failed" && result !== "inconclusive") return undefined;
  if (typeof text !== "string") return undefined;
  return { result, text, ...(typeof lowest === "number" ? { lowest } : {}) };
};
