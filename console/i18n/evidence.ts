import type {
  EvidenceBundle,
  EvidenceChange,
  EvidenceDevice,
  EvidenceLeftOut,
  EvidenceView,
  Language,
  Tone,
} from "../../contract/index.ts";
import { eventText, reasonText } from "./said.ts";
import { term, wordsFor } from "./words.ts";

/** What a bundle tells of: what was said on a line, a change of health, an event, a line of the agent's log. */
export const evidenceKinds = ["frames", "health", "event", "log"] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** One thing of a bundle with its moment, in words. */
export interface EvidenceEntry {
  readonly kind: EvidenceKind;
  /** By the terminal's clock. */
  readonly at: number;
  readonly device?: string;
  readonly tone: Tone;
  /** Empty where frames speak. */
  readonly text: string;
  /** `> hex` sent, `< hex` received. */
  readonly frames: readonly string[];
  /** Frames in the manual's words. */
  readonly notes: readonly string[];
  /** The same frames came again, so often in all, last at `until`. */
  readonly again?: { readonly times: number; readonly until: number };
}

/** `noAnswer: no answer within 500 ms`: a code and the agent's words. */
const becauseText = (because: string, language: Language): string => {
  const [, code = "", text = because] = /^(\w+): (.*)$/s.exec(because) ?? [];
  return reasonText({ code, text }, language);
};

const changeText = (change: EvidenceChange, language: Language): string => {
  const t = wordsFor(language);
  const { availability, because, money, components = {} } = change;
  // A state may have the device's own code behind it: `out (DLE EOT 4 = 7E)`.
  const state = (word: string): string => word.replace(/^\w+/, (name) => term(language, "states", name));
  const parts = [
    ...(availability === undefined ? [] : [t(`availability.${availability}`, { defaultValue: availability })]),
    ...Object.entries(components).map(([name, word]) => `${term(language, "components", name)} ${state(word)}`),
    ...(money === undefined ? [] : [t(`evidence.money.${money}`, { defaultValue: money })]),
    ...(because === undefined ? [] : [becauseText(because, language)]),
  ];
  return parts.join(t("comma"));
};

const wordless = { frames: [], notes: [] } as const;
const levelTone = { info: "dim", warn: "warn", error: "bad" } as const;

/** What was said on the line of a device, oldest first. */
export const saidOn = ({ device, exchanges }: EvidenceDevice): EvidenceEntry[] =>
  exchanges.map(({ at, until = at, times, frames, notes = [] }) => ({
    kind: "frames",
    at,
    device,
    tone: "plain",
    text: "",
    frames,
    notes,
    ...(times === undefined ? {} : { again: { times, until } }),
  }));

const inOrder = (entries: readonly EvidenceEntry[]): EvidenceEntry[] => entries.toSorted((a, b) => a.at - b.at);

/** Changes of health, events and lines of the log, in order. */
export const storyOf = ({ changes, events, log }: EvidenceBundle, language: Language): EvidenceEntry[] =>
  inOrder([
    ...changes.map(
      (change): EvidenceEntry => ({
        kind: "health",
        at: change.at,
        device: change.device,
        tone: "strong",
        text: changeText(change, language),
        ...wordless,
      }),
    ),
    ...events.map(
      ({ at, device, ...event }): EvidenceEntry => ({
        kind: "event",
        at,
        ...(device === undefined ? {} : { device }),
        tone: "plain",
        text: eventText(event, language),
        ...wordless,
      }),
    ),
    ...log.map(
      ({ at, level, text }): EvidenceEntry => ({ kind: "log", at, tone: levelTone[level], text, ...wordless }),
    ),
  ]);

/** Everything that a bundle tells, in the order in which it happened. */
export const entriesOf = (bundle: EvidenceBundle, language: Language): EvidenceEntry[] =>
  inOrder([...storyOf(bundle, language), ...bundle.devices.flatMap(saidOn)]);

/** So many entries of the asked time are not in the bundle. */
export const missingOf = (leftOut: EvidenceLeftOut | undefined): number =>
  Object.values(leftOut ?? {}).reduce((sum, n) => sum + n, 0);

/** Driver, maker, model, serial number, firmware, and how it was. */
export const deviceText = ({ driver, identity, health }: EvidenceDevice, language: Language): string => {
  const t = wordsFor(language);
  const who = [identity.manufacturer, identity.model, identity.serial, identity.firmware].filter(Boolean).join(" ");
  const state = health ? t(`availability.${health.availability}`) : term(language, "states", "unknown");
  return [driver, who, state].filter(Boolean).join(t("comma"));
};

/** Why nothing of a device's line is there, if that was asked of `asked`; nothing where there is something. */
export const silenceText = (
  { device, heard, exchanges }: EvidenceDevice,
  asked: string,
  language: Language,
): string | undefined => {
  const t = wordsFor(language);
  if (heard !== "kept") return t(`evidence.${heard}`);
  if (exchanges.length > 0) return undefined;
  // Whether a terminal was asked for the lines of its other devices, too, is not in what it sends.
  return t(device === asked ? "evidence.silent" : "evidence.notHere");
};

/** What came of a question for evidence: `attached`, `3 of 7 parts have come`, `did not come (the terminal refused: no memory)`. */
export const evidenceStateText = ({ state, text, have, of }: EvidenceView, language: Language): string => {
  const t = wordsFor(language);
  if (state === "arriving" && of !== undefined) return t("evidence.part", { have, of });
  return t(`evidence.${state}`) + (text ? t("brackets", { text: text[language] }) : "");
};
