import { type Localized, measures } from "../../../contract/index.ts";
import type { Forecast } from "../../wear/wear.ts";
import { standard } from "../columns.ts";
import type { Facts } from "../facts.ts";
import { type Block, both, type Chart, defineReport, type Table } from "../report.ts";

const dayMs = 86_400_000;
const soonMs = 90 * dayMs;
/** The rules call a part due from here on. */
const due = 0.9;
const shownInChart = 15;

const isSoon = ({ dueAt, share = 0 }: Forecast, now: number): boolean =>
  share >= due || (dueAt !== undefined && dueAt < now + soonMs);

const units: Readonly<Record<string, string>> = { percent: "%", hours: "h", days: "d", cm: "cm", count: "" };

const nameOf = ({ terminals }: Facts, id: string): string => terminals.find((one) => one.id === id)?.name ?? id;

const table = (facts: Facts, id: string, title: Localized, forecasts: readonly Forecast[]): Table<Localized> => ({
  kind: "table",
  id,
  title,
  columns: [
    standard.terminal,
    standard.device,
    { key: "item", title: both("Part or supply", "部件或耗材"), type: "text" },
    { key: "share", title: both("Used", "已用"), type: "percent" },
    { key: "left", title: both("Left", "剩余"), type: "number" },
    { key: "perDay", title: both("A day", "日均"), type: "number" },
    { key: "unit", title: both("Unit", "单位"), type: "text" },
    { key: "dueAt", title: both("Due", "预计用尽"), type: "day" },
    { key: "renewedAt", title: both("Renewed", "上次更换"), type: "day" },
  ],
  rows: forecasts.map(({ usage, item, share, left, perDay, dueAt }) => {
    const { unit } = measures[item.measure];
    return [
      nameOf(facts, usage.terminal),
      usage.device,
      item.title,
      share ?? null,
      left,
      perDay ?? null,
      units[unit] ?? unit,
      dueAt ?? null,
      usage.renewedAt ?? null,
    ];
  }),
  none: both("Nothing is due.", "无到期项目。"),
});

const chart = (facts: Facts, parts: readonly Forecast[]): Chart<Localized> => {
  const worn = parts
    .filter(({ share }) => share !== undefined)
    .sort((a, b) => (b.share ?? 0) - (a.share ?? 0))
    .slice(0, shownInChart);
  return {
    kind: "chart",
    id: "wear-chart",
    title: both("Parts that are used most", "磨损最多的部件"),
    form: "bar",
    across: true,
    type: "percent",
    labels: worn.map(({ usage, item }) => {
      const name = nameOf(facts, usage.terminal);
      return both(`${name}: ${item.title.en}`, `${name}：${item.title["zh-CN"]}`);
    }),
    series: [{ name: both("used of its life", "已用寿命"), values: worn.map(({ share }) => share ?? null) }],
  };
};

const summary = (facts: Facts): Block<Localized> => {
  const soon = facts.wear.filter((one) => isSoon(one, facts.now));
  const dueNow = facts.wear.filter(({ share = 0, left }) => share >= 1 || left === 0);
  return {
    kind: "figures",
    figures: [
      { key: "items", label: both("Parts and supplies watched", "跟踪项目"), value: facts.wear.length, type: "count" },
      {
        key: "soon",
        label: both("Due within 90 days", "90 天内到期"),
        value: soon.length,
        type: "count",
        tone: soon.length > 0 ? "warn" : "good",
      },
      {
        key: "now",
        label: both("Used up", "已用尽"),
        value: dueNow.length,
        type: "count",
        tone: dueNow.length > 0 ? "bad" : "good",
      },
    ],
  };
};

export default defineReport({
  id: "wear",
  title: both("Wear and supplies", "磨损与耗材报告"),
  summary: both("What is used up when: parts with a life, paper, cash boxes", "易损件、纸卷、钞箱的用量与预计用尽日期"),
  usual: "month",
  make: (facts) => {
    const parts = facts.wear.filter(({ item }) => item.kind === "wear");
    return [
      {
        id: "wear",
        title: both("Wear and supplies", "磨损与耗材"),
        blocks: [
          summary(facts),
          ...(parts.some(({ share }) => share !== undefined) ? [chart(facts, parts)] : []),
          table(
            facts,
            "wear-soon",
            both("Due within 90 days", "90 天内到期"),
            facts.wear.filter((one) => isSoon(one, facts.now)),
          ),
          table(facts, "wear-all", both("Everything", "全部项目"), facts.wear),
          {
            kind: "text",
            tone: "dim",
            text: both(
              "As it stands when the report is made, whatever its period: use is not kept by date.",
              "以报告生成时的状态为准，与统计周期无关：用量不按日期留存。",
            ),
          },
        ],
      },
    ];
  },
});
