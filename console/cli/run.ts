import { readFile } from "node:fs/promises";
import type { Language, Ui, Verb } from "../../contract/index.ts";
import { nearest } from "../../contract/nearest.ts";
import { AppError, exitCodes, hasCode } from "../../contract/plain.ts";
import { createClient } from "../client/client.ts";
import { type Words, wordsFor } from "../i18n/words.ts";
import { complete, completionScript, completionWord } from "./completion.ts";
import { findVerbs, loadAll, loadVerb, type VerbFiles } from "./discover.ts";
import { findEndpoint } from "./endpoint.ts";
import { failureOf } from "./failure.ts";
import { overview } from "./help.ts";
import { createUi, type Io } from "./ui.ts";

/** The value of a global option before anything is parsed: language and form are needed to report wrong usage, too. */
const early = (words: readonly string[], name: string): string | undefined => {
  const at = words.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  return at < 0 ? undefined : (words[at]?.split("=")[1] ?? words[at + 1] ?? "");
};

const languageOf = (words: readonly string[], env: Io["env"]): Language => {
  const wish = early(words, "lang") ?? env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? "";
  return wish.startsWith("zh") ? "zh-CN" : "en";
};

const valued = new Set(["--lang", "--broker", "--token"]);
/** The first word that is neither an option nor its value. */
const verbWord = (words: readonly string[]): string | undefined =>
  words.find((word, n) => !word.startsWith("-") && !valued.has(words[n - 1] ?? ""));

const versionOf = async (): Promise<string> => {
  // Sources run from the top folder, the built program from dist/: the package file is one or two folders up from there.
  for (const path of ["../../package.json", "../../../package.json"]) {
    const text = await readFile(new URL(path, import.meta.url), "utf8").catch(() => undefined); // the other place has it
    if (text !== undefined) return String((JSON.parse(text) as { version?: string }).version);
  }
  return "unknown";
};

const unknownVerb = (word: string, files: VerbFiles, t: Words): AppError => {
  const meant = nearest(word, [...files.keys(), "completion"]);
  const hint = meant ? t("error.didYouMean", { verb: meant }) : t("error.seeHelp");
  return new AppError("usage", `${t("error.unknownVerb", { verb: word })}; ${hint}`, { verb: word, meant });
};

/** Answers a shell: the script, or what may come next. `undefined` if the line is an ordinary one. */
const shellText = async (words: readonly string[], io: Io, files: VerbFiles): Promise<string | undefined> => {
  if (words[0] !== completionWord) {
    if (verbWord(words) !== "completion") return undefined;
    return completionScript(words[words.indexOf("completion") + 1] ?? io.env.SHELL ?? "");
  }
  const load = async (name: string): Promise<Verb | undefined> => {
    const file = files.get(name);
    return file ? loadVerb(name, file) : undefined;
  };
  const client = async () =>
    createClient({ ...(await findEndpoint({}, io.env, io.cwd)), signal: io.signal, timeoutMs: 1500 });
  return (await complete(words.slice(1), [...files.keys()], load, client)).join("\n");
};

const execute = async (words: readonly string[], io: Io, ui: Ui, t: Words, columns: number): Promise<number> => {
  const files = await findVerbs();
  const forShell = await shellText(words, io, files);
  if (forShell !== undefined) {
    ui.out(forShell);
    return exitCodes.ok;
  }
  const word = verbWord(words);
  const file = word === undefined ? undefined : files.get(word);
  if (word !== undefined && !file) throw unknownVerb(word, files, t);
  const version = await versionOf();
  if (!file || word === undefined) {
    if (words.includes("--version")) ui.out(version);
    else ui.out(overview(await loadAll(files, (text) => ui.err(text)), ui.language, columns, t));
    return ["--help", "-h", "--version"].some((wish) => words.includes(wish)) ? exitCodes.ok : exitCodes.usage;
  }
  // The parser is a big package: help, completion and wrong verbs do without it.
  const { parseLine } = await import("./parse.ts");
  const parsed = await parseLine(words, [await loadVerb(word, file)], { language: ui.language, version, columns, t });
  if (parsed.kind === "wrong") throw new AppError("usage", parsed.message);
  if (parsed.kind === "text") {
    ui.out(parsed.text);
    return exitCodes.ok;
  }
  const endpoint = await findEndpoint(parsed.args as { broker?: string; token?: string }, io.env, io.cwd);
  return parsed.verb.run({ ...parsed.args, broker: endpoint.url, token: endpoint.token }, ui);
};

/**
 * Runs one command line and returns its exit code. Never throws, never ends the process: everything goes through `io`.
 * `broker` and `token` in a verb's arguments are found already.
 */
export const runCli = async (words: readonly string[], io: Io): Promise<number> => {
  const language = languageOf(words, io.env);
  const json = words.includes("--json");
  const ui = createUi(io, { json, language, color: !words.includes("--no-color") });
  const t = wordsFor(language);
  try {
    return await execute(words, io, ui, t, ui.columns);
  } catch (error) {
    if (io.signal.aborted && (error === io.signal.reason || hasCode(error, "aborted"))) return 130;
    const { exit, ...failure } = failureOf(error, language, t);
    ui.err(json ? JSON.stringify({ error: failure }) : `${ui.paint("bad", "roundsman:")} ${failure.message}`);
    return exit;
  }
};
