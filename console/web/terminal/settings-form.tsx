import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RemoteSettingName, TerminalSettingsView } from "../../../contract/index.ts";
import { remoteSettingNames, remoteSettings } from "../../../contract/plain.ts";
import { changed, settingText, settingUnit, type Value } from "../../i18n/settings.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { ChoiceField, TextField } from "../look/fields.tsx";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { draftOf, type SettingsDraft, wrongIn } from "./settings-draft.ts";

interface EntryProps {
  readonly name: RemoteSettingName;
  readonly value: string;
  readonly set: (value: string) => void;
  /** What holds if nothing is written here. */
  readonly otherwise: string;
}

const Entry = ({ name, value, set, otherwise }: EntryProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const rule = remoteSettings[name];
  const label = t(`settings.name.${name}`);
  if (rule.kind === "choice") {
    const choices = rule.choices.map((one) => ({ value: one, label: one }));
    return <ChoiceField label={label} value={value} set={set} choices={choices} none={otherwise} />;
  }
  const { least, most } = rule;
  const about = t(`terminalSettings.about.${name}`);
  const range = { least: least.toLocaleString(language), most: settingText(name, most, language) };
  const hint = t("terminalSettings.hint", { about, ...range, otherwise });
  const unit = settingUnit(name, language);
  return <TextField label={label} value={value} set={set} type="number" unit={unit} hint={hint} />;
};

/** Whose settings a form is about, and what stands in it. */
export type Whose = "terminal" | "fleet";

const useSave = (view: TerminalSettingsView, whose: Whose, close: () => void) => {
  const api = useApi();
  const queries = useQueryClient();
  const { terminal } = view;
  return useMutation<unknown, Error, SettingsDraft>({
    mutationFn: (draft) => {
      if (whose === "fleet") return api.setFleetSettings({ settings: changed(view.fleet, draft), rev: view.fleet.rev });
      return api.setTerminalSettings({ terminal }, { settings: changed(view.own, draft), rev: view.rev });
    },
    onSuccess: close,
    // Also if somebody else was quicker: what is shown is not what is wanted.
    onSettled: () => queries.invalidateQueries({ queryKey: keys.settings }),
  });
};

interface FormProps {
  readonly view: TerminalSettingsView;
  readonly whose: Whose;
  readonly close: () => void;
}

/** Says what is wanted of one terminal, or of all that have nothing of their own. */
export const SettingsForm = ({ view, whose, close }: FormProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const [draft, setDraft] = useState(() => draftOf((whose === "fleet" ? view.fleet : view.own).settings));
  const save = useSave(view, whose, close);
  const otherwise = (name: RemoteSettingName): string => {
    const file: Value | undefined = view.report?.file[name];
    const standard = whose === "fleet" ? undefined : (view.fleet.settings[name] ?? file);
    if (standard === undefined) return t("terminalSettings.asFile");
    return t("terminalSettings.asDefault", { value: settingText(name, standard, language) });
  };
  return (
    <Dialog
      title={t(`terminalSettings.title.${whose}`, { terminal: view.terminal })}
      go={t("terminalSettings.save")}
      can={wrongIn(draft).length === 0}
      busy={save.isPending}
      onGo={() => save.mutate(draft)}
      onClose={close}
    >
      <div className="fields">
        {whose === "fleet" ? <p className="quiet">{t("terminalSettings.fleetHint")}</p> : null}
        {remoteSettingNames.map((name) => (
          <Entry
            key={name}
            name={name}
            value={draft[name]}
            set={(value) => setDraft({ ...draft, [name]: value })}
            otherwise={otherwise(name)}
          />
        ))}
        {save.error ? <Failure error={save.error} /> : null}
      </div>
    </Dialog>
  );
};
