import { type KnowledgeCase, type KnowledgePage, type Localized, lineOf, type Service } from "../../contract/index.ts";
import type { FaultRule } from "../faults/rule.ts";
import { modelFirst, ranked, type Said } from "./ranking.ts";

/** Cases shown on a page; all of them count. */
const mostCases = 20;
const mostTexts = 30;

const hinders: Readonly<Record<Service, Localized>> = {
  sellByCash: { en: "no sales for cash", "zh-CN": "无法现金购买" },
  sellByCard: { en: "no sales by card", "zh-CN": "无法刷卡购买" },
  receipt: { en: "no receipts", "zh-CN": "无法打印凭条" },
  allSales: { en: "no sales at all", "zh-CN": "无法进行任何交易" },
  monitoring: { en: "the terminal is not watched", "zh-CN": "终端失去监控" },
  security: { en: "the terminal is not safe", "zh-CN": "终端安全受影响" },
};

/** What is seen: the fault itself, and what customers can no longer do. */
export const symptomOf = ({ title, impact }: Pick<FaultRule, "title" | "impact">): Localized => {
  const what = impact.map((service) => hinders[service]);
  if (what.length === 0) return title;
  return {
    en: `${title.en}; ${what.map(({ en }) => en).join(", ")}`,
    "zh-CN": `${title["zh-CN"]}；${what.map((one) => one["zh-CN"]).join("，")}`,
  };
};

const plain = (text: string): Localized => ({ en: text, "zh-CN": text });
const saidOf = ({ model }: KnowledgeCase, text: Localized): Said => ({
  text,
  ...(model === undefined ? {} : { model }),
});

/** Who says what was done may thereby say what it was: a ticket's words count for causes and parts, but are none themselves. */
const wordsOf = (one: KnowledgeCase): Said => saidOf(one, one.text);

/** The page of one fault code: the rule's knowledge, ranked by the cases, newest first in `cases`. Pure. */
export const pageOf = (rule: FaultRule, cases: readonly KnowledgeCase[], model?: string): KnowledgePage => {
  const solved = cases.filter(({ cameBack }) => !cameBack);
  const of = model === undefined ? {} : { model };
  const told = solved.flatMap((one) => (one.cause ? [saidOf(one, one.cause)] : []));
  const byWords = solved.filter(({ cause }) => !cause).map(wordsOf);
  // First those that name a cause, so that what they bring with them is there to be counted by the others.
  const learnt = ranked(rule.causes, told, { ...of, learn: true })
    .filter(({ seed }) => !seed)
    .map(({ text }) => text);
  return {
    code: rule.id,
    title: rule.title,
    symptom: symptomOf(rule),
    severity: rule.severity,
    impact: [...rule.impact],
    skill: rule.skill,
    line: lineOf(rule),
    ...of,
    models: [...new Set(solved.flatMap((one) => one.model ?? []))].sort(),
    causes: ranked([...rule.causes, ...learnt], [...told, ...byWords], { ...of, learn: false })
      .map((one) => ({ ...one, seed: rule.causes.includes(one.text) }))
      .slice(0, mostTexts),
    steps: ranked(rule.advice, solved.map(wordsOf), { ...of, learn: true }).slice(0, mostTexts),
    parts: ranked(rule.parts.map(plain), solved.map(wordsOf), { ...of, learn: false }),
    cases: modelFirst(cases, model).slice(0, mostCases),
  };
};
