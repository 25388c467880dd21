import type { Language, Verb } from "../../contract/index.ts";
import type { Words } from "../i18n/words.ts";
import { displayWidth, pad, wrap } from "./width.ts";

const groups = ["see", "act", "run", "bench"] as const;

const nameOf = (verb: Verb): string => {
  const places = Object.entries(verb.positionals ?? {}).map(([name, spec]) =>
    spec.required === false || spec.default !== undefined ? `[${name}]` : `<${name}>`,
  );
  return [verb.name, ...places].join(" ");
};

const row = (name: string, text: string, left: number, columns: number): string => {
  const [first = "", ...rest] = wrap(text, Math.max(columns - left - 4, 20));
  return [`  ${pad(name, left)}  ${first}`, ...rest.map((line) => `${" ".repeat(left + 4)}${line}`)].join("\n");
};

const options = ["json", "lang", "color", "absolute", "broker", "token"] as const;
const optionNames: Record<(typeof options)[number], string> = {
  json: "--json",
  lang: "--lang en|zh-CN",
  color: "--no-color",
  absolute: "--absolute",
  broker: "--broker URL",
  token: "--token TEXT",
};

/** The first page: what there is, in groups, on one screen. */
export const overview = (verbs: readonly Verb[], language: Language, columns: number, t: Words): string => {
  const width = Math.min(columns, 110);
  const left = Math.max(18, ...verbs.map((verb) => Math.min(displayWidth(nameOf(verb)), 36)));
  const part = (group: (typeof groups)[number]): string[] => {
    const own = verbs.filter((verb) => verb.group === group);
    const rows = own.map((verb) => row(nameOf(verb), verb.summary[language], left, width));
    return rows.length > 0 ? [t(`help.${group}`), ...rows, ""] : [];
  };
  return [
    t("help.about"),
    "",
    t("help.usage"),
    "",
    ...groups.flatMap(part),
    t("help.options"),
    ...options.map((name) => row(optionNames[name], t(`help.${name}`), left, width)),
    row("completion", t("help.completion"), left, width),
    "",
    t("help.more"),
    ...wrap(t("help.exit"), width),
  ].join("\n");
};
