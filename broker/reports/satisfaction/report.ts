import { type Localized, opinions, type RankedRow, type Score } from "../../../contract/index.ts";
import { validByPerson } from "../../customers/complaints/standing.ts";
import { rankingOf } from "../../customers/satisfaction/ranking.ts";
import { opinionWords } from "../../customers/satisfaction/words.ts";
import type { Facts } from "../facts.ts";
import { byStep } from "../figures/groups.ts";
import { type Range, stepsOf } from "../period.ts";
import { type Block, both, type Chart, defineReport, type Table, type Value } from "../report.ts";

type Row = readonly Value<Localized>[];
const unknown = both("not known", "未知");

const meanOf = (scores: readonly Score[]): number | null =>
  scores.length > 0 ? scores.reduce((sum, { points }) => sum + points, 0) / scores.length : null;

const summary = ({ dealings }: Facts): Block<Localized> => {
  const { opinions: said, opinionsBefore } = dealings;
  const answered = said.filter(({ score }) => score !== "noAnswer").length;
  const bad = said.filter(({ score }) => score === "dissatisfied").length;
  return {
    kind: "figures",
    figures: [
      { key: "opinions", label: both("Opinions", "评价数"), value: said.length, type: "count" },
      { key: "mean", label: both("Mean", "平均分"), value: meanOf(said), type: "number" },
      {
        key: "before",
        label: both("Mean before", "上期平均分"),
        value: meanOf(opinionsBefore),
        type: "number",
        hint: both("the time of the same length before", "此前等长时段"),
      },
      {
        key: "answered",
        label: both("Answered", "评价率"),
        value: said.length > 0 ? answered / said.length : null,
        type: "percent",
      },
      {
        key: "dissatisfied",
        label: both("Dissatisfied", "不满意"),
        value: bad,
        type: "count",
        tone: bad > 0 ? "bad" : "good",
      },
    ],
  };
};

interface Kind {
  readonly id: string;
  readonly title: Localized;
  readonly name: Localized;
  readonly nameOf: (score: Score) => string;
}
const engineers: Kind = {
  id: "satisfaction-by-engineer",
  title: both("Ranking of engineers", "工程师满意度排名"),
  name: both("Engineer", "工程师"),
  nameOf: ({ engineer = "" }) => engineer,
};
const others: readonly Kind[] = [
  {
    id: "satisfaction-by-customer",
    title: both("By customer", "按客户"),
    name: both("Customer", "客户"),
    nameOf: ({ customer = "" }) => customer,
  },
  {
    id: "satisfaction-by-site",
    title: both("By site", "按站点"),
    name: both("Site", "站点"),
    nameOf: ({ site }) => site,
  },
];

const trendOf = ({ mean, before }: RankedRow): number | null => (before === undefined ? null : mean - before);

const ranked = ({ dealings }: Facts, { id, title, name, nameOf }: Kind): Table<Localized> => ({
  kind: "table",
  id,
  title,
  columns: [
    { key: "rank", title: both("Rank", "名次"), type: "count" },
    { key: "name", title: name, type: "text" },
    { key: "sum", title: both("Points", "总分"), type: "count" },
    { key: "opinions", title: both("Opinions", "评价数"), type: "count" },
    { key: "mean", title: both("Mean", "平均分"), type: "number" },
    { key: "trend", title: both("against before", "较上期"), type: "number" },
    { key: "content", title: both("Content", "满意率"), type: "percent" },
    ...opinions.map((opinion) => ({ key: opinion, title: opinionWords[opinion], type: "count" as const })),
  ],
  rows: rankingOf(dealings.opinions, nameOf, dealings.opinionsBefore).map(
    (row): Row => [
      row.rank,
      row.name === "" ? unknown : row.name,
      row.sum,
      row.answers,
      row.mean,
      trendOf(row),
      row.content ?? null,
      ...opinions.map((opinion) => row.counts[opinion] ?? 0),
    ],
  ),
  none: both("Nobody has said anything.", "本期没有评价。"),
});

const valid = ({ dealings }: Facts): Table<Localized> => ({
  kind: "table",
  id: "satisfaction-valid-complaints",
  title: both("Complaints found valid, by whom they were about", "成立的投诉（按涉及人员）"),
  columns: [
    { key: "engineer", title: both("Engineer", "工程师"), type: "text" },
    { key: "valid", title: both("Valid complaints", "成立次数"), type: "count" },
  ],
  rows: validByPerson(dealings.complaints).map(({ name, valid: count }) => [name, count]),
  none: both("None.", "无。"),
});

const all = ({ dealings }: Facts): Table<Localized> => ({
  kind: "table",
  id: "satisfaction-opinions",
  title: both("Every opinion that counts", "计入统计的评价"),
  columns: [
    { key: "at", title: both("First said", "首次评价"), type: "time" },
    { key: "ticket", title: both("Ticket", "工单"), type: "count" },
    { key: "visit", title: both("Visit", "上门"), type: "count" },
    { key: "engineer", title: both("Engineer", "工程师"), type: "text" },
    { key: "customer", title: both("Customer", "客户"), type: "text" },
    { key: "site", title: both("Site", "站点"), type: "text" },
    { key: "opinion", title: both("Opinion", "评价"), type: "text" },
    { key: "points", title: both("Points", "分数"), type: "count" },
    { key: "note", title: both("Note", "备注"), type: "text" },
  ],
  rows: dealings.opinions.map((one) => [
    one.firstAt,
    one.ticket,
    one.visit ?? null,
    one.engineer ?? null,
    one.customer ?? null,
    one.site,
    opinionWords[one.score],
    one.points,
    one.note ?? null,
  ]),
  none: both("Nobody has said anything.", "本期没有评价。"),
});

const chart = ({ dealings }: Facts, range: Range): Chart<Localized> => {
  const steps = stepsOf(range);
  return {
    kind: "chart",
    id: "satisfaction-course",
    title: both("Mean of the opinions", "平均分走势"),
    form: "line",
    type: "number",
    least: Math.min(0, ...dealings.opinions.map(({ points }) => points)),
    labels: steps.map(({ label }) => label),
    series: [
      { name: both("mean", "平均分"), values: byStep(dealings.opinions, steps, ({ firstAt }) => firstAt).map(meanOf) },
    ],
  };
};

export default defineReport({
  id: "satisfaction",
  title: both("Customer satisfaction", "客户满意度报告"),
  summary: both(
    "What customers said of the work: ranking of engineers, by customer and site",
    "客户对服务的评价：工程师排名，按客户与站点统计",
  ),
  usual: "month",
  make: (facts, range) => [
    {
      id: "satisfaction",
      title: both("Satisfaction", "满意度"),
      blocks: [
        summary(facts),
        ...(facts.dealings.opinions.length > 0 ? [chart(facts, range)] : []),
        ranked(facts, engineers),
        ...others.map((kind) => ranked(facts, kind)),
        valid(facts),
        all(facts),
        {
          kind: "text",
          tone: "dim",
          text: both(
            "Very satisfied 5 points, satisfied 3, average 2, no answer 1, dissatisfied −5. Ranked by the sum, then by the mean; the same of both shares a rank. Work counts in the period in which it was first judged, with what was said of it last.",
            "非常满意 5 分，满意 3 分，一般 2 分，未评价 1 分，不满意 −5 分。按总分排名，总分相同时按平均分，两者都相同则并列。每次服务计入首次评价所在的周期，以最后一次评价为准。",
          ),
        },
      ],
    },
  ],
});
