import { type Availability, components } from "../../contract/index.ts";
import type { DeviceCode } from "../api.ts";

/** What an acceptor says when it is polled, where that is one state code (CCNET, ID-003): the code, its data byte, and the frame it came in. */
export interface Polled {
  readonly code: number;
  readonly data: number | undefined;
  readonly frame: Uint8Array;
}

export type Components = Readonly<Record<string, string>>;

export interface Meaning {
  readonly text: string;
  readonly availability: Availability;
  /** What this answer proves. A part that is not named is unknown while the unit says this. */
  readonly says: Components;
  /** Is a bill or money on its way while the unit says this? `keep`: as it was before. */
  readonly path: "clear" | "occupied" | "keep";
}

/** What a unit at work proves, and one that takes bills. */
export const working = { banknoteReader: "ok", transport: "ok", stacker: "ok", cashBox: "ok" } as const;
export const taking = { ...working, acceptor: "enabled" } as const;

export const meaning = (
  text: string,
  says: Components,
  path: Meaning["path"],
  availability: Availability = "online",
): Meaning => ({ text, availability, says, path });

/** Failures replace the normal state: they prove nothing but what is broken. */
export const failure = (text: string, says: Components): Meaning => meaning(text, says, "keep");
export const motor = (text: string): Meaning => failure(text, { transport: "inoperative" });
export const stacker = (text: string): Meaning => failure(text, { stacker: "inoperative" });
export const reader = (text: string): Meaning => failure(text, { banknoteReader: "inoperable" });

const good = (component: string): string | undefined =>
  (components.cashAcceptor as Readonly<Record<string, readonly string[]>>)[component]?.[0];

/** A row of a driver's table as codes: what is wrong; where nothing is, what happened; else the first part that it proves. */
export const codesOf = (code: string, { text, says, availability }: Meaning, event?: string): DeviceCode[] => {
  const told = Object.entries(says);
  const bad = told.filter(([component, state]) => state !== good(component));
  const happened = event === undefined ? [] : [{ code, text, event }];
  const shown = bad.length + happened.length > 0 ? bad : told.slice(0, 1);
  const all = [...shown.map(([component, state]) => ({ code, text, component, state })), ...happened];
  return all.length > 0 ? all : [{ code, text, availability }];
};
