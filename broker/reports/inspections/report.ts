import type {
  InspectionDue,
  InspectionFinding,
  InspectionItem,
  InspectionResult,
  InspectionRound,
  Localized,
} from "../../../contract/index.ts";
import { checklist } from "../../inspections/checklist.ts";
import { column, figure, standard } from "../columns.ts";
import type { Facts } from "../facts.ts";
import { namesOf } from "../faults/report.ts";
import { dayText, type Range } from "../period.ts";
import { type Block, both, type Chart, defineReport, type Table, type Value } from "../report.ts";

export const resultWords: Readonly<Record<InspectionResult, Localized>> = {
  ok: both("in order", "正常"),
  notOk: both("not in order", "异常"),
  cannotTell: both("cannot be told", "无法判定"),
  notFitted: both("not fitted", "未配置"),
};

const person = (by: string | undefined): string | null => by?.replace(/^user:/, "") ?? null;
const joinedText = (texts: readonly Localized[]): Localized | null =>
  texts.length === 0 ? null : both(texts.map(({ en }) => en).join("; "), texts.map((one) => one["zh-CN"]).join("；"));
const titlesOf = (items: readonly InspectionItem[], result: InspectionResult): Localized | null =>
  joinedText(items.filter((one) => one.result === result).map(({ title }) => title));

/** Rounds that were made. */
export const roundsTable = (facts: Facts, { zone }: Range): Table<Localized> => {
  const names = namesOf(facts);
  return {
    kind: "table",
    id: "inspections-rounds",
    title: both("Rounds made", "已完成巡检"),
    columns: [
      column("round", "count", "Round", "巡检编号"),
      standard.terminal,
      column("finishedAt", "time", "Finished", "完成时间"),
      column("by", "text", "By", "巡检人"),
      column("due", "text", "Was due", "应检日期"),
      column("inTime", "text", "In time", "是否按期"),
      column("result", "text", "Result", "结果"),
      column("notOk", "text", "Not in order", "异常项目"),
      column("cannotTell", "text", "Could not be told", "无法判定项目"),
      column("note", "text", "Note", "备注"),
    ],
    rows: facts.rounds.map((round) => [
      round.number,
      names.get(round.terminal) ?? round.terminal,
      round.finishedAt ?? null,
      person(round.finishedBy),
      round.due ?? null,
      round.due === undefined ? null : isLate(round, zone) ? both("late", "逾期完成") : both("in time", "按期"),
      resultWords[round.result],
      titlesOf(round.items, "notOk"),
      titlesOf(round.items, "cannotTell"),
      round.note ?? null,
    ]),
    none: both("No round was made.", "本期未完成巡检。"),
  };
};

/** Finished on a later day than it was due, by the report's zone. */
const isLate = ({ due, finishedAt = 0 }: InspectionRound, zone: string): boolean =>
  due !== undefined && dayText(finishedAt, zone) > due;

const statesText = ({ states, evidence }: InspectionFinding): Localized => {
  const read = Object.entries(states)
    .map(([name, state]) => `${name}: ${state}`)
    .join(", ");
  const told = joinedText(evidence);
  if (!told) return both(read, read);
  return read === "" ? told : both(`${read}; ${told.en}`, `${read}；${told["zh-CN"]}`);
};

/** One row for each part that was looked at, and one for what a person said of the item. */
const partRows = (round: InspectionRound, name: string): Value<Localized>[][] =>
  round.items.flatMap(({ title, result, findings, answer }) => [
    ...findings.map((finding): Value<Localized>[] => [
      name,
      round.number,
      title,
      finding.part ?? finding.device ?? null,
      finding.identity?.model ?? null,
      finding.identity?.serial ?? null,
      both("machine", "自动"),
      resultWords[finding.result],
      statesText(finding),
      finding.readAt ?? null,
    ]),
    ...(answer
      ? [
          [
            name,
            round.number,
            title,
            null,
            null,
            null,
            person(answer.by),
            resultWords[answer.result],
            answer.note ?? null,
            answer.at,
          ],
        ]
      : []),
    ...(findings.length === 0 && !answer
      ? [[name, round.number, title, null, null, null, null, resultWords[result], null, null]]
      : []),
  ]);

const partsTable = (facts: Facts): Table<Localized> => {
  const names = namesOf(facts);
  return {
    kind: "table",
    id: "inspections-parts",
    title: both("Result by terminal and part", "逐项巡检记录（按终端与部件）"),
    columns: [
      standard.terminal,
      column("round", "count", "Round", "巡检编号"),
      column("item", "text", "Item", "检查项目"),
      column("part", "text", "Part", "部件"),
      standard.model,
      standard.serial,
      column("by", "text", "Told by", "判定人"),
      column("result", "text", "Result", "结果"),
      column("evidence", "text", "Seen, read or said", "读数或说明"),
      column("at", "time", "When", "时间"),
    ],
    rows: facts.rounds.flatMap((round) => partRows(round, names.get(round.terminal) ?? round.terminal)),
    none: both("No round was made.", "本期未完成巡检。"),
  };
};

const counted = (rounds: readonly InspectionRound[], item: string, result: InspectionResult): number =>
  rounds.filter(({ items }) => items.some((one) => one.item === item && one.result === result)).length;

const byItem = ({ rounds }: Facts): Table<Localized> => ({
  kind: "table",
  id: "inspections-by-item",
  title: both("By item of the checklist", "按检查项目"),
  columns: [
    column("item", "text", "Item", "检查项目"),
    column("ok", "count", "In order", "正常"),
    column("notOk", "count", "Not in order", "异常"),
    column("cannotTell", "count", "Cannot be told", "无法判定"),
    column("notFitted", "count", "Not fitted", "未配置"),
  ],
  rows: checklist.map(({ id, title }) => [
    title,
    ...(["ok", "notOk", "cannotTell", "notFitted"] as const).map((result) => counted(rounds, id, result)),
  ]),
});

const itemChart = ({ rounds }: Facts): Chart<Localized>[] =>
  rounds.length === 0
    ? []
    : [
        {
          kind: "chart",
          id: "inspections-chart",
          title: both("Results by item", "各项目巡检结果"),
          form: "stack",
          across: true,
          type: "count",
          labels: checklist.map(({ title }) => title),
          series: (["ok", "notOk", "cannotTell"] as const).map((result) => ({
            name: resultWords[result],
            tone: ({ ok: "good", notOk: "bad", cannotTell: "dim" } as const)[result],
            values: checklist.map(({ id }) => counted(rounds, id, result)),
          })),
        },
      ];

const dueColumns = [
  standard.terminal,
  standard.site,
  column("due", "text", "Due", "应检日期"),
  column("days", "count", "Days left", "剩余天数"),
  column("last", "time", "Last round", "上次巡检"),
  column("months", "count", "Every", "周期", "个月"),
];
const dueRow = ({ name, site, due, days, last, months }: InspectionDue): Value<Localized>[] => [
  name,
  site,
  due,
  days,
  last?.at ?? null,
  months,
];
const soonestFirst = (list: readonly InspectionDue[]): InspectionDue[] => [...list].sort((a, b) => a.days - b.days);

/** Rounds that were overdue at the end of the range. */
export const overdueTable = (facts: Facts): Table<Localized> => ({
  kind: "table",
  id: "inspections-overdue",
  title: both("Overdue at the end", "期末逾期未检"),
  columns: dueColumns,
  rows: soonestFirst(facts.due.filter(({ state }) => state === "overdue")).map(dueRow),
  none: both("No round is overdue.", "无逾期未检终端。"),
});

/** Rounds that fall due within so many days of the end. */
export const comingTable = (facts: Facts, days = 92): Table<Localized> => ({
  kind: "table",
  id: "inspections-coming",
  title: both(`Due within ${days} days of the end`, `期末后 ${days} 天内应检`),
  columns: dueColumns,
  rows: soonestFirst(facts.due.filter((one) => one.state !== "overdue" && one.days <= days)).map(dueRow),
  none: both("No round falls due.", "无到期巡检。"),
});

export const inspectionSummary = (facts: Facts, { zone }: Range): Block<Localized> => {
  const { rounds, due } = facts;
  const overdue = due.filter(({ state }) => state === "overdue").length;
  const late = rounds.filter((round) => isLate(round, zone)).length;
  const wrong = rounds.filter(({ result }) => result === "notOk").length;
  const seen = new Set(rounds.map(({ terminal }) => terminal)).size;
  return {
    kind: "figures",
    figures: [
      figure("rounds", "count", ["Rounds made", "完成巡检"], rounds.length),
      figure(
        "inspected",
        "percent",
        ["Terminals inspected", "巡检覆盖率"],
        facts.terminals.length > 0 ? seen / facts.terminals.length : null,
        {
          hint: both(`${seen} of ${facts.terminals.length}`, `${seen} / ${facts.terminals.length} 台`),
        },
      ),
      figure("late", "count", ["of the rounds late", "其中逾期完成"], late, { tone: late > 0 ? "warn" : "good" }),
      figure("notOk", "count", ["Rounds that found something", "发现异常的巡检"], wrong, {
        tone: wrong > 0 ? "warn" : "good",
      }),
      figure("overdue", "count", ["Overdue at the end", "期末逾期未检"], overdue, {
        tone: overdue > 0 ? "bad" : "good",
      }),
    ],
  };
};

export default defineReport({
  id: "inspections",
  title: both("Inspection record", "巡检记录报告"),
  summary: both(
    "Rounds with results by terminal and part, answers, serial numbers; overdue and coming ones",
    "巡检结果（按终端与部件）、人工判定、序列号，逾期与即将到期的巡检",
  ),
  usual: "quarter",
  make: (facts, range) => [
    {
      id: "inspections",
      title: both("Inspection rounds", "巡检"),
      blocks: [
        inspectionSummary(facts, range),
        ...itemChart(facts),
        byItem(facts),
        roundsTable(facts, range),
        overdueTable(facts),
        comingTable(facts),
      ],
    },
    { id: "parts", title: both("Record by terminal and part", "逐项记录"), blocks: [partsTable(facts)] },
  ],
});
