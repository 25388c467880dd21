import type { Language, RehearsedDifference, RuleField, RuleSettings, RuleView } from "../../contract/index.ts";
import { measureText } from "./said.ts";
import { duration } from "./times.ts";
import { term, wordsFor } from "./words.ts";

export type RuleLimit = NonNullable<RuleView["limit"]>;

/** A value that is held against a limit, with its unit. */
export const limitValue = ({ kind, of }: RuleLimit, value: number, language: Language): string =>
  kind === "measure" ? measureText(of, value, language) : `${value} %`;

/** What a limit is of, in words. */
export const limitTitle = ({ kind, of, title }: RuleLimit, language: Language): string => {
  const t = wordsFor(language);
  if (kind === "wear") return t("rules.lifeUsed", { part: title?.[language] ?? of });
  return kind === "line" ? t("rules.linkErrorShare") : term(language, "measures", of);
};

const hold = (ms: number | undefined, language: Language): string =>
  ms ? duration(ms, language) : wordsFor(language)("rules.atOnce");

/** One setting of a rule in words; empty if the rule has none of it. `limit`: of the rule, where it is known. */
export const settingText = (
  field: RuleField,
  settings: RuleSettings,
  language: Language,
  limit?: RuleLimit,
): string => {
  const t = wordsFor(language);
  switch (field) {
    case "on":
    case "ticket":
    case "automatic":
      return settings[field] === undefined ? "" : t(`rules.${field}.${settings[field]}`);
    case "severity":
      return t(`severity.${settings.severity ?? "info"}`);
    case "holdMs":
    case "clearHoldMs":
      return hold(settings[field], language);
    case "flap": {
      const { flap } = settings;
      return flap ? t("rules.flap", { count: flap.count, time: duration(flap.windowMs, language) }) : "";
    }
    case "limit": {
      if (!settings.limit) return "";
      const { raise, clear } = settings.limit;
      const said = (value: number): string => (limit ? limitValue(limit, value, language) : String(value));
      return t(`rules.${limit?.beyond ?? "above"}`, { raise: said(raise), clear: said(clear) });
    }
  }
};

/** What a rule looks at, one entry each. */
export const looksAtText = (
  { limit, inForce, differs, states, availabilities, deviceClass }: RuleView,
  language: Language,
): string[] => {
  const t = wordsFor(language);
  const named = [
    ...states.map(({ component, state }) =>
      t("rules.is", { component: term(language, "components", component), state: term(language, "states", state) }),
    ),
    ...availabilities.map((one) => t(`availability.${one}`)),
  ].join(t("comma"));
  const number = limit
    ? [t("pair", { a: limitTitle(limit, language), b: settingText("limit", inForce, language, limit) })]
    : [];
  const beside = differs.includes("limit") ? "rules.statesWithoutNumber" : "rules.orStates";
  if (named !== "") return [...number, t(limit ? beside : "rules.states", { states: named })];
  return number.length > 0 || deviceClass !== "terminal" ? number : [t("rules.saidByBroker")];
};

/** `later by 2 min`. */
export const differenceText = ({ difference, byMs }: RehearsedDifference, language: Language): string => {
  const t = wordsFor(language);
  const name = t(`rules.difference.${difference}`);
  return byMs === undefined ? name : t("rules.by", { difference: name, time: duration(byMs, language) });
};
