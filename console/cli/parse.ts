import yargs, { type Argv, type Options } from "yargs";
import type { ArgSpec, Language, Verb } from "../../contract/index.ts";
import type { Words } from "../i18n/words.ts";

export type Args = Readonly<Record<string, unknown>>;
/** What the words on the command line ask for. */
export type Parsed =
  | { readonly kind: "verb"; readonly verb: Verb; readonly args: Args }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "wrong"; readonly message: string };

const typeOf = (spec: ArgSpec): "string" | "number" | "boolean" => spec.type ?? "string";

/** Options that take one value each time, so that `--arg a=1 --arg b=2` does not swallow the words behind it. */
const optionOf = (spec: ArgSpec, language: Language): Options => ({
  describe: spec.summary[language],
  type: typeOf(spec),
  ...(spec.choices ? { choices: spec.choices } : {}),
  ...(spec.default === undefined ? {} : { default: spec.default }),
  ...(spec.required ? { demandOption: true } : {}),
  ...(typeOf(spec) === "boolean" ? {} : { requiresArg: true }),
});

const isOptional = (spec: ArgSpec): boolean => spec.required === false || spec.default !== undefined;

/** The words that must be there, for one who left some out. */
const leastOf = (verb: Verb): string =>
  [
    verb.name,
    ...Object.entries(verb.positionals ?? {}).flatMap(([name, spec]) => (isOptional(spec) ? [] : [`<${name}>`])),
  ].join(" ");

const usageOf = (verb: Verb): string => {
  const places = Object.entries(verb.positionals ?? {}).map(([name, spec]) => {
    const many = spec.many ? `${name}..` : name;
    return isOptional(spec) ? `[${many}]` : `<${many}>`;
  });
  return [verb.name, ...places].join(" ");
};

const globals = (t: Words): Record<string, Options> => ({
  json: { type: "boolean", describe: t("help.json"), default: false },
  lang: { type: "string", describe: t("help.lang"), choices: ["en", "zh-CN"] },
  color: { type: "boolean", describe: t("help.color"), default: true },
  absolute: { type: "boolean", describe: t("help.absolute"), default: false },
  broker: { type: "string", describe: t("help.broker"), requiresArg: true },
  token: { type: "string", describe: t("help.token"), requiresArg: true },
});

const builder =
  (verb: Verb, language: Language, t: Words) =>
  (argv: Argv): Argv => {
    for (const [name, spec] of Object.entries(verb.positionals ?? {})) {
      const { describe, type, choices } = optionOf(spec, language);
      argv.positional(name, {
        describe: describe ?? "",
        type: type === "number" || type === "boolean" ? type : "string",
        ...(choices ? { choices } : {}),
        ...(spec.default === undefined ? {} : { default: spec.default }),
      });
    }
    for (const [name, spec] of Object.entries(verb.options ?? {})) argv.option(name, optionOf(spec, language));
    argv.group(Object.keys(verb.options ?? {}), t("help.own"));
    argv.group([...Object.keys(globals(t)), "help", "version"], t("help.options"));
    for (const [line, text] of verb.examples) argv.example(line, text[language]);
    return argv;
  };

const lists = (values: Args, verb: Verb): Args => {
  const many = Object.entries({ ...verb.positionals, ...verb.options }).filter(([, spec]) => spec.many);
  const asList = ([name]: [string, ArgSpec]): [string, string[]] => [name, [values[name] ?? []].flat().map(String)];
  return { ...values, ...Object.fromEntries(many.map(asList)) };
};

/** An option given twice where one is meant: the last counts, as everywhere on a command line. */
const lastOf = (values: Args, verb: Verb): Args => {
  const specs: Readonly<Record<string, ArgSpec>> = { ...verb.positionals, ...verb.options };
  const one = (name: string, value: unknown): unknown =>
    Array.isArray(value) && name !== "_" && !specs[name]?.many ? value.at(-1) : value;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, one(name, value)]));
};

/** The first place or option that wants a number and got something else. */
const notNumber = (values: Args, verb: Verb): string | undefined =>
  Object.entries({ ...verb.positionals, ...verb.options }).find(
    ([name, spec]) => spec.type === "number" && values[name] !== undefined && !Number.isFinite(values[name]),
  )?.[0];

const seeVerb = (verb: Verb, t: Words): string => t("error.seeVerb", { verb: verb.name });

export interface ParseSettings {
  readonly language: Language;
  readonly version: string;
  readonly columns: number;
  readonly t: Words;
}

/** Reads a command line with these verbs. Never prints and never ends the process. */
export const parseLine = async (
  words: readonly string[],
  verbs: readonly Verb[],
  settings: ParseSettings,
): Promise<Parsed> => {
  const { language, t } = settings;
  let chosen: Verb | undefined;
  const parser = yargs([...words])
    .scriptName("roundsman")
    .locale(language === "zh-CN" ? "zh_CN" : "en")
    .usage(`$0 <verb> [options]`)
    .options(globals(t))
    .updateStrings({
      "Not enough non-option arguments: got %s, need at least %s": {
        one: t("parser.tooFew"),
        other: t("parser.tooFew"),
      } as unknown as string, // the parser's own table has both forms here; its type knows only text
      "Positionals:": t("help.places"),
    })
    .help("help", t("help.help"))
    .alias("help", "h")
    .version("version", t("help.version"), settings.version)
    .wrap(Math.min(settings.columns, 110))
    .parserConfiguration({ "camel-case-expansion": false, "parse-positional-numbers": false })
    .demandCommand(1)
    .strict()
    .exitProcess(false);
  for (const verb of verbs)
    parser.command(usageOf(verb), verb.summary[language], builder(verb, language, t), () => {
      chosen = verb;
    });
  let failure: Error | undefined;
  let output = "";
  const values = await Promise.resolve(
    parser.parseAsync([...words], {}, (error: Error | undefined, _argv: unknown, text: string) => {
      failure = error ?? failure;
      output = text;
    }),
  );
  if (failure) return { kind: "wrong", message: wrongLine(failure, verbs, t) };
  if (!chosen) return { kind: "text", text: output };
  const args = lastOf(lists(values as Args, chosen), chosen);
  const odd = notNumber(args, chosen);
  if (odd) return { kind: "wrong", message: `${t("error.notNumber", { name: odd })}; ${seeVerb(chosen, t)}` };
  return { kind: "verb", verb: chosen, args };
};

/** The parser's sentence, or a plainer one where words are missing, with where to read on. */
const wrongLine = (failure: Error, verbs: readonly Verb[], t: Words): string => {
  const [verb, ...others] = verbs;
  if (!verb || others.length > 0) return `${failure.message}; ${t("error.seeHelp")}`;
  const few = failure.message.startsWith(t("parser.tooFew"));
  const said = few ? t("error.tooFew", { usage: leastOf(verb) }) : failure.message.replaceAll("\n", " ");
  return `${said}; ${seeVerb(verb, t)}`;
};
