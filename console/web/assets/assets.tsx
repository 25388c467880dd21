import { Checkbox, Input } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useParams } from "react-router";
import { deviceClasses } from "../../../contract/plain.ts";
import { ChoiceField } from "../look/fields.tsx";
import { useSearch } from "../look/use-search.ts";
import { usePreferences } from "../preferences.ts";
import { useTitle } from "../shell/title.ts";
import { term } from "../words.ts";
import { Firmware } from "./firmware.tsx";
import { Modules, type Wish } from "./modules.tsx";
import { UnitHistory } from "./unit-history.tsx";
import "./assets.css";

const useWish = () => {
  const [search, set] = useSearch<"q" | "class" | "conflict" | "gone">();
  const wish: Wish = {
    words: search.get("q") ?? "",
    deviceClass: search.get("class") ?? "",
    conflict: search.has("conflict"),
    gone: search.has("gone"),
  };
  return { wish, set };
};

const Filters = ({ list }: { readonly list: boolean }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { wish, set } = useWish();
  const { words, deviceClass, conflict, gone } = wish;
  return (
    <div className="assets-filters">
      {list ? (
        <Input
          allowClear
          className="finder"
          aria-label={t("assetsPage.find")}
          placeholder={t("assetsPage.find")}
          value={words}
          maxLength={200}
          spellCheck={false}
          autoCapitalize="none"
          onChange={({ target }) => set("q", target.value)}
        />
      ) : null}
      <ChoiceField
        label={t("assetsPage.class")}
        none={t("assetsPage.everyClass")}
        value={deviceClass}
        set={(value) => set("class", value)}
        choices={deviceClasses.map((value) => ({ value, label: term(language, "deviceClasses", value) }))}
      />
      {list ? (
        <span className="assets-checks">
          <Checkbox checked={conflict} onChange={({ target }) => set("conflict", target.checked ? "1" : "")}>
            {t("assetsPage.conflicts")}
          </Checkbox>
          <Checkbox checked={gone} onChange={({ target }) => set("gone", target.checked ? "1" : "")}>
            {t("assetsPage.goneToo")}
          </Checkbox>
        </span>
      ) : null}
    </div>
  );
};

/** Modules of the fleet: what they are, their serial numbers, firmware and warranty, and what was exchanged. */
const Assets = (): ReactNode => {
  const { t } = useTranslation();
  useTitle(t("assetsPage.title"));
  const { kind = "modules", terminal, device } = useParams();
  const { wish } = useWish();
  return (
    <div className="page assets">
      <div className="head">
        <h1>{t("assetsPage.title")}</h1>
        <nav className="tabs" aria-label={t("assetsPage.title")}>
          <NavLink to="/modules" end>
            {t("assetsPage.modules")}
          </NavLink>
          <NavLink to="/modules/firmware">{t("assetsPage.firmware")}</NavLink>
        </nav>
      </div>
      {kind === "history" ? null : <Filters list={kind === "modules"} />}
      {kind === "modules" ? <Modules wish={wish} /> : null}
      {kind === "firmware" ? <Firmware deviceClass={wish.deviceClass} /> : null}
      {kind === "history" && terminal !== undefined && device !== undefined ? (
        <UnitHistory terminal={terminal} device={device} />
      ) : null}
    </div>
  );
};
export default Assets;
