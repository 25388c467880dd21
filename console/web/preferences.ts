import { useSyncExternalStore } from "react";
import type { Language } from "../../contract/index.ts";
import { languages } from "../../contract/plain.ts";

export type Theme = "light" | "dark";
export interface Preferences {
  readonly language: Language;
  /** Left out: as the system has it. */
  readonly theme?: Theme;
}

const key = "roundsman.preferences";
const listeners = new Set<() => void>();
const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

const ofBrowser = (): Language => (navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en");

/** What was kept may be of an older page, or not ours at all: each part is taken only if it is known. */
const read = (): Preferences => {
  let kept: Partial<Record<keyof Preferences, unknown>> = {};
  try {
    kept = (JSON.parse(localStorage.getItem(key) ?? "{}") ?? {}) as typeof kept;
  } catch {
    // Not JSON, or the browser keeps nothing for us: then as the browser itself is set.
  }
  const language = languages.find((one) => one === kept.language) ?? ofBrowser();
  return { language, ...(kept.theme === "light" || kept.theme === "dark" ? { theme: kept.theme } : {}) };
};

let current = read();

export const preferences = (): Preferences => current;

export const setPreferences = (change: Partial<Preferences>): void => {
  current = { ...current, ...change };
  try {
    localStorage.setItem(key, JSON.stringify(current));
  } catch {
    // Nothing is kept in this browser: it holds until the page is closed.
  }
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  systemDark.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    systemDark.removeEventListener("change", listener);
  };
};

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, preferences);
export const useDark = (): boolean =>
  useSyncExternalStore(subscribe, () => (current.theme === undefined ? systemDark.matches : current.theme === "dark"));
