import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

/** Whose connection it came by; nobody had signed in at some. */
export const Sender = ({ terminal }: { readonly terminal: string }): ReactNode => {
  const { t } = useTranslation();
  return terminal === "" ? (
    <span className="quiet">{t("refusedDesk.stranger")}</span>
  ) : (
    <Link to={`/terminals/${terminal}`}>{terminal}</Link>
  );
};
