import type { Verb } from "../../contract/index.ts";
import { completions, tagCounts } from "../../contract/plain.ts";
import type { Client } from "../client/client.ts";

/** The hidden first word by which a shell asks what may come next; after it the words so far, the last one unfinished. */
export const completionWord = "--complete";

/** Not by `compgen -W`: it expands the words it is given, and these come from a broker. */
const bash = `# roundsman completion for bash; load it with: source <(roundsman completion bash)
_roundsman() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do
    [[ $word == "\${COMP_WORDS[COMP_CWORD]}"* ]] && COMPREPLY+=("$word")
  done < <(roundsman ${completionWord} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _roundsman roundsman`;

const zsh = `#compdef roundsman
# roundsman completion for zsh; load it with: source <(roundsman completion zsh)
_roundsman() {
  local -a words_
  words_=("\${(@f)$(roundsman ${completionWord} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a words_
}
compdef _roundsman roundsman`;

/** The script for a shell: the one named, else the one of \`SHELL\`. */
export const completionScript = (shell: string): string => (shell.includes("zsh") ? zsh : bash);

const globals = ["--json", "--lang", "--no-color", "--absolute", "--broker", "--token", "--help"];

/** bash takes `tag:v` for three words; what it completes is the part behind the colon. */
const queryWords = async (words: readonly string[], client: Client): Promise<string[]> => {
  const split = words.at(-2) === ":" || words.at(-1) === ":";
  const last = split ? words.slice(words.lastIndexOf(":") - 1).join("") : (words.at(-1) ?? "");
  const found = completions(last, await client.terminals());
  return split ? found.map((word) => word.slice(word.indexOf(":") + 1)) : found;
};

/** Terminals, devices of the terminal named before, and the commands such a device offers; numbers of open tickets; tags. */
const fromBroker = async (place: string, before: readonly string[], client: Client): Promise<string[]> => {
  const [terminal = "", device] = before;
  if (place === "tag") return [...tagCounts(await client.terminals()).keys()];
  if (place === "terminal" || place === "terminals" || (place === "fault" && before.length === 0))
    return (await client.terminals()).map(({ id }) => id);
  if (place === "number") return (await client.tickets({})).map(({ number }) => String(number));
  const devices = async () => (await client.terminal({ terminal })).deviceList;
  if (place === "device") return (await devices()).map((one) => one.device);
  if (place !== "command") return [];
  const one = (await devices()).find((candidate) => candidate.device === device);
  return (one?.commands ?? []).map(({ name }) => name);
};

/**
 * What may come next. `words` are those after `roundsman`, the last one unfinished. Quiet when no broker answers: completion must never be
 * in a person's way.
 */
export const complete = async (
  words: readonly string[],
  names: readonly string[],
  load: (name: string) => Promise<Verb | undefined>,
  client: () => Promise<Client>,
): Promise<readonly string[]> => {
  const [name = "", ...rest] = words;
  if (rest.length === 0) return [...names, "completion"];
  const verb = await load(name);
  if (!verb) return name === "completion" ? ["bash", "zsh"] : [];
  if (rest.at(-1)?.startsWith("-"))
    return [...Object.keys(verb.options ?? {}).map((option) => `--${option}`), ...globals];
  const before = rest.slice(0, -1).filter((word) => !word.startsWith("-"));
  const places = Object.entries(verb.positionals ?? {});
  const [place, spec] = places[before.length] ?? places.filter(([, { many }]) => many).slice(-1)[0] ?? [];
  if (place === undefined) return [];
  if (spec?.choices) return spec.choices;
  return client()
    .then((asked) => (place === "query" ? queryWords(rest, asked) : fromBroker(place, before, asked)))
    .catch(() => []); // no broker, no suggestions
};
