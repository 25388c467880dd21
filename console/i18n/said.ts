import type { Evidence, Language } from "../../contract/index.ts";
import { measures, partText } from "../../contract/plain.ts";
import said from "./said.zh-CN.json" with { type: "json" };
import { hasWords, term, wordsFor } from "./words.ts";

type Kind = keyof typeof said;
interface Coded {
  readonly code: string;
  readonly text: string;
}

/** What agent and broker write in English only, in the reader's language as far as its code (or the text itself) is known here. */
export const inWords = (language: Language, kind: Kind, code: string, english: string): string => {
  const words: Readonly<Record<string, string>> = said[kind];
  // The code comes from a terminal: it may be called `constructor`.
  return language === "zh-CN" && Object.hasOwn(words, code) ? (words[code] ?? english) : english;
};

/** The device's own words behind the Chinese ones: they hold its codes and numbers. `(CCNET 43)` of `bill jammed (CCNET 43)`. */
const ownCode = (english: string): string => /\(([^()]*\d[^()]*)\)/.exec(english)?.[1] ?? "";

/** `/dev/ttyS1: no answer within 300 ms` without the port: a reader knows the device, and sees its port in `show`. */
const withoutPort = (text: string): string => text.replace(/^\/\S+: /, "");

/** Why something was refused, failed or is not to be had. */
export const reasonText = ({ code, text }: Coded, language: Language): string => {
  const words = inWords(language, "reasons", code, withoutPort(text));
  const own = words === withoutPort(text) ? "" : ownCode(text);
  return words + (own ? wordsFor(language)("brackets", { text: own }) : "");
};

export const eventText = ({ code, text }: Coded, language: Language): string => inWords(language, "events", code, text);

export const partsText = (parts: readonly string[], language: Language): string =>
  parts.map((part) => partText(part)[language]).join(wordsFor(language)("comma"));

/** `user:li`, `runbook:jam`, `broker` as people say it. */
export const actorText = (by: string, language: Language): string => {
  const [kind = "", name] = by.split(/:(.*)/s);
  const who = inWords(language, "actors", kind, kind);
  return name === undefined ? who : kind === "user" ? name : `${who} ${name}`;
};

const units: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  bytes: { en: "bytes", "zh-CN": "字节" },
  ms: { en: "ms", "zh-CN": "毫秒" },
  percent: { en: "%", "zh-CN": "%" },
  hours: { en: "h", "zh-CN": "小时" },
  cm: { en: "cm", "zh-CN": "厘米" },
  celsius: { en: "°C", "zh-CN": "°C" },
  percentOfDiagonal: { en: "% of the diagonal", "zh-CN": "%（占对角线）" },
  seconds: { en: "s", "zh-CN": "秒" },
  days: { en: "days", "zh-CN": "天" },
  count: { en: "", "zh-CN": "" },
};
const bigBytes = [
  [1e9, "GB"],
  [1e6, "MB"],
  [1e3, "kB"],
] as const;

/** A measured value with its unit: `84.5 GB`, `22.5 %`, `1 h 31 min` is left to the caller. Money is shown in whole units: the wire has no currency. */
export const measureText = (name: string, value: number, language: Language): string => {
  const unit = (measures as Readonly<Record<string, { unit: string }>>)[name]?.unit ?? "count";
  const number = (n: number): string => n.toLocaleString(language, { maximumFractionDigits: 1 });
  if (unit === "minorUnits") return (value / 100).toFixed(2);
  const big = unit === "bytes" ? bigBytes.find(([size]) => Math.abs(value) >= size) : undefined;
  if (big) return `${number(value / big[0])} ${big[1]}`;
  return `${number(value)} ${units[unit]?.[language] ?? unit}`.trim();
};

/** `transport is jammed (CCNET 43)`, `storageUsed is 97, limit 95`: what a rule writes, in words. Anything else is shown as it came. */
export const evidenceText = ({ text }: Evidence, language: Language): string => {
  const t = wordsFor(language);
  const measured = /^([a-zA-Z]+) is (-?[\d.]+), (limit|at least) (-?[\d.]+)/.exec(text);
  if (measured) {
    const [, name = "", value = "", kind = "", limit = ""] = measured;
    const shown = [value, limit].map((each) => measureText(name, Number(each), language));
    return t(kind === "limit" ? "said.limit" : "said.least", {
      name: term(language, "measures", name),
      value: shown[0],
      limit: shown[1],
    });
  }
  const [, revision, by = "", reason] =
    /^settings of the rule changed \(revision (\d+), (\S+)\): (.*)$/s.exec(text) ?? [];
  if (revision !== undefined) return t("said.ruleChanged", { revision, by: actorText(by, language), why: reason });
  const [, percent] = /^[a-zA-Z.]+ has used (\d+) % of its life$/.exec(text) ?? [];
  if (percent !== undefined) return t("said.worn", { percent });
  const [gone, availability = "", why = "", code = ""] = /^([a-z]+): (.*) \(([a-zA-Z]+)\)$/s.exec(text) ?? [];
  if (gone !== undefined && hasWords(`availability.${availability}`))
    return [t(`availability.${availability}`), reasonText({ code, text: why }, language)].join(t("comma"));
  const [all, component = "", state = "", own] = /^([a-z][a-zA-Z]*) is ([a-zA-Z]+)(?: \((.*)\))?$/.exec(text) ?? [];
  if (all === undefined) return text;
  const words = t("said.state", {
    component: term(language, "components", component),
    state: term(language, "states", state),
  });
  return words + (own === undefined ? "" : t("brackets", { text: own }));
};
