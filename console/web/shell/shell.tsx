import { useMutation } from "@tanstack/react-query";
import { Alert, Dropdown, type MenuProps } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, Outlet } from "react-router";
import { useApi } from "../client-context.ts";
import { Live, useLine } from "../live/live-context.tsx";
import { usePreferences } from "../preferences.ts";
import { Entrance } from "../session/entrance.tsx";
import { useSession, useSignedOut } from "../session/session.ts";
import { timeOfDay } from "../times.ts";
import { Choices } from "./choices.tsx";
import { FailureBoundary } from "./failure.tsx";

const pages = [
  { path: "/", word: "app.fleet", end: true },
  { path: "/faults", word: "app.faults", end: false },
] as const;

const Navigation = (): ReactNode => {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("app.main")}>
      {pages.map(({ path, word, end }) => (
        <NavLink key={path} to={path} end={end}>
          {t(word)}
        </NavLink>
      ))}
    </nav>
  );
};

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

const Account = (): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const session = useSession();
  const signedOut = useSignedOut();
  const signOut = useMutation({ mutationFn: () => api.signOut(), onSettled: signedOut });
  const name = session.person?.name ?? session.name;
  const { scope } = session;
  const parts = [...(scope?.customers ?? []), ...(scope?.sites ?? [])].join(t("comma"));
  const items: MenuProps["items"] = [
    {
      key: "who",
      type: "group",
      label: (
        <>
          <strong>{name}</strong> · {t(`role.${session.role}`)}
          {scope ? <div className="quiet">{t("account.scope", { what: parts })}</div> : null}
        </>
      ),
    },
    { key: "out", label: t("signIn.out"), onClick: () => signOut.mutate() },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
      <button type="button" className="account" aria-label={t("account.of", { name })}>
        {name}
      </button>
    </Dropdown>
  );
};

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
          <LineMark />
          <Choices />
          <Account />
        </div>
      </header>
      <LostBanner />
      <main id="content" tabIndex={-1}>
        <FailureBoundary>
          <Outlet />
        </FailureBoundary>
      </main>
    </div>
  );
};

/** What stands around every page. */
export const Shell = (): ReactNode => (
  <Entrance>
    <Live>
      <Frame />
    </Live>
  </Entrance>
);
