import type { FaultView } from "../../../contract/index.ts";
import type { FaultRule, Look } from "../rule.ts";
import { clearHoldOf, isFlapping, noteOnset } from "./flap.ts";

export type Said = Look["verdict"];
export type Change = "pending" | "opened" | "repeated" | "clearing" | "closed" | "flapping";
export interface Step {
  readonly fault: FaultView;
  readonly change: Change;
}

/** How long the present phase has lasted is told apart from `now`, because a wall clock may jump. */
export interface Moment {
  readonly now: number;
  readonly elapsedMs: number;
}

/** The time at which silence alone moves the fault on, counted from the start of its phase; none while nobody can tell. */
export const dueAfterMs = (fault: FaultView, rule: FaultRule, said: Said): number | undefined => {
  if (fault.state === "pending" && said === "fault") return rule.holdMs;
  if (fault.state === "clearing" && said === "clear") return clearHoldOf(rule, fault.flapping);
  return undefined;
};

const without = <K extends keyof FaultView>(fault: FaultView, key: K): Omit<FaultView, K> => {
  const { [key]: _, ...rest } = fault;
  return rest;
};

const open = (fault: FaultView, now: number): Step => {
  const repeated = fault.openedAt !== undefined;
  return {
    fault: {
      ...without(fault, "closedAt"),
      state: "open",
      phaseAt: now,
      openedAt: fault.openedAt ?? now,
      occurrences: repeated ? fault.occurrences + 1 : fault.occurrences,
    },
    change: repeated ? "repeated" : "opened",
  };
};

const onset = (fault: FaultView, rule: FaultRule, now: number): FaultView => {
  const onsets = noteOnset(fault.onsets, rule, now);
  return { ...fault, onsets, flapping: fault.flapping || isFlapping(onsets, rule) };
};

/** The last step of a fault, whatever was said last. */
export const ended = (fault: FaultView, now: number): Step => ({
  fault: { ...fault, state: "closed", phaseAt: now, closedAt: now, flapping: false },
  change: "closed",
});

/** Begins a fault, or begins again one that closed within the flap window. */
export const begin = (fault: FaultView, rule: FaultRule, now: number): FaultView => ({
  ...onset(without(fault, "closedAt") as FaultView, rule, now),
  state: "pending",
  phaseAt: now,
});

/**
 * One step of a fault's life: pending -(hold)-> open -> clearing -(clear-hold)-> closed. Pure. `cannotTell` moves nothing: what is stale neither
 * raises nor clears. A condition that comes and goes faster than its hold still opens, once it is flapping. Call until it returns nothing.
 */
export const nextStep = (
  fault: FaultView,
  rule: FaultRule,
  said: Said,
  { now, elapsedMs }: Moment,
): Step | undefined => {
  if (said === "cannotTell") return undefined;
  switch (fault.state) {
    case "pending":
      if (said === "clear")
        return { fault: { ...fault, state: "closed", phaseAt: now, closedAt: now }, change: "closed" };
      return elapsedMs >= rule.holdMs || fault.flapping ? open(fault, now) : undefined;
    case "open":
      return said === "clear"
        ? { fault: { ...fault, state: "clearing", phaseAt: now }, change: "clearing" }
        : undefined;
    case "clearing": {
      if (said === "fault") return open(onset(fault, rule, now), now);
      if (elapsedMs < clearHoldOf(rule, fault.flapping)) return undefined;
      return ended(fault, now);
    }
    case "closed":
      return undefined;
  }
};
