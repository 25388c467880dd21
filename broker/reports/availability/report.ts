import { groupBy } from "../../../contract/group-by.ts";
import type { Localized } from "../../../contract/index.ts";
import { byCustomer } from "../by-customer.ts";
import { classWords } from "../class-words.ts";
import type { Facts } from "../facts.ts";
import {
  availabilityOf,
  coursesOf,
  observedOf,
  provenOf,
  sumTimes,
  type TerminalCourse,
  type Times,
  timesByStep,
  timesOf,
} from "../figures/availability.ts";
import { type Range, stepsOf } from "../period.ts";
import {
  type Block,
  both,
  type Chart,
  type Column,
  defineReport,
  type Section,
  type Table,
  type Value,
} from "../report.ts";

const timeColumns: readonly Column<Localized>[] = [
  { key: "availability", title: both("Availability", "可用率"), type: "percent" },
  { key: "proven", title: both("Proven", "已证实"), type: "percent" },
  { key: "up", title: both("Up", "正常"), type: "duration" },
  { key: "restricted", title: both("of it restricted", "其中受限"), type: "duration" },
  { key: "down", title: both("Down", "不可用"), type: "duration" },
  { key: "plannedDown", title: both("of it planned", "其中计划内"), type: "duration" },
  { key: "unobserved", title: both("Unobserved", "未监测"), type: "duration" },
];
const timeValues = (times: Times): Value<Localized>[] => [
  availabilityOf(times),
  provenOf(times),
  times.up,
  times.restricted,
  times.down,
  times.plannedDown,
  times.unobserved,
];

const groups = <T>(items: readonly T[], keyOf: (item: T) => string): [string, T[]][] =>
  [...groupBy(items, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1));

/** The worst first; what was never seen at all last. */
const worstFirst = <T>(items: readonly T[], timesOfItem: (item: T) => Times): T[] =>
  [...items].sort((a, b) => (availabilityOf(timesOfItem(a)) ?? 2) - (availabilityOf(timesOfItem(b)) ?? 2));

const key = (name: string, en: string, zh: string, type: Column<Localized>["type"] = "text"): Column<Localized> => ({
  key: name,
  title: both(en, zh),
  type,
});

const terminalTable = (courses: readonly TerminalCourse[]): Table<Localized> => ({
  kind: "table",
  id: "availability-by-terminal",
  title: both("By terminal, the lowest first", "按终端，可用率由低到高"),
  columns: [key("terminal", "Terminal", "终端"), key("site", "Site", "站点"), ...timeColumns],
  rows: worstFirst(courses, ({ whole }) => timesOf(whole)).map(({ terminal, whole }) => [
    terminal.name,
    terminal.site,
    ...timeValues(timesOf(whole)),
  ]),
  none: both("There was no terminal.", "没有终端。"),
});

const moduleTable = (courses: readonly TerminalCourse[]): Table<Localized> => ({
  kind: "table",
  id: "availability-by-module",
  title: both("By kind of module", "按模块类别"),
  columns: [
    key("module", "Module", "模块"),
    key("modules", "Number", "数量", "count"),
    ...timeColumns.filter((c) => c.key !== "restricted"),
  ],
  rows: groups(
    courses.flatMap(({ modules }) => modules),
    ({ module }) => module.deviceClass,
  ).map(([deviceClass, list]) => {
    const times = sumTimes(list.map(({ course }) => timesOf(course)));
    return [
      classWords(deviceClass),
      list.length,
      ...timeValues(times).filter((_, n) => timeColumns[n]?.key !== "restricted"),
    ];
  }),
  none: both("No module is known.", "尚无模块信息。"),
});

const siteTable = (courses: readonly TerminalCourse[]): Table<Localized> => ({
  kind: "table",
  id: "availability-by-site",
  title: both("By site", "按站点"),
  columns: [key("site", "Site", "站点"), key("terminals", "Terminals", "终端数", "count"), ...timeColumns],
  rows: groups(courses, ({ terminal }) => terminal.site).map(([site, list]) => [
    site === "" ? both("(no site)", "（未分站点）") : site,
    list.length,
    ...timeValues(sumTimes(list.map(({ whole }) => timesOf(whole)))),
  ]),
  none: both("There was no terminal.", "没有终端。"),
});

/** Each customer's part of the whole, where there are contracts. */
const customerTable = (facts: Facts, range: Range): Table<Localized>[] =>
  byCustomer(facts, {
    id: "availability-by-customer",
    columns: [key("terminals", "Terminals", "终端数", "count"), ...timeColumns],
    values: (part) => {
      const courses = coursesOf(part, range);
      return [courses.length, ...timeValues(sumTimes(courses.map(({ whole }) => timesOf(whole))))];
    },
  });

const moduleRows = (courses: readonly TerminalCourse[]): Table<Localized> => ({
  kind: "table",
  id: "availability-of-modules",
  title: both("Modules that were down", "曾不可用的模块"),
  columns: [
    key("terminal", "Terminal", "终端"),
    key("device", "Device", "设备"),
    key("model", "Model", "型号"),
    ...timeColumns.filter((c) => c.key !== "restricted"),
  ],
  rows: worstFirst(
    courses.flatMap(({ terminal, modules }) =>
      modules.map((one) => ({ ...one, terminal, times: timesOf(one.course) })),
    ),
    ({ times }) => times,
  )
    .filter(({ times }) => times.down > 0)
    .map(({ terminal, module, times }) => [
      terminal.name,
      module.device,
      module.model,
      ...timeValues(times).filter((_, n) => timeColumns[n]?.key !== "restricted"),
    ]),
  none: both("No module was down.", "没有模块不可用。"),
});

/** Share of each step of the range that was up, down and unobserved, over all terminals. */
const courseChart = (courses: readonly TerminalCourse[], range: Range): Chart<Localized> => {
  const steps = stepsOf(range);
  const sums = timesByStep(courses, steps);
  const share = (of: (times: Times) => number) =>
    sums.map((times) => (times.range > 0 ? of(times) / times.range : null));
  return {
    kind: "chart",
    id: "availability-course",
    title: both("Time up, down and unobserved", "正常、不可用与未监测时间占比"),
    form: "stack",
    type: "percent",
    labels: steps.map(({ label }) => label),
    series: [
      { name: both("up", "正常"), tone: "good", values: share(({ up, restricted }) => up - restricted) },
      { name: both("restricted", "受限"), tone: "warn", values: share(({ restricted }) => restricted) },
      { name: both("down", "不可用"), tone: "bad", values: share(({ down }) => down) },
      { name: both("unobserved", "未监测"), tone: "dim", values: share(({ unobserved }) => unobserved) },
    ],
  };
};

const summary = (courses: readonly TerminalCourse[]): Block<Localized> => {
  const times = sumTimes(courses.map(({ whole }) => timesOf(whole)));
  return {
    kind: "figures",
    figures: [
      {
        key: "availability",
        label: both("Availability", "可用率"),
        value: availabilityOf(times),
        type: "percent",
        hint: both("of the time that was seen and not planned", "占已监测且非计划内时间"),
      },
      {
        key: "proven",
        label: both("Proven", "已证实可用率"),
        value: provenOf(times),
        type: "percent",
        hint: both("whatever was not seen counted as down", "未监测时间按不可用计"),
      },
      { key: "observed", label: both("Observed", "监测覆盖率"), value: observedOf(times), type: "percent" },
      {
        key: "down",
        label: both("Down", "不可用"),
        value: times.down,
        type: "duration",
        hint: both("all terminals together", "全部终端合计"),
      },
      { key: "unobserved", label: both("Unobserved", "未监测"), value: times.unobserved, type: "duration" },
      { key: "terminals", label: both("Terminals", "终端数"), value: courses.length, type: "count" },
    ],
  };
};

/** What the words of this report mean. */
export const definitions: Section<Localized> = {
  id: "definitions",
  title: both("How this is counted", "统计口径"),
  blocks: [
    {
      kind: "list",
      items: [
        both(
          "Down: a fault leaves the customer no way to pay (terminal), or takes the module out of work (critical or major). Restricted: one way of paying or the receipt is missing; it is part of the time up.",
          "不可用：故障使客户无法以任何方式付款（终端），或使模块无法工作（紧急或严重故障）。受限：某种支付方式或小票不可用，计入正常时间。",
        ),
        both(
          "Unobserved: the terminal was not connected, or its readings were too old. Nothing is claimed of that time: it counts neither as up nor as down.",
          "未监测：终端未连接，或读数已过期。对该时段不作判断，既不计为正常也不计为不可用。",
        ),
        both(
          "Availability = up / (up + down outside announced maintenance). Proven = up / whole time.",
          "可用率 = 正常 /（正常 + 计划维护以外的不可用）。已证实可用率 = 正常 / 全部时间。",
        ),
        both(
          "A terminal counts from its enrolment; up, down and unobserved together are the whole time.",
          "终端自登记之日起计；正常、不可用、未监测之和等于全部时间。",
        ),
      ],
    },
  ],
};

export default defineReport({
  id: "availability",
  title: both("Availability", "可用率报告"),
  summary: both(
    "Time up, down and unobserved, by terminal, module, site and customer",
    "按终端、模块、站点和客户统计正常、不可用与未监测时间",
  ),
  usual: "month",
  make: (facts, range) => {
    const courses = coursesOf(facts, range);
    return [
      {
        id: "availability",
        title: both("Availability", "可用率"),
        blocks: [
          summary(courses),
          courseChart(courses, range),
          ...customerTable(facts, range),
          siteTable(courses),
          terminalTable(courses),
        ],
      },
      {
        id: "modules",
        title: both("Modules", "模块"),
        blocks: [moduleTable(courses), moduleRows(courses)],
      },
      definitions,
    ];
  },
});
