import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Input } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { hasCode } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { keys } from "../queries.ts";
import { Choices } from "../shell/choices.tsx";
import { Failure } from "../shell/failure.tsx";

interface Fields {
  readonly login: string;
  readonly password: string;
}

const text = (fields: FormData, name: keyof Fields): string => {
  const value = fields.get(name);
  return typeof value === "string" ? value : "";
};

const Refusal = ({ error }: { readonly error: unknown }): ReactNode => {
  const { t } = useTranslation();
  if (hasCode(error, "unauthorised")) return <Alert type="error" showIcon title={t("signIn.wrong")} role="alert" />;
  const seconds = hasCode(error, "tooManyAttempts") ? Number(/in (\d+) s/.exec(error.message)?.[1] ?? 60) : undefined;
  if (seconds === undefined) return <Failure error={error} />;
  return <Alert type="warning" showIcon title={t("signIn.wait", { minutes: Math.ceil(seconds / 60) })} role="alert" />;
};

/** The one page for those who are nobody yet. `ended`: they were somebody until now. */
export const SignIn = ({ ended }: { readonly ended: boolean }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const signIn = useMutation({
    mutationFn: (fields: Fields) => api.signIn(fields),
    onSuccess: (session) => {
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
      queries.setQueryData(keys.session, session);
    },
  });
  return (
    <main className="sign-in" id="content">
      <div className="sign-in-card">
        <h1 className="brand">
          <img src="/mark.svg" alt="" width="32" height="32" />
          {t("app.name")}
        </h1>
        <p className="quiet">{t("signIn.lead")}</p>
        {ended && !signIn.isError ? <Alert type="info" showIcon title={t("signIn.ended")} /> : null}
        {signIn.isError ? <Refusal error={signIn.error} /> : null}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const fields = new FormData(event.currentTarget);
            signIn.mutate({ login: text(fields, "login").trim(), password: text(fields, "password") });
          }}
        >
          <label htmlFor="login">{t("signIn.login")}</label>
          <Input
            id="login"
            name="login"
            required
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            size="large"
          />
          <label htmlFor="password">{t("signIn.password")}</label>
          <Input.Password id="password" name="password" required autoComplete="current-password" size="large" />
          <Button type="primary" htmlType="submit" size="large" block loading={signIn.isPending}>
            {t("signIn.go")}
          </Button>
        </form>
      </div>
      <Choices />
    </main>
  );
};
