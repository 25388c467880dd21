import type { KnowledgeCase, Localized, RankedText } from "../../contract/index.ts";
import { termsOf } from "./words.ts";

/** A case of another model says less of this one. */
export const elsewhereWeight = 0.25;
/** From here on two texts are taken to say the same: so much of the shorter one is in the other. */
const alike = 0.5;

/** What one case says that cured it. */
export interface Said {
  readonly text: Localized;
  readonly model?: string;
}

/** Share of the smaller set that is in the other; 0 where one has nothing. Two words at least must agree, or all there are. */
const overlap = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  const common = [...small].filter((term) => large.has(term)).length;
  return common < Math.min(2, small.size) || small.size === 0 ? 0 : common / small.size;
};

interface Terms {
  readonly en: ReadonlySet<string>;
  readonly zh: ReadonlySet<string>;
}
const both = (text: Localized): Terms => ({ en: termsOf(text.en), zh: termsOf(text["zh-CN"]) });
const alikeness = (a: Terms, b: Terms): number => Math.max(overlap(a.en, b.en), overlap(a.zh, b.zh));

/** How much two texts say the same, 0 to 1: in the language in which they are most alike. */
export const likeness = (a: Localized, b: Localized): number => alikeness(both(a), both(b));

interface Counted {
  readonly terms: Terms;
  text: Localized;
  cured: number;
  elsewhere: number;
  seed: boolean;
}

const nearest = (list: readonly Counted[], said: Terms): Counted | undefined => {
  let best: Counted | undefined;
  let most = alike;
  for (const one of list) {
    const score = alikeness(one.terms, said);
    if (score < most || (score === most && best)) continue;
    best = one;
    most = score;
  }
  return best;
};

const scoreOf = ({ cured, elsewhere }: Counted): number => cured + elsewhere * elsewhereWeight;

/**
 * Texts of the rule, ranked by how often a case said the same: a case of this model counts in full, one of another model a quarter. What no text of the rule says
 * becomes a text of its own if `learn`. Where nothing tells them apart the order of the rule stays. Without a `model` every case counts in full. Pure.
 */
export const ranked = (
  seeds: readonly Localized[],
  cases: readonly Said[],
  { model, learn }: { readonly model?: string; readonly learn: boolean },
): RankedText[] => {
  const list: Counted[] = seeds.map((text) => ({ terms: both(text), text, cured: 0, elsewhere: 0, seed: true }));
  for (const said of cases) {
    const terms = both(said.text);
    let found = nearest(list, terms);
    if (!found && learn) list.push((found = { terms, text: said.text, cured: 0, elsewhere: 0, seed: false }));
    if (!found) continue;
    if (model === undefined || said.model === model) found.cured++;
    else found.elsewhere++;
  }
  return list
    .map((one, n) => ({ one, n }))
    .sort((a, b) => scoreOf(b.one) - scoreOf(a.one) || a.n - b.n)
    .map(({ one: { text, cured, elsewhere, seed } }) => ({ text, cured, elsewhere, seed }));
};

/** Cases of the model first, else in their order. */
export const modelFirst = (cases: readonly KnowledgeCase[], model: string | undefined): KnowledgeCase[] =>
  model === undefined
    ? [...cases]
    : [...cases.filter((one) => one.model === model), ...cases.filter((one) => one.model !== model)];
