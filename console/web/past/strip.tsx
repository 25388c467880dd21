import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CourseView } from "../../../contract/index.ts";
import { usePreferences } from "../preferences.ts";
import { exact } from "../times.ts";
import { placeOf } from "./window.ts";

/** Told apart without colour, too: down is hatched, unobserved is dotted. */
export const Patterns = (): ReactNode => (
  <defs>
    <pattern id="past-down" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="6" height="6" className="past-down-back" />
      <rect width="3" height="6" className="past-down-line" />
    </pattern>
    <pattern id="past-unobserved" width="6" height="6" patternUnits="userSpaceOnUse">
      <rect width="6" height="6" className="past-unobserved-back" />
      <circle cx="2" cy="2" r="1.2" className="past-unobserved-dot" />
    </pattern>
  </defs>
);

interface StripProps {
  readonly view: CourseView;
  readonly height: number;
  readonly y?: number;
}

/** Up, down and unobserved, as marks inside of a drawing whose width is the window. */
export const StripMarks = ({ view, height, y = 0 }: StripProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return view.course.map(({ from, to, state }) => {
    const [left, right] = [placeOf(from, view), placeOf(to, view)];
    return (
      <rect
        key={`${from}-${state}`}
        className={`past-${state}`}
        x={`${left}%`}
        // A minute of a week is less than a pixel: it is to be seen all the same.
        width={`${Math.max(state === "up" ? 0 : 0.25, right - left)}%`}
        y={y}
        height={height}
      >
        <title>{`${t(`terminalPast.${state}`)}: ${exact(from, language)} – ${exact(to, language)}`}</title>
      </rect>
    );
  });
};

/** What the patterns mean. */
export const StripLegend = (): ReactNode => {
  const { t } = useTranslation();
  return (
    <ul className="past-legend">
      {(["up", "down", "unobserved"] as const).map((state) => (
        <li key={state}>
          <svg width="22" height="12" aria-hidden="true">
            <Patterns />
            <rect width="22" height="12" className={`past-${state}`} />
          </svg>
          {t(`terminalPast.${state}`)}
        </li>
      ))}
    </ul>
  );
};
