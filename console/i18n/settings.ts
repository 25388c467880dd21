import type {
  Language,
  RemoteSettingName,
  RemoteSettings,
  ReportedSettings,
  TerminalSettingsView,
  WantedSettings,
} from "../../contract/index.ts";
import { remoteSettingNames, remoteSettings } from "../../contract/plain.ts";
import { wordsFor } from "./words.ts";

/** A value of one setting. */
export type Value = number | string;

/** One setting of a terminal, as a person compares it. */
export interface SettingRow {
  readonly name: RemoteSettingName;
  readonly wanted?: Value;
  readonly wantedBy?: "terminal" | "fleet";
  readonly inForce?: Value;
  /** What holds if nothing is wanted of this terminal alone. */
  readonly standard?: Value;
  readonly standardBy?: "fleet" | "file";
  readonly word: "asWanted" | "fromFile" | "pending" | "refused" | "untold";
}

type View = Pick<TerminalSettingsView, "own" | "fleet" | "report" | "state">;

const valueIn = (settings: RemoteSettings | ReportedSettings | undefined, name: RemoteSettingName): Value | undefined =>
  settings?.[name];

interface Values {
  readonly wanted: Value | undefined;
  readonly inForce: Value | undefined;
  readonly file: Value | undefined;
}

const wordOf = ({ state }: View, { wanted, inForce, file }: Values): SettingRow["word"] => {
  if (inForce === undefined) return "untold";
  if (inForce === (wanted ?? file)) return wanted === undefined ? "fromFile" : "asWanted";
  return state === "refused" ? "refused" : "pending";
};

const told = <K extends string>(key: K, value: Value | undefined): { readonly [N in K]?: Value } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [N in K]: Value });

const rowOf = (view: View, name: RemoteSettingName): SettingRow => {
  const [own, fleet] = [valueIn(view.own.settings, name), valueIn(view.fleet.settings, name)];
  const [inForce, file] = [valueIn(view.report?.inForce, name), valueIn(view.report?.file, name)];
  const wanted = own ?? fleet;
  return {
    name,
    ...told("wanted", wanted),
    ...(wanted === undefined ? {} : { wantedBy: own === undefined ? "fleet" : "terminal" }),
    ...told("inForce", inForce),
    ...told("standard", fleet ?? file),
    ...(fleet === undefined ? (file === undefined ? {} : { standardBy: "file" }) : { standardBy: "fleet" }),
    word: wordOf(view, { wanted, inForce, file }),
  };
};

/** Every setting that may be set from afar. Pure. */
export const settingRows = (view: View): SettingRow[] => remoteSettingNames.map((name) => rowOf(view, name));

/** `min`, `records/s`; empty for what is no number. */
export const settingUnit = (name: RemoteSettingName, language: Language): string =>
  remoteSettings[name].kind === "choice" ? "" : wordsFor(language)(`settings.unit.${name}`);

/** `15 min`, `1,000 records/s`; nothing known: a dash. */
export const settingText = (name: RemoteSettingName, value: Value | undefined, language: Language): string => {
  if (value === undefined) return "–";
  const text = typeof value === "number" ? value.toLocaleString(language, { maximumFractionDigits: 6 }) : value;
  return `${text} ${settingUnit(name, language)}`.trimEnd();
};

/** What a person changed, over what is wanted already; an empty text: wanted no longer. */
export const changed = (
  { settings }: Pick<WantedSettings, "settings">,
  changes: Readonly<Partial<Record<RemoteSettingName, string>>>,
): RemoteSettings => {
  const next: Record<string, Value> = { ...settings };
  for (const [name, text] of Object.entries(changes)) {
    if (text.trim() === "") delete next[name];
    else next[name] = name === "logLevel" ? text.trim() : Number(text);
  }
  return next as RemoteSettings;
};
