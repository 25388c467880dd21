import { groupBy } from "../../../contract/group-by.ts";
import type { Localized } from "../../../contract/index.ts";
import { joined, meanOf } from "../../history/samples.ts";
import type { Sample, SampleRow } from "../../store/history-rows.ts";
import { standard } from "../columns.ts";
import type { Facts } from "../facts.ts";
import { byStep } from "../figures/groups.ts";
import { type Range, stepsOf } from "../period.ts";
import { type Block, both, type Chart, type Column, defineReport, type Table, type Value } from "../report.ts";

interface Measured {
  readonly name: string;
  readonly title: Localized;
  readonly unit: string;
  /** From here on a computer wants looking at: the thresholds of the fault rules. */
  readonly high: number;
}
const measured: readonly Measured[] = [
  { name: "processorLoad", title: both("Processor", "处理器"), unit: "%", high: 90 },
  { name: "memoryUsed", title: both("Memory", "内存"), unit: "%", high: 90 },
  { name: "storageUsed", title: both("Disk", "磁盘"), unit: "%", high: 85 },
  { name: "temperature", title: both("Temperature", "温度"), unit: "°C", high: 75 },
];

const sampleOf = (rows: readonly SampleRow[], name: string): Sample | undefined =>
  rows.reduce<Sample | undefined>((sum, { measures }) => {
    const one = measures[name];
    return one ? joined(sum, one) : sum;
  }, undefined);

const mean = (sample: Sample | undefined): number | null => (sample ? (meanOf(sample) ?? null) : null);
const most = (sample: Sample | undefined): number | null => sample?.[3] ?? null;

/** The mean of the last day (of two days: hour) less that of the first: how a level has moved. */
const change = (rows: readonly SampleRow[], name: string): number | null => {
  const known = rows.filter(({ measures }) => measures[name] !== undefined);
  const [first, last] = [mean(known[0]?.measures[name]), mean(known.at(-1)?.measures[name])];
  return first === null || last === null ? null : last - first;
};

const columns: readonly Column<Localized>[] = [
  standard.terminal,
  standard.site,
  ...measured.flatMap(({ name, title, unit }): Column<Localized>[] => [
    { key: `${name}Mean`, title: both(`${title.en}, mean`, `${title["zh-CN"]}平均`), type: "number", unit },
    { key: `${name}Most`, title: both("highest", "最高"), type: "number", unit },
  ]),
  { key: "storageChange", title: both("Disk, change", "磁盘变化"), type: "number", unit: "%" },
  { key: "known", title: both("Known", "采样覆盖"), type: "percent" },
];

/** Sampled time of the range, of a terminal. */
const known = (rows: readonly SampleRow[], { from, to }: Range): number | null => {
  const longest = Math.max(0, ...measured.map(({ name }) => sampleOf(rows, name)?.[0] ?? 0));
  return to > from ? Math.min(1, longest / (to - from)) : null;
};

const byTerminal = ({ terminals, samples }: Facts, range: Range): Table<Localized> => {
  const of = groupBy(samples, ({ terminal }) => terminal);
  return {
    kind: "table",
    id: "performance-by-terminal",
    title: both("By terminal", "按终端"),
    columns,
    rows: terminals.map(({ id, name, site }): Value<Localized>[] => {
      const rows = of.get(id) ?? [];
      const cells = measured.flatMap((one) => {
        const sample = sampleOf(rows, one.name);
        return [mean(sample), most(sample)];
      });
      return [name, site, ...cells, change(rows, "storageUsed"), known(rows, range)];
    }),
    none: both("There was no terminal.", "没有终端。"),
    note: both(
      "Means over time, from hourly samples. Known: how much of the period was sampled.",
      "按时间加权平均，取自每小时采样；采样覆盖为有采样数据的时间占比。",
    ),
  };
};

/** Rows by the step in which their hour begins. */
const perStep = (samples: readonly SampleRow[], range: Range): { labels: string[]; rows: SampleRow[][] } => {
  const steps = stepsOf(range);
  const rows = byStep(samples, steps, ({ hour }) => hour);
  return { labels: steps.map(({ label }) => label), rows };
};

const chart = (
  id: string,
  title: Localized,
  { unit, names }: { readonly unit: string; readonly names: readonly string[] },
  { labels, rows }: ReturnType<typeof perStep>,
): Chart<Localized> => ({
  kind: "chart",
  id,
  title,
  form: "line",
  type: "number",
  unit,
  labels,
  series: measured
    .filter(({ name }) => names.includes(name))
    .map(({ name, title: series }) => ({ name: series, values: rows.map((list) => mean(sampleOf(list, name))) })),
});

const summary = (samples: readonly SampleRow[]): Block<Localized> => ({
  kind: "figures",
  figures: measured.map(({ name, title, unit, high }) => {
    const sample = sampleOf(samples, name);
    const top = most(sample);
    return {
      key: name,
      label: both(`${title.en}, mean`, `${title["zh-CN"]}平均`),
      value: mean(sample),
      type: "number" as const,
      unit,
      ...(top === null ? {} : { hint: both(`highest ${Math.round(top)} ${unit}`, `最高 ${Math.round(top)} ${unit}`) }),
      ...(top !== null && top >= high ? { tone: "warn" as const } : {}),
    };
  }),
});

export default defineReport({
  id: "performance",
  title: both("System performance", "系统性能报告"),
  summary: both("Processor, memory, disk and temperature of each terminal", "各终端处理器、内存、磁盘和温度"),
  usual: "month",
  make: (facts, range) => {
    const steps = perStep(facts.samples, range);
    return [
      {
        id: "performance",
        title: both("System performance", "系统性能"),
        blocks: [
          summary(facts.samples),
          chart(
            "performance-use",
            both(
              "Processor, memory and disk in use, mean of all terminals",
              "处理器、内存、磁盘占用率（全部终端平均）",
            ),
            { unit: "%", names: ["processorLoad", "memoryUsed", "storageUsed"] },
            steps,
          ),
          chart(
            "performance-temperature",
            both("Temperature, mean of all terminals", "温度（全部终端平均）"),
            { unit: "°C", names: ["temperature"] },
            steps,
          ),
          byTerminal(facts, range),
        ],
      },
    ];
  },
});
