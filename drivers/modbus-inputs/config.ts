import { type Static, Type } from "typebox";
import { contacts, defaultInputs } from "./contacts.ts";
import { quantities } from "./registers.ts";

const Input = Type.Optional(Type.Integer({ minimum: 0, maximum: 63 }));

/** One value of a sensor on the same bus: where its register is, and what the number in it means. */
export const Sensor = Type.Object(
  {
    measures: Type.Enum([...quantities]),
    unit: Type.Integer({ minimum: 1, maximum: 247, description: "Modbus address of the sensor" }),
    function: Type.Optional(Type.Enum([3, 4], { description: "3 holding registers, 4 input registers (default)" })),
    register: Type.Integer({ minimum: 0, maximum: 65_535, description: "wire address, counted from 0" }),
    scale: Type.Optional(
      Type.Number({ minimum: -1000, maximum: 1000, description: "value of one count (default 0.1)" }),
    ),
    offset: Type.Optional(
      Type.Number({ minimum: -1000, maximum: 1000, description: "added after scaling (default 0)" }),
    ),
    signed: Type.Optional(Type.Boolean({ description: "two's complement (default true)" })),
  },
  { additionalProperties: false },
);
export type Sensor = Static<typeof Sensor>;

const limit = (value: number, minimum: number, maximum: number, description: string) =>
  Type.Number({ default: value, minimum, maximum, description });

export const Config = Type.Object(
  {
    unit: Type.Integer({ minimum: 1, maximum: 247, default: 1, description: "Modbus address of the module" }),
    model: Type.String({ maxLength: 80, default: "", description: "plain modules cannot say what they are" }),
    readAs: Type.Enum(["discreteInputs", "coils", "holdingRegisters", "inputRegisters"], {
      default: "discreteInputs",
      description: "where the module shows its inputs; in registers 16 a register, lowest bit first",
    }),
    start: Type.Integer({ minimum: 0, maximum: 65_535, default: 0, description: "wire address of the first input" }),
    count: Type.Integer({ minimum: 1, maximum: 64, default: 8, description: "how many inputs are read" }),
    inputs: Type.Object(
      {
        outerDoor: Input,
        cashBoxDoor: Input,
        lock: Input,
        cashBoxSeat: Input,
        seismicSensor: Input,
        operatorSwitch: Input,
        wiring: Input,
      },
      {
        additionalProperties: false,
        default: { ...defaultInputs },
        description:
          "contact → input, counted from `start`; a contact left out is not wired; {}: no input module on this bus",
      },
    ),
    inverted: Type.Array(Type.Enum([...contacts]), {
      default: [],
      maxItems: contacts.length,
      description: "contacts wired the other way round: 1 = open, shock, key off, loop cut",
    }),
    debouncePolls: Type.Integer({
      minimum: 1,
      maximum: 5,
      default: 3,
      description: "equal reads before a level counts",
    }),
    shockStretchMs: Type.Integer({ minimum: 0, maximum: 60_000, default: 2000 }),
    answerMs: Type.Integer({ minimum: 20, maximum: 200, default: 200, description: "how long an answer may take" }),
    gapMs: Type.Integer({
      minimum: 5,
      maximum: 50,
      default: 10,
      description: "silence before a request; some modules need 50",
    }),
    sensors: Type.Array(Sensor, {
      default: [],
      maxItems: 16,
      description: "registers of temperature, humidity, tilt and vibration sensors on the same bus",
    }),
    sensorAnswerMs: Type.Integer({ minimum: 100, maximum: 1000, default: 1000, description: "sensors are slower" }),
    climateEveryMs: Type.Integer({ minimum: 1000, maximum: 600_000, default: 10_000 }),
    motionEveryMs: Type.Integer({ minimum: 200, maximum: 60_000, default: 500 }),
    temperatureHigh: limit(60, -40, 100, "°C; above it is too hot"),
    temperatureLow: limit(-10, -60, 60, "°C; below it is too cold"),
    humidityHigh: limit(85, 1, 100, "% relative; above it is too humid"),
    condensationMargin: limit(2, 0, 20, "°C between the air and its dew point; closer than this, water is likely"),
    temperatureHysteresis: limit(2, 0, 20, "°C back before it is ok again; also for condensation"),
    humidityHysteresis: limit(5, 0, 50, "% back before it is ok again"),
    tiltLimit: limit(15, 1, 90, "degrees away from its resting position"),
    tiltHysteresis: limit(3, 0, 45, "degrees back before it is ok again"),
    vibrationLimit: limit(0.3, 0.02, 16, "g away from rest; above it is a shock, where no shock contact is wired"),
  },
  { additionalProperties: false },
);
export type Config = Static<typeof Config>;
