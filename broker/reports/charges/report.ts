import type { ChargeStatement, Localized } from "../../../contract/index.ts";
import { money } from "../../customers/charges/words.ts";
import { type Block, both, defineReport, type Section, type Table, type Value } from "../report.ts";

const billingWords = { visit: both("by visit", "按次收费"), year: both("by year", "按年收费") } as const;

const overview = (statements: readonly ChargeStatement[], without: readonly string[]): Block<Localized>[] => [
  {
    kind: "table",
    id: "charges",
    title: both("By contract", "按合同"),
    columns: [
      { key: "contract", title: both("Contract", "合同"), type: "text" },
      { key: "customer", title: both("Customer", "客户"), type: "text" },
      { key: "schedule", title: both("Fee schedule", "收费标准"), type: "text" },
      { key: "billing", title: both("Paid", "付费方式"), type: "text" },
      { key: "currency", title: both("Currency", "币种"), type: "text" },
      { key: "net", title: both("Net", "不含税"), type: "text" },
      { key: "tax", title: both("Tax", "税"), type: "text" },
      { key: "total", title: both("Total", "合计"), type: "text" },
      { key: "open", title: both("Lines without a price", "未定价项"), type: "count" },
    ],
    rows: statements.map((one) => [
      one.contract,
      one.customer,
      one.title,
      billingWords[one.billing],
      one.currency,
      money(one.net, one.currency),
      money(one.tax, one.currency),
      money(one.total, one.currency),
      one.open,
    ]),
    none: both("No contract with a fee schedule was in force.", "本期没有设有收费标准的有效合同。"),
  },
  ...(without.length > 0
    ? [
        {
          kind: "text" as const,
          tone: "warn" as const,
          text: both(`Without a fee schedule: ${without.join(", ")}.`, `未设收费标准：${without.join("、")}。`),
        },
      ]
    : []),
];

const lines = ({ lines: all, currency }: ChargeStatement, n: number): Table<Localized> => ({
  kind: "table",
  id: `charges-lines-${n}`,
  title: both("Lines", "明细"),
  columns: [
    { key: "at", title: both("When", "时间"), type: "time" },
    { key: "kind", title: both("Kind", "类别"), type: "text" },
    { key: "text", title: both("What, and why", "项目与说明"), type: "text" },
    { key: "site", title: both("Site", "站点"), type: "text" },
    { key: "terminal", title: both("Terminal", "终端"), type: "text" },
    { key: "ticket", title: both("Ticket", "工单"), type: "count" },
    { key: "visit", title: both("Visit", "上门"), type: "count" },
    { key: "move", title: both("Stock move", "库存流水"), type: "count" },
    { key: "quantity", title: both("Quantity", "数量"), type: "count" },
    { key: "amount", title: both("Amount", "金额"), type: "money", unit: currency },
  ],
  rows: all.map((line): readonly Value<Localized>[] => [
    line.at,
    kindWords[line.kind],
    line.text,
    line.site ?? null,
    line.terminal ?? null,
    line.ticket ?? null,
    line.visit ?? null,
    line.move ?? null,
    line.quantity,
    line.amount ?? null,
  ]),
  none: both("Nothing to charge.", "无应收费用。"),
});

const kindWords = {
  visit: both("visit", "上门服务"),
  transport: both("transport", "运输"),
  part: both("part", "备件"),
  year: both("yearly fee", "年费"),
  minimum: both("least charge", "最低收费"),
} as const;

const statementSection = (one: ChargeStatement, index: number): Section<Localized> => ({
  id: `charges-${index + 1}`,
  title: both(`${one.customer}, contract ${one.contract}`, `${one.customer}，合同 ${one.contract}`),
  blocks: [
    {
      kind: "figures",
      figures: [
        { key: "net", label: both("Net", "不含税"), value: one.net, type: "money", unit: one.currency },
        {
          key: "tax",
          label: both(`Tax ${one.taxPercent} %`, `税 ${one.taxPercent} %`),
          value: one.tax,
          type: "money",
          unit: one.currency,
        },
        { key: "total", label: both("Total", "合计"), value: one.total, type: "money", unit: one.currency },
        {
          key: "open",
          label: both("Without a price", "未定价项"),
          value: one.open,
          type: "count",
          hint: both("in no sum", "未计入合计"),
          tone: one.open > 0 ? "warn" : "good",
        },
      ],
    },
    lines(one, index + 1),
  ],
});

export default defineReport({
  id: "charges",
  title: both("Charges", "费用报告"),
  summary: both(
    "What contracts owe by their fee schedules, each line with its reason",
    "按合同与收费标准计算的费用，逐项说明原因",
  ),
  usual: "month",
  make: ({ dealings: { charges } }) => [
    { id: "charges", title: both("Charges", "费用"), blocks: overview(charges.statements, charges.without) },
    ...charges.statements.map(statementSection),
  ],
});
