import type { FaultRule } from "../rule.ts";

/** For rules that name none: the seventh time within ten minutes is flapping. */
export const defaultFlap = { count: 6, windowMs: 600_000 } as const;
export const flapOf = (rule: FaultRule): { readonly count: number; readonly windowMs: number } =>
  rule.flap ?? defaultFlap;

const keep = 64;

/** The moments at which the condition came back, those within the window only, with `now` added. */
export const noteOnset = (onsets: readonly number[] | undefined, rule: FaultRule, now: number): number[] => {
  const from = now - flapOf(rule).windowMs;
  return [...(onsets ?? []).filter((at) => at > from && at <= now), now].slice(-keep);
};

export const isFlapping = (onsets: readonly number[], rule: FaultRule): boolean =>
  rule.ordinary !== true && onsets.length > Math.min(flapOf(rule).count, keep - 1);

/** While a fault flaps it closes only after half the window was quiet: the lower threshold of the hysteresis. */
export const clearHoldOf = (rule: FaultRule, flapping: boolean): number =>
  flapping ? Math.max(rule.clearHoldMs, flapOf(rule).windowMs / 2) : rule.clearHoldMs;
