import { groupBy } from "../../../contract/group-by.ts";
import type { Localized, TicketView } from "../../../contract/index.ts";
import { byCustomer } from "../by-customer.ts";
import { classWords } from "../class-words.ts";
import { standard } from "../columns.ts";
import type { Facts } from "../facts.ts";
import { ticketsOf } from "../faults/report.ts";
import { coursesOf, sumTimes, timesOf } from "../figures/availability.ts";
import {
  type Cure,
  type Incident,
  incidentsOf,
  mtbf,
  mttr,
  type Record,
  recordOf,
  remoteCureRate,
  repeatRate,
  repeatsOf,
  visitOf,
  within,
} from "../figures/incidents.ts";
import type { Range } from "../period.ts";
import { type Block, both, type Chart, type Column, defineReport, type Table, type Value } from "../report.ts";

const columns: readonly Column<Localized>[] = [
  { key: "failures", title: both("Failures", "故障数"), type: "count" },
  { key: "mtbf", title: both("MTBF", "平均无故障时间"), type: "duration" },
  { key: "mttr", title: both("MTTR", "平均修复时间"), type: "duration" },
  { key: "repeats", title: both("Repeated", "重复故障"), type: "count" },
  { key: "remote", title: both("Cured remotely", "远程修复"), type: "count" },
  { key: "visits", title: both("Cured on site", "现场修复"), type: "count" },
  { key: "remoteRate", title: both("Remote-cure rate", "远程修复率"), type: "percent" },
];
const values = (record: Record, upMs: number): Value<Localized>[] => [
  record.failures,
  mtbf(upMs, record),
  mttr(record),
  record.repeats,
  record.cured.runbook + record.cured.remote,
  record.cured.visit,
  remoteCureRate(record),
];

interface Course {
  readonly facts: Facts;
  readonly range: Range;
  readonly incidents: readonly Incident[];
  readonly repeats: ReadonlySet<Incident>;
  readonly tickets: ReadonlyMap<number, TicketView>;
}

const recordFor = (incidents: readonly Incident[], { facts, range, repeats, tickets }: Course): Record =>
  recordOf(incidents, {
    range,
    repeats,
    visitsOf: facts.visits,
    ticketOf: ({ fault }) => (fault.ticket === undefined ? undefined : tickets.get(fault.ticket)),
  });

const firstTimeRate = ({ facts, range }: Course): { readonly rate: number | null; readonly visits: number } => {
  const visits = facts.tickets.flatMap((ticket) => visitOf(ticket, facts.visits(ticket), range) ?? []);
  const first = visits.filter(({ firstTime }) => firstTime).length;
  return { visits: visits.length, rate: visits.length > 0 ? first / visits.length : null };
};

const summary = (course: Course, upMs: number): Block<Localized> => {
  const record = recordFor(course.incidents, course);
  const first = firstTimeRate(course);
  return {
    kind: "figures",
    figures: [
      { key: "failures", label: both("Failures", "故障数"), value: record.failures, type: "count" },
      {
        key: "mtbf",
        label: both("MTBF", "平均无故障时间（MTBF）"),
        value: mtbf(upMs, record),
        type: "duration",
        hint: both("time up of a terminal per failure", "终端正常时间 / 故障数"),
      },
      {
        key: "mttr",
        label: both("MTTR", "平均修复时间（MTTR）"),
        value: mttr(record),
        type: "duration",
        hint: both("from the beginning to the end of a failure", "自故障发生至消除"),
      },
      {
        key: "repeatRate",
        label: both("Repeated within 30 days", "30 天内重复率"),
        value: repeatRate(record),
        type: "percent",
      },
      {
        key: "firstTimeFix",
        label: both("Fixed at the first visit", "一次修复率"),
        value: first.rate,
        type: "percent",
        hint: both(`of ${first.visits} tickets with a visit`, `现场工单 ${first.visits} 张`),
      },
      {
        key: "remoteRate",
        label: both("Cured remotely", "远程修复率"),
        value: remoteCureRate(record),
        type: "percent",
        hint: both("of failures that somebody or something cured", "占经处理修复的故障"),
      },
    ],
  };
};

const cureWords: Readonly<{ [C in Cure]: Localized }> = {
  runbook: both("cured by the system", "系统自动修复"),
  remote: both("cured by a person from afar", "人工远程修复"),
  visit: both("cured on site", "现场修复"),
  itself: both("went by itself", "自行恢复"),
};

const cureChart = ({ cured }: Record): Chart<Localized> => {
  const names = Object.keys(cureWords) as Cure[];
  return {
    kind: "chart",
    id: "reliability-cures",
    title: both("What ended failures", "故障消除方式"),
    form: "share",
    type: "count",
    labels: names.map((name) => cureWords[name]),
    series: [{ name: both("failures", "故障"), values: names.map((name) => cured[name]) }],
  };
};

const byModule = (course: Course): Table<Localized> => {
  const { facts, range, incidents } = course;
  const modules = coursesOf(facts, range).flatMap(({ terminal, modules: list }) =>
    list.map(({ module, course: one }) => ({ key: `${terminal.id}/${module.device}`, module, times: timesOf(one) })),
  );
  const classOf = new Map(modules.map(({ key, module }) => [key, module.deviceClass]));
  const byClass = groupBy(incidents, ({ fault }) => classOf.get(`${fault.terminal}/${fault.device}`));
  return {
    kind: "table",
    id: "reliability-by-module",
    title: both("By kind of module", "按模块类别"),
    columns: [
      { key: "module", title: both("Module", "模块"), type: "text" },
      { key: "modules", title: both("Number", "数量"), type: "count" },
      ...columns,
    ],
    rows: [...groupBy(modules, ({ module }) => module.deviceClass)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([deviceClass, list]) => [
        classWords(deviceClass),
        list.length,
        ...values(recordFor(byClass.get(deviceClass) ?? [], course), sumTimes(list.map(({ times }) => times)).up),
      ]),
    none: both("No module is known.", "尚无模块信息。"),
  };
};

const byTerminal = (course: Course): Table<Localized> => {
  const { facts, range, incidents } = course;
  const of = groupBy(incidents, ({ fault }) => fault.terminal);
  const rows = coursesOf(facts, range).map(({ terminal, whole }) => ({
    terminal,
    up: timesOf(whole).up,
    record: recordFor(of.get(terminal.id) ?? [], course),
  }));
  return {
    kind: "table",
    id: "reliability-by-terminal",
    title: both("By terminal, the most failures first", "按终端，故障由多到少"),
    columns: [standard.terminal, standard.site, ...columns],
    rows: rows
      .sort((a, b) => b.record.failures - a.record.failures)
      .map(({ terminal, up, record }) => [terminal.name, terminal.site, ...values(record, up)]),
    none: both("There was no terminal.", "没有终端。"),
  };
};

const courseOf = (facts: Facts, range: Range): Course => {
  const incidents = incidentsOf(facts);
  return { facts, range, incidents, repeats: repeatsOf(incidents), tickets: ticketsOf(facts) };
};

const customerTable = (facts: Facts, range: Range): Table<Localized>[] =>
  byCustomer(facts, {
    id: "reliability-by-customer",
    columns,
    values: (part) => {
      const course = courseOf(part, range);
      const up = sumTimes(coursesOf(part, range).map(({ whole }) => timesOf(whole))).up;
      return values(recordFor(course.incidents, course), up);
    },
  });

const repeated = ({ facts, incidents, repeats, range }: Course): Table<Localized> => {
  const names = new Map(facts.terminals.map(({ id, name }) => [id, name]));
  const again = groupBy(
    incidents.filter((one) => one.failure && repeats.has(one) && within(one.from, range)),
    ({ fault }) => `${fault.terminal}/${fault.device}/${fault.code}`,
  );
  return {
    kind: "table",
    id: "reliability-repeats",
    title: both("Failures that came back", "重复出现的故障"),
    columns: [
      standard.terminal,
      standard.device,
      { key: "fault", title: both("Fault", "故障"), type: "text" },
      { key: "repeats", title: both("Came back", "重复次数"), type: "count" },
      { key: "last", title: both("Last", "最近一次"), type: "time" },
    ],
    rows: [...again.values()]
      .sort((a, b) => b.length - a.length)
      .map((list) => {
        const last = list.at(-1) as Incident;
        const { terminal, device, title } = last.fault;
        return [names.get(terminal) ?? terminal, device, title, list.length, last.from];
      }),
    none: both("No failure came back.", "无重复故障。"),
  };
};

export default defineReport({
  id: "reliability",
  title: both("Reliability", "可靠性报告"),
  summary: both(
    "MTBF, MTTR, repeated faults, first-time fix, remote cure",
    "平均无故障时间、平均修复时间、重复故障、一次修复率、远程修复率",
  ),
  usual: "quarter",
  make: (facts, range) => {
    const course = courseOf(facts, range);
    const up = sumTimes(coursesOf(facts, range).map(({ whole }) => timesOf(whole))).up;
    return [
      {
        id: "reliability",
        title: both("Reliability", "可靠性"),
        blocks: [
          summary(course, up),
          cureChart(recordFor(course.incidents, course)),
          ...customerTable(facts, range),
          byModule(course),
          byTerminal(course),
          repeated(course),
          {
            kind: "text",
            tone: "dim",
            text: both(
              "A failure is a critical or major fault that takes its module out of work, is no symptom of another one and was not planned maintenance.",
              "故障指使模块无法工作的紧急或严重故障，不含由其他故障引起的现象和计划维护。",
            ),
          },
        ],
      },
    ];
  },
});
