import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { PersonView } from "../../../contract/index.ts";
import { ChoiceField, TextField } from "../look/fields.tsx";
import { usePeople } from "../people.ts";

const goesOut = ({ role, disabled }: PersonView): boolean =>
  disabled !== true && (role === "technician" || role === "engineer");

/** Technicians first, then engineers. */
const byRole = (a: PersonView, b: PersonView): number =>
  Number(b.role === "technician") - Number(a.role === "technician") || a.name.localeCompare(b.name);

interface Props {
  readonly who: string;
  readonly set: (who: string) => void;
  /** `Technician` if left out. */
  readonly label?: string;
}

/** Who comes, or works on it: of the people who are registered, or, where nobody is, a name. */
export const Who = ({ who, set, label }: Props): ReactNode => {
  const { t } = useTranslation();
  const people = usePeople();
  const said = { label: label ?? t("visitDesk.technician"), value: who, set };
  const choices = [...people.values()]
    .filter(goesOut)
    .sort(byRole)
    .map(({ id, name, skills = [] }) => ({
      value: id,
      label:
        skills.length > 0
          ? t("visitDesk.skilled", { name, skills: skills.map((one) => t(`skill.${one}`)).join(t("comma")) })
          : name,
    }));
  return choices.length > 0 ? <ChoiceField {...said} choices={choices} none="" /> : <TextField {...said} />;
};
