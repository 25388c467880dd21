import type { RemoteSettings, SettingsRefusal, SettingsState } from "../../contract/index.ts";
import type { ToldSettingsRow, WantedSettingsRow } from "../store/settings-rows.ts";

/** Everything that is wanted of one terminal: its own over the fleet's. Revision 0: nothing ever was. */
export interface Wanted {
  readonly rev: number;
  readonly at: number;
  readonly settings: RemoteSettings;
}

/** Revisions are counted over the whole fleet, so the newer of two rows says which it is. */
export const wantedOf = (fleet: WantedSettingsRow | undefined, own: WantedSettingsRow | undefined): Wanted => {
  const newest = (fleet?.rev ?? 0) > (own?.rev ?? 0) ? fleet : own;
  return { rev: newest?.rev ?? 0, at: newest?.at ?? 0, settings: { ...fleet?.settings, ...own?.settings } };
};

export interface Standing {
  readonly state: SettingsState;
  readonly since?: number;
  readonly refused?: SettingsRefusal;
}

/** How it stands with what is wanted, as far as the terminal has told. Pure. */
export const standingOf = ({ rev, at }: Wanted, told: ToldSettingsRow | undefined): Standing => {
  if (rev === 0) return { state: "none" };
  if (told?.inForce?.rev === rev) return { state: "inForce", since: told.inForce.at };
  if (told?.refused?.rev === rev) {
    const { code, text, at: since } = told.refused;
    return { state: "refused", since, refused: { code, text } };
  }
  // One that came back without its settings owes them since then.
  return { state: "pending", since: Math.max(at, told?.inForce?.at ?? 0) };
};
