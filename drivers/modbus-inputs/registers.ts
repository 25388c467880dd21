import { functions, type Question } from "./codec.ts";
import type { Config, Sensor } from "./config.ts";

/** What a register can hold. Roll and pitch in degrees, accelerations in g. */
export const quantities = [
  "temperature",
  "humidity",
  "roll",
  "pitch",
  "accelerationX",
  "accelerationY",
  "accelerationZ",
] as const;
export type Quantity = (typeof quantities)[number];
export type Values = Readonly<Partial<Record<Quantity, number>>>;

/** Climate changes in minutes, motion in fractions of a second: each kind has its own pace, its own component, its own fault. */
export type Kind = "climate" | "motion";
export const kindOf = (quantity: Quantity): Kind =>
  quantity === "temperature" || quantity === "humidity" ? "climate" : "motion";

/** Registers of one sensor that are read with one question. */
export interface Group {
  readonly kind: Kind;
  readonly question: Question;
  readonly sensors: readonly Sensor[];
}

/** Longest question, registers: small sensors refuse more, and none of theirs lie further apart. */
const span = 16;

const fnOf = (sensor: Sensor) => (sensor.function === 3 ? functions.holdingRegisters : functions.inputRegisters);

const asGroup = (sensors: readonly Sensor[]): Group[] => {
  const [first] = sensors;
  const last = sensors.at(-1);
  if (!first || !last) return [];
  const question = {
    unit: first.unit,
    fn: fnOf(first),
    start: first.register,
    count: last.register - first.register + 1,
  };
  return [{ kind: kindOf(first.measures), question, sensors }];
};

const together = (a: Sensor, first: Sensor, b: Sensor): boolean =>
  a.unit === b.unit &&
  fnOf(a) === fnOf(b) &&
  kindOf(a.measures) === kindOf(b.measures) &&
  b.register - first.register < span;

/** Neighbouring registers of one sensor become one question. Pure. */
export const groupsOf = ({ sensors }: Pick<Config, "sensors">): Group[] => {
  const sorted = [...sensors].sort(
    (a, b) =>
      a.unit - b.unit ||
      fnOf(a) - fnOf(b) ||
      kindOf(a.measures).localeCompare(kindOf(b.measures)) ||
      a.register - b.register,
  );
  const groups: Sensor[][] = [];
  for (const sensor of sorted) {
    const open = groups.at(-1);
    const [first] = open ?? [];
    const last = open?.at(-1);
    if (open && first && last && together(last, first, sensor)) open.push(sensor);
    else groups.push([sensor]);
  }
  return groups.flatMap(asGroup);
};

/** What a sensor can be at all, in its unit: a value outside is a broken sensor, not a climate. */
const possible: Readonly<Record<Quantity, readonly [low: number, high: number]>> = {
  temperature: [-60, 125],
  humidity: [0, 100],
  roll: [-180, 180],
  pitch: [-180, 180],
  accelerationX: [-16, 16],
  accelerationY: [-16, 16],
  accelerationZ: [-16, 16],
};

/**
 * Raw values by which a healthy module says that the sensor in it is broken (modbus-io.md §7). FFFF is among them only if all its registers say so:
 * alone it is -1, which is -0.1 °C.
 */
const brokenRaw: ReadonlySet<number> = new Set([0x7fff, 0x8000]);

/** An angle or a swing may well be at the end of its scale; a temperature may not. */
const isBroken = (quantity: Quantity, raw: number): boolean => kindOf(quantity) === "climate" && brokenRaw.has(raw);

const valueOf = (sensor: Sensor, raw: number): number | undefined => {
  if (isBroken(sensor.measures, raw)) return undefined;
  const count = sensor.signed === false || raw < 0x8000 ? raw : raw - 0x10000;
  const value = count * (sensor.scale ?? 0.1) + (sensor.offset ?? 0);
  const [low, high] = possible[sensor.measures];
  return value >= low && value <= high ? Number(value.toFixed(4)) : undefined;
};

/** The values of one answer, or `undefined` if any of them is none: a sensor that is half broken is broken. Pure. */
export const valuesOf = ({ question, sensors }: Group, registers: readonly number[]): Values | undefined => {
  if (registers.length > 1 && registers.every((raw) => raw === 0xffff)) return undefined;
  const values: Partial<Record<Quantity, number>> = {};
  for (const sensor of sensors) {
    const raw = registers[sensor.register - question.start];
    const value = raw === undefined ? undefined : valueOf(sensor, raw);
    if (value === undefined) return undefined;
    values[sensor.measures] = value;
  }
  return values;
};
