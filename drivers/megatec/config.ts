import { type Static, Type } from "typebox";

const percent = (otherwise: number, description: string) =>
  Type.Number({ default: otherwise, minimum: 1, maximum: 200, description });

export const Config = Type.Object(
  {
    dialect: Type.Enum(["auto", "Q1", "QS", "D"], {
      default: "auto",
      description: "how the unit is asked for its status: megatec Q1, mustek QS, the oldest D; auto tries them in turn",
    }),
    ratedVoltage: Type.Number({
      default: 0,
      minimum: 0,
      maximum: 480,
      description: "volts of the mains; 0: as the unit says (F). Without either the range cannot be judged",
    }),
    batteryVoltage: Type.Number({
      default: 0,
      minimum: 0,
      maximum: 500,
      description: "rated volts of the whole battery; 0: as the unit says (F)",
    }),
    batteryFactor: Type.Number({
      default: 0,
      minimum: 0,
      maximum: 250,
      description: "the unit's battery figure times this is the whole battery's; 0: found from the rated voltage",
    }),
    batteryFitted: Type.String({
      default: "",
      pattern: "^([0-9]{4}-(0[1-9]|1[0-2])-([0-2][0-9]|3[01]))?$",
      description: "day the battery was fitted, YYYY-MM-DD: its age tells when it is due. The UPS does not know it",
    }),
    inputTolerance: percent(15, "percent off the rated mains voltage that count as out of range"),
    frequencyTolerance: Type.Number({
      default: 3,
      minimum: 0.5,
      maximum: 20,
      description: "hertz off the rated frequency that count as out of range",
    }),
    loadHigh: percent(80, "load that counts as high, percent"),
    overload: percent(100, "load above which it is overloaded, percent"),
    temperatureHigh: Type.Number({
      default: 45,
      minimum: 20,
      maximum: 90,
      description: "Celsius, above which it is hot",
    }),
    chargedFactor: Type.Number({
      default: 1.08,
      minimum: 0.8,
      maximum: 1.5,
      description: "battery volts on mains, in rated volts, from which it counts as charged",
    }),
  },
  { additionalProperties: false },
);
export type Config = Static<typeof Config>;
