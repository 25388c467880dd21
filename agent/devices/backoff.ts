import type { DriverErrorCode } from "../../drivers/api.ts";

const firstMs = 1_000;
const quickCapMs = 5_000;
const slowCapMs = 60_000;
const quickForMs = 60_000;

/** Opening a port that is not there costs nothing: it may be tried often, for ever. */
const cheap: readonly DriverErrorCode[] = ["portMissing", "portLost", "portBusy", "portDenied"];

/**
 * How long to wait before the next try on a dead device. Quick for the first minute, so that one that comes back is seen within seconds (R11);
 * then slowly, so that a dead one costs nothing. Jitter comes after the cap, downwards, or all devices would march in step.
 */
export const backoffMs = (
  dead: { readonly tries: number; readonly forMs: number; readonly code: string },
  random: () => number,
): number => {
  const quick = dead.forMs < quickForMs || (cheap as readonly string[]).includes(dead.code);
  const cap = quick ? quickCapMs : slowCapMs;
  const grown = Math.min(cap, firstMs * 2 ** Math.min(dead.tries, 16));
  return Math.round(grown * (0.75 + 0.25 * random()));
};

/** A healthy device's next poll: its cadence, give or take a twentieth. */
export const cadenceMs = (everyMs: number, random: () => number): number =>
  Math.round(everyMs * (0.95 + 0.1 * random()));
