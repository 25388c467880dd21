import { type Static, Type } from "typebox";
import { contacts, defaultInputs } from "./contacts.ts";

const Input = Type.Optional(Type.Integer({ minimum: 0, maximum: 63 }));

export const Config = Type.Object(
  {
    unit: Type.Integer({ minimum: 1, maximum: 247, default: 1, description: "Modbus address of the module" }),
    model: Type.String({ maxLength: 80, default: "", description: "plain modules cannot say what they are" }),
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
        description: "contact → input, counted from `start`; a contact left out is not wired",
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
  },
  { additionalProperties: false },
);
export type Config = Static<typeof Config>;
