import type {
  ActionClass,
  ComponentHealth,
  DeviceClass,
  DeviceHealth,
  Evidence,
  Localized,
  Service,
  Severity,
  Skill,
} from "../../contract/index.ts";

/** What a rule looks at: one device's newest health, and whether it is still fresh. Pure data. */
export interface RuleView {
  readonly terminal: string;
  readonly device: string;
  readonly health: DeviceHealth;
  /** False once the reading is older than its `freshForMs`, or the terminal is not online: then a rule can only say `cannotTell`. */
  readonly fresh: boolean;
  /** Corrected broker time of the observation. */
  readonly at: number;
  /** How much of its life a part of this device has used, 0 to 1 and beyond; undefined if that cannot be told. */
  readonly worn?: (item: string) => number | undefined;
}

export type Look =
  | { readonly verdict: "clear" }
  | { readonly verdict: "cannotTell" }
  | {
      readonly verdict: "fault";
      readonly since?: number;
      /** Of a rule for every device: what stops without this one. */
      readonly impact?: readonly Service[];
      readonly evidence: () => Omit<Evidence, "at">;
    };

export const clear: Look = Object.freeze({ verdict: "clear" });
export const cannotTell: Look = Object.freeze({ verdict: "cannotTell" });

export interface Thresholds {
  /** Beyond this it is a fault. */
  readonly raise: number;
  /** From here on it is none again; in between it stays as it was, or a value that trembles at the limit would open and close it. */
  readonly clear: number;
}

/** The limit of a rule on a number, with the bounds within which an operator may move it. */
export interface Limit extends Thresholds {
  /** A measure, a part that wears, or `linkErrorShare`. */
  readonly of: string;
  readonly kind: "measure" | "wear" | "line";
  readonly unit: string;
  readonly beyond: "above" | "below";
  readonly least: number;
  readonly most: number;
  /** The look of the rule with these limits. */
  readonly look: (at: Thresholds) => FaultRule["look"];
}

/**
 * One fault this house knows. `id` is its code, `<deviceClass>.<component>.<problem>`; the default export of `broker/faults/rules/<id>.ts`.
 * Stale or unknown neither raises nor clears.
 */
export interface FaultRule {
  readonly id: string;
  /** `any`: every device. `terminal`: not judged by health; the fleet says when it holds (terminal lost, port lost, site lost). */
  readonly deviceClass: DeviceClass | "any" | "terminal";
  readonly title: Localized;
  readonly severity: Severity;
  readonly impact: readonly Service[];
  readonly action: ActionClass;
  readonly skill: Skill;
  /** What usually brings it about, the likeliest first. */
  readonly causes: readonly [Localized, ...Localized[]];
  /** What the person on site is told, in order. */
  readonly advice: readonly Localized[];
  readonly parts: readonly string[];
  /** The condition must last this long before the fault opens, and be gone this long before it closes. */
  readonly holdMs: number;
  readonly clearHoldMs: number;
  /**
   * Part of ordinary work while it is short (a note in escrow, a card in the reader): then its coming and going all day is no flapping, and only
   * its lasting longer than the hold is a fault.
   */
  readonly ordinary?: boolean;
  /** More openings than `count` within `windowMs` are one flapping fault. */
  readonly flap?: { readonly count: number; readonly windowMs: number };
  /** Ids of rules on the same device (or `terminal.lost`, `port.lost`) that explain this one. */
  readonly inhibitedBy?: readonly string[];
  /** Ids of rules on whichever device of the same terminal that explain this one: the network driver knows why the host has no network. */
  readonly inhibitedAcross?: readonly string[];
  /** Faults of one terminal with the same incident word share one ticket, whichever device saw them: an opened cabinet and a removed box. */
  readonly incident?: string;
  /** Runbook to run when it opens; without one a ticket is made at once. */
  readonly runbook?: string;
  /** False: its runbook waits for a person to start it. */
  readonly automatic?: boolean;
  /** False for faults that need nobody: they are shown, never ticketed. */
  readonly ticket: boolean;
  /** True: an operator turned it off. It is known, and neither looks nor takes what is said of it. */
  readonly off?: boolean;
  /** Where a rule on a number raises and clears; `look` is made of it. */
  readonly limit?: Limit;
  look(view: RuleView): Look;
}

/** The common rule: a component is in one of these states. Left out or `unknown` cannot tell. */
export const componentIn =
  (component: string, ...bad: string[]): FaultRule["look"] =>
  ({ health, fresh }) => {
    const c: ComponentHealth | undefined = health.components[component];
    if (!fresh || !c || c.state === "unknown") return cannotTell;
    if (!bad.includes(c.state)) return clear;
    return {
      verdict: "fault",
      since: c.since,
      evidence: () => ({
        text: `${component} is ${c.state}${c.vendorCode ? ` (${c.vendorCode})` : ""}`,
        ...(c.frame ? { frames: [`< ${c.frame}`] } : {}),
      }),
    };
  };

export const defineRule = (rule: FaultRule): FaultRule => rule;
