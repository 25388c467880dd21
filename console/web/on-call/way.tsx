import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { OnCallWay } from "../../../contract/index.ts";

/** By which channel somebody is told, or why they cannot be. */
export const Way = ({ way: { channel, to, missing } }: { readonly way: OnCallWay }): ReactNode => {
  const { t } = useTranslation();
  if (missing === undefined) return t(to === undefined ? "onCallDesk.by" : "onCallDesk.byTo", { channel, to });
  return <span className="nobody">{t("onCallDesk.notBy", { channel, why: t(`onCall.missing.${missing}`) })}</span>;
};
