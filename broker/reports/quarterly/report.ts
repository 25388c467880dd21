import type { Localized } from "../../../contract/index.ts";
import availability, { definitions } from "../availability/report.ts";
import charges from "../charges/report.ts";
import complaints from "../complaints/report.ts";
import type { Facts } from "../facts.ts";
import faults from "../faults/report.ts";
import { availabilityOf, coursesOf, sumTimes, timesOf } from "../figures/availability.ts";
import { casesOpened } from "../figures/cases.ts";
import { incidentsOf, within } from "../figures/incidents.ts";
import { complianceOf, promisesOf } from "../figures/promises.ts";
import inspections from "../inspections/report.ts";
import performance from "../performance/report.ts";
import type { Range } from "../period.ts";
import reliability from "../reliability/report.ts";
import { type Block, both, defineReport, type Report, type Section } from "../report.ts";
import satisfaction from "../satisfaction/report.ts";
import serviceLevels from "../service-levels/report.ts";
import stock from "../stock/report.ts";
import transactions, { successRate } from "../transactions/report.ts";
import wear from "../wear/report.ts";
import { causesTable } from "./causes.ts";
import { improvements } from "./improvements.ts";
import { planBlocks } from "./plan.ts";

/** A customer reads the summary: of a long table the first rows; all of them are in the report of its own. */
const mostRows = 15;

const shortened = (block: Block<Localized>): Block<Localized> => {
  if (block.kind !== "table" || block.rows.length <= mostRows) return block;
  const more = block.rows.length - mostRows;
  return {
    ...block,
    rows: block.rows.slice(0, mostRows),
    note: both(`${more} more are in the full report.`, `另有 ${more} 行，见完整报告。`),
  };
};

/** The blocks of another report that a customer wants, in the order named; charts and figures first of all. */
const from = (
  report: Report,
  ids: readonly string[],
  { facts, range }: { readonly facts: Facts; readonly range: Range },
): readonly Block<Localized>[] => {
  const blocks = report.make(facts, range).flatMap((section) => section.blocks);
  const named = ids.flatMap((id) => blocks.find((block) => "id" in block && block.id === id) ?? []);
  return [...blocks.filter(({ kind }) => kind === "figures").slice(0, 1), ...named].map(shortened);
};

/** What is owed is owed for whole contracts: of a site or a terminal nothing is said. With one contract its lines too. */
const chargesOf = (facts: Facts, range: Range): (readonly Block<Localized>[])[] => {
  const { terminal, site } = facts.scope ?? {};
  if (terminal !== undefined || site !== undefined || facts.dealings.charges.statements.length === 0) return [];
  const [overview, ...each] = charges.make(facts, range);
  const tables = overview?.blocks.filter(({ kind }) => kind === "table") ?? [];
  return [[...tables, ...(each.length === 1 ? (each[0]?.blocks ?? []) : [])].map(shortened)];
};

const plain = (text: Localized): Block<Localized> => ({ kind: "text", text });

const overall = (facts: Facts, range: Range): Block<Localized> => {
  const times = sumTimes(coursesOf(facts, range).map(({ whole }) => timesOf(whole)));
  const promises = promisesOf(facts, range);
  const failures = incidentsOf(facts).filter((one) => one.failure && within(one.from, range));
  const count = (result: string): number =>
    facts.sales.filter((tally) => tally.result === result).reduce((sum, tally) => sum + tally.count, 0);
  return {
    kind: "figures",
    figures: [
      { key: "terminals", label: both("Terminals", "终端数"), value: facts.terminals.length, type: "count" },
      { key: "availability", label: both("Availability", "可用率"), value: availabilityOf(times), type: "percent" },
      {
        key: "success",
        label: both("Transactions that succeeded", "交易成功率"),
        value: successRate({ success: count("success"), failed: count("failed") }),
        type: "percent",
      },
      { key: "failures", label: both("Failures", "故障数"), value: failures.length, type: "count" },
      {
        key: "tickets",
        label: both("Tickets opened", "新开工单"),
        value: casesOpened(facts.tickets, range),
        type: "count",
      },
      {
        key: "promises",
        label: both("Promises kept", "服务承诺达标率"),
        value: complianceOf(promises),
        type: "percent",
      },
    ],
  };
};

export default defineReport({
  id: "quarterly",
  title: both("Quarterly service report", "季度服务报告"),
  summary: both(
    "Everything a customer is told each quarter, with charts and suggestions",
    "面向客户的季度报告：图表、分析与建议",
  ),
  usual: "quarter",
  make: (facts, range) => {
    const course = { facts, range };
    const section = (id: string, title: Localized, blocks: readonly Block<Localized>[]): Section<Localized> => ({
      id,
      title,
      blocks,
    });
    return [
      section("overall", both("Overall state of the equipment", "设备总体情况"), [
        overall(facts, range),
        ...from(
          availability,
          ["availability-course", "availability-by-site", "availability-by-terminal", "availability-by-module"],
          course,
        ).slice(1),
      ]),
      section(
        "transactions",
        both("Transactions", "交易情况"),
        from(transactions, ["transactions-course", "transactions-by-kind", "transactions-causes"], course),
      ),
      section("faults", both("Faults", "故障分析"), from(faults, ["faults-course", "faults-by-kind"], course)),
      section(
        "reliability",
        both("Reliability and repair", "可靠性与维修"),
        from(reliability, ["reliability-cures", "reliability-by-module", "reliability-repeats"], course),
      ),
      section(
        "service",
        both("State of the service", "服务情况"),
        from(serviceLevels, ["service-levels-chart", "service-levels-by-promise", "service-levels-breaches"], course),
      ),
      section(
        "performance",
        both("Computers", "主机性能"),
        from(performance, ["performance-use", "performance-by-terminal"], course),
      ),
      section(
        "inspections",
        both("Inspection rounds", "巡检情况"),
        from(inspections, ["inspections-chart", "inspections-rounds"], course),
      ),
      section(
        "spares",
        both("Spare parts and loan units", "备件与借用设备"),
        from(stock, ["spares-chart", "spares-by-model", "stock-wanted", "stock-loans"], course),
      ),
      section("wear", both("Wear and supplies", "磨损与耗材"), from(wear, ["wear-chart", "wear-soon"], course)),
      section("satisfaction", both("Satisfaction", "客户满意度"), [
        ...(facts.dealings.opinions.length > 0
          ? from(satisfaction, ["satisfaction-course", "satisfaction-by-site"], course)
          : [plain(both("Nobody was asked for an opinion.", "本期没有满意度评价。"))]),
      ]),
      section("complaints", both("Complaints", "投诉"), [
        ...(facts.dealings.complaints.length > 0
          ? from(complaints, ["complaints"], course)
          : [plain(both("There was no complaint.", "本期没有投诉。"))]),
      ]),
      ...chargesOf(facts, range).map((blocks) => section("charges", both("Charges", "费用"), blocks)),
      section("improvements", both("Analysis and suggestions", "故障分析与改进建议"), [
        causesTable(facts, range),
        ...improvements(facts, range),
      ]),
      section("plan", both("Plan for the next quarter", "下季度计划"), planBlocks(facts, range)),
      definitions,
    ];
  },
});
