import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ForecastView } from "../../../contract/index.ts";
import { measureText } from "../../i18n/said.ts";
import { usePreferences } from "../preferences.ts";
import { useMinute } from "../shell/window.ts";
import { ago, exact } from "../times.ts";

/** From here on a part is due: the rules say the same. */
const nearly = 0.9;

/** How much of a part or a supply is left, and until when; of a new part, since when. */
export const Due = ({ one }: { readonly one: ForecastView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  const { dueAt, left, share = 0, measure, renewable, renewedAt } = one;
  if (left === 0 || share >= 1) return <strong className="stale">{t("terminalOutlook.usedUp")}</strong>;
  const facts = [
    t("terminalOutlook.left", { left: measureText(measure, left, language) }),
    dueAt === undefined ? t("terminalOutlook.tooEarly") : ago(dueAt, minute, language),
    ...(renewable && renewedAt !== undefined
      ? [t("terminalOutlook.renewed", { time: ago(renewedAt, minute, language) })]
      : []),
  ];
  return (
    <span className={share >= nearly ? "stale" : ""} title={dueAt === undefined ? undefined : exact(dueAt, language)}>
      {facts.join(" · ")}
    </span>
  );
};
