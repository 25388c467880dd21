import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useParams } from "react-router";
import { useTitle } from "../shell/title.ts";
import { Due } from "./due.tsx";
import { FinishedRound, TerminalRound } from "./round.tsx";
import { Rounds } from "./rounds.tsx";
import "./inspections.css";

/** What is due, the checklist of a terminal, and what was found in rounds before. */
const Inspections = (): ReactNode => {
  const { t } = useTranslation();
  const { kind = "due", id } = useParams();
  useTitle(id === undefined || kind === "rounds" ? t("inspectionDesk.title") : `${t("inspectionDesk.title")} ${id}`);
  return (
    <div className="page">
      <div className="head">
        <h1>{t("inspectionDesk.title")}</h1>
        <nav className="tabs" aria-label={t("inspectionDesk.title")}>
          <NavLink to="/inspections" end>
            {t("inspectionDesk.dueTab")}
          </NavLink>
          <NavLink to="/inspections/rounds">{t("inspectionDesk.doneTab")}</NavLink>
        </nav>
      </div>
      {kind === "terminals" && id !== undefined ? <TerminalRound key={id} terminal={id} /> : null}
      {kind === "rounds" && id !== undefined ? <FinishedRound number={Number(id)} /> : null}
      {kind === "rounds" && id === undefined ? <Rounds /> : null}
      {kind === "due" ? <Due /> : null}
    </div>
  );
};
export default Inspections;
