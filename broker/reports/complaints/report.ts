import type { Localized } from "../../../contract/index.ts";
import { clockNamed, stateWords, verdictWords } from "../../customers/complaints/words.ts";
import type { Facts } from "../facts.ts";
import type { ComplaintFact } from "../figures/dealings.ts";
import type { Range } from "../period.ts";
import { type Block, both, defineReport, type Table } from "../report.ts";

type Clock = ComplaintFact["clocks"][number];
const within = (at: number, { from, to }: Range): boolean => at >= from && at < to;

/** When a promise was kept, or its time ran out; `undefined` while it still runs. */
const decidedAt = ({ metAt, breached, dueAt }: Clock): number | undefined => (breached ? dueAt : metAt);
const decided = (complaints: readonly ComplaintFact[], range: Range): Clock[] =>
  complaints
    .flatMap(({ clocks }) => clocks)
    .filter((clock) => {
      const at = decidedAt(clock);
      return at !== undefined && within(at, range);
    });

const summary = ({ dealings: { complaints } }: Facts, range: Range): Block<Localized> => {
  const promises = decided(complaints, range);
  const kept = promises.filter(({ breached }) => !breached).length;
  const closed = complaints.filter(({ closedAt }) => closedAt !== undefined && within(closedAt, range));
  const valid = closed.filter(({ verdict }) => verdict === "valid").length;
  return {
    kind: "figures",
    figures: [
      {
        key: "received",
        label: both("Received", "收到"),
        value: complaints.filter(({ receivedAt }) => within(receivedAt, range)).length,
        type: "count",
      },
      { key: "closed", label: both("Closed", "结案"), value: closed.length, type: "count" },
      {
        key: "valid",
        label: both("Found valid", "成立"),
        value: valid,
        type: "count",
        tone: valid > 0 ? "bad" : "good",
      },
      {
        key: "open",
        label: both("Open at the end", "期末未结案"),
        value: complaints.filter(({ state }) => state !== "closed").length,
        type: "count",
      },
      {
        key: "kept",
        label: both("Answered in time", "按时率"),
        value: promises.length > 0 ? kept / promises.length : null,
        type: "percent",
        tone: kept === promises.length ? "good" : "warn",
        hint: both("promises kept, of those that were decided", "已判定的时限中按时达成的比例"),
      },
    ],
  };
};

const standings = ({ dealings }: Facts): Table<Localized> => ({
  kind: "table",
  id: "complaints-valid",
  title: both("Valid complaints by contract", "按合同累计的成立投诉"),
  columns: [
    { key: "contract", title: both("Contract or customer", "合同或客户"), type: "text" },
    { key: "valid", title: both("Valid so far", "累计成立"), type: "count" },
    { key: "limit", title: both("Limit", "上限"), type: "count" },
    { key: "warning", title: both("Warning", "提示"), type: "text" },
  ],
  rows: dealings.standings.map(({ name, valid, limit, warning }) => [name, valid, limit, warning ?? null]),
  none: both("None.", "无。"),
});

const clockText = (complaint: ComplaintFact, name: Clock["name"]): Localized | null =>
  complaint.clocks.find((clock) => clock.name === name)?.text ?? null;

const list = ({ dealings }: Facts): Table<Localized> => ({
  kind: "table",
  id: "complaints",
  title: both("Complaints", "投诉明细"),
  columns: [
    { key: "number", title: both("No.", "编号"), type: "count" },
    { key: "received", title: both("Received", "收到时间"), type: "time" },
    { key: "customer", title: both("Customer", "客户"), type: "text" },
    { key: "from", title: both("Who", "投诉人"), type: "text" },
    { key: "terminal", title: both("Terminal", "终端"), type: "text" },
    { key: "ticket", title: both("Ticket", "工单"), type: "count" },
    { key: "text", title: both("What", "内容"), type: "text" },
    { key: "state", title: both("State", "状态"), type: "text" },
    { key: "verdict", title: both("Verdict", "结论"), type: "text" },
    { key: "about", title: both("About", "涉及人员"), type: "text" },
    { key: "acknowledge", title: clockNamed("acknowledge"), type: "text" },
    { key: "answer", title: clockNamed("answer"), type: "text" },
  ],
  rows: dealings.complaints.map((one) => [
    one.number,
    one.receivedAt,
    one.customer,
    one.from,
    one.terminal ?? null,
    one.ticket ?? null,
    one.text,
    stateWords[one.state],
    one.verdict ? verdictWords[one.verdict] : null,
    one.about ?? null,
    clockText(one, "acknowledge"),
    clockText(one, "answer"),
  ]),
  none: both("There were no complaints.", "本期没有投诉。"),
});

export default defineReport({
  id: "complaints",
  title: both("Complaints", "投诉报告"),
  summary: both(
    "Who complained of what, whether it was answered in time, what was found valid",
    "投诉内容、答复时限与处理结论",
  ),
  usual: "month",
  make: (facts, range) => [
    {
      id: "complaints",
      title: both("Complaints", "投诉"),
      blocks: [
        summary(facts, range),
        standings(facts),
        list(facts),
        {
          kind: "text",
          tone: "dim",
          text: both(
            "As it stood at the end of the period: everything received or still open in it.",
            "统计期末的状态：含本期收到及期内未结案的全部投诉。",
          ),
        },
      ],
    },
  ],
});
