import type { Config } from "./config.ts";

/** A jump of more between two reads is a fault of the sensor, not of the weather (modbus-io.md §7), °C. */
const jump = 10;

/** A value through its jumps: a new one is believed when the next one agrees. */
export interface Believed {
  readonly value: number | undefined;
  readonly candidate: number | undefined;
}
export const nothingYet: Believed = { value: undefined, candidate: undefined };

/** Takes a reading; `value` is `undefined` while two that follow each other disagree. The first is believed as it is. Pure. */
export const believe = (was: Believed, read: number): Believed => {
  const before = was.candidate ?? was.value;
  const steady = before === undefined || Math.abs(read - before) <= jump;
  return steady ? { value: read, candidate: undefined } : { value: undefined, candidate: read };
};

/** Dew point in °C of air at `celsius` and `percent` relative humidity, by Magnus' formula (constants of Sonntag 1990, -45..60 °C, within 0.4 °C). */
export const dewPointOf = (celsius: number, percent: number): number | undefined => {
  if (percent <= 0) return undefined;
  const [a, b] = [17.62, 243.12];
  const gamma = Math.log(percent / 100) + (a * celsius) / (b + celsius);
  return Math.round(((b * gamma) / (a - gamma)) * 10) / 10;
};

/** Beyond its limit, and so until it is back by the hysteresis. */
export const beyond = (value: number, limit: number, was: boolean, back: number): boolean =>
  value > (was ? limit - back : limit);

export interface Climate {
  readonly temperature?: number;
  readonly humidity?: number;
}
type States = Readonly<Record<string, string>>;

/** States of the air in the cabinet; what was not measured is left out. `was`: the last states, for the hysteresis. Pure. */
export const climateStates = ({ temperature, humidity }: Climate, config: Config, was: States): States => {
  const { temperatureHysteresis: back, humidityHysteresis } = config;
  const states: Record<string, string> = {};
  if (temperature !== undefined) {
    const high = beyond(temperature, config.temperatureHigh, was.temperature === "high", back);
    const low = beyond(-temperature, -config.temperatureLow, was.temperature === "low", back);
    states.temperature = high ? "high" : low ? "low" : "ok";
  }
  if (humidity !== undefined)
    states.humidity = beyond(humidity, config.humidityHigh, was.humidity === "high", humidityHysteresis)
      ? "high"
      : "ok";
  const dewPoint = temperature === undefined || humidity === undefined ? undefined : dewPointOf(temperature, humidity);
  if (temperature !== undefined && dewPoint !== undefined) {
    const near = beyond(dewPoint - temperature, -config.condensationMargin, was.condensation === "likely", back);
    states.condensation = near ? "likely" : "ok";
  }
  return states;
};
