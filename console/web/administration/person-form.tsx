import { Checkbox } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonView } from "../../../contract/index.ts";
import { languages, roles, skills } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { Beside, ChecksField, ChoiceField, TextField } from "../look/fields.tsx";
import { useSaved } from "../look/use-saved.ts";
import { keys } from "../queries.ts";
import { useSession } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { draftOf, type PersonDraft, personOf } from "./person-draft.ts";

/** Fields that say themselves what the broker found wrong with them. */
const speaking = ["id", "name", "email", "phone", "zone"];

interface PartProps {
  readonly wrong: Readonly<Record<string, string>>;
  readonly draft: PersonDraft;
  readonly set: (more: Partial<PersonDraft>) => void;
}

const Scope = ({ draft, set }: Omit<PartProps, "wrong">): ReactNode => {
  const { t } = useTranslation();
  return (
    <fieldset className="field">
      <legend>{t("administration.scope")}</legend>
      <Beside>
        <TextField
          label={t("administration.customers")}
          rows={2}
          value={draft.customers}
          set={(customers) => set({ customers })}
        />
        <TextField label={t("administration.sites")} rows={2} value={draft.sites} set={(sites) => set({ sites })} />
      </Beside>
      <span className="quiet">{t("administration.scopeHint")}</span>
    </fieldset>
  );
};

const Contact = ({ draft, set, wrong }: PartProps): ReactNode => {
  const { t } = useTranslation();
  const names = { en: "English", "zh-CN": "中文" } as const;
  return (
    <Beside>
      <TextField
        label={t("administration.email")}
        optional
        type="email"
        most={200}
        value={draft.email}
        set={(email) => set({ email })}
        wrong={wrong.email}
      />
      <TextField
        label={t("administration.phone")}
        optional
        type="tel"
        most={40}
        pattern="[+0-9][0-9 \(\)\/\-]*"
        value={draft.phone}
        set={(phone) => set({ phone })}
        wrong={wrong.phone}
      />
      <ChoiceField
        label={t("administration.language")}
        optional
        none={t("form.unset")}
        value={draft.language}
        set={(language) => set({ language })}
        choices={languages.map((value) => ({ value, label: names[value] }))}
      />
      <TextField
        label={t("administration.zone")}
        optional
        most={60}
        value={draft.zone}
        set={(zone) => set({ zone })}
        known={Intl.supportedValuesOf("timeZone")}
        wrong={wrong.zone}
      />
    </Beside>
  );
};

/** Adds somebody, or changes what is known of them. Nobody locks themselves out: of oneself role and disabling cannot be changed here. */
export const PersonForm = ({
  person,
  close,
}: {
  readonly person: PersonView | undefined;
  readonly close: () => void;
}): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { name: self } = useSession();
  const [draft, setDraft] = useState(() => draftOf(person));
  const set = (more: Partial<PersonDraft>): void => setDraft({ ...draft, ...more });
  const send = () => api.setPerson(personOf(draft));
  const { save, wrong, failure } = useSaved({ send, key: keys.people, close, speaking });
  const own = person?.id === self;
  return (
    <Dialog
      title={person ? t("administration.changeOf", { name: person.name }) : t("administration.add")}
      go={t(person ? "administration.save" : "administration.add")}
      can={/^[a-z][a-z0-9._-]{0,31}$/.test(draft.id.trim()) && draft.name.trim() !== ""}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <Beside>
          <TextField
            label={t("administration.login")}
            value={draft.id}
            set={(id) => set({ id })}
            most={32}
            disabled={person !== undefined}
            wrong={wrong.id}
            {...(person ? {} : { hint: t("administration.loginHint") })}
          />
          <TextField
            label={t("administration.name")}
            value={draft.name}
            set={(name) => set({ name })}
            most={80}
            wrong={wrong.name}
          />
        </Beside>
        <ChoiceField
          label={t("administration.role")}
          value={draft.role}
          set={(role) => set({ role })}
          disabled={own}
          choices={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
        />
        <Scope draft={draft} set={set} />
        <ChecksField
          label={t("administration.skills")}
          values={draft.skills}
          set={(chosen) => set({ skills: chosen })}
          choices={skills.map((value) => ({ value, label: t(`skill.${value}`) }))}
        />
        <Contact draft={draft} set={set} wrong={wrong} />
        {person && !own ? (
          <Checkbox checked={draft.disabled} onChange={({ target }) => set({ disabled: target.checked })}>
            {t("administration.disable")}
          </Checkbox>
        ) : null}
        {failure ? <Failure error={failure} /> : null}
      </div>
    </Dialog>
  );
};
