import { useTranslation } from "react-i18next";
import type { FaultView } from "../../../contract/index.ts";
import { usePreferences } from "../preferences.ts";
import { lastingSince } from "../times.ts";

/** How a fault stands: in which state and for how long; of one that is over, how long it lasted. */
export const useStanding = (): ((fault: FaultView, now: number) => readonly string[]) => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return ({ state, since, closedAt }, now) => [
    t(`faultState.${state}`),
    closedAt === undefined
      ? t("faultQueue.since", { time: lastingSince(since, now, language) })
      : t("faultQueue.lasted", { time: lastingSince(since, closedAt, language) }),
  ];
};

/** What it stops; nothing, once it is over. */
export const useImpact = (): ((fault: FaultView) => readonly string[]) => {
  const { t } = useTranslation();
  return ({ impact, state }) => {
    if (state === "closed") return [];
    const services = impact.map((one) => t(`service.${one}`)).join(t("comma"));
    return [services === "" ? t("faultQueue.noImpact") : t("faultQueue.impact", { services })];
  };
};
