import { measures } from "../../contract/index.ts";
import {
  cannotTell,
  clear,
  componentIn,
  type FaultRule,
  type Limit,
  type Look,
  type RuleView,
  type Thresholds,
} from "./rule.ts";

/** What a rule on a number is made of; spread into its file. */
export type Limited = Pick<FaultRule, "look"> & { readonly limit: Limit };

const limited = (limit: Limit): Limited => ({ limit, look: limit.look(limit) });

/** Bounds by unit, within which a limit makes sense at all. */
const boundsByUnit: Readonly<Record<string, readonly [least: number, most: number]>> = {
  percent: [0, 100],
  celsius: [-20, 120],
  ms: [100, 3_600_000],
};

const ofMeasure = (measure: keyof typeof measures): Pick<Limit, "of" | "kind" | "unit" | "least" | "most"> => {
  const { unit } = measures[measure];
  const bounds = boundsByUnit[unit];
  if (!bounds) throw new TypeError(`${measure}: no bounds for limits in ${unit}`);
  return { of: measure, kind: "measure", unit, least: bounds[0], most: bounds[1] };
};

const above =
  (measure: string, { raise, clear: clearAt }: Thresholds): FaultRule["look"] =>
  ({ health, fresh }) => {
    const value = health.measures[measure];
    if (!fresh || value === undefined) return cannotTell;
    if (value <= raise) return value <= clearAt ? clear : cannotTell;
    return {
      verdict: "fault",
      evidence: () => ({ text: `${measure} is ${value}, limit ${raise}`, data: { [measure]: value, limit: raise } }),
    };
  };

const below =
  (measure: string, { raise, clear: clearAt }: Thresholds): FaultRule["look"] =>
  ({ health, fresh }) => {
    const value = health.measures[measure];
    if (!fresh || value === undefined) return cannotTell;
    if (value >= raise) return value >= clearAt ? clear : cannotTell;
    return {
      verdict: "fault",
      evidence: () => ({
        text: `${measure} is ${value}, at least ${raise} wanted`,
        data: { [measure]: value, limit: raise },
      }),
    };
  };

/** A measure is beyond a limit, and is clear again only from `clear` down (hysteresis). */
export const measureAbove = (measure: keyof typeof measures, raise: number, clearAt = raise): Limited =>
  limited({ ...ofMeasure(measure), beyond: "above", raise, clear: clearAt, look: (at) => above(measure, at) });

/** A measure is under a limit, and is clear again only from `clear` up. */
export const measureBelow = (measure: keyof typeof measures, raise: number, clearAt = raise): Limited =>
  limited({ ...ofMeasure(measure), beyond: "below", raise, clear: clearAt, look: (at) => below(measure, at) });

interface ComponentOrMeasure extends Thresholds {
  readonly component: string;
  readonly states: readonly string[];
  readonly measure: keyof typeof measures;
  /** The sign does not matter: a clock may be fast or slow. */
  readonly absolute?: boolean;
}

const magnitude = (view: RuleView, measure: string): RuleView => {
  const value = view.health.measures[measure];
  if (value === undefined) return view;
  return { ...view, health: { ...view.health, measures: { [measure]: Math.abs(value) } } };
};

/** An operator's limit counts before the device's own word, which goes by the device's limit; where no number is told that word is all there is. */
const eitherLook = (spec: ComponentOrMeasure, at: Thresholds): FaultRule["look"] => {
  const ofComponent = componentIn(spec.component, ...spec.states);
  const ofNumber = above(spec.measure, at);
  const moved = at.raise !== spec.raise || at.clear !== spec.clear;
  return (view): Look => {
    const said = ofComponent(view);
    if ((said.verdict === "fault" && !moved) || view.health.measures[spec.measure] === undefined) return said;
    return ofNumber(spec.absolute ? magnitude(view, spec.measure) : view);
  };
};

/**
 * The device says so itself, or a measure is beyond its limit. Clear only when neither does; between `clear` and `raise` it stays as it was,
 * whatever the device says.
 */
export const componentOrMeasure = (spec: ComponentOrMeasure): Limited => {
  const { measure, raise, clear: clearAt } = spec;
  return limited({
    ...ofMeasure(measure),
    beyond: "above",
    raise,
    clear: clearAt,
    look: (at) => eitherLook(spec, at),
  });
};

const worn =
  (item: string, { raise, clear: clearAt }: Thresholds): FaultRule["look"] =>
  (view) => {
    const used = view.worn?.(item);
    if (!view.fresh || used === undefined) return cannotTell;
    if (used < raise / 100) return used < clearAt / 100 ? clear : cannotTell;
    const percent = Math.floor(used * 100);
    return {
      verdict: "fault",
      evidence: () => ({ text: `${item} has used ${percent} % of its life`, data: { item, percent } }),
    };
  };

/** A part has used so many per cent of its life, and still works: to be renewed at the next visit. Clear when it was renewed. */
export const nearlyWorn = (item: string, raise = 90): Limited =>
  limited({
    of: item,
    kind: "wear",
    unit: "percent",
    beyond: "above",
    least: 10,
    most: 200,
    raise,
    clear: raise,
    look: (at) => worn(item, at),
  });

/** Fewer frames than this say nothing about a line. */
const enoughFrames = 500;

const errorShare =
  ({ raise, clear: clearAt }: Thresholds): FaultRule["look"] =>
  ({ health, fresh }) => {
    const { linkFrames: good, linkErrors: bad } = health.measures;
    if (!fresh || good === undefined || bad === undefined || good + bad < enoughFrames) return cannotTell;
    const percent = (100 * bad) / (good + bad);
    if (percent <= raise) return percent < clearAt ? clear : cannotTell;
    const text = `${bad} of ${good + bad} exchanges failed since the port was opened (${percent.toFixed(1)} %)`;
    return { verdict: "fault", evidence: () => ({ text, data: { linkFrames: good, linkErrors: bad } }) };
  };

/**
 * Too many damaged frames since the port was opened: over 2 % raises, under 1 % clears (ccnet.md §10 and modbus-io.md §7 name 2 % and 1 %).
 * The counters start anew with each opening of the port.
 */
export const linkErrorShare: Limited = limited({
  of: "linkErrorShare",
  kind: "line",
  unit: "percent",
  beyond: "above",
  least: 0.1,
  most: 50,
  raise: 2,
  clear: 1,
  look: errorShare,
});
