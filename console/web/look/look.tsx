import { ConfigProvider, theme } from "antd";
import type { Locale } from "antd/es/locale";
import { type ReactNode, useEffect, useState } from "react";
import type { Language } from "../../../contract/index.ts";
import { useDark, usePreferences } from "../preferences.ts";
import { loadLanguage } from "../words.ts";

/** Styles that the component library makes in the browser carry the nonce of this page: nothing else inline applies. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

const locales: Readonly<Record<Language, () => Promise<{ default: Locale }>>> = {
  en: () => import("antd/es/locale/en_US"),
  "zh-CN": () => import("antd/es/locale/zh_CN"),
};

const tokens = {
  // The library waits for the end of a movement before it takes away what has left. One that never began, as the answer came at once, never ends: a button
  // was called "loading Save" from then on.
  motion: false,
  colorPrimary: "#0b5cad",
  // As links of the page are, `--accent`.
  colorLink: "#0b5cad",
  borderRadius: 4,
  fontSize: 14,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif',
};

/** Colours, letters and language of everything inside. */
export const Look = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const { language } = usePreferences();
  const dark = useDark();
  const [locale, setLocale] = useState<Locale>();
  useEffect(() => {
    let asked = true;
    void Promise.all([locales[language](), loadLanguage(language)]).then(([{ default: found }]) => {
      if (asked) setLocale(found);
    });
    return () => {
      asked = false;
    };
  }, [language]);
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  }, [dark]);
  // Without a locale the library builds its tree otherwise: everything inside would be made anew, and what somebody typed already be lost.
  if (!locale) return null;
  return (
    <ConfigProvider
      csp={{ nonce }}
      locale={locale}
      // Two Chinese characters need no space between them.
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
      theme={{
        algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: { ...tokens, ...(dark ? { colorPrimary: "#2a7fcf", colorLink: "#6cb2f5" } : {}) },
      }}
    >
      <div className="app">{children}</div>
    </ConfigProvider>
  );
};
