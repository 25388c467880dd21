import { Button } from "antd";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { hasCode } from "../../../contract/plain.ts";
import { useKeptSession, usePhone } from "../offline/phone-context.tsx";
import { Failure } from "../shell/failure.tsx";
import { SessionContext, useLeft, useSessionQuery } from "./session.ts";
import { SignIn } from "./sign-in.tsx";

/**
 * Shows what is inside to those who are signed in, and the sign-in page to all others; the address stays what it was. Without a network, whoever was signed in
 * on this phone reads on what is kept there.
 */
export const Entrance = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const { t } = useTranslation();
  const { data, error, failureReason, refetch } = useSessionQuery();
  const phone = usePhone();
  const kept = useKeptSession(data === undefined && hasCode(failureReason, "unavailable"));
  const session = data ?? (data === undefined ? kept : null);
  const wasIn = useRef(false);
  const left = useLeft();
  if (session) wasIn.current = true;
  useEffect(() => {
    if (data === null) void phone.lock();
  }, [phone, data]);
  if (session) return <SessionContext value={session}>{children}</SessionContext>;
  if (session === null) return <SignIn ended={wasIn.current && !left} />;
  if (!error) return <div className="loading" aria-busy="true" />;
  return (
    <main className="sign-in">
      <Failure error={error} />
      <Button onClick={() => void refetch()}>{t("failure.again")}</Button>
    </main>
  );
};
