import type { TFunction } from "i18next";
import type { SiteCondition } from "../../../../contract/index.ts";
import { type Condition, worstFirst } from "../../../../contract/plain.ts";

/** `2 faulty, 1 unknown, 14 ok`. */
export const countsText = (t: TFunction, counts: Readonly<Record<Condition, number>>): string =>
  worstFirst
    .filter((one) => counts[one] > 0)
    .map((one) => t(`fleetMap.of.${one}`, { count: counts[one] }))
    .join(t("comma"));

export const siteText = (t: TFunction, { name }: Pick<SiteCondition, "name">): string =>
  name === "" ? t("fleetMap.noSite") : name;
