import { Button } from "antd";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "../shell/failure.tsx";
import { SessionContext, useSessionQuery } from "./session.ts";
import { SignIn } from "./sign-in.tsx";

/** Shows what is inside to those who are signed in, and the sign-in page to all others; the address stays what it was. */
export const Entrance = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const { t } = useTranslation();
  const { data: session, error, refetch } = useSessionQuery();
  const wasIn = useRef(false);
  if (session) wasIn.current = true;
  if (session) return <SessionContext value={session}>{children}</SessionContext>;
  if (session === null) return <SignIn ended={wasIn.current} />;
  if (!error) return <div className="loading" aria-busy="true" />;
  return (
    <main className="sign-in">
      <Failure error={error} />
      <Button onClick={() => void refetch()}>{t("failure.again")}</Button>
    </main>
  );
};
