import type { Localized } from "../../../contract/index.ts";
import type { OnCallFacts } from "../../on-call/facts.ts";
import { namesOf } from "../faults/report.ts";
import { clockText, type Range } from "../period.ts";
import { type Block, both, type Chart, defineReport, type Table } from "../report.ts";
import { type Case, casesOf, median, peopleOf, unsolvedOf } from "./log.ts";

const minuteMs = 60_000;
const acceptTimes = (cases: readonly Case[]): number[] =>
  cases.flatMap(({ acceptedAt, firstAt }) => (acceptedAt === undefined ? [] : [acceptedAt - firstAt]));

const summary = ({ duties, pages, calls }: OnCallFacts, cases: readonly Case[], { to }: Range): Block<Localized> => {
  const missed = cases.filter(({ acceptedAt }) => acceptedAt === undefined).length;
  const outside = [...pages, ...calls].filter(({ outsideHours }) => outsideHours).length;
  const hours = duties?.reduce((sum, duty) => sum + duty.to - duty.from, 0);
  return {
    kind: "figures",
    figures: [
      { key: "onDuty", label: both("On duty, all people", "值班总时长"), value: hours ?? null, type: "duration" },
      {
        key: "cases",
        label: both("Tickets that called somebody", "触发呼叫的工单"),
        value: cases.length,
        type: "count",
      },
      { key: "pages", label: both("People told", "呼叫人次"), value: pages.length, type: "count" },
      {
        key: "accept",
        label: both("Time to accept, median", "受理用时中位数"),
        value: median(acceptTimes(cases)),
        type: "duration",
      },
      {
        key: "notAccepted",
        label: both("Not accepted", "未受理"),
        value: missed,
        type: "count",
        tone: missed === 0 ? "good" : "warn",
      },
      { key: "calls", label: both("Telephone calls", "通话次数"), value: calls.length, type: "count" },
      { key: "outside", label: both("Outside working hours", "非工作时间"), value: outside, type: "count" },
      {
        key: "unsolved",
        label: both("Unsolved when the duty ended", "交班时未解决"),
        value: unsolvedOf(cases, to).length,
        type: "count",
      },
    ],
  };
};

const people = (facts: OnCallFacts, cases: readonly Case[], { to }: Range): Table<Localized> => ({
  kind: "table",
  id: "on-call-people",
  title: both("By person", "按人员"),
  columns: [
    { key: "person", title: both("Person", "人员"), type: "text" },
    { key: "duties", title: both("Duties", "值班次数"), type: "count" },
    { key: "onDuty", title: both("On duty", "值班时长"), type: "duration" },
    { key: "pages", title: both("Told", "被呼叫"), type: "count" },
    { key: "accepted", title: both("Accepted", "受理"), type: "count" },
    { key: "accept", title: both("Time to accept, median", "受理用时中位数"), type: "duration" },
    { key: "calls", title: both("Calls", "通话"), type: "count" },
    { key: "spoken", title: both("Time on the phone", "通话时长"), type: "duration" },
    { key: "outside", title: both("Outside working hours", "非工作时间"), type: "count" },
    { key: "unsolved", title: both("Unsolved at the end", "交班时未解决"), type: "count" },
  ],
  rows: peopleOf(facts, cases, to).map((row) => [
    facts.nameOf(row.person),
    facts.duties ? row.duties : null,
    facts.duties ? row.onDutyMs : null,
    row.pages,
    row.accepted,
    row.acceptMs,
    row.calls,
    row.minutes * minuteMs,
    row.outsideHours,
    row.unsolved,
  ]),
  none: both("Nobody was on duty, and nobody was called.", "本期无人值班，也没有呼叫。"),
});

const rotaText = ({ titles }: OnCallFacts, rota: string | undefined): Localized | null =>
  rota === undefined ? null : (titles.get(rota) ?? both(rota, rota));

const pageTable = (facts: OnCallFacts, names: ReadonlyMap<string, string>, { to }: Range): Table<Localized> => ({
  kind: "table",
  id: "on-call-pages",
  title: both("Who was told", "呼叫记录"),
  columns: [
    { key: "at", title: both("Told", "呼叫时间"), type: "time" },
    { key: "ticket", title: both("Ticket", "工单"), type: "count" },
    { key: "terminal", title: both("Terminal", "终端"), type: "text" },
    { key: "what", title: both("What", "事项"), type: "text" },
    { key: "step", title: both("Step", "步骤"), type: "count", unit: "%" },
    { key: "person", title: both("Person", "人员"), type: "text" },
    { key: "rota", title: both("Rota", "值班表"), type: "text" },
    { key: "ways", title: both("By", "方式"), type: "text" },
    { key: "accepted", title: both("Accepted after", "受理用时"), type: "duration" },
    { key: "by", title: both("By whom", "受理人"), type: "text" },
    { key: "length", title: both("From accepting to the end", "受理至结束"), type: "duration" },
    { key: "result", title: both("Result", "结果"), type: "text" },
  ],
  rows: facts.pages.map((page) => {
    const { about, ways, acceptedAt, acceptedBy, endedAt } = page;
    const accepted = acceptedAt !== undefined && acceptedAt < to ? acceptedAt : undefined;
    const ended = endedAt !== undefined && endedAt < to ? endedAt : undefined;
    const reached = ways.filter(({ missing }) => missing === undefined).map(({ channel }) => channel);
    return [
      page.at,
      page.ticket,
      about ? (names.get(about.terminal) ?? about.terminal) : null,
      about?.title ?? null,
      page.step,
      facts.nameOf(page.person),
      rotaText(facts, page.rota),
      reached.length > 0 ? reached.join(", ") : both("could not be told", "无法通知"),
      accepted === undefined ? null : accepted - page.at,
      accepted === undefined || acceptedBy === undefined ? null : facts.nameOf(acceptedBy),
      accepted === undefined || ended === undefined ? null : ended - accepted,
      ended === undefined ? null : (page.result ?? null),
    ];
  }),
  none: both("Nobody was called.", "本期没有呼叫。"),
});

const callTable = (facts: OnCallFacts): Table<Localized> => ({
  kind: "table",
  id: "on-call-calls",
  title: both("Telephone calls", "通话记录"),
  columns: [
    { key: "at", title: both("When", "时间"), type: "time" },
    { key: "person", title: both("Person", "人员"), type: "text" },
    { key: "length", title: both("Length", "时长"), type: "duration" },
    { key: "ticket", title: both("Ticket", "工单"), type: "count" },
    { key: "rota", title: both("Rota", "值班表"), type: "text" },
    { key: "outside", title: both("Working hours", "工作时间"), type: "text" },
    { key: "result", title: both("Result", "结果"), type: "text" },
  ],
  rows: facts.calls.map(({ at, person, minutes, ticket, rota, outsideHours, result }) => [
    at,
    facts.nameOf(person),
    minutes * minuteMs,
    ticket ?? null,
    rotaText(facts, rota),
    outsideHours ? both("outside", "非工作时间") : both("within", "工作时间"),
    result,
  ]),
  none: both("No call was written down.", "本期没有登记通话。"),
});

const unsolvedTable = (facts: OnCallFacts, cases: readonly Case[], { to }: Range): Table<Localized> => ({
  kind: "table",
  id: "on-call-unsolved",
  title: both("Unsolved when the duty ended, and followed", "交班时未解决及后续跟进"),
  columns: [
    { key: "ticket", title: both("Ticket", "工单"), type: "count" },
    { key: "what", title: both("What", "事项"), type: "text" },
    { key: "person", title: both("Person", "人员"), type: "text" },
    { key: "dutyEnds", title: both("Duty ended", "交班时间"), type: "time" },
    { key: "done", title: both("Done for it afterwards", "交班后处理次数"), type: "count" },
    { key: "ended", title: both("Solved", "解决时间"), type: "time" },
    { key: "by", title: both("By", "解决人"), type: "text" },
    { key: "after", title: both("After the duty", "交班后用时"), type: "duration" },
  ],
  rows: unsolvedOf(cases, to).map(({ page, dutyEnds, done, endedAt, endedBy }) => [
    page.ticket,
    page.about?.title ?? null,
    facts.nameOf(page.person),
    dutyEnds,
    done,
    endedAt ?? null,
    endedBy === undefined ? null : facts.nameOf(endedBy),
    endedAt === undefined ? null : endedAt - dutyEnds,
  ]),
  none: both("Every case was solved within its duty.", "所有事项均在当班内解决。"),
  note: both("A case is followed until it is closed, also after the duty.", "未解决事项须跟进至关闭，交班后亦然。"),
});

const dutyTable = (facts: OnCallFacts): Table<Localized>[] =>
  facts.duties
    ? [
        {
          kind: "table",
          id: "on-call-duties",
          title: both("Duties", "值班安排"),
          columns: [
            { key: "from", title: both("From", "起"), type: "time" },
            { key: "to", title: both("To", "止"), type: "time" },
            { key: "rota", title: both("Rota", "值班表"), type: "text" },
            { key: "person", title: both("Person", "人员"), type: "text" },
            { key: "length", title: both("Length", "时长"), type: "duration" },
            { key: "change", title: both("Override or swap", "替班或换班"), type: "count" },
          ],
          rows: facts.duties.map(({ from, to, rota, person, change }) => [
            from,
            to,
            rotaText(facts, rota),
            facts.nameOf(person),
            to - from,
            change ?? null,
          ]),
          none: both("There was no rota.", "本期没有值班表。"),
        },
      ]
    : [];

const hourChart = ({ pages, calls }: OnCallFacts, { zone }: Range): Chart<Localized> => {
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));
  const count = (rows: readonly { readonly at: number }[], hour: string): number =>
    rows.filter(({ at }) => clockText(at, zone).slice(11, 13) === hour).length;
  return {
    kind: "chart",
    id: "on-call-hours",
    title: both("By hour of the day", "按时段分布"),
    form: "stack",
    type: "count",
    labels: hours,
    series: [
      { name: both("told", "呼叫"), values: hours.map((hour) => count(pages, hour)) },
      { name: both("telephoned", "通话"), values: hours.map((hour) => count(calls, hour)) },
    ],
  };
};

export default defineReport({
  id: "on-call",
  title: both("On-call log", "值班记录"),
  summary: both(
    "Duties and hours per person, who was called of what and accepted when, calls, what was unsolved at the end of a duty",
    "人员值班时长、呼叫与受理、通话、交班时未解决事项",
  ),
  usual: "month",
  make(facts, range) {
    const { onCall } = facts;
    const cases = casesOf(onCall.pages, range.to);
    const title = both("On-call log", "值班记录");
    return [
      {
        id: "on-call",
        title,
        blocks: [summary(onCall, cases, range), people(onCall, cases, range), hourChart(onCall, range)],
      },
      {
        id: "on-call-log",
        title: both("Calls in detail", "呼叫与通话明细"),
        blocks: [pageTable(onCall, namesOf(facts), range), callTable(onCall), unsolvedTable(onCall, cases, range)],
      },
      ...(onCall.duties
        ? [{ id: "on-call-duties", title: both("Duties", "值班安排"), blocks: dutyTable(onCall) }]
        : []),
    ];
  },
});
