import type { Localized } from "../../contract/index.ts";
import { termsOf } from "./words.ts";

/** A page as the search sees it: texts by weight, the heaviest first. */
export interface Searchable {
  readonly code: string;
  readonly texts: readonly (readonly [weight: number, text: Localized])[];
}

/** So much of what was asked must be found. */
const enough = 0.5;

/** `printer.paperSensor.out` is found by `printer`, `paper` and `sensor`, too. */
const codeWords = (code: string): string => `${code} ${code.replaceAll(/([A-Z])/g, " $1").replaceAll(".", " ")}`;

/** A word also finds those it is the beginning of. */
const holds = (terms: ReadonlySet<string>, wanted: string): boolean =>
  terms.has(wanted) || (wanted.length >= 3 && [...terms].some((term) => term.startsWith(wanted)));

type Field = readonly [weight: number, terms: ReadonlySet<string>];

const fieldsOf = ({ code, texts }: Searchable): Field[] => [
  [6, termsOf(codeWords(code))],
  ...texts.map(([weight, { en, "zh-CN": zh }]): Field => [weight, termsOf(`${en}\n${zh}`)]),
];

/** The heaviest text a term is in; 0 if it is in none. */
const weightOf = (fields: readonly Field[], term: string): number =>
  fields.reduce((most, [weight, terms]) => (weight > most && holds(terms, term) ? weight : most), 0);

/** Pages that answer a question in either language, the best first: a term counts by the text it is in, and the more the fewer pages have it. Pure. */
export const search = <P extends Searchable>(pages: readonly P[], question: string): { page: P; score: number }[] => {
  const wanted = [...termsOf(question)];
  const found = pages.map((page) => {
    const fields = fieldsOf(page);
    return { page, weights: wanted.map((term) => weightOf(fields, term)) };
  });
  const rarity = wanted.map((_, n) => {
    const pagesWith = found.filter(({ weights }) => (weights[n] ?? 0) > 0).length;
    return Math.log((pages.length + 1) / (pagesWith + 0.5));
  });
  const all = rarity.reduce((sum, one) => sum + one, 0);
  const sum = (values: readonly number[]): number =>
    values.reduce((total, one, n) => total + one * (rarity[n] ?? 0), 0);
  return found
    .filter(({ weights }) => all > 0 && sum(weights.map((one) => Number(one > 0))) / all >= enough)
    .map(({ page, weights }) => ({ page, score: sum(weights) / all }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.page.code < b.page.code ? -1 : 1));
};
