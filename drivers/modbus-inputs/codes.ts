import type { DeviceCode } from "../api.ts";
import { contacts, meanings } from "./contacts.ts";
import { exceptions } from "./status.ts";

const hexByte = (code: string): string => Number(code).toString(16).padStart(2, "0").toUpperCase();

/** An exception about the module is a state; one about the way to it says only whether it can be reached. */
const ofException = ([byte, meaning]: [string, (typeof exceptions)[number]]): DeviceCode[] => {
  const { text, module, availability, code } = meaning;
  const named = { code: `exception ${hexByte(byte)}`, text };
  return [
    module === "unknown" ? { ...named, availability } : { ...named, component: "module", state: module },
    { ...named, refusal: code },
  ];
};

/** Both levels of an input, as wired by default. */
const ofContact = (contact: (typeof contacts)[number]): DeviceCode[] => {
  const { one, zero, toOne, toZero } = meanings[contact];
  const named = (level: 0 | 1, text: string) => ({ code: `${contact} input = ${level}`, text });
  return [
    { ...named(0, toZero.text), component: contact, state: zero },
    { ...named(1, toOne.text), component: contact, state: one },
    { ...named(0, toZero.text), event: toZero.code },
    { ...named(1, toOne.text), event: toOne.code },
  ];
};

/** What a sensor's registers can say, beside the exceptions of its module. */
const ofSensors: readonly DeviceCode[] = [
  { code: "temperature above its limit", text: "too hot", component: "temperature", state: "high" },
  { code: "temperature below its limit", text: "too cold", component: "temperature", state: "low" },
  { code: "humidity above its limit", text: "too humid", component: "humidity", state: "high" },
  { code: "temperature near the dew point", text: "water condenses", component: "condensation", state: "likely" },
  { code: "roll and pitch away from rest", text: "tilted", component: "tilt", state: "tilted" },
  { code: "roll and pitch away from rest", text: "tilted", event: "tamper" },
  { code: "roll and pitch at rest", text: "the cabinet stands as before", event: "tiltEnded" },
  { code: "acceleration away from 1 g", text: "shock", component: "seismicSensor", state: "on" },
  ...(["climateSensor", "motionSensor"] as const).flatMap((component): DeviceCode[] => [
    {
      code: "7FFF, 8000, FFFF in all registers",
      text: "sensor broken inside its module",
      component,
      state: "inoperative",
    },
    {
      code: "a value out of range, or jumping",
      text: "sensor broken inside its module",
      component,
      state: "inoperative",
    },
    { code: "no answer, others fine", text: "that module is out of service", component, state: "inoperative" },
    { code: "exception 01, 02, 03", text: "wrong module or map", component, state: "configurationError" },
    { code: "exception 04, 08, 0A, 0B", text: "module or gateway failure", component, state: "inoperative" },
  ]),
];

/** Exceptions, contacts, sensors, and the alarms that are made of several of them. */
export const codes: readonly DeviceCode[] = [
  ...Object.entries(exceptions).flatMap(ofException),
  ...contacts.flatMap(ofContact),
  {
    code: "no answer, others fine",
    text: "the input module is out of service",
    component: "module",
    state: "inoperative",
  },
  ...ofSensors,
  { code: "none", text: "the settings name no such module on this bus", refusal: "notFitted" },
  { code: "several inputs", text: "shocks that repeat or last, or a box out behind closed doors", event: "tamper" },
  { code: "none", text: "not every request of the self-test was answered", refusal: "unreliableLine" },
];
