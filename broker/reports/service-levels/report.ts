import { clockNames, type Localized } from "../../../contract/index.ts";
import { clockNamed } from "../../service-levels/words.ts";
import { byCustomer } from "../by-customer.ts";
import { severityWords } from "../class-words.ts";
import { column, standard } from "../columns.ts";
import { courseText, stepsOfTicket } from "../courses.ts";
import type { Facts } from "../facts.ts";
import { namesOf } from "../faults/report.ts";
import { casesOpened } from "../figures/cases.ts";
import { complianceOf, type Promised, promisesOf } from "../figures/promises.ts";
import type { Range } from "../period.ts";
import { type Block, both, type Chart, defineReport, type Table } from "../report.ts";

const mean = (values: readonly number[]): number | null =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;

const summary = (promises: readonly Promised[], facts: Facts, range: Range): Block<Localized> => {
  const broken = promises.filter(({ kept }) => !kept);
  return {
    kind: "figures",
    figures: [
      {
        key: "compliance",
        label: both("Promises kept", "达标率"),
        value: complianceOf(promises),
        type: "percent",
        tone: broken.length === 0 ? "good" : "warn",
      },
      { key: "decided", label: both("Promises decided", "已判定承诺"), value: promises.length, type: "count" },
      {
        key: "broken",
        label: both("Promises broken", "超时次数"),
        value: broken.length,
        type: "count",
        tone: broken.length === 0 ? "good" : "bad",
      },
      {
        key: "tickets",
        label: both("Tickets opened", "新开工单"),
        value: casesOpened(facts.tickets, range),
        type: "count",
      },
    ],
  };
};

const byPromise = (promises: readonly Promised[]): Table<Localized> => ({
  kind: "table",
  id: "service-levels-by-promise",
  title: both("By promise", "按承诺项目"),
  columns: [
    { key: "promise", title: both("Promise", "承诺"), type: "text" },
    { key: "decided", title: both("Decided", "已判定"), type: "count" },
    { key: "kept", title: both("Kept", "达标"), type: "count" },
    { key: "broken", title: both("Broken", "超时"), type: "count" },
    { key: "compliance", title: both("Kept of them", "达标率"), type: "percent" },
    { key: "used", title: both("Time used, mean", "平均用时"), type: "duration" },
    { key: "longest", title: both("longest", "最长用时"), type: "duration" },
  ],
  rows: clockNames.flatMap((name) => {
    const of = promises.filter(({ clock }) => clock.name === name);
    if (of.length === 0) return [];
    const used = of.map(({ clock }) => clock.usedMs);
    const kept = of.filter((one) => one.kept).length;
    return [
      [clockNamed(name), of.length, kept, of.length - kept, complianceOf(of), mean(used), Math.max(...used)] as const,
    ];
  }),
  none: both("No promise fell due.", "本期没有到期的承诺。"),
});

const byLevel = (promises: readonly Promised[]): Table<Localized> => {
  const levels = [...new Set(promises.map(({ ticket }) => `${ticket.policy} / ${ticket.level}`))].sort();
  return {
    kind: "table",
    id: "service-levels-by-level",
    title: both("By level", "按级别"),
    columns: [
      { key: "level", title: both("Policy and level", "策略与级别"), type: "text" },
      { key: "tickets", title: both("Tickets", "工单数"), type: "count" },
      { key: "decided", title: both("Decided", "已判定"), type: "count" },
      { key: "broken", title: both("Broken", "超时"), type: "count" },
      { key: "compliance", title: both("Kept", "达标率"), type: "percent" },
    ],
    rows: levels.map((level) => {
      const of = promises.filter(({ ticket }) => `${ticket.policy} / ${ticket.level}` === level);
      const tickets = new Set(of.map(({ ticket }) => ticket.number)).size;
      return [level, tickets, of.length, of.filter(({ kept }) => !kept).length, complianceOf(of)];
    }),
    none: both("No promise fell due.", "本期没有到期的承诺。"),
  };
};

const customerTable = (facts: Facts, range: Range): Table<Localized>[] =>
  byCustomer(facts, {
    id: "service-levels-by-customer",
    columns: [
      column("opened", "count", "Tickets opened", "新开工单"),
      column("decided", "count", "Decided", "已判定"),
      column("broken", "count", "Broken", "超时"),
      column("compliance", "percent", "Kept", "达标率"),
    ],
    values: (part) => {
      const promises = promisesOf(part, range);
      const opened = casesOpened(part.tickets, range);
      return [opened, promises.length, promises.filter(({ kept }) => !kept).length, complianceOf(promises)];
    },
  });

const breaches = (promises: readonly Promised[], facts: Facts, range: Range): Table<Localized> => {
  const names = namesOf(facts);
  return {
    kind: "table",
    id: "service-levels-breaches",
    title: both("Promises broken, and why", "超时明细及原因"),
    columns: [
      standard.ticket,
      standard.terminal,
      { key: "title", title: both("What", "事项"), type: "text" },
      standard.severity,
      { key: "promise", title: both("Promise", "承诺"), type: "text" },
      { key: "ranOut", title: both("Ran out", "到期时间"), type: "time" },
      { key: "over", title: both("Over by", "超出"), type: "duration" },
      { key: "why", title: both("Why", "说明"), type: "text" },
      { key: "course", title: both("What happened", "经过"), type: "text" },
      { key: "assignee", title: both("Held by", "负责人"), type: "text" },
    ],
    rows: promises
      .filter(({ kept }) => !kept)
      .map(({ ticket, clock, at }) => [
        ticket.number,
        names.get(ticket.terminal) ?? ticket.terminal,
        ticket.title,
        severityWords(ticket.severity),
        clockNamed(clock.name),
        at,
        -clock.leftMs,
        clock.text,
        courseText(
          [
            { at: ticket.openedAt, text: both("opened", "开单") },
            ...stepsOfTicket(
              ticket.timeline.filter((event) => event.at <= Math.min(clock.metAt ?? range.to, range.to)),
            ),
          ],
          range.zone,
        ),
        ticket.assignee ?? null,
      ]),
    none: both("Every promise was kept.", "全部承诺均已达成。"),
  };
};

const chart = (promises: readonly Promised[]): Chart<Localized> => {
  const names = clockNames.filter((name) => promises.some(({ clock }) => clock.name === name));
  const count = (name: string, kept: boolean): number =>
    promises.filter((one) => one.clock.name === name && one.kept === kept).length;
  return {
    kind: "chart",
    id: "service-levels-chart",
    title: both("Promises kept and broken", "达标与超时"),
    form: "stack",
    across: true,
    type: "count",
    labels: names.map((name) => clockNamed(name)),
    series: [
      { name: both("kept", "达标"), tone: "good", values: names.map((name) => count(name, true)) },
      { name: both("broken", "超时"), tone: "bad", values: names.map((name) => count(name, false)) },
    ],
  };
};

export default defineReport({
  id: "service-levels",
  title: both("Service levels", "服务水平报告"),
  summary: both("Promises kept and broken, each broken one with why", "承诺达标与超时统计，逐条说明超时原因"),
  usual: "month",
  make: (facts, range) => {
    const promises = promisesOf(facts, range);
    return [
      {
        id: "service-levels",
        title: both("Service levels", "服务水平"),
        blocks: [
          summary(promises, facts, range),
          ...(promises.length > 0 ? [chart(promises)] : []),
          byPromise(promises),
          byLevel(promises),
          ...customerTable(facts, range),
          breaches(promises, facts, range),
          {
            kind: "text",
            tone: "dim",
            text: both(
              "A promise counts in the period in which it was kept or its time ran out. Time in which the ticket waited for whom the contract excuses does not count.",
              "承诺计入其达成或到期所在的统计周期；合同约定可免责的等待时间不计入用时。",
            ),
          },
        ],
      },
    ];
  },
});
