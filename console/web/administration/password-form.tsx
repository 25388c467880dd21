import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { TextField } from "../look/fields.tsx";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";

const fewest = 12;

export const PasswordForm = ({
  person,
  close,
}: {
  readonly person: PersonView;
  readonly close: () => void;
}): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const [password, setPassword] = useState("");
  const save = useMutation({
    mutationFn: () => api.setPassword({ id: person.id }, { password }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.people });
      close();
    },
  });
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
        <TextField
          label={t("administration.newPassword")}
          type="password"
          value={password}
          set={setPassword}
          most={128}
          hint={t("administration.passwordHint", { count: fewest })}
        />
        {save.error ? <Failure error={save.error} /> : null}
      </div>
    </Dialog>
  );
};
