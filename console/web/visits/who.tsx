import { useQuery } from "@tanstack/react-query";
import { Input } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { PersonView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { keys } from "../queries.ts";

const goesOut = ({ role, disabled }: PersonView): boolean =>
  disabled !== true && (role === "technician" || role === "engineer");

/** Technicians first, then engineers. */
const byRole = (a: PersonView, b: PersonView): number =>
  Number(b.role === "technician") - Number(a.role === "technician") || a.name.localeCompare(b.name);

/** Who comes: of the people who are registered, or, where nobody is, a name. */
export const Who = ({ who, set }: { readonly who: string; readonly set: (who: string) => void }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { data } = useQuery({ queryKey: keys.people, queryFn: () => api.people() });
  const people = data?.filter(goesOut).sort(byRole) ?? [];
  return (
    <label className="field">
      <span>{t("visitDesk.technician")}</span>
      {people.length > 0 ? (
        <select value={who} onChange={({ target }) => set(target.value)} required>
          <option value="" />
          {people.map(({ id, name, skills = [] }) => (
            <option key={id} value={id}>
              {skills.length > 0
                ? t("visitDesk.skilled", { name, skills: skills.map((one) => t(`skill.${one}`)).join(t("comma")) })
                : name}
            </option>
          ))}
        </select>
      ) : (
        <Input value={who} onChange={({ target }) => set(target.value)} />
      )}
    </label>
  );
};
