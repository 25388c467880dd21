import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Language } from "../../../contract/index.ts";
import { languages } from "../../../contract/plain.ts";
import { setPreferences, type Theme, useDark, usePreferences } from "../preferences.ts";

const names: Readonly<Record<Language, string>> = { en: "English", "zh-CN": "中文" };

/** Language and appearance, for those who are not signed in, too. */
export const Choices = (): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const other: Theme = useDark() ? "light" : "dark";
  return (
    <div className="choices">
      <fieldset aria-label={t("look.language")}>
        {languages.map((one) => (
          <button
            key={one}
            type="button"
            lang={one}
            aria-pressed={one === language}
            onClick={() => setPreferences({ language: one })}
          >
            {names[one]}
          </button>
        ))}
      </fieldset>
      <button type="button" onClick={() => setPreferences({ theme: other })}>
        {t(`look.${other}`)}
      </button>
    </div>
  );
};
