import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ChoiceField } from "./fields.tsx";

interface TerminalChoiceProps {
  readonly value: string;
  readonly set: (terminal: string) => void;
  /** Terminals of what is listed, each as often as it comes. */
  readonly among: readonly string[];
}

/** Which terminal a list is of; of all, if none is chosen. */
export const TerminalChoice = ({ value, set, among }: TerminalChoiceProps): ReactNode => {
  const { t } = useTranslation();
  const ids = [...new Set([...among, value])].filter((id) => id !== "").sort();
  return (
    <ChoiceField
      label={t("form.terminal")}
      value={value}
      set={set}
      none={t("form.every")}
      choices={ids.map((id) => ({ value: id, label: id }))}
    />
  );
};
