import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useLocation } from "react-router";
import { useSession } from "../session/session.ts";
import { closing } from "./menu.ts";
import { navigation } from "./pages.ts";
import { useNarrow } from "./window.ts";

type Place = (typeof navigation)[number];

const Way = ({ path, word }: Place): ReactNode => {
  const { t } = useTranslation();
  return (
    <NavLink to={path} end={path === "/"}>
      {t(word)}
    </NavLink>
  );
};

/** Pages that are not looked at all day. Where there is room the menu is called as the one of them that is shown. */
const More = ({ places }: { readonly places: readonly Place[] }): ReactNode => {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const menu = useRef<HTMLDetailsElement>(null);
  const shown = places.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
  const name = useNarrow() ? undefined : shown?.word;
  const close = (): void => {
    if (menu.current) menu.current.open = false;
  };
  return (
    <details ref={menu} className="more" {...closing}>
      <summary className={shown ? "active" : ""}>{t(name ?? "app.more")}</summary>
      <div className="menu" tabIndex={-1} onClick={close}>
        {places.map((place) => (
          <Way key={place.path} {...place} />
        ))}
      </div>
    </details>
  );
};

/** The way to every page that whoever is signed in may see. */
export const Navigation = (): ReactNode => {
  const { t } = useTranslation();
  const { permissions, scope } = useSession();
  const places = navigation.filter(({ needs, whole }) => permissions.includes(needs) && !(whole && scope));
  const more = places.filter((place) => place.more);
  return (
    <nav aria-label={t("app.main")}>
      <div className="ways">
        {places
          .filter((place) => !place.more)
          .map((place) => (
            <Way key={place.path} {...place} />
          ))}
      </div>
      {more.length > 0 ? <More places={more} /> : null}
    </nav>
  );
};
