import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Language } from "../../contract/index.ts";

/** Words of the contract's vocabulary in Chinese, by kind; in English they are their own words. */
type Vocabulary = Readonly<Record<string, Readonly<Record<string, string>>>>;
const vocabularies: Partial<Record<Language, Vocabulary>> = {};

/** Each language is a file of its own: a reader loads one. */
const bundles: Readonly<Record<Language, () => Promise<void>>> = {
  en: async () => {
    const [shared, own, pages] = await Promise.all([
      import("../i18n/en.json"),
      import("../i18n/web.en.json"),
      import("./pages.en.ts"),
    ]);
    i18next.addResourceBundle("en", "translation", { ...shared.default, ...own.default, ...pages.default });
  },
  "zh-CN": async () => {
    const [shared, own, pages, terms] = await Promise.all([
      import("../i18n/zh-CN.json"),
      import("../i18n/web.zh-CN.json"),
      import("./pages.zh-CN.ts"),
      import("../i18n/vocabulary.zh-CN.json"),
    ]);
    i18next.addResourceBundle("zh-CN", "translation", { ...shared.default, ...own.default, ...pages.default });
    vocabularies["zh-CN"] = terms.default;
  },
};

const loaded = new Set<Language>();
export const loadLanguage = async (language: Language): Promise<void> => {
  if (!loaded.has(language)) await bundles[language]();
  loaded.add(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
};

export const startWords = async (language: Language): Promise<void> => {
  await i18next.use(initReactI18next).init({
    resources: {},
    lng: language,
    fallbackLng: false,
    showSupportNotice: false,
    interpolation: { escapeValue: false }, // React escapes
    react: { useSuspense: false },
  });
  await loadLanguage(language);
};

/** `cashBoxDoor` as people read it: `cash box door`. */
const spaced = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();

/** A word of the contract's vocabulary: a component, a state, a measure, a device class. Unknown words are shown as they are. */
export const term = (language: Language, kind: string, name: string): string =>
  language === "en" ? spaced(name) : (vocabularies[language]?.[kind]?.[name] ?? name);
