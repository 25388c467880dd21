import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { useSaved } from "../look/use-saved.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { fewest, PasswordField } from "./password-field.tsx";
import { useSession } from "./session.ts";

/** Changes the password of whoever is signed in, who says the present one; this session goes on, all others end. */
const OwnPassword = ({ close }: { readonly close: () => void }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { name } = useSession();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [done, setDone] = useState(false);
  const send = () => api.changePassword({ current, password });
  const speaking = ["current", "password"];
  const { save, wrong, failure } = useSaved({ send, key: keys.session, close: () => setDone(true), speaking });
  const title = t("ownPassword.title");
  if (done)
    return (
      <Dialog key="done" title={title} go={t("ownPassword.close")} alone can busy={false} onGo={close} onClose={close}>
        <p role="status">{t("ownPassword.done")}</p>
      </Dialog>
    );
  const differs = again.length >= password.length && again !== password;
  return (
    <Dialog
      title={title}
      go={t("ownPassword.go")}
      can={current !== "" && password.length >= fewest && again === password}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <p className="quiet">{t("ownPassword.ends")}</p>
        {/* Password managers keep the new one under this name. */}
        <input type="text" autoComplete="username" value={name} readOnly hidden />
        <PasswordField
          label={t("ownPassword.current")}
          current
          value={current}
          set={setCurrent}
          wrong={wrong.current}
        />
        <PasswordField
          label={t("administration.newPassword")}
          value={password}
          set={setPassword}
          hint={t("ownPassword.hint", { count: fewest })}
          wrong={wrong.password}
        />
        <PasswordField
          label={t("ownPassword.again")}
          value={again}
          set={setAgain}
          wrong={differs ? t("ownPassword.differs") : undefined}
        />
        {failure ? <Failure error={failure} /> : null}
      </div>
    </Dialog>
  );
};
export default OwnPassword;
