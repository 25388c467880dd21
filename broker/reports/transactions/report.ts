import { groupBy } from "../../../contract/group-by.ts";
import type { Localized } from "../../../contract/index.ts";
import type { SaleTally } from "../../store/history-rows.ts";
import { standard } from "../columns.ts";
import type { Facts } from "../facts.ts";
import { byStep } from "../figures/groups.ts";
import { type Range, stepsOf } from "../period.ts";
import { type Block, both, type Chart, type Column, defineReport, type Table, type Value } from "../report.ts";

const kinds: Readonly<Record<string, Localized>> = {
  cash: both("cash", "现金"),
  card: both("card", "银行卡"),
  other: both("other", "其他"),
};
const kindWords = (kind: string): Localized => kinds[kind] ?? both(kind, kind);

interface Sum {
  readonly success: number;
  readonly failed: number;
  readonly cancelled: number;
}
const sumOf = (tallies: Iterable<SaleTally>): Sum => {
  const sum = { success: 0, failed: 0, cancelled: 0 };
  for (const { result, count } of tallies)
    if (result === "success" || result === "failed" || result === "cancelled") sum[result] += count;
  return sum;
};

/** Successes / (successes + failures): what the customer broke off says nothing of the machine. `null` without either. */
export const successRate = ({ success, failed }: Pick<Sum, "success" | "failed">): number | null =>
  success + failed > 0 ? success / (success + failed) : null;

const columns: readonly Column<Localized>[] = [
  { key: "all", title: both("Transactions", "交易笔数"), type: "count" },
  { key: "success", title: both("Succeeded", "成功"), type: "count" },
  { key: "failed", title: both("Failed", "失败"), type: "count" },
  { key: "cancelled", title: both("Broken off", "取消"), type: "count" },
  { key: "rate", title: both("Success rate", "成功率"), type: "percent" },
];
const values = (sum: Sum): Value<Localized>[] => [
  sum.success + sum.failed + sum.cancelled,
  sum.success,
  sum.failed,
  sum.cancelled,
  successRate(sum),
];

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

const none = both("There was no transaction.", "本期无交易。");

const byKind = (sales: readonly SaleTally[]): Table<Localized> => ({
  kind: "table",
  id: "transactions-by-kind",
  title: both("By kind", "按交易种类"),
  columns: [{ key: "kind", title: both("Kind", "种类"), type: "text" }, ...columns],
  rows: [...groupBy(sales, ({ kind }) => kind)]
    .sort(byName)
    .map(([kind, list]) => [kindWords(kind), ...values(sumOf(list))]),
  none,
});

const causes = (sales: readonly SaleTally[]): Table<Localized> => {
  const failed = sales.filter(({ result }) => result !== "success");
  const all = failed.reduce((sum, { count }) => sum + count, 0);
  const rows = [...groupBy(failed, ({ result, kind, cause }) => `${result}|${kind}|${cause}`).values()].map((list) => ({
    one: list[0] as SaleTally,
    count: list.reduce((sum, { count }) => sum + count, 0),
    terminals: new Set(list.map(({ terminal }) => terminal)).size,
  }));
  return {
    kind: "table",
    id: "transactions-causes",
    title: both("Why they did not succeed", "未成功原因"),
    columns: [
      { key: "cause", title: both("Cause", "原因"), type: "text" },
      { key: "kind", title: both("Kind", "种类"), type: "text" },
      { key: "result", title: both("Result", "结果"), type: "text" },
      { key: "count", title: both("Number", "笔数"), type: "count" },
      { key: "share", title: both("Share", "占比"), type: "percent" },
      { key: "terminals", title: both("Terminals", "涉及终端"), type: "count" },
    ],
    rows: rows
      .sort((a, b) => b.count - a.count)
      .map(({ one, count, terminals }) => [
        one.cause === "" ? both("not told", "未说明") : one.cause,
        kindWords(one.kind),
        one.result === "failed" ? both("failed", "失败") : both("broken off", "取消"),
        count,
        count / all,
        terminals,
      ]),
    none: both("No transaction failed.", "没有未成功的交易。"),
  };
};

const byTerminal = ({ terminals, sales }: Facts): Table<Localized> => {
  const of = groupBy(sales, ({ terminal }) => terminal);
  const rows = terminals.map((terminal) => ({ terminal, sum: sumOf(of.get(terminal.id) ?? []) }));
  return {
    kind: "table",
    id: "transactions-by-terminal",
    title: both("By terminal, the lowest rate first", "按终端，成功率由低到高"),
    columns: [standard.terminal, standard.site, ...columns],
    rows: rows
      .sort((a, b) => (successRate(a.sum) ?? 2) - (successRate(b.sum) ?? 2))
      .map(({ terminal, sum }) => [terminal.name, terminal.site, ...values(sum)]),
    none: both("There was no terminal.", "没有终端。"),
  };
};

/** Hours are counted to the step in which they begin. */
const perStep = (sales: readonly SaleTally[], range: Range): Chart<Localized> => {
  const steps = stepsOf(range);
  const sums = byStep(sales, steps, ({ hour }) => hour).map(sumOf);
  return {
    kind: "chart",
    id: "transactions-course",
    title: both("Transactions", "交易笔数"),
    form: "stack",
    type: "count",
    labels: steps.map(({ label }) => label),
    series: [
      { name: both("succeeded", "成功"), tone: "good", values: sums.map(({ success }) => success) },
      { name: both("broken off", "取消"), tone: "dim", values: sums.map(({ cancelled }) => cancelled) },
      { name: both("failed", "失败"), tone: "bad", values: sums.map(({ failed }) => failed) },
    ],
  };
};

/** Turnover of what succeeded, by currency; in the currency's own unit, of which a hundredth is stored. */
const turnover = (sales: readonly SaleTally[]): Table<Localized> => ({
  kind: "table",
  id: "transactions-turnover",
  title: both("Turnover of what succeeded", "成功交易金额"),
  columns: [
    { key: "currency", title: both("Currency", "币种"), type: "text" },
    { key: "amount", title: both("Amount", "金额"), type: "number" },
  ],
  rows: [
    ...groupBy(
      sales.filter(({ result, currency }) => result === "success" && currency !== ""),
      ({ currency }) => currency,
    ),
  ]
    .sort(byName)
    .map(([currency, list]) => [currency, list.reduce((sum, { amount }) => sum + amount, 0) / 100]),
  none: both("The sales application named no amounts.", "销售程序未提供金额。"),
});

const summary = (sales: readonly SaleTally[]): Block<Localized> => {
  const sum = sumOf(sales);
  return {
    kind: "figures",
    figures: [
      {
        key: "rate",
        label: both("Success rate", "成功率"),
        value: successRate(sum),
        type: "percent",
        hint: both("of succeeded and failed", "成功 /（成功 + 失败）"),
      },
      {
        key: "all",
        label: both("Transactions", "交易笔数"),
        value: sum.success + sum.failed + sum.cancelled,
        type: "count",
      },
      { key: "failed", label: both("Failed", "失败"), value: sum.failed, type: "count" },
      { key: "cancelled", label: both("Broken off by the customer", "客户取消"), value: sum.cancelled, type: "count" },
    ],
  };
};

export default defineReport({
  id: "transactions",
  title: both("Transaction success", "交易成功率报告"),
  summary: both("Transactions by kind, success and failure with causes", "按种类统计交易成功与失败及原因"),
  usual: "month",
  make: (facts, range) => [
    {
      id: "transactions",
      title: both("Transactions", "交易"),
      blocks: [
        summary(facts.sales),
        perStep(facts.sales, range),
        byKind(facts.sales),
        causes(facts.sales),
        byTerminal(facts),
        turnover(facts.sales),
      ],
    },
  ],
});
