import i18next from "i18next";
import type { DeviceClass, Language } from "../../contract/index.ts";
import en from "./en.json" with { type: "json" };
import vocabulary from "./vocabulary.zh-CN.json" with { type: "json" };
import zh from "./zh-CN.json" with { type: "json" };

/** Words of the console by key; `{{name}}` in them is filled from `values`. */
export type Words = (key: string, values?: Readonly<Record<string, unknown>>) => string;

const instance = i18next.createInstance();
await instance.init({
  resources: { en: { translation: en }, "zh-CN": { translation: zh } },
  fallbackLng: "en",
  initAsync: false,
  showSupportNotice: false, // it would be written to standard output, between our JSON
  interpolation: { escapeValue: false }, // a terminal is not HTML
});

export const wordsFor = (language: Language): Words => {
  const t = instance.getFixedT(language);
  return (key, values = {}) => t(key, { ...values });
};

/** True if there are words for this key. */
export const hasWords = (key: string): boolean => instance.exists(key);

/** `cashBoxDoor` as people read it: `cash box door`. */
export const spaced = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();

type Kind = keyof typeof vocabulary;

/** A word of the contract's vocabulary (a component, a state, a measure) in the reader's language. Unknown words are shown as they are. */
export const term = (language: Language, kind: Kind, name: string): string =>
  language === "zh-CN" ? ((vocabulary[kind] as Record<string, string>)[name] ?? name) : spaced(name);

export const classTerm = (language: Language, name: DeviceClass): string => term(language, "deviceClasses", name);
