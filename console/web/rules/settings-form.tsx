import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RuleView } from "../../../contract/index.ts";
import { severities } from "../../../contract/plain.ts";
import { limitTitle, limitValue, settingText } from "../../i18n/rules.ts";
import { Beside, ChoiceField, TextField } from "../look/fields.tsx";
import { usePreferences } from "../preferences.ts";
import type { Draft } from "./draft.ts";

interface FormProps {
  readonly rule: RuleView;
  readonly draft: Draft;
  readonly set: (draft: Draft) => void;
  readonly unreadable: readonly (keyof Draft)[];
  /** What the broker refused, by path: `/host.temperature.high/limit/raise`. */
  readonly refused: Readonly<Record<string, string>>;
}

/** Where the broker names a part of the form. */
const pathOf: Partial<Record<keyof Draft, string>> = {
  flapCount: "flap",
  flapWindow: "flap",
  raise: "limit/raise",
  clear: "limit/clear",
};

export const SettingsForm = ({ rule, draft, set, unreadable, refused }: FormProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { limit, delivered, inForce } = rule;
  const wrong = (field: keyof Draft): string | undefined =>
    unreadable.includes(field)
      ? t(field === "raise" || field === "clear" || field === "flapCount" ? "rulesDesk.noNumber" : "rulesDesk.noSpan")
      : refused[`${rule.rule}/${pathOf[field] ?? field}`];
  const hint = (field: keyof RuleView["delivered"]): string =>
    t("rules.delivered", { text: settingText(field, delivered, language, limit) });
  const text = (field: keyof Draft, label: string, more: { readonly hint?: string } = {}): ReactNode => (
    <TextField
      label={label}
      value={String(draft[field])}
      set={(value) => set({ ...draft, [field]: value })}
      wrong={wrong(field)}
      most={20}
      {...more}
    />
  );
  const yesNo = (field: "on" | "ticket" | "automatic"): ReactNode => (
    <ChoiceField
      label={t(`rules.field.${field}`)}
      value={String(draft[field])}
      set={(value) => set({ ...draft, [field]: value === "true" })}
      choices={["true", "false"].map((value) => ({ value, label: t(`rules.${field}.${value}`) }))}
    />
  );
  return (
    <div className="fields">
      <Beside>
        {yesNo("on")}
        <ChoiceField
          label={t("rules.field.severity")}
          value={draft.severity}
          set={(severity) => set({ ...draft, severity })}
          choices={severities.map((value) => ({ value, label: t(`severity.${value}`) }))}
        />
      </Beside>
      {limit ? (
        <fieldset className="field">
          <legend>{limitTitle(limit, language)}</legend>
          <Beside>
            {text("raise", t(`rulesDesk.raise.${limit.beyond}`), {
              hint: t("rules.bounds", {
                least: limitValue(limit, limit.least, language),
                most: limitValue(limit, limit.most, language),
              }),
            })}
            {text("clear", t(`rulesDesk.clear.${limit.beyond}`), { hint: hint("limit") })}
          </Beside>
        </fieldset>
      ) : null}
      <Beside>
        {text("holdMs", t("rules.field.holdMs"), { hint: hint("holdMs") })}
        {text("clearHoldMs", t("rules.field.clearHoldMs"), { hint: hint("clearHoldMs") })}
      </Beside>
      {inForce.flap ? (
        <Beside>
          {text("flapCount", t("rulesDesk.flapCount"), { hint: hint("flap") })}
          {text("flapWindow", t("rulesDesk.flapWindow"))}
        </Beside>
      ) : null}
      <Beside>
        {yesNo("ticket")}
        {inForce.automatic === undefined ? null : yesNo("automatic")}
      </Beside>
    </div>
  );
};
