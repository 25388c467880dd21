import { memo, type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { degreesText, graticule, type MapView, type Size, scaleBar } from "./projection.ts";

const barPixels = 120;
const edge = 12;
/** A number of degrees and the buttons beside it take about so many. */
const roomPixels = 104;

const lengthText = (metres: number): string => (metres >= 1000 ? `${metres / 1000} km` : `${metres} m`);

/** Meridians and parallels with their degrees, and how long a kilometre is here. */
export const Grid = memo(function Grid({ view, size }: { readonly view: MapView; readonly size: Size }): ReactNode {
  const { t } = useTranslation();
  const { meridians, parallels, step } = useMemo(() => graticule(view, size), [view, size]);
  const { metres, pixels } = scaleBar(view, barPixels);
  const { width, height } = size;
  const [left, bottom] = [edge, height - 2 * edge];
  return (
    <g className="grid">
      {meridians.map(({ at, degrees }) => (
        <g key={`m${degrees}`}>
          <line x1={at} x2={at} y1={0} y2={height} />
          {at < width - roomPixels ? (
            <text x={at + 4} y={edge + 2}>
              {degreesText(degrees, step, [t("fleetMap.east"), t("fleetMap.west")])}
            </text>
          ) : null}
        </g>
      ))}
      {parallels.map(({ at, degrees }) => (
        <g key={`p${degrees}`}>
          <line x1={0} x2={width} y1={at} y2={at} />
          {at > 3 * edge && at < bottom - edge ? (
            <text x={4} y={at - 4}>
              {degreesText(degrees, step, [t("fleetMap.north"), t("fleetMap.south")])}
            </text>
          ) : null}
        </g>
      ))}
      <g className="scale-bar">
        <path d={`M${left} ${bottom - 6}V${bottom}H${(left + pixels).toFixed(1)}V${bottom - 6}`} />
        <text x={left + 4} y={bottom - 6}>
          {lengthText(metres)}
        </text>
      </g>
    </g>
  );
});
