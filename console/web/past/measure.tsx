import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { lazy, type ReactNode, Suspense, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../client-context.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { exact } from "../times.ts";
import { term } from "../words.ts";
import { extremes, valueText } from "./series.ts";
import { windowOf, type Zoom, zooms } from "./window.ts";
import "./past.css";

const Chart = lazy(() => import("./chart.tsx"));
const zoomNames = Object.keys(zooms) as Zoom[];

interface MeasureProps {
  readonly terminal: string;
  readonly device: string;
  readonly measure: string;
  readonly close: () => void;
}
interface Pointed {
  readonly at: number;
  readonly value: number | undefined;
}

/** One measure of one device over the last hour, day or week. */
export const Measure = ({ terminal, device, measure, close }: MeasureProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  const [zoom, setZoom] = useState<Zoom>("day");
  const [pointed, setPointed] = useState<Pointed>();
  const point = useCallback(
    (at: number | undefined, value: number | undefined) => setPointed(at === undefined ? undefined : { at, value }),
    [],
  );
  const { from } = windowOf(zoom, undefined, useMinute());
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.readings(terminal), device, measure, from],
    queryFn: () => api.measureHistory({ terminal, device, id: measure }, { from }),
    placeholderData: (known) => known,
  });
  const name = term(language, "measures", measure);
  const said = data && extremes(data.points);
  const words = (value: number): string => valueText(measure, value, language);
  const summary =
    pointed?.value === undefined
      ? said &&
        t("terminalPast.chartSays", { least: words(said.least), most: words(said.most), last: words(said.last) })
      : t("terminalPast.pointed", { time: exact(pointed.at, language), value: words(pointed.value) });
  return (
    <section className="measure" aria-label={t("terminalPast.chart", { name })}>
      <header>
        <strong>{name}</strong>
        <fieldset className="counts" aria-label={t("terminalPast.zoom")}>
          {zoomNames.map((one) => (
            <button key={one} type="button" aria-pressed={one === zoom} onClick={() => setZoom(one)}>
              {t(`terminalPast.${one === "week" ? "weekLong" : one}`)}
            </button>
          ))}
        </fieldset>
        <Button size="small" onClick={close}>
          {t("terminalPast.close")}
        </Button>
      </header>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data && !said ? <p className="quiet">{t("terminalPast.noReadings")}</p> : null}
      {data && said ? (
        <Suspense fallback={<div className="measure-chart" />}>
          <Chart history={data} language={language} point={point} />
        </Suspense>
      ) : null}
      <p className="quiet small">{summary}</p>
    </section>
  );
};
