import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { courseText } from "../../i18n/past.ts";
import { useApi } from "../client-context.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { Patterns, StripLegend, StripMarks } from "./strip.tsx";
import { Tick } from "./tick.tsx";
import { ticksOf, windowOf } from "./window.ts";
import "./past.css";

/** The last seven days of a terminal in one line. */
export const WeekStrip = ({ terminal }: { readonly terminal: string }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  const { from } = windowOf("week", undefined, useMinute());
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.past(terminal), "course", from],
    queryFn: () => api.course({ terminal }, { from }),
    placeholderData: (known) => known,
  });
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <div className="past-week-empty" />;
  const share = courseText(data, language, (key, values) => t(key, { ...values }), {
    share: "terminalPast.share",
    since: "terminalPast.shareSince",
    none: "terminalPast.shareNone",
  });
  const day = new Intl.DateTimeFormat(language, { weekday: "short" });
  return (
    <section className="past-week" aria-labelledby="past-week">
      <div className="history-head">
        <h2 id="past-week">{t("terminalPast.week")}</h2>
        <StripLegend />
      </div>
      <svg className="past-strip" width="100%" height="44" role="img" aria-label={share}>
        <Patterns />
        <StripMarks view={data} height={26} />
        {ticksOf("week", data).map((at) => (
          <Tick key={at} at={at} seen={data} height={26} text={day.format(at)} />
        ))}
      </svg>
      <p className="quiet small">{share}</p>
    </section>
  );
};
