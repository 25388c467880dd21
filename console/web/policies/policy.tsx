import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { PolicyView } from "../../../contract/index.ts";
import { calendarText, policyRemarks, promiseText } from "../../i18n/policies.ts";
import { SeverityMark } from "../look/severity-mark.tsx";
import { usePreferences } from "../preferences.ts";

const Level = ({ level }: { readonly level: PolicyView["levels"][number] }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { title, severities, impact, promises } = level;
  return (
    <li>
      <h3>{title[language]}</h3>
      <p className="policy-severities">
        {severities.map((one) => (
          <span key={one} className="said">
            <SeverityMark severity={one} /> {t(`severity.${one}`)}
          </span>
        ))}
        {impact.length === 0 ? null : (
          <span className="quiet">
            {t("policies.only", { list: impact.map((one) => t(`service.${one}`)).join(t("comma")) })}
          </span>
        )}
      </p>
      <ul>
        {promises.map((promise) => (
          <li key={promise.name}>{promiseText(promise, language)}</li>
        ))}
      </ul>
    </li>
  );
};

/** A service-level policy in words. */
export const Policy = ({ policy }: { readonly policy: PolicyView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { title, id, source, standard, levels, contracts } = policy;
  return (
    <>
      <h2>
        {title[language]} <code className="quiet">{id}</code>
      </h2>
      <p className="quiet">
        {[
          t("policyDesk.from", { source }),
          ...(standard ? [t("policies.standard")] : []),
          ...(contracts.length > 0 ? [t("policyDesk.contracts", { list: contracts.join(t("comma")) })] : []),
        ].join(" · ")}
      </p>
      <p>{calendarText(policy, language)}</p>
      <ol className="policy-levels">
        {levels.map((level) => (
          <Level key={level.id} level={level} />
        ))}
      </ol>
      <ul className="policy-remarks">
        {policyRemarks(policy, language).map((remark) => (
          <li key={remark}>{remark}</li>
        ))}
      </ul>
    </>
  );
};
