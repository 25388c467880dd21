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

/** How well a page answers a question, 0 if not at all: every term counts with the heaviest text it is in. */
export const scoreOf = (page: Searchable, wanted: ReadonlySet<string>): number => {
  const fields = [
    [6, termsOf(codeWords(page.code))] as const,
    ...page.texts.map(([weight, { en, "zh-CN": zh }]) => [weight, termsOf(`${en}\n${zh}`)] as const),
  ];
  const found = [...wanted].map((term) => fields.find(([, terms]) => holds(terms, term))?.[0] ?? 0);
  const hits = found.filter((weight) => weight > 0).length;
  if (wanted.size === 0 || hits / wanted.size < enough) return 0;
  return (found.reduce((sum, weight) => sum + weight, 0) / wanted.size) * (hits / wanted.size);
};

/** Pages that answer a question in either language, the best first. Pure. */
export const search = <P extends Searchable>(pages: readonly P[], question: string): { page: P; score: number }[] => {
  const wanted = termsOf(question);
  return pages
    .map((page) => ({ page, score: scoreOf(page, wanted) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.page.code < b.page.code ? -1 : 1));
};
