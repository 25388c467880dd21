import type { Localized } from "../../../contract/index.ts";
import { severityWords } from "../class-words.ts";
import { standard } from "../columns.ts";
import type { Facts } from "../facts.ts";
import { causeOf, namesOf, seenIn, solutionOf, ticketsOf } from "../faults/report.ts";
import { coursesOf, type Times, timesByStep } from "../figures/availability.ts";
import { within } from "../figures/incidents.ts";
import { daysOf, type Range, stepsOf } from "../period.ts";
import { type Block, both, type Chart, defineReport, type Section, type Table, type Value } from "../report.ts";

const hourMs = 3_600_000;

/** By time of day: how many terminals were seen, and what they were on the mean. */
const stateTable = (facts: Facts, range: Range, sums: readonly Times[]): Table<Localized> => {
  const steps = stepsOf(range);
  const seen = seenIn(facts, range);
  return {
    kind: "table",
    id: "daily-states",
    title: both("State by time of day", "各时段系统运行状态"),
    columns: [
      { key: "from", title: both("From", "时段"), type: "time" },
      { key: "up", title: both("Up", "正常"), type: "percent" },
      { key: "restricted", title: both("of it restricted", "其中受限"), type: "percent" },
      { key: "down", title: both("Down", "不可用"), type: "percent" },
      { key: "unobserved", title: both("Unobserved", "未监测"), type: "percent" },
      { key: "begun", title: both("Faults that began", "新增故障"), type: "count" },
      { key: "ended", title: both("Faults that ended", "恢复故障"), type: "count" },
      { key: "open", title: both("Open at its end", "期末未恢复"), type: "count" },
    ],
    rows: steps.map((step, n): Value<Localized>[] => {
      const times = sums[n] as Times;
      const share = (ms: number): number | null => (times.range > 0 ? ms / times.range : null);
      return [
        step.from,
        share(times.up),
        share(times.restricted),
        share(times.down),
        share(times.unobserved),
        seen.filter(({ from }) => within(from, step)).length,
        seen.filter(({ to }) => within(to, step)).length,
        seen.filter(({ from, to = Number.POSITIVE_INFINITY }) => from < step.to && to >= step.to).length,
      ];
    }),
  };
};

/** Every anomaly in order of time: faults, terminals that were gone, maintenance. */
const anomalies = (facts: Facts, range: Range): Table<Localized> => {
  const [names, tickets] = [namesOf(facts), ticketsOf(facts)];
  const nameOf = (id: string): string => names.get(id) ?? id;
  type Row = readonly [at: number, row: readonly Value<Localized>[]];
  const lasted = (from: number, to: number | undefined): number | null => (to === undefined ? null : to - from);
  const faults = seenIn(facts, range).map((incident): Row => {
    const { fault, from, to } = incident;
    const ticket = fault.ticket === undefined ? undefined : tickets.get(fault.ticket);
    return [
      from,
      [
        from,
        nameOf(fault.terminal),
        fault.device,
        fault.title,
        severityWords(fault.severity),
        causeOf(incident),
        solutionOf(incident, ticket),
        lasted(from, to),
      ],
    ];
  });
  const away: Readonly<Record<string, readonly [Localized, Localized]>> = {
    lost: [both("Connection lost", "连接中断"), both("came back by itself", "自行恢复连接")],
    stopped: [
      both("Stopped (switched off or being serviced)", "已停止（关机或维护）"),
      both("started again", "已重新启动"),
    ],
  };
  const gone = facts.spans
    .filter(
      ({ kind, code, from, to = Number.POSITIVE_INFINITY }) =>
        kind === "presence" && away[code] && from < range.to && to > range.from,
    )
    .map(({ terminal, code, from, to }): Row => {
      const [what, back] = away[code] as readonly [Localized, Localized];
      return [
        from,
        [
          from,
          nameOf(terminal),
          null,
          what,
          null,
          null,
          to === undefined ? both("still so", "尚未恢复") : back,
          lasted(from, to),
        ],
      ];
    });
  const maintenance = facts.spans
    .filter(
      ({ kind, from, to = Number.POSITIVE_INFINITY }) => kind === "maintenance" && from < range.to && to > range.from,
    )
    .map(({ terminal, from, to, ref }): Row => {
      const by = ref?.replace(/^user:/, "") ?? null;
      return [from, [from, nameOf(terminal), null, both("Maintenance", "计划维护"), null, by, null, lasted(from, to)]];
    });
  return {
    kind: "table",
    id: "daily-anomalies",
    title: both("What happened, and how it was solved", "异常情况及处理结果"),
    columns: [
      { key: "at", title: both("Time", "时间"), type: "time" },
      standard.terminal,
      standard.device,
      { key: "what", title: both("Anomaly", "异常情况"), type: "text" },
      standard.severity,
      { key: "cause", title: both("Cause, or by whom", "原因或经办人"), type: "text" },
      { key: "solution", title: both("Solution", "处理结果"), type: "text" },
      { key: "lasted", title: both("Lasted", "持续时间"), type: "duration" },
    ],
    rows: [...faults, ...gone, ...maintenance].sort((a, b) => a[0] - b[0]).map(([, row]) => row),
    none: both("Nothing out of the ordinary.", "运行正常，无异常。"),
  };
};

const chart = (facts: Facts, range: Range, sums: readonly Times[]): Chart<Localized> => {
  const steps = stepsOf(range);
  const terminals = (ms: number, { range: all }: { readonly range: number }): number | null =>
    all > 0 ? (ms / all) * facts.terminals.length : null;
  return {
    kind: "chart",
    id: "daily-course",
    title: both("Terminals by state", "各时段终端状态（台）"),
    form: "stack",
    type: "number",
    labels: steps.map(({ label }) => label),
    series: [
      { name: both("up", "正常"), tone: "good", values: sums.map((t) => terminals(t.up - t.restricted, t)) },
      { name: both("restricted", "受限"), tone: "warn", values: sums.map((t) => terminals(t.restricted, t)) },
      { name: both("down", "不可用"), tone: "bad", values: sums.map((t) => terminals(t.down, t)) },
      { name: both("unobserved", "未监测"), tone: "dim", values: sums.map((t) => terminals(t.unobserved, t)) },
    ],
  };
};

const dayOf = (facts: Facts, range: Range): readonly Block<Localized>[] => {
  const sums = timesByStep(coursesOf(facts, range), stepsOf(range));
  return [chart(facts, range, sums), stateTable(facts, range, sums), anomalies(facts, range)];
};

export default defineReport({
  id: "daily-log",
  title: both("Monitoring log", "系统监控日志"),
  summary: both(
    "By time of day: system state, anomalies, how they were solved",
    "各时段系统运行状态、异常情况及处理结果",
  ),
  usual: "day",
  make: (facts, range): readonly Section<Localized>[] => [
    {
      id: "daily-log",
      title:
        range.to - range.from <= 25 * hourMs
          ? both("The day", "当日运行情况")
          : both(`${daysOf(range).length} days`, `${daysOf(range).length} 天运行情况`),
      blocks: dayOf(facts, range),
    },
  ],
});
