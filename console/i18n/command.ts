import type { CommandView, Language } from "../../contract/index.ts";
import { inWords } from "./said.ts";
import { spaced, wordsFor } from "./words.ts";

type Args = Readonly<Record<string, unknown>>;

/** A text longer than that is cut, and says so. */
const mostText = 120;
/** Read as it stands: what could be taken for another value, or for several, is put in quotation marks. */
const plainText = /^[\p{L}_][\p{L}\p{N}_./:@+-]*$/u;
const values: ReadonlySet<string> = new Set(["true", "false", "null", "yes", "no", "是", "否"]);

/** All digits of it, from five on in groups: a hundred thousand is not taken for a million. */
const numberText = (value: number, language: Language): string =>
  Number.isSafeInteger(value) ? value.toLocaleString(language, { useGrouping: "min2" }) : String(value);

/** In quotation marks; signs that are not seen but turn what is read around are written out. */
const escaped = (value: string): string =>
  JSON.stringify(value).replaceAll(/\p{Cf}/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

const quoted = (value: string, language: Language): string => {
  const text = plainText.test(value) && !values.has(value) ? value : escaped(value);
  if (text.length <= mostText) return text;
  return wordsFor(language)("cutAt", { text: text.slice(0, mostText), count: value.length.toLocaleString(language) });
};

const valueText = (value: unknown, language: Language): string => {
  if (typeof value === "number") return numberText(value, language);
  if (typeof value === "boolean") return wordsFor(language)(`yesNo.${value}`);
  if (typeof value === "string") return quoted(value, language);
  if (Array.isArray(value)) return `[${value.map((one) => valueText(one, language)).join(", ")}]`;
  return typeof value === "object" && value !== null ? `(${argsText(value as Args, language)})` : "null";
};

/** What a command does, as its driver announces it; in Chinese as far as the title is known here. */
export const commandTitle = (title: string, language: Language): string => inWords(language, "commands", title, title);

export const argumentName = (name: string, language: Language): string =>
  plainText.test(name) ? inWords(language, "arguments", name, spaced(name)) : escaped(name);

export const argumentHint = (hint: string, language: Language): string =>
  inWords(language, "argumentHints", hint, hint);

/** `{"euros":50,"keepOpen":true}` as `euros 50, keep open yes`: no digit is rounded and nothing left out; a long text is cut and says how long it is. */
export const argsText = (args: Args, language: Language): string =>
  Object.entries(args)
    .map(([name, value]) => `${argumentName(name, language)} ${valueText(value, language)}`)
    .join(wordsFor(language)("comma"));

/** Whether `argsText` tells them whole. */
export const isWhole = (args: unknown): boolean => {
  if (typeof args === "string") return escaped(args).length <= mostText;
  return typeof args !== "object" || args === null || Object.values(args).every(isWhole);
};

type Told = Pick<CommandView, "command" | "args"> & { readonly title?: string };

const withArgs = (what: string, args: Args, language: Language): string =>
  Object.keys(args).length === 0 ? what : wordsFor(language)("pair", { a: what, b: argsText(args, language) });

/** What a command does, as its driver calls it, and with what: `Pay out the notes of the store: euros 50`. Without a title by its name. */
export const commandText = ({ command, title, args }: Told, language: Language): string =>
  withArgs(title === undefined ? command : commandTitle(title, language), args, language);

/** The same of one that was run: when it may be run, which stands behind a semicolon in its title, is left out. */
export const deedText = ({ command, title, args }: Told, language: Language): string => {
  const [what = command] = title === undefined ? [] : commandTitle(title, language).split(/[;；]/);
  return withArgs(what, args, language);
};
