import { type Static, Type } from "typebox";

const Unit = (otherwise: number) => Type.Integer({ minimum: -32_768, maximum: 65_535, default: otherwise });

export const Config = Type.Object(
  {
    width: Type.Integer({ minimum: 100, maximum: 16_384, default: 1280, description: "screen width, pixels" }),
    height: Type.Integer({ minimum: 100, maximum: 16_384, default: 1024, description: "screen height, pixels" }),
    xLow: Unit(0),
    xHigh: Type.Integer({
      minimum: -32_768,
      maximum: 65_535,
      default: 4095,
      description: "controller's X at the right edge; below xLow for an inverted axis",
    }),
    yLow: Unit(0),
    yHigh: Type.Integer({
      minimum: -32_768,
      maximum: 65_535,
      default: 4095,
      description: "controller's Y at the lower edge; below yLow for an inverted axis",
    }),
    samples: Type.Integer({ minimum: 5, maximum: 25, default: 9, description: "targets kept for the accuracy" }),
    driftedPercent: Type.Number({ minimum: 0.1, maximum: 20, default: 1, description: "of the diagonal" }),
    inaccuratePercent: Type.Number({ minimum: 0.1, maximum: 20, default: 2.5, description: "of the diagonal" }),
    residualPercent: Type.Number({ minimum: 0.1, maximum: 20, default: 1.5, description: "of the diagonal" }),
    stuckAfterMs: Type.Integer({ minimum: 5_000, maximum: 600_000, default: 30_000 }),
    ghostsPerHour: Type.Integer({
      minimum: 1,
      maximum: 1_000,
      default: 5,
      description: "more than this: surface noisy",
    }),
  },
  { additionalProperties: false },
);
export type Config = Static<typeof Config>;
