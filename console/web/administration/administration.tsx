import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useParams } from "react-router";
import { useWhole } from "../session/session.ts";
import { useTitle } from "../shell/title.ts";
import { People } from "./people.tsx";
import { Terminals } from "./terminals.tsx";
import "../look/fields.css";

/** Who works here, and which terminals belong to the fleet. */
const Administration = (): ReactNode => {
  const { t } = useTranslation();
  const { part = "people" } = useParams();
  useTitle(t("administration.title"));
  const whole = useWhole();
  return (
    <div className="page">
      <div className="head">
        <h1>{t("administration.title")}</h1>
        <nav className="tabs" aria-label={t("administration.title")}>
          <NavLink to="/administration" end>
            {t("administration.people")}
          </NavLink>
          <NavLink to="/administration/terminals">{t("administration.terminals")}</NavLink>
          {whole ? <NavLink to="/refused">{t("refusedDesk.title")}</NavLink> : null}
        </nav>
      </div>
      {part === "terminals" ? <Terminals /> : <People />}
    </div>
  );
};
export default Administration;
