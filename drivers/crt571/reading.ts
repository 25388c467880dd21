import { components as vocabulary } from "../../contract/index.ts";
import type { ComponentReading, Reading } from "../api.ts";
import { hex } from "../wire/fields.ts";
import { type Answer, isShowable } from "./codec.ts";
import { statusBytes, troubleOf, vendorCode } from "./status.ts";

type Positive = Extract<Answer, { kind: "positive" }>;
type Negative = Extract<Answer, { kind: "negative" }>;
type Component = keyof typeof vocabulary.cardReader;

/** What a reading is made of. */
export interface Seen {
  /** The last answer to a status question. */
  readonly answer: Answer;
  /** A command that failed, until an initialise succeeds. */
  readonly failed: Negative | undefined;
  /** The counter of retained cards could not be read: past 999. */
  readonly counterRefused: Negative | undefined;
  /** The answer that showed a restart, while it still counts. */
  readonly restart: Negative | undefined;
  /** Sensor numbers (from 1) that see something steadily although there is no card. */
  readonly foreign: readonly number[];
  readonly sensorsTold: boolean;
  readonly stacker: boolean;
  readonly entry: "open" | "closed" | undefined;
  /** How long a card has been in, ms; after `leftAfterMs` nobody is waiting for it any more. */
  readonly cardInMs: number;
  readonly leftAfterMs: number;
  readonly measures: Record<string, number>;
}

const good = (component: Component): string => vocabulary.cardReader[component][0];

/** The frame as evidence, if it is one that may be shown: a frame with more in it than it should have is not. */
const evidence = (frame: Uint8Array): { frame?: string } => (isShowable(frame) ? { frame: hex(frame) } : {});

/** What the unit said in its status bytes (§4). Raw byte and frame stand beside every state that is not the resting one. */
const fromStatus = (answer: Positive, stacker: boolean): Record<string, ComponentReading> =>
  Object.fromEntries(
    statusBytes
      .map(({ component, states }, n): [string, ComponentReading] => {
        const byte = answer.status[n] ?? 0;
        const state = (states as Readonly<Record<number, string>>)[byte] ?? "unknown";
        if (state === good(component)) return [component, { state }];
        return [
          component,
          { state, vendorCode: `CRT st${n}=${byte.toString(16).toUpperCase()}`, ...evidence(answer.frame) },
        ];
      })
      .filter(([component]) => stacker || component !== "cardStacker"),
  );

const bad = (negative: Negative, state: string): ComponentReading => ({
  state,
  vendorCode: vendorCode(negative.frame, negative.code),
  ...evidence(negative.frame),
});

/** What an error code says, over what was known. */
const withTrouble = (
  parts: Record<string, ComponentReading>,
  negative: Negative | undefined,
): Record<string, ComponentReading> => {
  if (!negative) return parts;
  const says = Object.entries(troubleOf(negative.code).says).map(([name, state]) => [name, bad(negative, state)]);
  return { ...parts, ...Object.fromEntries(says) };
};

const sensors = ({ sensorsTold, foreign, answer }: Seen): Record<string, ComponentReading> => {
  if (!sensorsTold) return {};
  if (foreign.length === 0) return { sensors: { state: "ok" } };
  return {
    sensors: {
      state: "inoperative",
      vendorCode: `CRT 31/31 S${foreign.join(" S")} without a card`,
      ...evidence(answer.frame),
    },
  };
};

/** After a refusal nothing is known of the parts but what its code says; an error that names no part leaves all unknown, with the raw code. */
const refused = (negative: Negative, stacker: boolean): Record<string, ComponentReading> => {
  const names = Object.keys(vocabulary.cardReader).filter((n) => n !== "entry" && (stacker || n !== "cardStacker"));
  return Object.fromEntries(names.map((name) => [name, bad(negative, "unknown")]));
};

const componentsOf = (seen: Seen): Record<string, ComponentReading> => {
  const { answer, stacker, restart, entry } = seen;
  if (answer.kind === "negative") return withTrouble(refused(answer, stacker), answer);
  const parts: Record<string, ComponentReading> = {
    ...fromStatus(answer, stacker),
    transport: { state: "ok" },
    chipModule: { state: "ok" },
    ...sensors(seen),
    ...(entry ? { entry: { state: entry } } : {}),
    power: { state: "ok" },
  };
  return [seen.counterRefused, seen.failed, restart].reduce(withTrouble, parts);
};

/**
 * A card inside is on its way while a customer may be waiting for it; later nobody knows, and it may be handed out. While the unit only
 * reports an error, INITIALISE, which leaves the card where it is, must stay possible: it is the cure.
 */
const moneyOf = ({ answer, cardInMs, leftAfterMs }: Seen): NonNullable<Reading["money"]> => {
  if (answer.kind === "negative") return "safe";
  if (answer.status[0] === 0x30) return "safe";
  if (answer.status[0] !== 0x31 && answer.status[0] !== 0x32) return "unknown";
  return cardInMs < leftAfterMs ? "inTransit" : "unknown";
};

/** Status answer and circumstances as a reading. Pure. */
export const readingOf = (seen: Seen): Reading => {
  const { answer } = seen;
  const starting = answer.kind === "negative" && answer.code === "B0";
  return {
    availability: starting ? "starting" : "online",
    ...(starting
      ? { because: { code: "notInitialised", text: "the reader has not been initialised since power-on" } }
      : {}),
    components: componentsOf(seen),
    measures: seen.measures,
    money: moneyOf(seen),
  };
};
