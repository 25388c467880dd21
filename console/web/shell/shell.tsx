import { useMutation } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, Outlet } from "react-router";
import { WaitingMark } from "../approvals/mark.tsx";
import { useApi } from "../client-context.ts";
import { Live, useLine } from "../live/live-context.tsx";
import { Dialog } from "../look/dialog.tsx";
import { Outgoing, useEntries, usePhone } from "../offline/phone-context.tsx";
import { PaletteHost } from "../palette/host.tsx";
import { usePreferences } from "../preferences.ts";
import { Entrance } from "../session/entrance.tsx";
import { useSession, useSignedOut } from "../session/session.ts";
import { timeOfDay } from "../times.ts";
import { Choices } from "./choices.tsx";
import { FailureBoundary } from "./failure.tsx";
import { closing } from "./menu.ts";
import { Navigation } from "./navigation.tsx";

/** Loaded when it is first opened. */
const OwnPassword = lazy(() => import("../session/own-password.tsx"));

/** Said in words and by shape, not by colour alone. */
const LineMark = (): ReactNode => {
  const { t } = useTranslation();
  const line = useLine();
  const word = line.state === "lost" ? "live.connecting" : `live.${line.state}`;
  return (
    <span className={`line-mark line-${line.state}`} title={t("live.state")}>
      <i aria-hidden="true" />
      {t(word)}
    </span>
  );
};

const LostBanner = (): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const line = useLine();
  if (line.state !== "lost") return null;
  return (
    <Alert banner type="warning" role="status" title={t("live.lost", { time: timeOfDay(line.since, language) })} />
  );
};

const useSignOut = () => {
  const api = useApi();
  const phone = usePhone();
  const signedOut = useSignedOut();
  return useMutation({
    mutationFn: () => api.signOut(),
    onSettled: async () => {
      await phone.forget();
      signedOut();
    },
  });
};

const Account = (): ReactNode => {
  const { t } = useTranslation();
  const session = useSession();
  const signOut = useSignOut();
  const waiting = useEntries().length;
  const [asking, setAsking] = useState(false);
  const [changing, setChanging] = useState(false);
  const name = session.person?.name ?? session.name;
  const { scope } = session;
  const parts = [...(scope?.customers ?? []), ...(scope?.sites ?? [])].join(t("comma"));
  return (
    <>
      <details className="account" {...closing}>
        <summary aria-label={t("account.of", { name })}>{name}</summary>
        <div className="menu" tabIndex={-1}>
          <p>
            <strong>{name}</strong> · {t(`role.${session.role}`)}
          </p>
          {scope ? <p className="quiet">{t("account.scope", { what: parts })}</p> : null}
          <Choices />
          {session.person ? (
            <Button
              block
              onClick={(event) => {
                // The menu closes: the dialog gives the focus back to what opens it.
                event.currentTarget.closest("details")?.querySelector("summary")?.focus();
                setChanging(true);
              }}
            >
              {t("ownPassword.open")}
            </Button>
          ) : null}
          <Button
            block
            onClick={() => (waiting > 0 ? setAsking(true) : signOut.mutate())}
            loading={signOut.isPending && !asking}
          >
            {t("signIn.out")}
          </Button>
        </div>
      </details>
      {changing ? (
        <Suspense fallback={null}>
          <OwnPassword close={() => setChanging(false)} />
        </Suspense>
      ) : null}
      {asking ? (
        <Dialog
          title={t("phone.outTitle")}
          go={t("signIn.out")}
          can
          busy={signOut.isPending}
          onGo={() => signOut.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t("phone.outLost", { count: waiting })}</p>
        </Dialog>
      ) : null}
    </>
  );
};

const Page = (): ReactNode => (
  <FailureBoundary>
    <Suspense fallback={<div className="loading" aria-busy="true" />}>
      <Outlet />
    </Suspense>
  </FailureBoundary>
);

const Frame = (): ReactNode => {
  const { t } = useTranslation();
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {t("app.skip")}
      </a>
      <header>
        <NavLink to="/" className="brand" aria-label={t("app.name")}>
          <img src="/mark.svg" alt="" width="24" height="24" />
          <span>{t("app.name")}</span>
        </NavLink>
        <Navigation />
        <div className="header-end">
          <WaitingMark />
          <PaletteHost />
          <LineMark />
          <Account />
        </div>
      </header>
      <LostBanner />
      <main id="content" tabIndex={-1}>
        <Page />
      </main>
    </div>
  );
};

/** What stands around every page. */
export const Shell = (): ReactNode => (
  <Entrance>
    <Live>
      <Outgoing />
      <Frame />
    </Live>
  </Entrance>
);

/** The same for a page that fills the screen by itself. */
export const Bare = (): ReactNode => (
  <Entrance>
    <Live>
      <main id="content">
        <LostBanner />
        <Page />
      </main>
    </Live>
  </Entrance>
);
