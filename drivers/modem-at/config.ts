import { type Static, Type } from "typebox";

export const Config = Type.Object(
  {
    carriesAgent: Type.Boolean({
      default: true,
      description:
        "this modem is the terminal's way to the broker: then it is never restarted from afar without a person who says so. False: a second way, or the sales application's own",
    }),
    context: Type.Integer({
      default: 1,
      minimum: 0,
      maximum: 24,
      description: "data context whose address is looked at; 0: none, for modems that give the address elsewhere",
    }),
    pin: Type.String({
      default: "",
      pattern: "^([0-9]{4,8})?$",
      description: "sent once when the SIM asks for it, never if fewer than two tries are left; empty: never",
    }),
    weakRssi: Type.Integer({ default: -95, minimum: -113, maximum: -51, description: "dBm; at or below it is weak" }),
    weakRsrp: Type.Integer({ default: -110, minimum: -140, maximum: -44, description: "dBm; below it is weak" }),
    weakSinr: Type.Integer({ default: 0, minimum: -20, maximum: 30, description: "dB; below it is weak" }),
    hysteresis: Type.Integer({ default: 3, minimum: 0, maximum: 20, description: "dB better before it is ok again" }),
    restartWhenCutOffMinutes: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 1440,
      description:
        "restart the modem when the broker has been out of reach so long and the modem itself has no data connection; 0: never. At most once in six hours",
    }),
    gapMs: Type.Integer({ default: 100, minimum: 0, maximum: 1000, description: "silence before a command" }),
  },
  { additionalProperties: false },
);
export type Config = Static<typeof Config>;
