import type { DeviceCode } from "../api.ts";
import { ackCodes, tests } from "./status.ts";

/** A code with an effect makes a state; every one that does not refuse a command is told as an event, too. */
const ofAck = ([ack, { text, effect, refusal }]: [string, (typeof ackCodes)[string]]): DeviceCode[] => {
  const named = { code: `Ack ${ack}`, text };
  return [
    ...(effect ? [{ ...named, component: effect.component, state: effect.state }] : []),
    refusal ? { ...named, error: "refused" } : { ...named, event: "controllerWarning" },
  ];
};

const ofTest = ({ component, state, text }: (typeof tests)[number], bit: number): DeviceCode => ({
  code: `diagnostics bit ${bit}`,
  text,
  component,
  state,
});

/** What touches and their accuracy show: no code of the controller says it. */
const made: readonly DeviceCode[] = [
  { code: "mode bit 0", text: "touches are not reported", component: "settings", state: "lost" },
  { code: "six-byte touch", text: "touches come in the old format", component: "format", state: "wrong" },
  { code: "T", text: "a finger is on the glass", component: "surface", state: "touched" },
  { code: "T", text: "a finger rests without moving", component: "surface", state: "stuck" },
  { code: "T", text: "touches too short for a finger, or with nobody there", component: "surface", state: "noisy" },
  { code: "accuracy", text: "touches land beside their targets", component: "calibration", state: "drifted" },
  { code: "accuracy", text: "touches land far from their targets", component: "calibration", state: "inaccurate" },
  { code: "diagnostics", text: "a test failed that was asked for", refusal: "selfTestFailed" },
  { code: "accuracy", text: "no target was touched", refusal: "noTouches" },
];

/** Acknowledge codes, bits of the diagnostics mask, and what is told from touches. */
export const codes: readonly DeviceCode[] = [...Object.entries(ackCodes).flatMap(ofAck), ...tests.map(ofTest), ...made];
