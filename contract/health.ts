import { type Static, Type } from "typebox";
import { UnixMs } from "./time.ts";
import { deviceClasses } from "./vocabulary/index.ts";

/** Can the device be spoken to: apart from the condition of its parts. `unknown` is always legal. */
export const availabilities = ["online", "busy", "starting", "offline", "absent", "unknown"] as const;
export const Availability = Type.Enum(availabilities);
export type Availability = (typeof availabilities)[number];

export const ComponentHealth = Type.Object({
  state: Type.String({ maxLength: 32, description: "a state of the vocabulary, or unknown" }),
  since: UnixMs,
  vendorCode: Type.Optional(Type.String({ maxLength: 64, description: "the device's own code, e.g. `CCNET 43`" })),
  frame: Type.Optional(
    Type.String({
      maxLength: 256,
      description: "the bytes that said so, in hex; only of frames that can hold no card data",
    }),
  ),
});
export type ComponentHealth = Static<typeof ComponentHealth>;

export const DeviceHealth = Type.Object(
  {
    deviceClass: Type.Enum(deviceClasses),
    availability: Availability,
    because: Type.Optional(
      Type.Object({
        code: Type.String({
          maxLength: 64,
          description: "portMissing, portBusy, noAnswer, wrongDevice, damagedAnswers, ...",
        }),
        text: Type.String({ maxLength: 500 }),
      }),
    ),
    components: Type.Record(Type.String({ pattern: "^[a-zA-Z]{1,32}$" }), ComponentHealth, { maxProperties: 32 }),
    measures: Type.Record(Type.String({ pattern: "^[a-zA-Z]{1,32}$" }), Type.Number(), { maxProperties: 64 }),
    money: Type.Optional(
      Type.Enum(["safe", "inTransit", "unknown"], {
        description: "gate for commands that could move or lose money or a card",
      }),
    ),
    observedAt: UnixMs,
    freshForMs: Type.Integer({
      minimum: 1000,
      maximum: 7 * 86_400_000,
      description: "older than this it is unknown, not the last value",
    }),
  },
  {
    description:
      "Everything known of one device at one moment. A measure or component that is left out is unknown, never zero.",
  },
);
export type DeviceHealth = Static<typeof DeviceHealth> & {};
