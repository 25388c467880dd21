import { groupBy } from "../../../contract/group-by.ts";
import { type Localized, partText, type StockLoan } from "../../../contract/index.ts";
import { ledgerOf, levelsOf, loansOf } from "../../stock/ledger.ts";
import { summaries } from "../../stock/wanted.ts";
import { column, figure, standard } from "../columns.ts";
import type { Facts } from "../facts.ts";
import { namesOf } from "../faults/report.ts";
import type { SpareUse, StockFacts } from "../figures/spares.ts";
import { anyPlace, type Flow, flowsOf, isStill, place } from "../figures/stock-flow.ts";
import { dayText, monthsOf, type Range } from "../period.ts";
import { type Block, both, type Chart, defineReport, type Table, type Value } from "../report.ts";

const flowColumns = [
  column("opening", "count", "Opening", "期初"),
  column("received", "count", "Received", "入库"),
  column("returned", "count", "Returned from tickets", "工单退回"),
  column("loanBack", "count", "Back from loan", "借用归还"),
  column("used", "count", "Used", "领用"),
  column("writtenOff", "count", "Written off", "报废"),
  column("lent", "count", "Lent", "借出"),
  column("closing", "count", "Closing", "期末"),
];
const flowValues = (flow: Flow): Value<Localized>[] => [
  flow.opening,
  flow.received,
  flow.returned,
  flow.loanBack,
  flow.used,
  flow.writtenOff,
  flow.lent,
  flow.closing,
];

const none = both("Nothing was in stock, and nothing was moved.", "无库存，无出入库记录。");

const byPart = ({ moves }: StockFacts, range: Range): Table<Localized> => ({
  kind: "table",
  id: "stock-by-part",
  title: both("By part, all depots and vans together", "按备件（全部仓库与车辆合计）"),
  columns: [standard.part, ...flowColumns],
  rows: [...flowsOf(moves, range, anyPlace)]
    .filter(([, flow]) => !isStill(flow))
    .map(([part, flow]) => [partText(part), ...flowValues(flow)]),
  none,
});

const byMonth = ({ moves }: StockFacts, range: Range): Table<Localized>[] => {
  const months = monthsOf(range);
  if (months.length < 2) return [];
  return [
    {
      kind: "table",
      id: "stock-by-month",
      title: both("By month", "按月"),
      columns: [column("month", "text", "Month", "月份"), standard.part, ...flowColumns],
      rows: months.flatMap((month) =>
        [...flowsOf(moves, month, anyPlace)]
          .filter(([, flow]) => !isStill(flow))
          .map(([part, flow]) => [month.label, partText(part), ...flowValues(flow)]),
      ),
      none,
    },
  ];
};

const byPlace = ({ moves, places }: StockFacts, range: Range): Table<Localized> => ({
  kind: "table",
  id: "stock-by-place",
  title: both("By place", "按位置"),
  columns: [
    column("place", "text", "Place", "位置"),
    standard.part,
    column("opening", "count", "Opening", "期初"),
    column("movedIn", "count", "Moved in", "调入"),
    column("in", "count", "Other receipts", "其他入库"),
    column("movedOut", "count", "Moved out", "调出"),
    column("out", "count", "Other issues", "其他出库"),
    column("closing", "count", "Closing", "期末"),
  ],
  rows: places.flatMap(({ id, name }) =>
    [...flowsOf(moves, range, place(id))]
      .filter(([, flow]) => !isStill(flow))
      .map(([part, flow]) => [
        name === undefined ? id : `${id} (${name})`,
        partText(part),
        flow.opening,
        flow.movedIn,
        flow.received + flow.returned + flow.loanBack,
        flow.movedOut,
        flow.used + flow.writtenOff + flow.lent,
        flow.closing,
      ]),
  ),
  none,
});

const warningWords = {
  belowMinimum: both("below minimum", "低于最低库存"),
  belowTarget: both("below target", "低于备件池目标"),
};

/** What there was at the end of the range against what is wanted. */
const standing = (stock: StockFacts) => {
  const ledger = ledgerOf(stock.moves);
  const known = [...ledger.keys(), ...stock.items.map(({ item }) => item)];
  const levels = levelsOf(ledger);
  return summaries(known, { ...stock, classes: stock.parts, levels, loans: loansOf(ledger) });
};

const wanted = (stock: StockFacts): Table<Localized> => ({
  kind: "table",
  id: "stock-wanted",
  title: both("Against minimum and pool target, the short ones first", "与最低库存及备件池目标对比，不足者在前"),
  columns: [
    standard.part,
    column("have", "count", "In stock", "库存"),
    column("inRepair", "count", "In repair", "维修中"),
    column("onLoan", "count", "On loan", "借出"),
    column("minimum", "count", "Minimum", "最低库存"),
    column("installed", "count", "Installed", "在用"),
    column("pool", "number", "Pool", "备件池比例", "%"),
    column("target", "count", "Target", "目标"),
    column("missing", "count", "Missing", "缺口"),
    column("state", "text", "State", "状态"),
  ],
  rows: standing(stock).map(({ item, have, inRepair, onLoan, minimum, installed, poolPercent, target, warning }) => [
    partText(item),
    have,
    inRepair,
    onLoan,
    minimum ?? null,
    installed,
    poolPercent,
    target ?? null,
    Math.max(0, (minimum ?? 0) - have, (target ?? 0) - have),
    warning ? warningWords[warning] : both("enough", "充足"),
  ]),
  none,
  note: both(
    "Stock as at the end of the period; installed units as they are registered now. What is in repair or on loan does not count as stock.",
    "库存为期末数；在用数量为当前登记数。维修中与借出的备件不计入库存。",
  ),
});

/** Used less what came back unused. */
const net = (uses: readonly SpareUse[]): number =>
  uses.reduce((sum, { move }) => sum + (move.kind === "use" ? move.quantity : -move.quantity), 0);

const useTable = (facts: Facts): Table<Localized> => {
  const names = namesOf(facts);
  return {
    kind: "table",
    id: "spares-uses",
    title: both("Parts used, by ticket", "备件领用明细（按工单）"),
    columns: [
      column("at", "time", "Time", "时间"),
      standard.ticket,
      standard.terminal,
      standard.device,
      standard.part,
      standard.serial,
      column("quantity", "count", "Number", "数量"),
      column("kind", "text", "Booked as", "类型"),
      column("place", "text", "From or to", "来源或去向"),
      column("by", "text", "By", "经办"),
    ],
    rows: facts.spares.uses.map(({ move, terminal, device }) => [
      move.at,
      move.ticket ?? null,
      names.get(terminal) ?? terminal,
      device,
      partText(move.item),
      move.serial ?? null,
      move.quantity,
      move.kind === "use" ? both("used", "领用") : both("returned unused", "退回"),
      move.from ?? move.to ?? null,
      move.by.replace(/^user:/, ""),
    ]),
    none: both("No part was used.", "本期未领用备件。"),
  };
};

/** Parts used by model of the device they went into, against how many of it there are. */
export const sparesByModel = (facts: Facts): Table<Localized> => {
  const modules = facts.terminals.flatMap((terminal) => terminal.modules);
  const rows = [...groupBy(facts.spares.uses, ({ model, move }) => `${model}\n${move.item}`).values()]
    .map((uses) => ({ model: uses[0]?.model ?? "", part: uses[0]?.move.item ?? "", used: net(uses) }))
    .filter(({ used }) => used !== 0)
    .sort((a, b) => b.used - a.used || (a.part < b.part ? -1 : 1));
  return {
    kind: "table",
    id: "spares-by-model",
    title: both("Parts used, by model", "备件用量（按型号）"),
    columns: [
      standard.model,
      standard.part,
      column("used", "count", "Used", "用量"),
      column("installed", "count", "Installed", "在用"),
      column("per100", "number", "Used per 100 installed", "每百台用量"),
    ],
    rows: rows.map(({ model, part, used }) => {
      const installed = model === "" ? 0 : modules.filter((one) => one.model === model).length;
      return [
        model === "" ? null : model,
        partText(part),
        used,
        installed,
        installed > 0 ? (100 * used) / installed : null,
      ];
    }),
    none: both("No part was used.", "本期未领用备件。"),
  };
};

const byTerminal = (facts: Facts): Table<Localized> => {
  const places = new Map(facts.terminals.map((terminal) => [terminal.id, terminal]));
  return {
    kind: "table",
    id: "spares-by-terminal",
    title: both("Parts used, by terminal", "备件用量（按终端）"),
    columns: [standard.terminal, standard.site, standard.part, column("used", "count", "Used", "用量")],
    rows: [...groupBy(facts.spares.uses, ({ terminal, move }) => `${terminal}\n${move.item}`).values()]
      .map((uses) => ({ one: uses[0] as SpareUse, used: net(uses) }))
      .filter(({ used }) => used !== 0)
      .sort((a, b) => b.used - a.used)
      .map(({ one: { terminal, move }, used }) => [
        places.get(terminal)?.name ?? terminal,
        places.get(terminal)?.site ?? null,
        partText(move.item),
        used,
      ]),
    none: both("No part was used.", "本期未领用备件。"),
  };
};

const isOver = ({ dueBack }: StockLoan, { to, zone }: Range): boolean =>
  dueBack !== undefined && dueBack < dayText(to, zone);

/** What is lent at the end of the range. */
export const loanTable = (facts: Facts, range: Range): Table<Localized> => {
  const names = namesOf(facts);
  return {
    kind: "table",
    id: "stock-loans",
    title: both("Loan units out at the end", "期末借出设备"),
    columns: [
      standard.terminal,
      standard.part,
      standard.serial,
      column("quantity", "count", "Number", "数量"),
      column("since", "time", "Since", "借出时间"),
      column("dueBack", "text", "Due back", "应还日期"),
      column("state", "text", "State", "状态"),
    ],
    rows: facts.spares.loans.map((loan) => [
      names.get(loan.terminal) ?? loan.terminal,
      partText(loan.item),
      loan.serials[0] ?? null,
      loan.quantity,
      loan.since,
      loan.dueBack ?? null,
      isOver(loan, range) ? both("overdue", "逾期未还") : both("out", "借出中"),
    ]),
    none: both("Nothing is on loan.", "无借出设备。"),
  };
};

const summary = (facts: Facts, range: Range): Block<Localized> => {
  const { stock, spares } = facts;
  const uses = net(spares.uses);
  const over = spares.loans.filter((loan) => isOver(loan, range)).length;
  const short = stock ? standing(stock).filter(({ warning }) => warning !== undefined).length : 0;
  const flows = stock ? [...flowsOf(stock.moves, range, anyPlace).values()] : [];
  const sum = (name: keyof Flow): number => flows.reduce((all, flow) => all + flow[name], 0);
  return {
    kind: "figures",
    figures: [
      ...(stock
        ? [
            figure("closing", "count", ["In stock at the end", "期末库存"], sum("closing")),
            figure("received", "count", ["Received", "入库"], sum("received")),
          ]
        : []),
      figure("used", "count", ["Used", "领用"], uses, {
        hint: both("less what came back unused", "已扣除退回"),
      }),
      ...(stock ? [figure("writtenOff", "count", ["Written off", "报废"], sum("writtenOff"))] : []),
      figure(
        "onLoan",
        "count",
        ["On loan at the end", "期末借出"],
        spares.loans.reduce((all, { quantity }) => all + quantity, 0),
      ),
      figure("overdue", "count", ["Loans overdue", "逾期未还"], over, { tone: over > 0 ? "bad" : "good" }),
      ...(stock
        ? [figure("short", "count", ["Parts short", "不足备件种类"], short, { tone: short > 0 ? "warn" : "good" })]
        : []),
    ],
  };
};

/** What was used most. */
export const usedChart = ({ spares }: Facts): Chart<Localized>[] => {
  const used = [...groupBy(spares.uses, ({ move }) => move.item)]
    .map(([part, uses]) => ({ part, used: net(uses) }))
    .filter(({ used: n }) => n > 0)
    .sort((a, b) => b.used - a.used)
    .slice(0, 12);
  if (used.length === 0) return [];
  return [
    {
      kind: "chart",
      id: "spares-chart",
      title: both("Parts used most", "用量最多的备件"),
      form: "bar",
      across: true,
      type: "count",
      labels: used.map(({ part }) => partText(part)),
      series: [{ name: both("used", "用量"), values: used.map((one) => one.used) }],
    },
  ];
};

export default defineReport({
  id: "stock",
  title: both("Stock report", "备件库存月报"),
  summary: both(
    "Spare parts by month: opening, received, used, lent, closing; against minimum and pool; use by model; loans",
    "备件月报：期初、入库、领用、借出、期末，对比最低库存与备件池，按型号用量，借用设备",
  ),
  usual: "month",
  make: (facts, range) => {
    const { stock } = facts;
    return [
      {
        id: "stock",
        title: both("Stock", "库存"),
        blocks: [
          summary(facts, range),
          ...(stock
            ? [byPart(stock, range), ...byMonth(stock, range), wanted(stock), byPlace(stock, range)]
            : [
                {
                  kind: "text",
                  tone: "dim",
                  text: both(
                    "Depots and vans serve the whole fleet: their stock is only told without a filter.",
                    "仓库与车辆服务于全部终端，库存仅在不限定范围时列出。",
                  ),
                } as const,
              ]),
        ],
      },
      {
        id: "spares",
        title: both("Use of spare parts", "备件使用"),
        blocks: [...usedChart(facts), sparesByModel(facts), byTerminal(facts), useTable(facts)],
      },
      { id: "loans", title: both("Loan units", "借用设备"), blocks: [loanTable(facts, range)] },
    ];
  },
});
