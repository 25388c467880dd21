import { Alert } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Localized } from "../../../contract/index.ts";
import { usePreferences } from "../preferences.ts";

interface WarningsProps {
  readonly warnings: readonly Localized[];
  /** Somebody is missing right now. */
  readonly missing?: boolean;
}

/** As many as are read at a glance; a gap of every night is told 90 times. */
const mostShown = 3;

const Lines = ({ lines }: { readonly lines: readonly Localized[] }): ReactNode => {
  const { language } = usePreferences();
  return (
    <ul className="warnings">
      {lines.map((one) => (
        <li key={one.en}>{one[language]}</li>
      ))}
    </ul>
  );
};

/** What is to be looked at, first and loud; whoever is missing right now loudest. */
export const Warnings = ({ warnings, missing = false }: WarningsProps): ReactNode => {
  const { t } = useTranslation();
  if (warnings.length === 0) return null;
  const rest = warnings.slice(mostShown);
  return (
    <Alert
      type={missing ? "error" : "warning"}
      showIcon
      role="alert"
      title={t(missing ? "onCallDesk.gapNow" : "onCall.warnings")}
      description={
        <>
          <Lines lines={warnings.slice(0, mostShown)} />
          {rest.length > 0 ? (
            <details>
              <summary>{t("onCall.moreMoves", { count: rest.length })}</summary>
              <Lines lines={rest} />
            </details>
          ) : null}
        </>
      }
    />
  );
};
