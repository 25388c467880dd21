import type { DeviceHealth, Language } from "../../contract/index.ts";
import { components, type DeviceClass } from "../../contract/plain.ts";
import { reasonText } from "./said.ts";
import { term, wordsFor } from "./words.ts";

/** Beside the first state of each list, which is the good one: not there to be bad. */
const harmless: readonly string[] = ["notPresent", "notFitted", "notApplicable"];

/** Is this what the vocabulary calls good? An unknown state never is. */
export const isGood = (deviceClass: DeviceClass, component: string, state: string): boolean => {
  const states = (components[deviceClass] as Readonly<Record<string, readonly string[]>>)[component];
  return states?.[0] === state || (states?.includes(state) === true && harmless.includes(state));
};

/** More unknown parts than this are counted, not named. */
const unknownNamed = 2;

/** What stands out of a reading, in words, one entry each; nothing if all is good. */
export const standouts = (
  { deviceClass, components: parts }: DeviceHealth,
  language: Language,
): { told: string[]; unknown: string[] } => {
  const odd = Object.entries(parts).filter(([name, { state }]) => !isGood(deviceClass, name, state));
  const t = wordsFor(language);
  const told = odd
    .filter(([, { state }]) => state !== "unknown")
    .map(([name, { state }]) =>
      t("said.state", { component: term(language, "components", name), state: term(language, "states", state) }),
    );
  const names = odd.filter(([, { state }]) => state === "unknown").map(([name]) => term(language, "components", name));
  if (names.length === 0) return { told, unknown: [] };
  const unknown =
    names.length > unknownNamed
      ? t("reading.unknownCount", { count: names.length })
      : t("reading.unknown", { parts: names.join(t("comma")) });
  return { told, unknown: [unknown] };
};

/** A reading in words: availability where it is not plain online, why, then the parts that stand out. */
export const readingText = (health: DeviceHealth, language: Language): string => {
  const t = wordsFor(language);
  const { told, unknown } = standouts(health, language);
  const odd = [...told, ...unknown];
  const good = health.availability === "online" && odd.length === 0 && Object.keys(health.components).length > 0;
  if (good) return t("reading.good");
  const head = health.availability === "online" ? [] : [t(`availability.${health.availability}`)];
  const because = health.because ? [reasonText(health.because, language)] : [];
  const all = [...head, ...because, ...odd];
  return all.length > 0 ? all.join(t("comma")) : t("availability.online");
};
