import type { Column, RankedRow, RouteBody, Score } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes, type Opinion, opinionSources, opinions } from "../../../contract/plain.ts";
import { actorText } from "../../i18n/said.ts";
import { betweenOptions, given } from "../between.ts";
import { type Args, type Desk, openDesk, optional } from "../desk.ts";

const rankColumns: readonly Column[] = [
  { title: { en: "Rank", "zh-CN": "名次" }, align: "right" },
  { title: { en: "Name", "zh-CN": "名称" } },
  { title: { en: "Points", "zh-CN": "总分" }, align: "right" },
  { title: { en: "Opinions", "zh-CN": "评价数" }, align: "right" },
  { title: { en: "Mean", "zh-CN": "平均分" }, align: "right" },
  { title: { en: "before", "zh-CN": "上期" }, align: "right", priority: 1 },
  { title: { en: "Content", "zh-CN": "满意率" }, align: "right", priority: 2 },
];
const scoreColumns: readonly Column[] = [
  { title: { en: "When", "zh-CN": "时间" } },
  { title: { en: "Opinion", "zh-CN": "评价" } },
  { title: { en: "Points", "zh-CN": "分数" }, align: "right" },
  { title: { en: "Visit", "zh-CN": "上门" }, align: "right", priority: 2 },
  { title: { en: "Engineer", "zh-CN": "工程师" } },
  { title: { en: "From", "zh-CN": "来源" }, priority: 1 },
  { title: { en: "Written by", "zh-CN": "登记人" }, priority: 3 },
  { title: { en: "Note", "zh-CN": "备注" }, priority: 4 },
];

const rankRow = ({ ui, t }: Desk, row: RankedRow): string[] => [
  String(row.rank),
  row.name === "" ? ui.paint("dim", t("satisfaction.unknown")) : row.name,
  ui.paint(row.sum < 0 ? "bad" : "plain", String(row.sum)),
  String(row.answers),
  row.mean.toFixed(2),
  row.before === undefined ? "" : row.before.toFixed(2),
  row.content === undefined ? "" : `${Math.round(row.content * 100)} %`,
];

const scoreRow = ({ t, at, language }: Desk, score: Score): string[] => [
  at(score.at),
  t(`opinion.${score.score}`),
  String(score.points),
  score.visit === undefined ? "" : String(score.visit),
  score.engineer ?? "",
  t(`satisfaction.from.${score.from}`),
  actorText(score.by, language),
  score.note ?? "",
];

const ranking = async (desk: Desk, args: Args): Promise<void> => {
  const { ui, t, heading, prose } = desk;
  const view = await desk.client.satisfaction(given(args, "from", "to", "zone"));
  if (ui.json) return ui.jsonOut(view);
  if (view.scores.length === 0) return ui.out(t("satisfaction.none"));
  for (const name of ["engineers", "customers", "sites"] as const) {
    heading(t(`satisfaction.${name}`));
    ui.table(
      rankColumns,
      view[name].map((row) => rankRow(desk, row)),
    );
  }
  prose(ui.paint("dim", t("satisfaction.rule")));
};

const history = async (desk: Desk, number: number): Promise<void> => {
  const { ui, t } = desk;
  const scores = await desk.client.scores({ number });
  if (ui.json) ui.jsonOut(scores);
  else if (scores.length === 0) ui.out(t("satisfaction.noneOf", { number }));
  else
    ui.table(
      scoreColumns,
      scores.map((score) => scoreRow(desk, score)),
    );
};

const write = async (desk: Desk, number: number, args: Args): Promise<void> => {
  const { ui, t } = desk;
  const { from, engineer, note } = given(args, "from", "engineer", "note");
  if (from !== undefined && !opinionSources.some((source) => source === from))
    throw new AppError("usage", {
      en: `--from ${from}: must be ${opinionSources.join(" or ")}`,
      "zh-CN": `--from ${from}：应为 ${opinionSources.join(" 或 ")}`,
    });
  const body: RouteBody<"scoreTicket"> = {
    score: args.score as Opinion,
    ...(args.visit === undefined ? {} : { visit: Number(args.visit) }),
    ...(from === undefined ? {} : { from: from as (typeof opinionSources)[number] }),
    ...(engineer === undefined ? {} : { engineer }),
    ...(note === undefined ? {} : { note }),
  };
  const saved = await desk.client.scoreTicket({ number }, body);
  if (ui.json) return ui.jsonOut(saved);
  const who = saved.engineer === undefined ? "" : t("satisfaction.for", { name: saved.engineer });
  const values = { number, score: t(`opinion.${saved.score}`), points: saved.points, who };
  ui.out(t("satisfaction.saved", values));
  if (saved.corrects !== undefined) ui.out(t("satisfaction.corrects"));
};

export default defineVerb({
  name: "satisfaction",
  group: "act",
  summary: {
    en: "What customers say of the work: write it down, see the ranking",
    "zh-CN": "客户满意度：登记评价，查看排名",
  },
  positionals: {
    ticket: {
      summary: { en: "ticket number; without it the ranking", "zh-CN": "工单号；省略时显示排名" },
      type: "number",
      required: false,
    },
  },
  options: {
    score: { summary: { en: "what the customer said", "zh-CN": "客户的评价" }, choices: opinions },
    visit: {
      summary: { en: "of this planned visit; the last one if left out", "zh-CN": "上门编号，默认最近一次" },
      type: "number",
    },
    engineer: { summary: { en: "who did the work, if not as the ticket says", "zh-CN": "实际处理的工程师" } },
    note: { summary: { en: "in the customer's words", "zh-CN": "客户原话或备注" } },
    ...betweenOptions,
    from: {
      summary: {
        en: "of a score: signature or callBack (left out: callBack); of the ranking: day, month or quarter",
        "zh-CN": "登记时为来源：signature 签收单、callBack 电话回访（默认）；排名时为日、月或季度",
      },
    },
  },
  examples: [
    ["roundsman satisfaction", { en: "last month's ranking", "zh-CN": "上月排名" }],
    [
      "roundsman satisfaction 14 --score satisfied --from signature",
      { en: "from the signed work order", "zh-CN": "按签收单登记" },
    ],
    ["roundsman satisfaction 14", { en: "everything that was said", "zh-CN": "该工单的全部评价" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const ticket = optional(args, "ticket");
    if (ticket === undefined) await ranking(desk, args);
    else if (args.score === undefined) await history(desk, Number(ticket));
    else await write(desk, Number(ticket), args);
    return exitCodes.ok;
  },
});
