import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineView } from "../../../contract/index.ts";
import { type Happening, type HappeningKind, happeningKinds } from "../../i18n/past.ts";
import { usePreferences } from "../preferences.ts";
import { Patterns, StripMarks } from "./strip.tsx";
import { Tick } from "./tick.tsx";
import { placeOf, ticksOf, type Zoom } from "./window.ts";

const rowHeight = 20;
const stripHeight = 16;

interface AxisProps {
  readonly timeline: TimelineView;
  readonly happenings: readonly Happening[];
  readonly zoom: Zoom;
  readonly chosen: string | undefined;
  readonly choose: (key: string) => void;
}

/** A bar for what lasts, at least wide enough to be met with a mouse. */
const Mark = ({
  one,
  y,
  seen,
  chosen,
  choose,
}: {
  one: Happening;
  y: number;
  seen: TimelineView;
  chosen: boolean;
  choose: (key: string) => void;
}): ReactNode => {
  const left = placeOf(one.at, seen);
  const width = one.to === undefined ? 0 : placeOf(one.to, seen) - left;
  const look = `past-mark past-mark-${one.kind}${one.bad ? " past-mark-bad" : ""}${chosen ? " past-mark-chosen" : ""}`;
  return (
    <rect
      className={look}
      x={`${Math.min(left, 99.4)}%`}
      width={`${Math.max(0.6, width)}%`}
      y={y + 4}
      height={rowHeight - 8}
      rx="1.5"
      onClick={() => choose(one.key)}
    >
      <title>{one.text}</title>
    </rect>
  );
};

const labelOf = (zoom: Zoom, language: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(
    language,
    zoom === "week" ? { weekday: "short", day: "numeric" } : { hour: "2-digit", minute: "2-digit", hour12: false },
  );

/** Everything on one axis, a row for each kind. The list below it says the same to whoever does not see it. */
export const Axis = ({ timeline, happenings, zoom, chosen, choose }: AxisProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const rows = happeningKinds.filter((kind) => happenings.some((one) => one.kind === kind));
  const top = stripHeight + 6;
  const height = top + rows.length * rowHeight;
  const label = labelOf(zoom, language);
  const yOf = (kind: HappeningKind): number => top + rows.indexOf(kind) * rowHeight;
  const marks = [...happenings].reverse().filter(({ at, to }) => at < timeline.to && (to ?? at) >= timeline.from);
  return (
    <div className="past-drawing">
      <div className="past-rows" aria-hidden="true">
        <span className="past-row-strip">{t("terminalPast.presence")}</span>
        {rows.map((kind) => (
          <span key={kind}>{t(`terminalPast.row.${kind}`)}</span>
        ))}
      </div>
      <svg
        className="past-axis"
        width="100%"
        height={height + 20}
        role="img"
        aria-label={t("terminalPast.drawing", { count: happenings.length })}
      >
        <Patterns />
        {ticksOf(zoom, timeline).map((at) => (
          <Tick key={at} at={at} seen={timeline} height={height} text={label.format(at)} />
        ))}
        <StripMarks view={timeline} height={stripHeight} />
        {marks.map((one) => (
          <Mark key={one.key} one={one} y={yOf(one.kind)} seen={timeline} chosen={chosen === one.key} choose={choose} />
        ))}
      </svg>
    </div>
  );
};
