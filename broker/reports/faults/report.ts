import type { FaultView, Localized, TicketView } from "../../../contract/index.ts";
import { severities } from "../../../contract/index.ts";
import { severityWords } from "../class-words.ts";
import { standard } from "../columns.ts";
import { courseText, stepsOfTicket } from "../courses.ts";
import type { Facts } from "../facts.ts";
import { type Incident, incidentsOf, repeatsOf, within } from "../figures/incidents.ts";
import { type Range, stepsOf } from "../period.ts";
import { type Block, both, type Chart, defineReport, type Table } from "../report.ts";

const people: Readonly<Record<string, Localized>> = {
  broker: both("monitoring", "监控系统"),
  runbook: both("automatic diagnosis", "自动诊断"),
};
const whoWords = (by: string): Localized => {
  const [kind = "", name] = by.split(":");
  return people[kind] ?? both(name ?? by, name ?? by);
};

/** A person told in these what was done. */
const telling: readonly string[] = ["restored", "planned", "comment"];

/** What ended a fault, or what is being done about it. */
export const solutionOf = ({ fault, to }: Incident, ticket: TicketView | undefined): Localized => {
  if (fault.conclusion?.verdict === "cured") return fault.conclusion.cause ?? both("cured remotely", "已远程修复");
  const said = ticket?.timeline.filter(({ by }) => by.startsWith("user:")) ?? [];
  const last = said.findLast(({ kind }) => kind === "resolved") ?? said.findLast(({ kind }) => telling.includes(kind));
  if (last) return last.text;
  if (to !== undefined) return both("went by itself", "自行恢复");
  return ticket ? both(`in work, ticket ${ticket.number}`, `处理中，工单 ${ticket.number}`) : both("open", "未处理");
};

/** Causes a runbook found; else what the terminal said. */
export const causeOf = ({ fault }: Incident): Localized => {
  const said = fault.evidence[0]?.text ?? "";
  return fault.conclusion?.cause ?? (said === "" ? both("", "") : both(said, `设备上报：${said}`));
};

/** The steps of a fault with their times. */
const courseOf = ({ fault, from, to }: Incident, ticket: TicketView | undefined, zone: string): Localized =>
  courseText(
    [
      { at: from, text: both("began", "发生") },
      ...(fault.openedAt === undefined ? [] : [{ at: fault.openedAt, text: both("reported", "上报") }]),
      ...stepsOfTicket(ticket?.timeline.filter((e) => e.fault === undefined || e.fault === fault.id) ?? []),
      ...(to === undefined ? [] : [{ at: to, text: both("gone", "消除") }]),
    ],
    zone,
  );

export const namesOf = ({ terminals }: Facts): ReadonlyMap<string, string> =>
  new Map(terminals.map((t) => [t.id, t.name]));
export const ticketsOf = ({ tickets }: Facts): ReadonlyMap<number, TicketView> =>
  new Map(tickets.map((t) => [t.number, t]));

/** Faults that began in the range, or were there already. */
export const seenIn = (facts: Facts, range: Range): Incident[] =>
  incidentsOf(facts).filter(({ from, to = Number.POSITIVE_INFINITY }) => from < range.to && to > range.from);

const list = (facts: Facts, seen: readonly Incident[], zone: string): Table<Localized> => {
  const [names, tickets] = [namesOf(facts), ticketsOf(facts)];
  return {
    kind: "table",
    id: "faults",
    title: both("Faults", "故障清单"),
    columns: [
      { key: "from", title: both("Began", "发生时间"), type: "time" },
      standard.terminal,
      standard.device,
      { key: "fault", title: both("Symptom", "故障现象"), type: "text" },
      standard.severity,
      { key: "by", title: both("Reported by", "报告人"), type: "text" },
      { key: "cause", title: both("Cause", "原因"), type: "text" },
      { key: "solution", title: both("Solution", "处理结果"), type: "text" },
      { key: "lasted", title: both("Lasted", "持续"), type: "duration" },
      { key: "course", title: both("Time line", "时间线"), type: "text" },
      standard.ticket,
    ],
    rows: seen.map((incident) => {
      const { fault, from, to } = incident;
      const ticket = fault.ticket === undefined ? undefined : tickets.get(fault.ticket);
      return [
        from,
        names.get(fault.terminal) ?? fault.terminal,
        fault.device,
        fault.title,
        severityWords(fault.severity),
        whoWords(ticket?.timeline[0]?.by ?? "broker"),
        causeOf(incident),
        solutionOf(incident, ticket),
        to === undefined ? null : to - from,
        courseOf(incident, ticket, zone),
        fault.ticket ?? null,
      ];
    }),
    none: both("There was no fault.", "本期无故障。"),
    note: both("A fault without a length is not over yet.", "未注明持续时间的故障尚未结束。"),
  };
};

/** The most frequent faults, with how long they lasted. */
const frequent = (seen: readonly Incident[], range: Range): Table<Localized> => {
  const kinds = new Map<string, { fault: FaultView; n: number; ms: number; devices: Set<string>; repeats: number }>();
  const repeats = repeatsOf(seen);
  for (const incident of seen) {
    const { fault, from, to = range.to } = incident;
    const kind = kinds.get(fault.code) ?? { fault, n: 0, ms: 0, devices: new Set<string>(), repeats: 0 };
    kind.n += 1;
    kind.ms += Math.min(to, range.to) - Math.max(from, range.from);
    kind.devices.add(`${fault.terminal}/${fault.device}`);
    kind.repeats += repeats.has(incident) ? 1 : 0;
    kinds.set(fault.code, kind);
  }
  return {
    kind: "table",
    id: "faults-by-kind",
    title: both("By kind, the most frequent first", "按故障种类，由多到少"),
    columns: [
      { key: "fault", title: both("Fault", "故障"), type: "text" },
      { key: "code", title: both("Code", "代码"), type: "text" },
      standard.severity,
      { key: "number", title: both("Number", "次数"), type: "count" },
      { key: "modules", title: both("Modules", "涉及模块"), type: "count" },
      { key: "repeats", title: both("Repeated", "重复"), type: "count" },
      { key: "lasted", title: both("Together", "累计时长"), type: "duration" },
    ],
    rows: [...kinds.values()]
      .sort((a, b) => b.n - a.n || b.ms - a.ms)
      .map(({ fault, n, ms, devices, repeats: again }) => [
        fault.title,
        fault.code,
        severityWords(fault.severity),
        n,
        devices.size,
        again,
        ms,
      ]),
    none: both("There was no fault.", "本期无故障。"),
  };
};

const tones = { critical: "bad", major: "warn", minor: "dim", info: "dim" } as const;

const perStep = (seen: readonly Incident[], range: Range): Chart<Localized> => {
  const steps = stepsOf(range);
  return {
    kind: "chart",
    id: "faults-course",
    title: both("Faults that began", "新发生故障数"),
    form: "stack",
    type: "count",
    labels: steps.map(({ label }) => label),
    series: severities
      .filter((severity) => severity !== "info")
      .map((severity) => ({
        name: severityWords(severity),
        tone: tones[severity],
        values: steps.map(
          (step) => seen.filter(({ fault, from }) => fault.severity === severity && within(from, step)).length,
        ),
      })),
  };
};

const summary = (seen: readonly Incident[], range: Range): Block<Localized> => {
  const begun = seen.filter(({ from }) => within(from, range));
  const open = seen.filter(({ to = Number.POSITIVE_INFINITY }) => to >= range.to);
  const figure = (name: string, en: string, zh: string, value: number) => ({
    key: name,
    label: both(en, zh),
    value,
    type: "count" as const,
  });
  return {
    kind: "figures",
    figures: [
      figure("begun", "Began", "新发生", begun.length),
      figure("critical", "of them critical", "其中紧急", begun.filter((i) => i.fault.severity === "critical").length),
      figure("ended", "Ended", "已消除", seen.filter(({ to }) => within(to, range)).length),
      figure("open", "Not over at the end", "期末未消除", open.length),
    ],
  };
};

export default defineReport({
  id: "faults",
  title: both("Fault report", "故障报告"),
  summary: both("Every fault with symptom, cause, solution and time line", "逐条列出故障现象、原因、处理结果和时间线"),
  usual: "month",
  make: (facts, range) => {
    const seen = seenIn(facts, range);
    return [
      {
        id: "faults",
        title: both("Faults", "故障"),
        blocks: [summary(seen, range), perStep(seen, range), frequent(seen, range), list(facts, seen, range.zone)],
      },
    ];
  },
});
