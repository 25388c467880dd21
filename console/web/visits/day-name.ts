import { useTranslation } from "react-i18next";
import { usePreferences } from "../preferences.ts";
import { useMinute } from "../shell/window.ts";
import { dayOf } from "./days.ts";

/** `Mon, 23 Nov`; today is said so. */
export const useDayName = (): ((day: number) => string) => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const today = dayOf(useMinute());
  const format = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short" });
  return (day) => (day === today ? t("visitDesk.todayIs", { day: format.format(day) }) : format.format(day));
};
