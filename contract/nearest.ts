/** Single-character changes that turn `a` into `b`; swapped neighbours count as one. */
export const distance = (a: string, b: string): number => {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const change = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      row.push(swapped ? Math.min(change, (before[j - 2] ?? 0) + 1) : change);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
};

/** The known word that was probably meant, if one is close enough. */
export const nearest = (word: string, known: Iterable<string>): string | undefined => {
  const ranked = [...known]
    .map((name) => ({ name, far: name.startsWith(word) && word.length > 1 ? 0.5 : distance(word, name) }))
    .sort((x, y) => x.far - y.far);
  const best = ranked[0];
  return best && best.far <= Math.max(1, Math.floor(word.length / 3)) ? best.name : undefined;
};

/** Known words that may have been meant, the likest first: close ones, and those of which the word is a part. */
export const nearMatches = (word: string, known: Iterable<string>, most = 3): string[] => {
  const asked = word.toLowerCase();
  return [...known]
    .map((name) => {
      const lower = name.toLowerCase();
      return { name, far: lower.includes(asked) ? 0 : distance(asked, lower) };
    })
    .filter(({ far }) => far <= Math.max(1, Math.floor(word.length / 2)))
    .sort((a, b) => a.far - b.far)
    .slice(0, most)
    .map(({ name }) => name);
};
