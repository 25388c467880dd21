import type { Column, KnowledgeHit, KnowledgePage, RankedText } from "../../../contract/index.ts";
import { defineVerb, exitCodes, partText } from "../../../contract/plain.ts";
import { actorText } from "../../i18n/said.ts";
import { absolute } from "../../i18n/times.ts";
import { type Desk, openDesk, optional } from "../desk.ts";
import { severityTone } from "../timeline.ts";

const columns: readonly Column[] = [
  { title: { en: "Fault code", "zh-CN": "故障代码" } },
  { title: { en: "Severity", "zh-CN": "级别" }, priority: 2 },
  { title: { en: "What", "zh-CN": "故障" } },
  { title: { en: "Solved", "zh-CN": "已解决案例" }, align: "right", priority: 1 },
];

const list = ({ ui, t, language }: Desk, hits: readonly KnowledgeHit[]): void => {
  if (hits.length === 0) return ui.out(t("knowledge.none"));
  return ui.table(
    columns,
    hits.map(({ code, severity, title, cases }) => [
      code,
      ui.paint(severityTone[severity], t(`severity.${severity}`)),
      title[language],
      cases > 0 ? String(cases) : "",
    ]),
  );
};

const timesText = ({ t, ui }: Desk, { cured, elsewhere }: RankedText, model: string | undefined): string => {
  const here = cured > 0 ? [t("knowledge.cured", { times: cured })] : [];
  const there =
    elsewhere > 0 ? [t(model === undefined ? "knowledge.cured" : "knowledge.elsewhere", { times: elsewhere })] : [];
  const all = [...here, ...there].join(t("comma"));
  return all === "" ? "" : ui.paint("good", t("brackets", { text: all }));
};

const section = (desk: Desk, title: string, texts: readonly RankedText[], model: string | undefined): void => {
  if (texts.length === 0) return;
  desk.heading(title);
  for (const [n, one] of texts.entries())
    desk.prose(`${n + 1}. ${one.text[desk.language]}${timesText(desk, one, model)}`, 2);
};

const show = (desk: Desk, page: KnowledgePage): void => {
  const { ui, t, prose, language } = desk;
  ui.out(
    `${ui.paint("strong", page.title[language])}  ${ui.paint(severityTone[page.severity], t(`severity.${page.severity}`))}`,
  );
  prose([page.code, t(`line.${page.line}`), t(`skill.${page.skill}`), page.model ?? ""].filter(Boolean).join(" · "));
  prose(page.symptom[language]);
  section(desk, t("knowledge.causes"), page.causes, page.model);
  section(desk, t("knowledge.steps"), page.steps, page.model);
  const parts = page.parts.map((one) => ({ ...one, text: partText(one.text.en) }));
  section(desk, t("knowledge.parts"), parts, page.model);
  if (page.cases.length > 0) desk.heading(t("knowledge.cases"));
  for (const one of page.cases) {
    const facts = [absolute(one.at).slice(0, 10), one.terminal, one.model ?? "", actorText(one.by, language)];
    const words = one.cause ? t("pair", { a: one.text[language], b: one.cause[language] }) : one.text[language];
    prose(words + (one.cameBack ? t("brackets", { text: t("knowledge.cameBack") }) : ""), 2);
    prose(ui.paint("dim", facts.filter(Boolean).join(" · ")), 4);
  }
};

/** A code has dots; words have none. */
const isCode = (words: string): boolean => /^[a-zA-Z]+(\.[a-zA-Z]+)+$/.test(words);

export default defineVerb({
  name: "knowledge",
  group: "see",
  summary: {
    en: "What is known of a fault: causes, steps, parts, and what cured it before",
    "zh-CN": "故障知识：原因、步骤、备件，以及以往的解决办法",
  },
  positionals: {
    words: {
      summary: { en: "fault code, or words to search by", "zh-CN": "故障代码，或搜索用的词语" },
      required: false,
      many: true,
    },
  },
  options: {
    model: { summary: { en: "what cured it on this model comes first", "zh-CN": "此型号的解决办法排在前面" } },
  },
  examples: [
    [
      "roundsman knowledge printer.paper.out --model TM-T88V",
      { en: "one page, ranked for a model", "zh-CN": "单个页面，按型号排序" },
    ],
    [
      "roundsman knowledge paper sensor",
      { en: "search by words, English or Chinese", "zh-CN": "按词语搜索，中英文均可" },
    ],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const words = ((args.words as string[] | undefined) ?? []).join(" ");
    const model = optional(args, "model");
    if (!isCode(words)) {
      const hits = await desk.client.searchKnowledge(words === "" ? { limit: 500 } : { words });
      if (ui.json) ui.jsonOut(hits);
      else list(desk, hits);
      return exitCodes.ok;
    }
    const page = await desk.client.knowledge({ id: words }, model === undefined ? {} : { model });
    if (ui.json) ui.jsonOut(page);
    else show(desk, page);
    return exitCodes.ok;
  },
});
