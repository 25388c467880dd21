import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useParams } from "react-router";
import { partText } from "../../../contract/plain.ts";
import { usePreferences } from "../preferences.ts";
import { useMay } from "../session/session.ts";
import { useTitle } from "../shell/title.ts";
import type { Draft } from "./draft.ts";
import { Loans } from "./loans.tsx";
import { MoveForm } from "./move-form.tsx";
import { Part } from "./part.tsx";
import { Places } from "./places.tsx";
import { Vans } from "./vans.tsx";
import { WantedForm } from "./wanted-form.tsx";
import { Where } from "./where.tsx";
import "./spares.css";

const Head = ({ book, add }: { readonly book: () => void; readonly add: () => void }): ReactNode => {
  const { t } = useTranslation();
  const administers = useMay("administer");
  return (
    <div className="head">
      <h1>{t("spares.title")}</h1>
      <nav className="tabs" aria-label={t("spares.title")}>
        <NavLink to="/spares" end>
          {t("spares.where")}
        </NavLink>
        <NavLink to="/spares/loans">{t("spares.loans")}</NavLink>
        <NavLink to="/spares/vans">{t("spares.vans")}</NavLink>
        {administers ? <NavLink to="/spares/places">{t("spares.places")}</NavLink> : null}
      </nav>
      <span className="buttons">
        {administers ? <Button onClick={add}>{t("spares.addPart")}</Button> : null}
        <Button type="primary" onClick={book}>
          {t("spares.book")}
        </Button>
      </span>
    </div>
  );
};

/** What is where, what is lent, what the vans lack; one part with its moves; and the forms that book them. */
const Spares = (): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { kind = "where", id } = useParams();
  const administers = useMay("administer");
  const [preset, setPreset] = useState<Partial<Draft>>();
  const [adding, setAdding] = useState(false);
  useTitle(kind === "parts" && id !== undefined ? partText(id)[language] : t("spares.title"));
  return (
    <div className="page spares">
      <Head
        book={() => setPreset(kind === "parts" && id !== undefined ? { item: id } : {})}
        add={() => setAdding(true)}
      />
      {kind === "where" ? <Where /> : null}
      {kind === "loans" ? <Loans book={setPreset} /> : null}
      {kind === "vans" ? <Vans book={setPreset} /> : null}
      {kind === "places" && administers ? <Places /> : null}
      {kind === "parts" && id !== undefined ? <Part key={id} item={id} book={setPreset} /> : null}
      {preset ? <MoveForm preset={preset} close={() => setPreset(undefined)} /> : null}
      {adding ? <WantedForm part={undefined} close={() => setAdding(false)} /> : null}
    </div>
  );
};
export default Spares;
