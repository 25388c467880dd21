import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RehearsedDifference } from "../../../contract/index.ts";

const [width, height, least] = [160, 22, 3];

interface CourseProps {
  readonly range: { readonly from: number; readonly to: number };
  readonly one: RehearsedDifference;
}

/** When it was open with the settings of today (above) and would have been with the proposed ones (below), over the whole stretch. */
export const Course = ({ range: { from, to }, one: { today, proposed } }: CourseProps): ReactNode => {
  const { t } = useTranslation();
  const x = (at: number): number => (Math.min(Math.max(at, from), to) - from) * (width / (to - from));
  const bar = (opening: RehearsedDifference["today"], side: "today" | "proposed", y: number): ReactNode => {
    if (!opening) return null;
    const long = Math.max(least, x(opening.to ?? to) - x(opening.from));
    return (
      <rect x={Math.min(x(opening.from), width - long)} y={y} width={long} height="7" className={`course-${side}`} />
    );
  };
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} className="course" role="img">
      <title>{t("rulesDesk.courseSays")}</title>
      <line x1="0" x2={width} y1={height / 2} y2={height / 2} className="course-line" />
      {bar(today, "today", 2)}
      {bar(proposed, "proposed", height - 9)}
    </svg>
  );
};
