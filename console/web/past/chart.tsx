import { type ReactNode, useEffect, useRef } from "react";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Language, MeasureHistory } from "../../../contract/index.ts";
import { useDark } from "../preferences.ts";
import { columnsOf, valueText } from "./series.ts";

interface ChartProps {
  readonly history: MeasureHistory;
  readonly language: Language;
  /** Tells what lies under the cursor; nothing when it leaves. */
  readonly point: (at: number | undefined, value: number | undefined) => void;
}

const height = 180;
const color = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const optionsOf = ({ history, language, point }: ChartProps, width: number): UPlot.Options => {
  const { measure, from, to } = history;
  const [line, quiet, grid] = [color("--accent"), color("--quiet"), color("--line")];
  const stepped = UPlot.paths.stepped?.({ align: 1 });
  const drawn = { ...(stepped ? { paths: stepped } : {}), points: { show: false } };
  const long = to - from > 2 * 86_400_000;
  const moment = new Intl.DateTimeFormat(
    language,
    long ? { weekday: "short", hour: "2-digit", hour12: false } : { hour: "2-digit", minute: "2-digit", hour12: false },
  );
  const axis = { stroke: quiet, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { x: { time: true, range: [from / 1000, to / 1000] } },
    axes: [
      { ...axis, size: 28, space: 70, values: (_, splits) => splits.map((at) => moment.format(at * 1000)) },
      { ...axis, size: 72, values: (_, splits) => splits.map((value) => valueText(measure, value, language)) },
    ],
    series: [
      {},
      { ...drawn, stroke: `${line}66`, width: 1 },
      { ...drawn, stroke: `${line}66`, width: 1 },
      { ...drawn, stroke: line, width: 1.5 },
    ],
    hooks: {
      setCursor: [
        ({ cursor: { idx }, data }) => {
          const [at, value] = idx == null ? [] : [data[0][idx], data[3]?.[idx]];
          point(at === undefined ? undefined : at * 1000, value ?? undefined);
        },
      ],
    },
  };
};

/** Least, most and, stronger, the last value of each step. It is loaded by the one who opens it. */
const Chart = ({ history, language, point }: ChartProps): ReactNode => {
  const place = useRef<HTMLDivElement>(null);
  const dark = useDark();
  useEffect(() => {
    const parent = place.current;
    if (!parent) return undefined;
    const options = optionsOf({ history, language, point }, parent.clientWidth);
    const plot = new UPlot(options, columnsOf(history.points), parent);
    const watch = new ResizeObserver(() => plot.setSize({ width: parent.clientWidth, height }));
    watch.observe(parent);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [history, language, point, dark]);
  return <div ref={place} className="measure-chart" aria-hidden="true" />;
};
export default Chart;
