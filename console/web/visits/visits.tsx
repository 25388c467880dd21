import { useQuery } from "@tanstack/react-query";
import { Segmented, Skeleton } from "antd";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import type { VisitView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { ChoiceField } from "../look/fields.tsx";
import { workOffline } from "../offline/register.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMay, useSession } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { useMinute } from "../shell/window.ts";
import { useDayName } from "./day-name.ts";
import { byDay, dayOf, daysLater, within } from "./days.ts";
import { Doors } from "./doors.tsx";
import { Plan } from "./plan.tsx";
import { Hours, placeOf, VisitMark } from "./visit-line.tsx";
import "./visits.css";

const shows = ["today", "mine", "all"] as const;
type Show = (typeof shows)[number];
const views = ["list", "plan", "doors"] as const;
type View = (typeof views)[number];
const viewWords: Readonly<Record<View, string>> = { list: "list", plan: "byTechnician", doors: "doorsAndKeys" };
/** What is looked back on, and what is planned ahead, in days. */
const backs = [7, 30, 90, 365] as const;
const ahead = 60;
/** More the broker does not tell at once. */
const most = 5000;

const fits =
  (show: Show, me: string, today: number) =>
  (visit: VisitView): boolean => {
    if (show === "today") return within(visit, today, daysLater(today, 1));
    return show === "all" || visit.technician === me;
  };

const Row = ({ visit }: { readonly visit: VisitView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return (
    <li className="visit-row">
      <Hours visit={visit} />
      <VisitMark visit={visit} />
      <div className="what">
        <Link to={`/visits/${visit.number}`}>
          {t("visitDesk.short", { number: visit.number, title: visit.order.title[language] })}
        </Link>
        <span className="quiet">{placeOf(visit)}</span>
      </div>
      <span className="who">{visit.technicianName ?? visit.technician}</span>
    </li>
  );
};

const Days = ({ visits }: { readonly visits: readonly VisitView[] }): ReactNode => {
  const nameOf = useDayName();
  return byDay(visits).map(([day, list]) => (
    <section key={day} className="panel visit-day">
      <h2>{nameOf(day)}</h2>
      <ul>
        {list.map((visit) => (
          <Row key={visit.number} visit={visit} />
        ))}
      </ul>
    </section>
  ));
};

interface HeadProps {
  readonly visits: readonly VisitView[];
  readonly show: Show;
  readonly view: View;
  readonly set: (name: "show" | "view", value: string | undefined) => void;
}

const Head = ({ visits, show, view, set }: HeadProps): ReactNode => {
  const { t } = useTranslation();
  const me = useSession().name;
  const today = dayOf(useMinute());
  const works = useMay("visit");
  return (
    <div className="visits-head">
      <h1>{t("visitDesk.title")}</h1>
      <fieldset className="counts" aria-label={t("visitDesk.which")}>
        {shows.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={view === "list" && show === one}
            onClick={() => set("show", one)}
          >
            {t(`visitDesk.${one}`)} <b>{visits.filter(fits(one, me, today)).length}</b>
          </button>
        ))}
      </fieldset>
      <Segmented
        aria-label={t("visitDesk.view")}
        value={view}
        options={views.map((value) => ({ value, label: t(`visitDesk.${viewWords[value]}`) }))}
        onChange={(value) => set("view", value === "list" ? undefined : value)}
      />
      {works ? (
        <Link className="end" to="/my-day">
          {t("phone.title")}
        </Link>
      ) : null}
    </div>
  );
};

/** Who goes where, and when. */
const Visits = (): ReactNode => {
  const { t } = useTranslation();
  useTitle(t("visitDesk.title"));
  useEffect(workOffline, []);
  const api = useApi();
  const me = useSession().name;
  const today = dayOf(useMinute());
  const [search, setSearch] = useSearchParams();
  const show = shows.find((one) => one === search.get("show")) ?? "today";
  const view = views.find((one) => one === search.get("view")) ?? "list";
  const back = backs.find((one) => view === "list" && String(one) === search.get("days")) ?? 7;
  const set = (name: "show" | "view" | "days", value: string | undefined): void => {
    const next = new URLSearchParams(search);
    if (name === "show") next.delete("view");
    if (name !== "days") for (const filter of ["terminal", "days"]) next.delete(filter);
    if (value === undefined) next.delete(name);
    else next.set(name, value);
    setSearch(next, { replace: true });
  };
  const { data, error, refetch } = useQuery({
    queryKey: keys.visitsFrom(daysLater(today, -back)),
    queryFn: () => api.visits({ from: daysLater(today, -back), to: daysLater(today, ahead), limit: most }),
    placeholderData: (before) => before,
  });
  const shown = data?.filter(fits(show, me, today));
  return (
    <div className="page visits">
      <Head visits={data ?? []} show={show} view={view} set={set} />
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 6 }} /> : null}
      {view === "plan" && data ? <Plan visits={data} /> : null}
      {view === "doors" ? <Doors /> : null}
      {view === "list" && show !== "today" ? (
        <div className="filters">
          <ChoiceField
            label={t("visitDesk.lookBack")}
            value={String(back)}
            set={(value) => set("days", value)}
            choices={backs.map((one) => ({ value: String(one), label: t("visitDesk.span", { count: one, ahead }) }))}
          />
        </div>
      ) : null}
      {view === "list" && shown && shown.length > 0 ? <Days visits={shown} /> : null}
      {view === "list" && shown?.length === 0 ? <p className="panel empty">{t(`visitDesk.none.${show}`)}</p> : null}
      {view !== "doors" && data?.length === most ? (
        <p className="quiet">{t("visitDesk.cut", { count: most })}</p>
      ) : null}
    </div>
  );
};
export default Visits;
