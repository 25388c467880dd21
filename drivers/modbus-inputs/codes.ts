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

/** Exceptions, contacts, and the alarms that are made of several of them. */
export const codes: readonly DeviceCode[] = [
  ...Object.entries(exceptions).flatMap(ofException),
  ...contacts.flatMap(ofContact),
  { code: "several inputs", text: "shocks that repeat or last, or a box out behind closed doors", event: "tamper" },
  { code: "none", text: "not every request of the self-test was answered", refusal: "unreliableLine" },
];
