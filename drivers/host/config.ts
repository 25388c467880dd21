import { type Static, Type } from "typebox";

const percentOf = (otherwise: number, description: string) =>
  Type.Number({ minimum: 1, maximum: 100, default: otherwise, description });

export const Config = Type.Object(
  {
    processorHigh: percentOf(95, "processor load that counts as high, percent"),
    memoryHigh: percentOf(92, "memory use that counts as high, percent"),
    storageHigh: percentOf(85, "use of the data folder's partition that counts as high, percent"),
    storageFull: percentOf(97, "use of the data folder's partition that counts as full, percent"),
    temperatureHigh: Type.Number({ minimum: 20, maximum: 125, default: 85, description: "hottest zone, Celsius" }),
    clockSkewMs: Type.Integer({
      minimum: 100,
      maximum: 86_400_000,
      default: 10_000,
      description: "difference to the broker's clock that counts as skewed",
    }),
    hysteresis: Type.Number({
      minimum: 0,
      maximum: 20,
      default: 3,
      description:
        "so far below its limit a value must fall to be good again: percent points, Celsius; clock: percent of the limit",
    }),
    defaultRouteNeeded: Type.Boolean({
      default: true,
      description:
        "false for a kiosk that reaches its broker without a default route: then any link that is up will do",
    }),
  },
  { additionalProperties: false },
);
export type Config = Static<typeof Config>;
