import type { RemoteSettings, SettingsRefusal } from "../../contract/index.ts";

/** Settings that somebody wants of one terminal, or (`terminal` empty) of the whole fleet. */
export interface WantedSettingsRow {
  readonly terminal: string;
  readonly rev: number;
  readonly at: number;
  readonly by: string;
  readonly settings: RemoteSettings;
}

/** What a terminal said of its settings, and when it was first heard. */
export interface ToldSettingsRow {
  readonly terminal: string;
  /** Left out of it: the agent's own file. */
  readonly inForce?: { readonly rev?: number; readonly at: number };
  readonly refused?: SettingsRefusal & { readonly rev: number; readonly at: number };
  readonly file?: { readonly mark: string; readonly at: number };
}

export interface SettingsReaders {
  wantedSettings(terminal: string): WantedSettingsRow | undefined;
  /** The highest revision there ever was; 0 if there is none. */
  settingsRev(): number;
  toldSettings(terminal: string): ToldSettingsRow | undefined;
}

export interface SettingsWriters {
  saveWantedSettings(row: WantedSettingsRow): void;
  saveToldSettings(row: ToldSettingsRow): void;
}
