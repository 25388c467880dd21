import type { ComponentReading } from "../api.ts";
import type { Rating, Status } from "./codec.ts";
import type { Config } from "./config.ts";
import type { TestRecord } from "./self-test.ts";

/** A bit or a figure of the status line, and what it means here. Words of the protocol text V2.7; the limits are ours (sheet section 7). */
interface Sign {
  readonly code: string;
  readonly text: string;
  readonly component: string;
  readonly state: string;
}
const sign = (code: string, text: string, component: string, state: string): Sign => ({ code, text, component, state });

export const signs = {
  mainsFailed: sign("Q1 b7", "utility fail (immediate)", "utility", "failed"),
  inputRange: sign("Q1 MMM.M", "input voltage off its rating", "utility", "outOfRange"),
  frequencyRange: sign("Q1 RR.R", "input frequency off its rating", "utility", "outOfRange"),
  batteryLow: sign("Q1 b7+b6", "battery low, utility failed", "battery", "low"),
  discharged: sign("Q1 b6", "battery low", "battery", "discharged"),
  charging: sign("Q1 SS.S", "battery voltage below its charged voltage, on utility", "battery", "charging"),
  bypass: sign("Q1 b5", "bypass active: output is 0.95 to 1.05 of input", "output", "bypass"),
  trim: sign("Q1 b5 trim", "buck active: output is below 0.95 of input", "output", "regulated"),
  boost: sign("Q1 b5 boost", "boost active: output is 1.05 to 1.5 of input", "output", "regulated"),
  off: sign("Q1 PPP.P", "no output voltage", "output", "off"),
  upsFailed: sign("Q1 b4", "UPS failed", "ups", "inoperative"),
  testing: sign("Q1 b2", "test in progress", "selfTest", "running"),
  testFailed: sign("Q1 b2+b6", "battery low during or right after a test", "selfTest", "failed"),
  shuttingDown: sign("Q1 b1", "shutdown active", "shutdown", "pending"),
  loadHigh: sign("Q1 QQQ high", "load near the rated power", "load", "high"),
  overload: sign("Q1 QQQ", "load above the rated power", "load", "overload"),
  hot: sign("Q1 TT.T", "temperature of the UPS", "temperature", "high"),
} as const;

const bad = ({ state, code }: Sign, frame: string, detail = ""): ComponentReading => ({
  state,
  vendorCode: detail ? `${code}: ${detail}` : code,
  frame,
});

/** What the ratings are, by the settings or by the unit; undefined where neither says. */
export interface Known {
  readonly volts: number | undefined;
  readonly hertz: number | undefined;
  readonly batteryVolts: number | undefined;
}
export const knownOf = (config: Config, rating: Rating | undefined): Known => ({
  volts: config.ratedVoltage || rating?.volts || undefined,
  hertz: rating?.hertz || undefined,
  batteryVolts: config.batteryVoltage || rating?.batteryVolts || undefined,
});

/**
 * Volts of the whole battery. Standby types send the string (SS.S), on-line types a cell (S.SS), some a block of 12 V: whichever of the three comes near
 * the rating. Undefined where no rating tells which.
 */
export const batteryVoltsOf = (
  raw: number | undefined,
  { batteryVolts }: Known,
  factor: number,
): number | undefined => {
  if (raw === undefined) return undefined;
  if (factor > 0) return hundredths(raw * factor);
  if (batteryVolts === undefined) return undefined;
  const near = (value: number): boolean => value >= 0.5 * batteryVolts && value <= 1.5 * batteryVolts;
  const whole = [1, batteryVolts / 2, batteryVolts / 12].map((n) => raw * n).find(near);
  return whole === undefined ? undefined : hundredths(whole);
};
const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** Where a value stands to its limit, with a dead band: what was beyond stays so until it is `band` back. */
const beyond = (was: boolean, value: number, limit: number, band: number): boolean =>
  value > limit || (was && value > limit - band);

export interface Looked {
  readonly status: Status;
  readonly frame: string;
  readonly known: Known;
  readonly battery: number | undefined;
  /** Component states of the poll before, for the dead bands. */
  readonly was: Readonly<Record<string, ComponentReading>>;
  readonly lastTest: TestRecord | undefined;
}
type Of = (looked: Looked, config: Config) => ComponentReading | undefined;

const percentOff = (value: number, rated: number): number => (100 * Math.abs(value - rated)) / rated;
const wasState = ({ was }: Looked, component: string, state: string): boolean => was[component]?.state === state;
const ok: ComponentReading = { state: "ok" };

const voltsOff: Of = (looked, { inputTolerance }) => {
  const { status, known, frame } = looked;
  if (status.input === undefined || known.volts === undefined) return undefined;
  const off = percentOff(status.input, known.volts);
  return beyond(wasState(looked, "utility", "outOfRange"), off, inputTolerance, 1)
    ? bad(signs.inputRange, frame, `${status.input} V of ${known.volts} V`)
    : undefined;
};
const hertzOff: Of = (looked, { frequencyTolerance }) => {
  const { status, known, frame } = looked;
  if (status.frequency === undefined || known.hertz === undefined) return undefined;
  const off = Math.abs(status.frequency - known.hertz);
  return beyond(wasState(looked, "utility", "outOfRange"), off, frequencyTolerance, 0.2)
    ? bad(signs.frequencyRange, frame, `${status.frequency} Hz of ${known.hertz} Hz`)
    : undefined;
};

/** Some units set b7 while they test: the load is on the battery, though the mains is there. */
const mainsGone = ({ status, known }: Looked): boolean => {
  if (!status.bits.mainsFailed) return false;
  const there = status.input !== undefined && status.input > 0.5 * (known.volts ?? 200);
  return !(status.bits.testing && there);
};
const utility: Of = (looked, config) =>
  mainsGone(looked)
    ? bad(signs.mainsFailed, looked.frame)
    : (voltsOff(looked, config) ?? hertzOff(looked, config) ?? ok);

const battery: Of = (looked, { chargedFactor }) => {
  const { status, known, frame, was } = looked;
  if (status.bits.batteryLow) return bad(mainsGone(looked) ? signs.batteryLow : signs.discharged, frame);
  if (status.bits.testing) return was.battery ?? ok; // under load its voltage says nothing of its charge
  if (mainsGone(looked) || looked.battery === undefined || known.batteryVolts === undefined) return ok;
  const charged = known.batteryVolts * chargedFactor;
  const needed = charged * (wasState(looked, "battery", "charging") ? 1.005 : 1);
  return looked.battery < needed ? bad(signs.charging, frame, `${looked.battery} V of ${hundredths(charged)} V`) : ok;
};

/** NUT's reading of b5: by what the output is to the input (sheet section 3). */
const diverted = (ratio: number): Sign | undefined => {
  if (ratio < 0.95) return signs.trim;
  if (ratio <= 1.05) return signs.bypass;
  return ratio <= 1.5 ? signs.boost : undefined;
};
const output: Of = ({ status, known, frame }) => {
  if (status.output === undefined)
    return status.bits.diverted ? bad({ ...signs.bypass, state: "unknown" }, frame) : undefined;
  if (status.output < 0.1 * (known.volts ?? 200)) return bad(signs.off, frame, `${status.output} V`);
  if (!status.bits.diverted) return { state: "on" };
  if (status.input === undefined || status.input <= 0) return bad({ ...signs.bypass, state: "unknown" }, frame);
  const found = diverted(status.output / status.input);
  return found ? bad(found, frame, `${status.output} V from ${status.input} V`) : { state: "on" };
};

const load: Of = (looked, { overload, loadHigh }) => {
  const { status, frame } = looked;
  if (status.load === undefined) return undefined;
  const wasOver = wasState(looked, "load", "overload");
  if (beyond(wasOver, status.load, overload, 3)) return bad(signs.overload, frame, `${status.load} %`);
  const wasHigh = wasOver || wasState(looked, "load", "high");
  return beyond(wasHigh, status.load, loadHigh, 5) ? bad(signs.loadHigh, frame, `${status.load} %`) : ok;
};

const temperature: Of = (looked, { temperatureHigh }) => {
  const { status, frame } = looked;
  if (status.temperature === undefined) return undefined;
  const wasHigh = wasState(looked, "temperature", "high");
  return beyond(wasHigh, status.temperature, temperatureHigh, 3)
    ? bad(signs.hot, frame, `${status.temperature} C`)
    : ok;
};

const selfTest: Of = ({ status, frame, lastTest }) => {
  if (status.bits.testing) return bad(signs.testing, frame);
  return lastTest?.result === "failed" ? { state: "failed", vendorCode: lastTest.text.slice(0, 64) } : ok;
};

const parts: Readonly<Record<string, Of>> = {
  utility,
  battery,
  output,
  ups: ({ status, frame }) => (status.bits.upsFailed ? bad(signs.upsFailed, frame) : ok),
  load,
  temperature,
  selfTest,
  shutdown: ({ status, frame }) => (status.bits.shuttingDown ? bad(signs.shuttingDown, frame) : { state: "none" }),
};

/** All components of one status line; what the unit cannot measure is left out. */
export const componentsOf = (looked: Looked, config: Config): Record<string, ComponentReading> =>
  Object.fromEntries(
    Object.entries(parts).flatMap(([name, of]) => {
      const said = of(looked, config);
      return said ? [[name, said]] : [];
    }),
  );

/** Low and high of NUT's guess: 104/120 and 130/120 of the rating (blazer.c). */
const emptyFactor = 104 / 120;
const fullFactor = 130 / 120;
export const emptyVolts = (batteryVolts: number): number => hundredths(batteryVolts * emptyFactor);

/** Percent, guessed from the voltage as NUT does: the protocol does not tell. */
const chargeOf = (volts: number, rated: number): number => {
  const part = (volts / rated - emptyFactor) / (fullFactor - emptyFactor);
  return Math.round(100 * Math.min(1, Math.max(0, part)));
};

const dayMs = 86_400_000;
/** Whole days since the battery was fitted, by the wall clock; undefined without a date, or before it. */
export const batteryAgeOf = (fitted: string, now: number): number | undefined => {
  const days = Math.floor((now - Date.parse(`${fitted}T00:00:00Z`)) / dayMs);
  return days >= 0 ? days : undefined;
};

export const measuresOf = ({ status, battery: volts, known }: Looked): Record<string, number> => {
  const all: Record<string, number | undefined> = {
    inputVoltage: status.input,
    inputVoltageLowest: status.fault,
    inputFrequency: status.frequency,
    outputVoltage: status.output,
    outputLoad: status.load,
    batteryVoltage: volts,
    batteryCharge: volts !== undefined && known.batteryVolts ? chargeOf(volts, known.batteryVolts) : undefined,
    temperature: status.temperature,
  };
  return Object.fromEntries(Object.entries(all).filter((e): e is [string, number] => e[1] !== undefined));
};
