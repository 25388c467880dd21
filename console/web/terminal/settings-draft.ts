import type { RemoteSettingName, RemoteSettings } from "../../../contract/index.ts";
import { remoteSettingNames, remoteSettings } from "../../../contract/plain.ts";

/** What somebody writes into the form; empty: as the default. */
export type SettingsDraft = Readonly<Record<RemoteSettingName, string>>;

export const draftOf = (settings: RemoteSettings): SettingsDraft =>
  Object.fromEntries(remoteSettingNames.map((name) => [name, String(settings[name] ?? "")])) as SettingsDraft;

const fits = (name: RemoteSettingName, text: string): boolean => {
  const rule = remoteSettings[name];
  if (text.trim() === "" || rule.kind === "choice") return true;
  const value = Number(text);
  return value >= rule.least && value <= rule.most && (rule.kind !== "whole" || Number.isInteger(value));
};

/** Settings whose value the broker would not take. */
export const wrongIn = (draft: SettingsDraft): RemoteSettingName[] =>
  remoteSettingNames.filter((name) => !fits(name, draft[name]));
