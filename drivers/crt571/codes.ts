import type { DeviceCode } from "../api.ts";
import { errors, statusBytes } from "./status.ts";

/** An error code that names no part only says why a command was refused. */
const ofError = ([code, { text, says }]: [string, (typeof errors)[string]]): DeviceCode[] => {
  const parts = Object.entries(says);
  const named = { code: `CRT e1e0=${code}`, text };
  return parts.length === 0
    ? [{ ...named, refusal: "deviceFault" }]
    : parts.map(([component, state]) => ({ ...named, component, state }));
};

const statusTexts: Readonly<Record<(typeof statusBytes)[number]["component"], string>> = {
  media: "card in the channel",
  cardStacker: "cards in the stacker",
  retainBin: "bin of retained cards",
};

const ofStatus = statusBytes.flatMap(({ component, states }, n) =>
  Object.entries(states).map(([byte, state]) => ({
    code: `CRT st${n}=${Number(byte).toString(16)}`,
    text: statusTexts[component],
    component,
    state,
  })),
);

/** What the unit shows only over time, or that it was commanded. */
const made: readonly DeviceCode[] = [
  {
    code: "CRT 31/31",
    text: "a sensor sees something although there is no card",
    component: "sensors",
    state: "inoperative",
  },
  { code: "CRT 33/31", text: "entry forbidden", component: "entry", state: "closed" },
  { code: "CRT st0=31", text: "a card was put in", event: "cardInserted" },
  { code: "CRT st0=30", text: "the card has left the reader", event: "cardTaken" },
  { code: "CRT e1e0=B0", text: "not initialised since power-on", event: "powerLoss" },
  { code: "CRT e1e0=B0", text: "not initialised since power-on", refusal: "notInitialised" },
];

/** Error codes e1 e0, status bytes st0 to st2, and what is made of several. */
export const codes: readonly DeviceCode[] = [...Object.entries(errors).flatMap(ofError), ...ofStatus, ...made];
