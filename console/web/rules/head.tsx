import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";

/** Tabs over both pages: what raises faults, and what is promised about them. */
export const Head = ({ title }: { readonly title: string }): ReactNode => {
  const { t } = useTranslation();
  return (
    <div className="head">
      <h1>{title}</h1>
      <nav className="tabs" aria-label={t("rulesDesk.both")}>
        <NavLink to="/rules">{t("rulesDesk.title")}</NavLink>
        <NavLink to="/policies">{t("rulesDesk.policies")}</NavLink>
      </nav>
    </div>
  );
};
