/** Runs of Han characters, or of letters and digits in any other script. */
const runs = /\p{Script=Han}+|[\p{L}\p{N}]+/gu;
const han = /^\p{Script=Han}/u;
/** These tell nothing of a fault. */
const empty = new Set(
  "a an and are at be been by for from had has have in into is it its no not of on or that the then this to was were with".split(
    " ",
  ),
);

/** An English word without the endings that hide its likeness: `cleaned`, `cleaning` and `cleans` are `clean`. */
const stem = (word: string): string => {
  const bare = word.replace(/(ing|ed|es|s)$/, "");
  return bare.length >= 3 ? bare : word;
};

/** A run of Han characters as overlapping pairs: Chinese has no spaces, and a pair is nearly a word. */
const pairs = (run: string): string[] => {
  const signs = Array.from(run);
  return signs.length === 1 ? signs : signs.slice(1).map((sign, n) => `${signs[n]}${sign}`);
};

/** What a text is about, as a set: stems of its words, pairs of its Han characters. Bounded by the text. */
export const termsOf = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.toLowerCase().normalize("NFKC").matchAll(runs)].flatMap(([run]) => {
      if (han.test(run)) return pairs(run);
      return empty.has(run) || run.length < 2 ? [] : [stem(run)];
    }),
  );
