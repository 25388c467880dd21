import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { useSaved } from "../look/use-saved.ts";
import { keys } from "../queries.ts";
import { fewest, PasswordField } from "../session/password-field.tsx";
import { Failure } from "../shell/failure.tsx";

export const PasswordForm = ({
  person,
  close,
}: {
  readonly person: PersonView;
  readonly close: () => void;
}): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const [password, setPassword] = useState("");
  const send = () => api.setPassword({ id: person.id }, { password });
  const { save, failure } = useSaved({ send, key: keys.people, close, speaking: [] });
  return (
    <Dialog
      title={t("administration.passwordOf", { name: person.name })}
      go={t("administration.setPassword")}
      can={password.length >= fewest}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <PasswordField
          label={t("administration.newPassword")}
          value={password}
          set={setPassword}
          hint={t("administration.passwordHint", { count: fewest })}
        />
        {failure ? <Failure error={failure} /> : null}
      </div>
    </Dialog>
  );
};
