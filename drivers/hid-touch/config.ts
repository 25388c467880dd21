import { type Static, Type } from "typebox";

const Edge = (description: string) => Type.Integer({ minimum: -32_768, maximum: 1_000_000, default: 0, description });

export const Config = Type.Object(
  {
    device: Type.String({
      default: "",
      pattern: "^([0-9a-fA-F]{4}:[0-9a-fA-F]{4})?$",
      description:
        "commissioned VID:PID, e.g. 04e7:0009; empty: the only touchscreen there is, remembered from then on",
    }),
    place: Type.String({
      default: "",
      pattern: "^(\\d+-\\d+(\\.\\d+)*)?$",
      description: "bus and sockets, e.g. 1-1.2: only where two of the same kind are fitted",
    }),
    width: Type.Integer({ minimum: 100, maximum: 16_384, default: 1280, description: "screen width, pixels" }),
    height: Type.Integer({ minimum: 100, maximum: 16_384, default: 1024, description: "screen height, pixels" }),
    xLow: Edge("value at the left edge; equal to xHigh: as the report descriptor says"),
    xHigh: Edge("value at the right edge"),
    yLow: Edge("value at the upper edge; equal to yHigh: as the report descriptor says"),
    yHigh: Edge("value at the lower edge"),
    swapAxes: Type.Boolean({ default: false, description: "the screen is mounted turned by a quarter" }),
    samples: Type.Integer({ minimum: 5, maximum: 25, default: 9, description: "targets kept for the accuracy" }),
    driftedPercent: Type.Number({ minimum: 0.1, maximum: 20, default: 1, description: "of the diagonal" }),
    inaccuratePercent: Type.Number({ minimum: 0.1, maximum: 20, default: 2.5, description: "of the diagonal" }),
    residualPercent: Type.Number({ minimum: 0.1, maximum: 20, default: 1.5, description: "of the diagonal" }),
    stuckAfterMs: Type.Integer({ minimum: 5_000, maximum: 600_000, default: 30_000 }),
    driftingAfterMs: Type.Integer({
      minimum: 10_000,
      maximum: 3_600_000,
      default: 120_000,
      description: "a contact that never lifts, however it moves",
    }),
    idleAfterMs: Type.Integer({
      minimum: 0,
      maximum: 3_600_000,
      default: 300_000,
      description: "nobody there for so long: then a touch is a ghost",
    }),
    ghostsPerHour: Type.Integer({ minimum: 1, maximum: 1_000, default: 5, description: "more: surface noisy" }),
    floodPerHour: Type.Integer({ minimum: 1, maximum: 1_000, default: 60, description: "more: surface flooded" }),
    unsteadyPercent: Type.Integer({
      minimum: 1,
      maximum: 100,
      default: 30,
      description: "more of the touches are too short or broken",
    }),
    jitterPercent: Type.Number({
      minimum: 0.05,
      maximum: 10,
      default: 0.5,
      description: "standard deviation of a resting contact, of the width",
    }),
    silentAfterHours: Type.Integer({ minimum: 1, maximum: 1_000, default: 24, description: "without a touch" }),
    silentCustomers: Type.Integer({
      minimum: 2,
      maximum: 1_000,
      default: 5,
      description: "so many customers came, and none touched",
    }),
    deadAfterTouches: Type.Integer({
      minimum: 20,
      maximum: 100_000,
      default: 2_000,
      description: "touches elsewhere before a field without one can be dead",
    }),
    deadAfterMissed: Type.Integer({
      minimum: 3,
      maximum: 1_000,
      default: 20,
      description: "more touches were asked for in a field, and none came",
    }),
    reEnumerations: Type.Integer({
      minimum: 1,
      maximum: 50,
      default: 3,
      description: "more in ten minutes: connection unstable",
    }),
    mayAutosuspend: Type.Boolean({
      default: false,
      description: "a device that the computer puts to sleep is no fault",
    }),
    usbPowerCycle: Type.Boolean({
      default: false,
      description:
        "allow `reset`: takes the device off USB and back; the agent must be allowed to write its `authorized` file",
    }),
  },
  { additionalProperties: false },
);
export type Config = Static<typeof Config>;
