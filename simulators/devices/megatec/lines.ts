import type { Ups } from "./ups.ts";

/** How a unit writes its lines: written apart from the driver's codec, pinned by the same vectors. */
export interface Habits {
  /** `@` in what it does not measure: fault voltage and temperature. */
  readonly fieldsMissing: boolean;
  readonly doubledSpaces: boolean;
  /** The load in two digits: 46 bytes. */
  readonly shortLine: boolean;
}

const fixed = (value: number, whole: number, decimals: number): string =>
  Math.min(value, 10 ** whole - 1)
    .toFixed(decimals)
    .padStart(whole + decimals + 1, "0");

/** `(MMM.M NNN.N PPP.P QQQ RR.R SS.S TT.T b7..b0` (sheet section 3). */
export const statusLine = (ups: Ups, habits: Habits): string => {
  const bits = [
    ups.onBattery,
    ups.low,
    ups.bypassed || ups.correction !== 1,
    ups.flags.has("upsFailed"),
    !ups.online,
    ups.testing,
    ups.shuttingDown,
    ups.beeping,
  ];
  const lowest = ups.takeLowest();
  const load = ups.outputOff ? 0 : Math.round(ups.loadPercent);
  const cellVolts = ups.batteryVolts / (ups.battery.volts / 2);
  return `(${[
    fixed(ups.mains.volts, 3, 1),
    habits.fieldsMissing ? "@@@.@" : fixed(lowest, 3, 1),
    fixed(ups.outputVolts, 3, 1),
    String(load).padStart(habits.shortLine ? 2 : 3, "0"),
    fixed(ups.mains.hertz, 2, 1),
    ups.online ? fixed(cellVolts, 1, 2) : fixed(ups.batteryVolts, 2, 1),
    habits.fieldsMissing ? "@@.@" : fixed(ups.celsius, 2, 1),
    bits.map((bit) => (bit ? "1" : "0")).join(""),
  ].join(habits.doubledSpaces ? "  " : " ")}`;
};

/** `#MMM.M QQQ SS.SS RR.R`. Tens of volts have two decimals (SS.SS), hundreds one (SSS.S); the family writes 24 V as 024.0. */
export const ratingLine = (ups: Ups): string =>
  `#${fixed(ups.ratedVolts, 3, 1)} 000 ${fixed(ups.battery.volts, 3, 1)} ${fixed(ups.ratedHertz, 2, 1)}`;

/** `#` company 15, model 10, version 10. */
export const vendorLine = (company: string, model: string, version: string): string =>
  `#${company.slice(0, 15).padEnd(15)} ${model.slice(0, 10).padEnd(10)} ${version.slice(0, 10).padEnd(10)}`;
