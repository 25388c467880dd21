import type { Detection, Driver, SerialLine } from "../api.ts";
import { wireMs } from "./line-talk.ts";

/** Bytes of a usual question. */
const usualQuestion = 10;

/** A driver that can be looked for on a serial line. */
export type Findable = Driver & { readonly line: SerialLine; readonly detect: Detection<unknown> };

/** One thing to try: a driver, at one speed, in one place. */
export interface Step {
  readonly driver: Findable;
  readonly baudRate: number;
  /** Settings that differ from the default's. */
  readonly place: Readonly<Record<string, unknown>>;
  readonly tries: number;
  /** What it costs on a silent line, ms. */
  readonly worstMs: number;
}

export const isFindable = (driver: Driver): driver is Findable =>
  driver.line.kind === "serial" && driver.detect !== undefined;

/** Usual speed and place first; then the other speeds, then the other places at the usual speed. */
type Round = 0 | 1 | 2;
interface Ranked {
  readonly step: Step;
  readonly round: Round;
}

const stepsOf = (driver: Findable): Ranked[] => {
  const { silentMs, places = [{}] } = driver.detect;
  const [usual, ...otherRates] = driver.line.baudRates;
  const [home = {}, ...elsewhere] = places as readonly Record<string, unknown>[];
  // The first question may meet what an earlier one left in the device: at its usual speed it is asked twice.
  const step = (baudRate: number, place: Record<string, unknown>, tries: number): Step => ({
    driver,
    baudRate,
    place,
    tries,
    worstMs: Math.round(tries * (silentMs + wireMs(baudRate, usualQuestion))),
  });
  return [
    { step: step(usual, home, 2), round: 0 },
    ...otherRates.map((rate) => ({ step: step(rate, home, 1), round: 1 as const })),
    ...elsewhere.map((place) => ({ step: step(usual, place, 1), round: 2 as const })),
  ];
};

const lineKey = ({ driver: { line }, baudRate }: Step): string =>
  [baudRate, line.dataBits, line.parity, line.stopBits, line.rtscts ?? false].join(" ");

/**
 * Everything to try on one port, the quietest first: by loudness, then the usual before the unusual, then what is answered soonest; what needs the same line
 * settings stays together, so that the port is opened seldom.
 */
export const planFor = (drivers: readonly Findable[]): readonly Step[] => {
  const all = drivers.flatMap(stepsOf);
  const order = ({ step, round }: Ranked) => [step.driver.detect.loudness, round] as const;
  return all
    .sort((a, b) => {
      const [x, y] = [order(a), order(b)];
      return (
        x[0] - y[0] ||
        x[1] - y[1] ||
        lineKey(a.step).localeCompare(lineKey(b.step)) ||
        a.step.worstMs - b.step.worstMs ||
        a.step.driver.name.localeCompare(b.step.driver.name)
      );
    })
    .map(({ step }) => step);
};

/** Whether the port can stay open from one step to the next. */
export const sameLine = (a: Step, b: Step): boolean => lineKey(a) === lineKey(b);
