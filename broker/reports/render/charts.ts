import type { Chart, Tone } from "../report.ts";
import { type Style, shown } from "./values.ts";

/** The house's colours: calm in print, told apart in grey too. */
export const colours: Readonly<Record<Tone, string>> = {
  good: "#2f8f6b",
  warn: "#e0a030",
  bad: "#c8443c",
  dim: "#c3c9d2",
};
const palette = ["#2b6cb0", "#2f8f6b", "#e0a030", "#8a5fb0", "#c8443c", "#4aa3b5", "#7a8699", "#b5763a"];
const ink = "#334155";
const faint = "#dfe4ea";

export interface ChartSize {
  readonly width: number;
  readonly height: number;
  readonly font: string;
}

const seriesOf = (chart: Chart<string>): object[] =>
  chart.series.map(({ name, tone, values }, n) => ({
    name,
    type: chart.form === "line" ? "line" : "bar",
    data: values.map((value) => value ?? "-"),
    ...(chart.form === "stack" ? { stack: "all" } : {}),
    ...(chart.form === "line" ? { symbol: "none", lineStyle: { width: 2 } } : { barMaxWidth: 26 }),
    itemStyle: { color: tone === undefined ? palette[n % palette.length] : colours[tone] },
  }));

const sharesOf = (chart: Chart<string>): object[] => [
  {
    type: "pie",
    radius: ["48%", "78%"],
    center: ["30%", "50%"],
    label: { show: false },
    data: chart.labels.map((name, n) => ({
      name,
      value: chart.series[0]?.values[n] ?? 0,
      itemStyle: { color: palette[n % palette.length] },
    })),
  },
];

const text = { color: ink, fontSize: 12 } as const;

/** On an axis stand round numbers: no digits that say nothing. */
const axisText = (at: number, chart: Chart<string>, style: Style): string =>
  chart.type === "percent" ? `${Number((at * 100).toFixed(2))} %` : shown(at, chart, style);

/** Values and names of the two axes; `across` lays the bars down so that long names can be read. */
const axesOf = (chart: Chart<string>, style: Style): object => {
  const value = {
    type: "value",
    min: chart.least ?? 0,
    ...(chart.type === "percent" && chart.least === undefined ? { max: 1 } : {}),
    ...(chart.type === "count" ? { minInterval: 1 } : {}),
    axisLabel: { ...text, formatter: (at: number) => axisText(at, chart, style) },
    splitLine: { lineStyle: { color: faint } },
  };
  const names = {
    type: "category",
    data: chart.labels,
    axisLabel: { ...text, hideOverlap: true, ...(chart.across ? { width: 190, overflow: "truncate" } : {}) },
    axisTick: { show: false },
    axisLine: { lineStyle: { color: "#94a3b8" } },
    ...(chart.across ? { inverse: true } : {}),
  };
  return chart.across ? { xAxis: value, yAxis: names } : { xAxis: names, yAxis: value };
};

const shareText =
  (chart: Chart<string>, style: Style) =>
  (name: string): string => {
    const values = chart.series[0]?.values ?? [];
    const all = values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
    const value = values[chart.labels.indexOf(name)] ?? 0;
    return `${name}  ${shown(value, chart, style)}  (${shown(all > 0 ? value / all : null, { type: "percent" }, style)})`;
  };

const optionOf = (chart: Chart<string>, style: Style, font: string): Record<string, unknown> => {
  const base = { animation: false, textStyle: { fontFamily: font }, backgroundColor: "transparent" };
  if (chart.form === "share")
    return {
      ...base,
      legend: {
        orient: "vertical",
        left: "56%",
        top: "middle",
        icon: "roundRect",
        textStyle: text,
        formatter: shareText(chart, style),
      },
      series: sharesOf(chart),
    };
  const several = chart.series.length > 1;
  return {
    ...base,
    grid: {
      left: 8,
      right: 18,
      top: several ? 36 : 14,
      bottom: 6,
      outerBoundsMode: "same",
      outerBoundsContain: "axisLabel",
    },
    ...(several
      ? { legend: { top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 8, textStyle: text } }
      : {}),
    ...axesOf(chart, style),
    series: seriesOf(chart),
  };
};

/** The library is loaded with the first chart: a broker that makes no reports does not carry it. */
const load = async () => {
  const [core, charts, components, renderers] = await Promise.all([
    import("echarts/core"),
    import("echarts/charts"),
    import("echarts/components"),
    import("echarts/renderers"),
  ]);
  core.use([
    charts.BarChart,
    charts.LineChart,
    charts.PieChart,
    components.GridComponent,
    components.LegendComponent,
    renderers.SVGRenderer,
  ]);
  return core;
};
let loading: ReturnType<typeof load> | undefined;

/** A chart as one SVG element, drawn without a browser. */
export const toSvg = async (
  chart: Chart<string>,
  style: Style,
  { width, height, font }: ChartSize,
): Promise<string> => {
  const echarts = await (loading ??= load());
  const drawing = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    drawing.setOption(optionOf(chart, style, font));
    return drawing.renderToSVGString();
  } finally {
    drawing.dispose();
  }
};

/** How high a chart wants to be: bars that lie down need a line each. */
export const heightOf = ({ form, across, labels }: Chart<string>): number =>
  form === "share" ? 190 : across ? Math.min(640, 60 + labels.length * 26) : 240;
