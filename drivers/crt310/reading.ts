import type { ComponentReading, Reading } from "../api.ts";
import { hex } from "../wire/fields.ts";
import { type Answer, isShowable } from "./codec.ts";
import { cardPlaces, frontEntry, rearEntry, refusalOf, stateOf, statusVendorCode, vendorCode } from "./status.ts";

type Components = Record<string, ComponentReading>;
export type Refused = Extract<Answer, { kind: "refused" }>;
export type Place = readonly [number, number, number];

/** What the sensors have shown for so long that it counts. */
export interface Steady {
  /** PSS sensors that see something although there is no card. */
  readonly foreign: readonly number[];
  readonly shutterOpen: boolean;
  readonly switchPressed: boolean;
  readonly frame: Uint8Array;
}

/** What a reading is made of. */
export interface Seen {
  readonly status:
    | { readonly place: Place; readonly frame: Uint8Array }
    | { readonly refused: Refused; readonly asked: readonly number[] };
  /** Parts that only the end of a command tells of: transport, supply, a jam. */
  readonly told: Readonly<Components>;
  /** Undefined: this model tells no sensors. */
  readonly steady: Steady | undefined;
  /** The answer that showed a restart, while it still counts. */
  readonly restart: ComponentReading | undefined;
  /** How long a card has been in, ms; after `leftAfterMs` nobody is waiting for it any more. */
  readonly cardInMs: number;
  readonly leftAfterMs: number;
  readonly measures: Record<string, number>;
}

/** The frame as evidence, if it is one that may be shown. */
export const evidence = (frame: Uint8Array): { frame?: string } => (isShowable(frame) ? { frame: hex(frame) } : {});

const resting: readonly number[] = [0x49, 0x4a, 0x4b, 0x4e];

const ofByte = (n: 1 | 2, place: Place, frame: Uint8Array): ComponentReading => {
  const byte = place[n - 1] ?? 0;
  const state = stateOf(n === 1 ? cardPlaces : frontEntry, byte);
  const usual = n === 1 ? byte === 0x4e : resting.includes(byte);
  return usual ? { state } : { state, vendorCode: statusVendorCode(n, byte), ...evidence(frame) };
};

const entry = (place: Place, frame: Uint8Array): ComponentReading =>
  stateOf(rearEntry, place[2]) === "unknown"
    ? { state: "unknown", vendorCode: statusVendorCode(3, place[2]), ...evidence(frame) }
    : ofByte(2, place, frame);

const sensors = ({ foreign, shutterOpen, switchPressed, frame }: Steady): Components => {
  const seen = [...foreign.map((n) => `PSS${n}`), ...(switchPressed ? ["KSW"] : [])];
  const bad = (state: string, what: string) => ({
    state,
    vendorCode: `CRT-310 ${what}=31, no card`,
    ...evidence(frame),
  });
  return {
    sensors: seen.length === 0 ? { state: "ok" } : bad("inoperative", seen.join(" ")),
    shutter: shutterOpen ? bad("inoperative", "CTSW") : { state: "ok" },
  };
};

const names = ["media", "transport", "supply", "sensors", "shutter"] as const;

/** After a refusal nothing is known of the parts but what its code says; an error that names no part leaves all unknown, with the raw code. */
const refusedParts = (refused: Refused, asked: readonly number[]): Components => {
  const how = { vendorCode: vendorCode(refused.frame, asked, refused.code), ...evidence(refused.frame) };
  const says: Readonly<Record<string, string>> = refusalOf(refused.code).says;
  return Object.fromEntries(names.map((name) => [name, { state: says[name] ?? "unknown", ...how }]));
};

const componentsOf = ({ status, told, steady, restart }: Seen): Components => {
  if ("refused" in status) return refusedParts(status.refused, status.asked);
  return {
    media: ofByte(1, status.place, status.frame),
    entry: entry(status.place, status.frame),
    ...(steady ? sensors(steady) : {}),
    power: restart ?? { state: "ok" },
    ...told,
  };
};

/**
 * A card inside is on its way while a customer may be waiting for it; later nobody knows, and it may be handed out. A card of the wrong length, and
 * a unit that only refuses, are no transaction: the reset that leaves the card must stay possible.
 */
const moneyOf = ({ status, cardInMs, leftAfterMs }: Seen): NonNullable<Reading["money"]> => {
  if ("refused" in status) return "safe";
  const state = stateOf(cardPlaces, status.place[0]);
  if (state === "notPresent" || state === "jammed") return "safe";
  return state !== "unknown" && cardInMs < leftAfterMs ? "inTransit" : "unknown";
};

/** Status answer and circumstances as a reading. Pure. */
export const readingOf = (seen: Seen): Reading => ({
  availability: "online",
  components: componentsOf(seen),
  measures: seen.measures,
  money: moneyOf(seen),
});
