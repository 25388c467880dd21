/** One thing to go to or to do. */
export interface Entry {
  readonly id: string;
  readonly group: "action" | "page" | "terminal" | "fault" | "ticket";
  readonly label: string;
  /** What stands behind it, in quiet. */
  readonly hint: string;
  /** Found by these, too. */
  readonly also?: string;
  readonly go: string | (() => void);
}

const groups: readonly Entry["group"][] = ["action", "page", "terminal", "fault", "ticket"];

/** Lower is better; `undefined`: it does not fit. The beginning of the whole, of a word, or somewhere. */
const rank = (text: string, word: string): number | undefined => {
  const at = text.indexOf(word);
  if (at < 0) return undefined;
  if (at === 0) return 0;
  return /[\p{L}\p{N}]/u.test(text[at - 1] ?? "") ? 2 : 1;
};

const fit = (entry: Entry, words: readonly string[]): number | undefined => {
  const label = entry.label.toLowerCase();
  const rest = `${entry.hint} ${entry.also ?? ""}`.toLowerCase();
  let sum = 0;
  for (const word of words) {
    const inLabel = rank(label, word);
    const found = inLabel ?? (rest.includes(word) ? 4 : undefined);
    if (found === undefined) return undefined;
    sum += found;
  }
  return sum;
};

/** So many of each kind are shown: whoever wants others types more. */
export const mostOfGroup = 8;

/** What fits every word that was typed, the best of each kind first, kinds in their order. Nothing typed: pages and actions only. Pure. */
export const found = (entries: readonly Entry[], typed: string): Entry[] => {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const ranked = entries.flatMap((entry) => {
    const sum = fit(entry, words);
    return sum === undefined ? [] : [{ entry, sum }];
  });
  ranked.sort((a, b) => a.sum - b.sum);
  return groups.flatMap((group) => {
    if (words.length === 0 && group !== "action" && group !== "page") return [];
    const some = ranked.filter(({ entry }) => entry.group === group);
    return some.slice(0, words.length === 0 && group === "page" ? 20 : mostOfGroup).map(({ entry }) => entry);
  });
};
