import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { FaultView } from "../../../contract/index.ts";
import { SeverityMark } from "../look/severity-mark.tsx";
import { usePreferences } from "../preferences.ts";
import { useNow } from "../shell/window.ts";
import { useStanding } from "./standing.ts";

/** One fault in a line or two: how bad, what, and since when; a link to why. */
export const FaultLine = ({ fault }: { readonly fault: FaultView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const now = useNow();
  const standing = useStanding();
  const { id, severity, title, device, hiddenBy } = fault;
  return (
    <>
      <span className="said">
        <SeverityMark severity={severity} />
        <Link to={`/faults/${id}`}>{title[language]}</Link>
      </span>
      <span className="quiet">
        {[
          t(`severity.${severity}`),
          device,
          ...standing(fault, now),
          ...(hiddenBy === undefined ? [] : [t("faultQueue.hidden")]),
        ].join(" · ")}
      </span>
    </>
  );
};
