import { Type } from "typebox";
import { noArgs } from "../command.ts";

/** A setting of every card reader: from when on nobody is waiting for the card any more. */
export const cardLeftAfterS = Type.Integer({
  default: 120,
  minimum: 10,
  maximum: 3_600,
  description: "a card in the reader for longer is no longer taken for a running transaction",
});

/** Commands of every motorised card reader: what they disturb and who may run them is the same; titles and times are the model's own. */
export const offers = {
  selfTest: { name: "selfTest", disturbs: "nothing", automatic: true, resets: false, timeoutMs: 15_000, args: noArgs },
  initialize: {
    name: "initialize",
    disturbs: "device",
    automatic: true,
    resets: true,
    timeoutMs: 25_000,
    args: noArgs,
  },
  eject: {
    name: "eject",
    title: "Hand out the card",
    disturbs: "device",
    automatic: false,
    resets: false,
    args: noArgs,
  },
  readSensors: {
    name: "readSensors",
    title: "Read the path sensors",
    disturbs: "nothing",
    automatic: true,
    resets: false,
    args: noArgs,
  },
  setEntry: {
    name: "setEntry",
    title: "Open or close the entry for cards",
    disturbs: "device",
    automatic: false,
    resets: false,
    args: Type.Object({ open: Type.Boolean() }, { additionalProperties: false }),
  },
} as const;
