import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { systemClock } from "../../../contract/plain.ts";
import { daysText, monthName } from "../../i18n/times.ts";
import { ChoiceField } from "../look/fields.tsx";
import { usePreferences } from "../preferences.ts";
import { monthsBack } from "./period.ts";
import "./reports.css";

/** Two years and this month: who wants more asks for a report. */
const offered = 25;

interface MonthProps {
  /** `2026-10`; empty: the last whole one, by the broker's clock. */
  readonly value: string;
  readonly set: (month: string) => void;
}

/** The last whole month, this one so far, or an earlier one. */
export const MonthField = ({ value, set }: MonthProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const [current = "", , ...earlier] = monthsBack(new Date(systemClock.now()), offered);
  const listed = value === "" || value === current || earlier.includes(value) ? earlier : [value, ...earlier];
  return (
    <ChoiceField
      label={t("reportDesk.month")}
      value={value}
      set={set}
      none={t("reportDesk.lastWhole")}
      choices={[
        { value: current, label: t("reportDesk.soFar") },
        ...listed.map((month) => ({ value: month, label: monthName(month, language) })),
      ]}
    />
  );
};

/** The days that an answer tells of, by the clock that counts. */
export const Days = ({ of }: { readonly of: Parameters<typeof daysText>[0] }): ReactNode => {
  const { language } = usePreferences();
  return (
    <p className="quiet report-stretch">
      {daysText(of, language)} <span>({of.zone})</span>
    </p>
  );
};
